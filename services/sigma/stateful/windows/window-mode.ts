import type { StateEntry } from '../../../core/state.ts'
import type { RuleOutput } from '../rule-state.ts'
import type { Entry } from './entry.ts'
import type { Group } from './group.ts'

/** An entry has come into a group. */
export interface Insertion {
  readonly group: Group
  /** where it stands */
  readonly at: number
  /** what was known of the same event before; null: nothing */
  readonly before: Entry | null
}

/** When and over which entries a rule is decided; one for each {@link Timing}. */
export interface WindowMode {
  /** Gives the time beyond which the watermark has to be for {@link decide} to be called because of it; Infinity: never. */
  inserted(insertion: Insertion, output: RuleOutput): number
  /** The same for all entries of a group. */
  due(group: Group): number
  /** Decides what is due before the watermark, and gives the time for the next call. */
  decide(group: Group, watermark: number, output: RuleOutput): number
  /** Forgets what no decision needs any more. False when nothing is left of the group. */
  prune(group: Group, output: RuleOutput): boolean
  /** A group leaves before its time. */
  evict(group: Group, output: RuleOutput): void
  /** see {@link RuleState.restore} */
  restore(watermark: number, windows: readonly Pick<StateEntry, 'key' | 'value'>[]): void
  /** A group has all its entries again, before anything of it is decided. */
  resume(group: Group, output: RuleOutput): void
}
