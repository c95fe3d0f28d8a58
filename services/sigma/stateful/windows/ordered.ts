import type { TemporalTerm, Threshold } from '../../types.ts'
import { satisfies } from './aggregate.ts'
import type { Aggregate } from './aggregate.ts'
import type { Entry } from './entry.ts'
import { Moment } from './step-matching.ts'

/** What is known at the end of a time: one table of the times before, from which the table with this time follows. */
interface Table {
  /** −Infinity where there is no such chain */
  before: number[]
  after: number[]
}

/** What a table is made to take in: all events of one time together. */
type TakeIn = (moment: Moment, time: number) => void

/** Events come in the order of time, those of one time are looked at together. */
function byMoments(steps: number, settle: () => void, takeIn: TakeIn, reset: () => void): Omit<Aggregate, 'holds'> {
  const moment = new Moment(steps)
  let time = Number.NEGATIVE_INFINITY
  return {
    additive: false,
    add: (entry: Entry) => {
      if (entry.time !== time) {
        settle()
        moment.clear()
        time = entry.time
      }
      moment.add(entry.refs)
      takeIn(moment, time)
    },
    remove: () => {},
    clear: () => {
      moment.clear()
      time = Number.NEGATIVE_INFINITY
      reset()
    },
  }
}

/**
 * Rules true one after the other: of each step, the latest start of a chain of different events that ends with it. A later
 * start is never worse, so nothing else has to be kept.
 */
export function orderedTerms(terms: readonly TemporalTerm[]): Aggregate {
  const chains = terms.map(({ has }) => ({ steps: has, ...emptyTable(has.length + 1) }))
  const most = Math.max(0, ...terms.map(({ has }) => has.length))
  const takeIn = (moment: Moment, time: number): void => {
    for (const { steps, before, after } of chains) extendChain(moment, time, steps, before, after)
  }
  return {
    ...byMoments(
      most,
      () => chains.forEach(settleTable),
      takeIn,
      () => chains.forEach(resetTable),
    ),
    holds: (start) =>
      chains.some(({ steps, after }) => steps.length === 0 || (after[steps.length] ?? -Infinity) >= start),
  }
}

function extendChain(moment: Moment, time: number, steps: readonly number[], before: number[], after: number[]): void {
  for (let done = 0; done < steps.length; done += 1) {
    const start = done === 0 ? time : (before[done] ?? -Infinity)
    if (start === -Infinity) continue
    const reached = moment.reach(steps, done)
    for (let step = done + 1; step <= reached; step += 1) after[step] = Math.max(after[step] ?? -Infinity, start)
  }
}

/**
 * How many of the rules were true one after the other, in the order of the list: of each length and each place in the list,
 * the latest start of a chain at least so long that ends at that place or before it.
 */
export function orderedCount(rules: number, thresholds: readonly Threshold[]): Aggregate {
  const steps = Array.from({ length: rules }, (_, at) => at)
  const width = rules + 1
  const table = emptyTable(width * width)
  const longest = (start: number): number => {
    let length = rules
    while (length > 0 && (table.after[length * width + rules] ?? -Infinity) < start) length -= 1
    return length
  }
  return {
    ...byMoments(
      rules,
      () => settleTable(table),
      (moment, time) => extendCounts(moment, time, steps, table),
      () => resetTable(table),
    ),
    holds: (start) => satisfies(longest(start), thresholds),
  }
}

function extendCounts(moment: Moment, time: number, steps: readonly number[], { before, after }: Table): void {
  const width = steps.length + 1
  const raise = (length: number, place: number, start: number): void => {
    const at = length * width + place
    after[at] = Math.max(after[at] ?? -Infinity, start)
  }
  for (let from = 0; from < steps.length; from += 1) {
    for (const [offset, rank] of moment.ranks(steps, from).entries()) {
      if (rank === 0) continue
      raise(rank, from + offset + 1, time)
      for (let length = 1; length + rank <= steps.length; length += 1) {
        raise(length + rank, from + offset + 1, before[length * width + from] ?? -Infinity)
      }
    }
  }
  for (let length = steps.length; length >= 1; length -= 1) {
    for (let place = 1; place <= steps.length; place += 1) {
      raise(length, place, after[length * width + place - 1] ?? -Infinity)
      if (length < steps.length) raise(length, place, after[(length + 1) * width + place] ?? -Infinity)
    }
  }
}

function emptyTable(length: number): Table {
  return { before: unknown(length), after: unknown(length) }
}

function unknown(length: number): number[] {
  return Array.from({ length }, () => Number.NEGATIVE_INFINITY)
}

function settleTable({ before, after }: Table): void {
  for (const [at, start] of after.entries()) before[at] = start
}

function resetTable({ before, after }: Table): void {
  before.fill(Number.NEGATIVE_INFINITY)
  after.fill(Number.NEGATIVE_INFINITY)
}
