import type { Coverage, TimeSpan } from './coverage.ts'
import type { Entry } from './entry.ts'
import type { Sweep } from './sweep.ts'

/** One group of a rule. */
export interface Group {
  readonly key: string
  /** values of the group fields */
  readonly values: readonly string[]
  /** in the order of (time, id) */
  entries: Entry[]
  /** what the alerts have counted that can still grow, one for each bucket */
  coverages: Coverage[]
  /** with more entries than this it is looked for some that can go; 0: as many as the rule's groups may have */
  room: number
  /** span of time in which entries are missing that a limit has cut; null: none */
  cut: TimeSpan | null
  /** stands at the last entry that was decided; null: is made again when it is needed */
  sweep: Sweep | null
  /** at-close: what was told last of its windows, to be stored; see {@link OpenWindow} */
  told: string | null
  /** at-close: starts of closed windows that held, as far as parents still need them */
  closed: readonly number[]
  /** when the next decision is due that the timers know of; Infinity: none */
  timer: number
  newer: Group | null
  older: Group | null
}

export function newGroup(key: string, values: readonly string[]): Group {
  return {
    key,
    values,
    entries: [],
    coverages: [],
    room: 0,
    cut: null,
    sweep: null,
    told: null,
    closed: [],
    timer: Number.POSITIVE_INFINITY,
    newer: null,
    older: null,
  }
}
