import type {
  NumericCorrelation,
  TemporalCorrelation,
  TemporalTerm,
  Threshold,
} from '../../../../services/sigma/types.ts'
import { fieldOf } from './members.ts'
import type { Member } from './members.ts'

/** Whether a rule's condition is true of the members of a window, by trying everything out. */
export function conditionHolds(rule: NumericCorrelation | TemporalCorrelation, window: readonly Member[]): boolean {
  if ('terms' in rule) return temporalHolds(rule, window)
  const number = numberOf(rule, window)
  return number !== null && rule.thresholds.every((threshold) => compare(number, threshold))
}

function compare(number: number, { op, value }: Threshold): boolean {
  const answers = {
    gt: number > value,
    gte: number >= value,
    lt: number < value,
    lte: number <= value,
    eq: number === value,
    neq: number !== value,
  }
  return answers[op]
}

function numberOf(rule: NumericCorrelation, window: readonly Member[]): number | null {
  if (rule.type === 'event_count') return window.length
  if (rule.type === 'value_count') return new Set(window.flatMap((member) => tuples(rule.fields, member))).size
  const [field = ''] = rule.fields
  const numbers = window.flatMap((member) => [...fieldOf(member, field)].map(Number))
  const real = numbers.filter((number) => Number.isFinite(number)).toSorted((a, b) => a - b)
  const sum = real.reduce((total, number) => total + number, 0)
  if (rule.type === 'value_sum') return real.reduce((total, number) => total + Math.max(0, number), 0)
  if (real.length === 0) return null
  if (rule.type === 'value_avg') return sum / real.length
  const place = ((rule.percentile ?? 50) / 100) * (real.length - 1)
  const [low, high] = [real[Math.floor(place)] ?? 0, real[Math.ceil(place)] ?? 0]
  return low + (high - low) * (place - Math.floor(place))
}

/** Every hit of an event gives the combinations of its own values. */
function tuples(fields: readonly string[], member: Member): string[] {
  return member.views.flatMap((view) => {
    let found: string[][] = [[]]
    for (const field of fields) {
      found = found.flatMap((tuple) => (view[field] ?? []).map((value) => [...tuple, value]))
    }
    return found.map((tuple) => JSON.stringify(tuple))
  })
}

function temporalHolds(rule: TemporalCorrelation, window: readonly Member[]): boolean {
  const isOrdered = rule.type === 'temporal_ordered'
  if (rule.terms !== null) {
    return rule.terms.some((term) => (isOrdered ? orderedHolds(term, window) : unorderedHolds(term, window)))
  }
  const count = isOrdered ? longestChain(rule, window) : new Set(window.flatMap(({ refs }) => [...refs])).size
  return (rule.thresholds ?? []).every((threshold) => compare(count, threshold))
}

function unorderedHolds({ has, lacks }: TemporalTerm, window: readonly Member[]): boolean {
  const isThere = (ref: number): boolean => window.some(({ refs }) => refs.has(ref))
  return has.every(isThere) && !lacks.some(isThere)
}

function orderedHolds({ has, lacks }: TemporalTerm, window: readonly Member[]): boolean {
  return chains(has, window, (chain) => lacks.every((ref) => !standsBetween(ref, has, chain, window)))
}

/** Whether an event of a rule stands between the events of its neighbours in the list. */
function standsBetween(
  ref: number,
  has: readonly number[],
  chain: readonly Member[],
  window: readonly Member[],
): boolean {
  const before = has.findLastIndex((step) => step < ref)
  const after = has.findIndex((step) => step > ref)
  const from = chain[before]?.time ?? Number.NEGATIVE_INFINITY
  const to = after < 0 ? Number.POSITIVE_INFINITY : (chain[after]?.time ?? 0)
  return window.some(({ refs, time }) => refs.has(ref) && time >= from && time <= to)
}

/** Whether some chain of different members, one for each step, times not decreasing, is accepted. */
function chains(
  steps: readonly number[],
  window: readonly Member[],
  accept: (chain: readonly Member[]) => boolean,
  chain: readonly Member[] = [],
): boolean {
  const step = steps[chain.length]
  if (step === undefined) return accept(chain)
  const least = chain.at(-1)?.time ?? Number.NEGATIVE_INFINITY
  return window.some(
    (member) =>
      member.refs.has(step) &&
      member.time >= least &&
      !chain.includes(member) &&
      chains(steps, window, accept, [...chain, member]),
  )
}

function longestChain({ refs }: TemporalCorrelation, window: readonly Member[]): number {
  let longest = 0
  for (let choice = 0; choice < 2 ** refs.length; choice += 1) {
    const steps = refs.map((_, at) => at).filter((at) => (choice >> at) % 2 === 1)
    if (steps.length > longest && chains(steps, window, () => true)) longest = steps.length
  }
  return longest
}
