import type { Seen } from '../rule-state.ts'
import type { Entry } from '../windows/entry.ts'
import { newGroup } from '../windows/group.ts'
import type { Group } from '../windows/group.ts'
import { cutoffOf } from '../windows/window-context.ts'
import type { WindowContext } from '../windows/window-context.ts'
import { NO_CELL } from './cell-pool.ts'
import { EntryBlocks } from './entry-blocks.ts'
import type { PackedEntry } from './entry-blocks.ts'
import { tupleKey } from '../group-tuples.ts'
import { mayHold } from './may-hold.ts'
import { HASH_WORDS } from './sip-hash.ts'
import { GONE, GROUP, LOUD, PackedGroups } from './packed-groups.ts'
import { packId, unpackId } from './packed-id.ts'
import type { WordReader, WordWriter } from './words.ts'
import { damaged } from '../extensions/saved.ts'

/** So many entries are walked over for one hit; a group that would need more becomes one of objects. */
const WALK = 128

/** A group of objects with so many entries, or fewer, can become quiet. */
const CALM = 96

const WORD = 2 ** 32
const NO_PLACE = -1

/**
 * Groups of a rule as numbers: about 45 bytes for each, its share of the index, and 16 for each entry. Which values a group has
 * is not kept: only hits of the group ever need to know, and they bring them.
 */
export class QuietGroups {
  readonly groups = new PackedGroups()
  readonly #blocks: EntryBlocks
  readonly #context: WindowContext
  readonly #entry: PackedEntry = { first: 0, second: 0, third: 0, time: 0, ref: 0 }
  readonly #times = new Float64Array(WALK + 1)

  constructor(context: WindowContext) {
    this.#context = context
    this.#blocks = new EntryBlocks(context.rule.refs.length > 1)
  }

  /** pages of memory in use */
  get pages(): number {
    return this.groups.cells.pages + this.#blocks.pages
  }

