import { CellPool, NO_CELL } from './cell-pool.ts'
import type { PackedId } from './packed-id.ts'

/** An entry in three and a half words of a block: the id's hash (the half word apart) and the time. */
const SECOND = 1
const TIME = 2
const ENTRY_WORDS = 3
/** Two entries in a block, the earlier one first; then the half words of both, and the next older block. */
const THIRDS = 6
const OLDER = 7
/** The rules of both entries, in blocks that hold them. */
const REFS = 8

/** A packed entry. */
export interface PackedEntry extends PackedId {
  /** milliseconds from the group's base on, 32 bits with a sign */
  time: number
  /** index of the first rule that was true */
  ref: number
}

/**
 * Lists of entries in the order of time, the newest at hand: chains of blocks of two entries, all of which are full but the newest
 * one. A list is told by its newest block and its length. Entries of one time stand in any order.
 *
 * A walk goes from the newest entry back: {@link begin}, then {@link back} as often as there are more entries.
 */
export class EntryBlocks {
  readonly #cells: CellPool
  readonly #hasRefs: boolean
  #page: Int32Array = new Int32Array(0)
  /** where the block begins in the page */
  #at = 0
  /** place of the entry in the block */
  #slot = 0

  /** `hasRefs`: entries can be of another rule than the first. */
  constructor(hasRefs: boolean) {
    this.#hasRefs = hasRefs
    this.#cells = new CellPool(hasRefs ? REFS + 1 : REFS)
  }

  /** pages of memory in use */
  get pages(): number {
    return this.#cells.pages
  }

  /** Goes to the newest entry of a list, which must not be empty. */
  begin(block: number, count: number): void {
    this.#goTo(block)
    this.#slot = (count - 1) & 1
  }

  /** Goes to the next older entry, which must be there. */
  back(): void {
    if (this.#slot === 1) {
      this.#slot = 0
      return
    }
    this.#goTo(this.#page[this.#at + OLDER] ?? NO_CELL)
    this.#slot = 1
  }

  /** the time of the entry that was gone to */
  get time(): number {
    return this.#page[this.#at + this.#slot * ENTRY_WORDS + TIME] ?? 0
  }

  get ref(): number {
    return this.#hasRefs ? this.#half(REFS) : 0
  }

  set ref(ref: number) {
    if (this.#hasRefs) setHalf(this.#page, this.#at + REFS, this.#slot, ref)
  }

  isOf({ first, second, third }: PackedId): boolean {
    const at = this.#at + this.#slot * ENTRY_WORDS
    return this.#page[at] === first && this.#page[at + SECOND] === second && this.#half(THIRDS) === third
  }

  /** Copies the entry that was gone to. */
  read(into: PackedEntry): void {
    const at = this.#at + this.#slot * ENTRY_WORDS
    into.first = this.#page[at] ?? 0
    into.second = this.#page[at + SECOND] ?? 0
    into.time = this.#page[at + TIME] ?? 0
    into.third = this.#half(THIRDS)
    into.ref = this.ref
  }

  /** Puts an entry into a list of `count` entries, before the newest `later` ones, and gives the newest block. */
  insert(block: number, count: number, later: number, entry: PackedEntry): number {
    const newest = count % 2 === 0 ? this.#another(block) : block
    this.begin(newest, count + 1)
    for (let moved = 0; moved < later; moved += 1) {
      const [page, at, slot] = [this.#page, this.#at, this.#slot]
      this.back()
      this.#copyTo(page, at, slot)
    }
    this.#write(entry)
    return newest
  }

  /** Gives back the blocks of a list that hold only entries before a time, and says how many entries are left. */
  dropBefore(block: number, count: number, time: number): number {
    let cell = block
    let left = count
    while (left > 0) {
      this.begin(cell, left)
      if (this.time < time) break
      cell = this.#page[this.#at + OLDER] ?? NO_CELL
      left -= inNewest(left)
    }
    this.release(cell, left)
    return count - left
  }

  /** Gives back all blocks of a list. */
  release(block: number, count: number): void {
    let cell = block
    for (let left = count; left > 0; left -= inNewest(left)) {
      const older = this.#cells.page(cell)[this.#cells.at(cell) + OLDER] ?? NO_CELL
      this.#cells.release(cell)
      cell = older
    }
  }

  #another(older: number): number {
    const cell = this.#cells.take()
    this.#cells.page(cell)[this.#cells.at(cell) + OLDER] = older
    return cell
  }

  #goTo(cell: number): void {
    this.#page = this.#cells.page(cell)
    this.#at = this.#cells.at(cell)
  }

  #copyTo(page: Int32Array, at: number, slot: number): void {
    const [from, to] = [this.#at + this.#slot * ENTRY_WORDS, at + slot * ENTRY_WORDS]
    page[to] = this.#page[from] ?? 0
    page[to + SECOND] = this.#page[from + SECOND] ?? 0
    page[to + TIME] = this.#page[from + TIME] ?? 0
    setHalf(page, at + THIRDS, slot, this.#half(THIRDS))
    if (this.#hasRefs) setHalf(page, at + REFS, slot, this.#half(REFS))
  }

  #write({ first, second, third, time, ref }: PackedEntry): void {
    const at = this.#at + this.#slot * ENTRY_WORDS
    this.#page[at] = first
    this.#page[at + SECOND] = second
    this.#page[at + TIME] = time
    setHalf(this.#page, this.#at + THIRDS, this.#slot, third)
    this.ref = ref
  }

  /** The half of a word that belongs to the entry that was gone to. */
  #half(word: number): number {
    return ((this.#page[this.#at + word] ?? 0) >>> (this.#slot * 16)) & 0xffff
  }
}

/** Writes one half of a word. */
function setHalf(page: Int32Array, word: number, slot: number, value: number): void {
  const other = (page[word] ?? 0) & (slot === 0 ? 0xffff0000 : 0xffff)
  page[word] = other | (value << (slot * 16))
}

/** How many entries the newest block of a list holds. */
function inNewest(count: number): number {
  return 2 - (count & 1)
}
