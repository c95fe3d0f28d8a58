import type { JsonValue } from '../../../core/json.ts'
import { groupsOf } from '../group-tuples.ts'
import type { RuleOutput, RuleState, Seen } from '../rule-state.ts'
import { atOnce } from '../windows/at-once.ts'
import type { Group } from '../windows/group.ts'
import { insertEntry } from '../windows/insert-entry.ts'
import { readEntry } from '../windows/read-entry.ts'
import { cutoffOf } from '../windows/window-context.ts'
import type { WindowContext } from '../windows/window-context.ts'
import type { WindowMode } from '../windows/window-mode.ts'
import { NO_CELL } from './cell-pool.ts'
import { GroupHasher, newKey } from './group-hasher.ts'
import { loadPacked, savePacked } from './packed-saved.ts'
import { QuietGroups } from './quiet-groups.ts'

/** How often per timespan, in event time, all groups are looked through for what is over. */
const ROUNDS = 4

/**
 * The state of an `event_count` that is decided at once and needs of an entry only time, id and rule. As long as a group cannot
 * hold it is quiet: some numbers, see {@link QuietGroups}. When it may hold, or is unusual, it becomes a {@link Group} of objects
 * as other rules have, and quiet again when its alerts can count no more. Which of the two it is changes no answer.
 */
export class PackedState implements RuleState {
  readonly lookback: number
  readonly #context: WindowContext
  readonly #mode: WindowMode
  #key = newKey()
  #hasher: GroupHasher
  #quiet: QuietGroups
  /** by cell */
  #loud = new Map<number, Group>()
  /** watermark at which all groups were last looked through */
  #pruned = Number.NEGATIVE_INFINITY

  constructor(context: WindowContext) {
    this.#context = context
    this.#mode = atOnce(context)
    this.#hasher = new GroupHasher(context.rule, this.#key)
    this.#quiet = new QuietGroups(context)
    // As of rules whose groups are objects.
    this.lookback = 2 * context.rule.timespan
  }

  /** how many groups there are, those of objects among them, and how many pages of memory the others take */
  get size(): { readonly groups: number; readonly objects: number; readonly pages: number } {
    return { groups: this.#quiet.groups.size, objects: this.#loud.size, pages: this.#quiet.pages }
  }

  observe(seen: Seen, output: RuleOutput): void {
    const { rule, limits } = this.#context
    if (this.#hasher.hash(seen)) {
      this.#insert(seen, null, output)
      return
    }
    const { groups, cut } = groupsOf(rule, seen.ref, seen.observation, limits.values)
    const { time } = seen.observation
    if (groups.length === 0) output.report('no-group', 1, time)
    else output.report('values', cut, time)
    for (const values of groups) {
      this.#hasher.hashValues(values)
      this.#insert(seen, values, output)
    }
  }

  /** `values` of the group whose hash was made last; null: the hit is in no other group. */
  #insert(seen: Seen, values: readonly string[] | null, output: RuleOutput): void {
    const quiet = this.#quiet
    const cell = quiet.groups.touch(this.#hasher.words)
    if (!quiet.insert(cell, seen)) {
      const group = this.#loud.get(cell) ?? this.#raise(cell, values ?? this.#valuesOf(seen))
      const { entry } = readEntry(this.#context, seen)
      insertEntry({ context: this.#context, mode: this.#mode }, group, { entry, isCut: false }, output)
    }
    if (quiet.groups.size > this.#context.limits.groups) this.#evict(output)
  }

  #valuesOf({ ref, observation }: Seen): readonly string[] {
    return groupsOf(this.#context.rule, ref, observation, 1).groups[0] ?? []
  }

  /** Makes a quiet group one of objects. */
  #raise(cell: number, values: readonly string[]): Group {
    const group = this.#quiet.raise(cell, values)
    this.#loud.set(cell, group)
    return group
  }

  #evict(output: RuleOutput): void {
    const { groups } = this.#quiet
    const cell = groups.oldest
    if (cell === NO_CELL) return
    const group = this.#loud.get(cell)
    const last = group === undefined ? this.#quiet.newest(cell) : (group.entries.at(-1)?.time ?? Number.NaN)
    const isAlive = group === undefined ? last >= cutoffOf(this.#context) : this.#mode.prune(group, output)
    if (isAlive) output.report('groups', 1, Number.isNaN(last) ? this.#context.watermark : last)
    this.#remove(cell)
  }

  #remove(cell: number): void {
    this.#loud.delete(cell)
    this.#quiet.remove(cell)
  }

  advance(watermark: number, output: RuleOutput): void {
    const context = this.#context
    context.watermark = Math.max(context.watermark, watermark)
    if (context.watermark - this.#pruned < context.rule.timespan / ROUNDS) return
    this.#pruned = context.watermark
    const quiet = this.#quiet
    for (const [cell, group] of this.#loud) {
      if (!this.#mode.prune(group, output)) this.#remove(cell)
      else if (quiet.calm(cell, group)) this.#loud.delete(cell)
    }
    quiet.prune()
  }

  save(): JsonValue {
    return savePacked({ context: this.#context, key: this.#key, quiet: this.#quiet, loud: this.#loud })
  }

  load(saved: JsonValue): boolean {
    const quiet = new QuietGroups(this.#context)
    const loud = new Map<number, Group>()
    const key = newKey()
    if (!loadPacked(saved, { context: this.#context, key, quiet, loud })) return false
    this.#key = key
    this.#hasher = new GroupHasher(this.#context.rule, key)
    this.#quiet = quiet
    this.#loud = loud
    return true
  }

  restore(): void {
    // Nothing is stored of the windows of a rule that is decided at once: its hits tell everything.
  }
}

/** True of rules whose groups can be packed. */
export function isPackable({ rule, timing, carries, place }: WindowContext): boolean {
  return rule.type === 'event_count' && timing === 'at-once' && carries.length === 0 && !place.chained
}
