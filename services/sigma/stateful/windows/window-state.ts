import type { JsonValue } from '../../../core/json.ts'
import type { StateEntry } from '../../../core/state.ts'
import { MinHeap } from '../extensions/min-heap.ts'
import { groupsOf, tupleKey } from '../group-tuples.ts'
import type { RuleOutput, RuleState, Seen } from '../rule-state.ts'
import { atClose } from './at-close.ts'
import { atOnce } from './at-once.ts'
import { deferred } from './deferred.ts'
import type { Entry } from './entry.ts'
import { GroupTable } from './group-table.ts'
import type { Group } from './group.ts'
import { insertEntry } from './insert-entry.ts'
import { readEntry } from './read-entry.ts'
import { loadGroups, saveGroups } from './saved-groups.ts'
import type { WindowContext } from './window-context.ts'
import type { WindowMode } from './window-mode.ts'

/** How often per timespan, in event time, all groups are looked through for what is over. */
const ROUNDS = 4

/** The state of one numeric or temporal correlation. */
export class WindowState implements RuleState {
  readonly lookback: number
  readonly #context: WindowContext
  readonly #mode: WindowMode
  #groups = new GroupTable()
  #timers = new MinHeap<Group>()
  /** watermark at which all groups were last looked through */
  #pruned = Number.NEGATIVE_INFINITY
  /** the watermark of the state that is being rebuilt; null: none is */
  #restoring: number | null = null

  constructor(context: WindowContext) {
    this.#context = context
    this.#mode = modeOf(context)
    // Spans that alerts have counted reach back by one window from the watermark, and the windows that made them by another.
    this.lookback = 2 * context.rule.timespan
  }

  observe(seen: Seen, output: RuleOutput): void {
    const { rule, limits } = this.#context
    const { time } = seen.observation
    const { groups, cut } = groupsOf(rule, seen.ref, seen.observation, limits.values)
    if (groups.length === 0) {
      output.report('no-group', 1, time)
      return
    }
    const read = readEntry(this.#context, seen)
    output.report('values', cut + read.cut + read.ignored, time)
    for (const values of groups) this.#insert(values, { ...read.entry }, read.cut > 0, output)
  }

  #insert(values: readonly string[], entry: Entry, isCut: boolean, output: RuleOutput): void {
    const group = this.#groups.touch(tupleKey(values), values)
    this.#schedule(group, insertEntry({ context: this.#context, mode: this.#mode }, group, { entry, isCut }, output))
    if (this.#groups.size > this.#context.limits.groups) this.#evict(output)
  }

  #schedule(group: Group, due: number): void {
    if (!(due < group.timer)) return
    group.timer = due
    this.#timers.push(due, group)
  }

  #evict(output: RuleOutput): void {
    const { oldest } = this.#groups
    if (oldest === null) return
    const last = oldest.entries.at(-1)
    if (this.#mode.prune(oldest, output)) {
      this.#mode.evict(oldest, output)
      output.report('groups', 1, last?.time ?? this.#context.watermark)
    }
    this.#groups.remove(oldest)
  }

  advance(watermark: number, output: RuleOutput): void {
    if (this.#restoring !== null) this.#resume(output)
    while (this.#timers.least < watermark) {
      const due = this.#timers.least
      const group = this.#timers.pop()
      // A group can have been evicted, and can stand in the heap more than once.
      if (group === undefined || group.timer !== due || !this.#groups.has(group)) continue
      group.timer = Number.POSITIVE_INFINITY
      this.#schedule(group, this.#mode.decide(group, watermark, output))
    }
    const context = this.#context
    context.watermark = Math.max(context.watermark, watermark)
    if (context.watermark - this.#pruned < context.rule.timespan / ROUNDS) return
    this.#pruned = context.watermark
    for (const group of this.#groups) if (!this.#mode.prune(group, output)) this.#groups.remove(group)
  }

  save(): JsonValue {
    return saveGroups(this.#context, this.#groups)
  }

  load(saved: JsonValue): boolean {
    const groups = new GroupTable()
    if (!loadGroups(saved, this.#context, groups)) return false
    this.#groups = groups
    this.#timers = new MinHeap()
    for (const group of groups) this.#schedule(group, this.#mode.due(group))
    return true
  }

  restore(watermark: number, windows: readonly Pick<StateEntry, 'key' | 'value'>[]): void {
    this.#restoring = watermark
    this.#mode.restore(watermark, windows)
  }

  #resume(output: RuleOutput): void {
    this.#restoring = null
    for (const group of this.#groups) this.#mode.resume(group, output)
  }
}

function modeOf(context: WindowContext): WindowMode {
  switch (context.timing) {
    case 'at-once':
      return atOnce(context)
    case 'deferred':
      return deferred(context)
    case 'at-close':
      return atClose(context)
  }
}