  /**
   * Takes a hit into a group. False, and nothing has changed, when the group is of objects or has to be: the rule may hold with
   * this hit, the group is too full, the hit too unusual or too far behind the newest one.
   */
  insert(cell: number, { observation: { eventId, time }, ref }: Seen): boolean {
    const page = this.groups.cells.page(cell)
    const at = this.groups.cells.at(cell)
    const count = page[at + GROUP.count] ?? LOUD
    const entry = this.#entry
    if (count === LOUD || !packId(eventId, time, entry)) return false
    if (count === 0) setBase(page, at, time)
    entry.time = time - baseOf(page, at)
    entry.ref = ref
    // Beyond 24 days from the base.
    if ((entry.time | 0) !== entry.time) return false
    const isNewest = count === 0 || entry.time > (page[at + GROUP.newest] ?? 0)
    const later = isNewest ? 0 : this.#placeOf(page, at)
    if (later === null) return false
    if (later === NO_PLACE) return true
    if (count + 1 >= this.#context.fewest && this.#mayHold(page, at, later)) return false
    if (count >= this.#context.most) return false
    page[at + GROUP.block] = this.#blocks.insert(page[at + GROUP.block] ?? NO_CELL, count, later, entry)
    page[at + GROUP.count] = count + 1
    if (later === 0) page[at + GROUP.newest] = entry.time
    return true
  }

  /**
   * How many entries are later than the one to be put in; NO_PLACE when the same event is there (it is now of the first of both
   * rules); null when it would be too far to walk.
   */
  #placeOf(page: Int32Array, at: number): number | null {
    const blocks = this.#blocks
    const entry = this.#entry
    const count = page[at + GROUP.count] ?? 0
    let later = 0
    for (let passed = 0; passed < count; passed += 1) {
      if (passed >= WALK) return null
      if (passed === 0) blocks.begin(page[at + GROUP.block] ?? NO_CELL, count)
      else blocks.back()
      if (blocks.time < entry.time) break
      if (blocks.time > entry.time) later = passed + 1
      else if (blocks.isOf(entry)) {
        blocks.ref = Math.min(blocks.ref, entry.ref)
        return NO_PLACE
      }
    }
    return later
  }

  /** Whether the rule may hold once the entry stands before the newest `later` ones. */
  #mayHold(page: Int32Array, at: number, later: number): boolean {
    const blocks = this.#blocks
    const times = this.#times
    const base = baseOf(page, at)
    const count = page[at + GROUP.count] ?? 0
    const wanted = Math.min(count, later + this.#context.fewest - 1)
    if (wanted > WALK) return true
    for (let place = 0, read = 0; place <= wanted; place += 1) {
      if (place === later) {
        times[place] = base + this.#entry.time
        continue
      }
      if (read === 0) blocks.begin(page[at + GROUP.block] ?? NO_CELL, count)
      else blocks.back()
      read += 1
      times[place] = base + blocks.time
    }
    return mayHold(this.#context.span, { times, count: wanted + 1, at: later }, this.#context.fewest)
  }

  /** time of the newest entry of a quiet group */
  newest(cell: number): number {
    const [page, at] = [this.groups.cells.page(cell), this.groups.cells.at(cell)]
    return baseOf(page, at) + (page[at + GROUP.newest] ?? 0)
  }

  /**
   * Forgets what is too old to stand in a window that is still to be decided, and quiet groups of which nothing is left. It goes
   * through memory as it lies there, which takes a tenth of the time of any other order.
   */
  prune(): void {
    const cutoff = cutoffOf(this.#context)
    const { cells } = this.groups
    for (let place = 0; place < cells.places; place += 1) {
      const { first, end } = cells.cellsOf(place)
      if (end > first) this.#pruneCells(first, end, cutoff)
    }
  }

  #pruneCells(first: number, end: number, cutoff: number): void {
    // It stays the same when the page is given back meanwhile, with all groups in it.
    const page = this.groups.cells.page(first)
    for (let cell = first; cell < end; cell += 1) {
      const at = this.groups.cells.at(cell)
      const count = page[at + GROUP.count] ?? GONE
      if (count < 0) continue
      const base = baseOf(page, at)
      if (base + (page[at + GROUP.newest] ?? 0) < cutoff) this.remove(cell)
      // Nearly all entries are after the base: then there is nothing to look for yet.
      else if (base < cutoff && count > 2) {
        page[at + GROUP.count] = this.#blocks.dropBefore(page[at + GROUP.block] ?? NO_CELL, count, cutoff - base)
      }
    }
  }

  remove(cell: number): void {
    this.#clear(cell, 0)
    this.groups.remove(cell)
  }

  /** Makes a quiet group one of objects. */
  raise(cell: number, values: readonly string[]): Group {
    const group = newGroup(tupleKey(values), values)
    group.entries = this.entries(cell).toSorted(byTimeAndId)
    this.#clear(cell, LOUD)
    return group
  }

  /** The entries of a quiet group, the newest one first; those of one time in any order. */
  entries(cell: number): Entry[] {
    const [page, at] = [this.groups.cells.page(cell), this.groups.cells.at(cell)]
    const count = page[at + GROUP.count] ?? 0
    const base = baseOf(page, at)
    const packed: PackedEntry = { first: 0, second: 0, third: 0, time: 0, ref: 0 }
    const entries: Entry[] = []
    for (let passed = 0; passed < count; passed += 1) {
      if (passed === 0) this.#blocks.begin(page[at + GROUP.block] ?? NO_CELL, count)
      else this.#blocks.back()
      this.#blocks.read(packed)
      const time = base + packed.time
      const refs = this.#context.single[packed.ref] ?? [packed.ref]
      entries.push({ time, id: unpackId(time, packed), refs, origin: null, values: null, derived: null })
    }
    return entries
  }

  #clear(cell: number, count: number): void {
    const [page, at] = [this.groups.cells.page(cell), this.groups.cells.at(cell)]
    this.#blocks.release(page[at + GROUP.block] ?? NO_CELL, page[at + GROUP.count] ?? 0)
    page[at + GROUP.block] = NO_CELL
    page[at + GROUP.count] = count
  }

  /** Makes a group of objects quiet, when it can be: its alerts count no more, nothing of it was cut, it is small. */
  calm(cell: number, { entries, coverages, cut }: Group): boolean {
    this.#clear(cell, 0)
    const isQuiet = coverages.length === 0 && cut === null && entries.length <= CALM
    if (isQuiet && entries.every((entry) => this.#add(cell, entry))) return true
    this.#clear(cell, LOUD)
    return false
  }

  /** Puts an entry behind all others; false when it cannot be packed. */
  #add(cell: number, { time, id, refs: [ref = 0] }: Entry): boolean {
    const [page, at] = [this.groups.cells.page(cell), this.groups.cells.at(cell)]
    const count = page[at + GROUP.count] ?? 0
    const entry = this.#entry
    if (!packId(id, time, entry)) return false
    if (count === 0) setBase(page, at, time)
    entry.time = time - baseOf(page, at)
    entry.ref = ref
    if ((entry.time | 0) !== entry.time) return false
    this.#append(page, at, entry)
    return true
  }

  /** Writes a quiet group. */
  save(cell: number, writer: WordWriter): void {
    const [page, at] = [this.groups.cells.page(cell), this.groups.cells.at(cell)]
    const count = page[at + GROUP.count] ?? 0
    writer.put(count)
    for (let word = 0; word < HASH_WORDS; word += 1) writer.put(page[at + word] ?? 0)
    writer.put(page[at + GROUP.baseHigh] ?? 0)
    writer.put(page[at + GROUP.baseLow] ?? 0)
    const packed: PackedEntry = { first: 0, second: 0, third: 0, time: 0, ref: 0 }
    for (let passed = 0; passed < count; passed += 1) {
      if (passed === 0) this.#blocks.begin(page[at + GROUP.block] ?? NO_CELL, count)
      else this.#blocks.back()
      this.#blocks.read(packed)
      writer.put(packed.time)
      writer.put(packed.first)
      writer.put(packed.second)
      writer.put(packed.third | (packed.ref << 16))
    }
  }

  /** Reads what {@link save} wrote, but the count and the hash, into an empty group. */
  load(cell: number, count: number, reader: WordReader): void {
    const [page, at] = [this.groups.cells.page(cell), this.groups.cells.at(cell)]
    if (count < 1 || page[at + GROUP.count] !== 0) damaged('a group that stands twice, or has no entries')
    page[at + GROUP.baseHigh] = reader.next()
    page[at + GROUP.baseLow] = reader.next()
    const entries: PackedEntry[] = []
    for (let left = count; left > 0; left -= 1) {
      const [time, first, second, rest] = [reader.next(), reader.next(), reader.next(), reader.next()]
      entries.push({ time, first, second, third: rest & 0xffff, ref: rest >>> 16 })
    }
    for (const [place, entry] of entries.toReversed().entries()) {
      if (entry.time < (page[at + GROUP.newest] ?? 0) && place > 0) damaged('no order')
      if (entry.ref >= this.#context.rule.refs.length) damaged('no rule')
      this.#append(page, at, entry)
    }
  }

  #append(page: Int32Array, at: number, entry: PackedEntry): void {
    const count = page[at + GROUP.count] ?? 0
    page[at + GROUP.block] = this.#blocks.insert(page[at + GROUP.block] ?? NO_CELL, count, 0, entry)
    page[at + GROUP.count] = count + 1
    page[at + GROUP.newest] = entry.time
  }
}

function setBase(page: Int32Array, at: number, time: number): void {
  page[at + GROUP.baseHigh] = Math.floor(time / WORD)
  page[at + GROUP.baseLow] = time | 0
}

function baseOf(page: Int32Array, at: number): number {
  return (page[at + GROUP.baseHigh] ?? 0) * WORD + ((page[at + GROUP.baseLow] ?? 0) >>> 0)
}

function byTimeAndId(entry: Entry, other: Entry): number {
  return entry.time - other.time || (entry.id < other.id ? -1 : 1)
}
