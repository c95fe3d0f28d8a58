import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { TemporalTerm, Threshold, WindowShape } from '../../../../services/sigma/types.ts'
import type { TestRandom } from '../../../support/random.ts'
import type { OracleRule } from './members.ts'
import { numericRule, temporalRule } from './stateful-rule.ts'

/** Rules and the hits that they are to judge, the hits in the order of time. */
export interface RandomCase {
  readonly rules: readonly OracleRule[]
  readonly hits: readonly Observation[]
}

const DETECTIONS = ['p', 'q', 'r', 's'] as const
const NUMERIC = ['event_count', 'value_count', 'value_sum', 'value_avg', 'value_percentile', 'value_median'] as const
const TEMPORAL = ['temporal', 'temporal_ordered'] as const
const OPS = ['gte', 'gte', 'gt', 'lt', 'lte', 'eq', 'neq'] as const

/** The types of rules that a random rule can have. */
export const TYPES = [...NUMERIC, ...TEMPORAL]

/** One rule of a type over detection rules. */
export function randomRule(random: TestRandom, type: OracleRule['type']): OracleRule {
  return ruleOver(random, type, 'c', random.shuffle(DETECTIONS).slice(0, 1 + random.int(4)))
}

/** Two to four rules; all but the first refer to rules before them, and everything is carried that anybody may read. */
export function randomChain(random: TestRandom): readonly OracleRule[] {
  const rules: OracleRule[] = []
  const length = 2 + random.int(3)
  for (let at = 0; at < length; at += 1) {
    const detections = random.shuffle(DETECTIONS).slice(0, 1 + random.int(2))
    const children = random.shuffle(rules.map(({ info }) => info.id)).slice(0, 1 + random.int(2))
    const rule = ruleOver(random, random.pick(TYPES), `c${at}`, random.shuffle([...detections, ...children]))
    rules.push({ ...rule, carries: ['u', 'v', 'n'] })
  }
  return rules
}

function ruleOver(random: TestRandom, type: OracleRule['type'], id: string, rules: readonly string[]): OracleRule {
  const timespan = random.pick([4, 10, 10, 25])
  const wish = {
    id,
    rules,
    timespan,
    window: random.pick([timespan, timespan, 3, 2 * timespan, 17]),
    groupBy: random.pick([[], ['u'], ['u'], ['u'], ['u', 'v'], ['w']]),
    aliases: { w: { p: 'u', q: 'v', r: 'u', s: 'u', c0: 'u', c1: 'v' } },
    shape: randomShape(random),
  }
  if (type === 'temporal' || type === 'temporal_ordered') {
    if (random.chance(0.3)) return temporalRule({ ...wish, type, condition: randomCondition(random, rules.length) })
    return temporalRule({ ...wish, type, ...(random.chance(0.5) ? { terms: randomTerms(random, rules.length) } : {}) })
  }
  const fields = { event_count: [], value_count: random.pick([['v'], ['v'], ['v', 'n']]) }
  return numericRule({
    ...wish,
    type,
    fields: type === 'event_count' || type === 'value_count' ? fields[type] : ['n'],
    percentile: type === 'value_percentile' ? random.pick([0, 10, 50, 90, 100]) : type === 'value_median' ? 50 : null,
    condition: randomCondition(random, type.startsWith('value_') && type !== 'value_count' ? 8 : 4),
  })
}

function randomShape(random: TestRandom): WindowShape {
  const type = random.pick(['sliding', 'sliding', 'tumbling', 'session'] as const)
  return type === 'session' ? { type, gap: random.pick([0, 1, 2, 5]) } : { type }
}

function randomCondition(random: TestRandom, most: number): Partial<Record<Threshold['op'], number>> {
  const op = random.chance(0.6) ? 'gte' : random.pick(OPS)
  const condition: Partial<Record<Threshold['op'], number>> = { [op]: 1 + random.int(most) }
  if (random.chance(0.15)) condition[random.pick(OPS)] = 1 + random.int(most)
  return condition
}

function randomTerms(random: TestRandom, rules: number): readonly TemporalTerm[] {
  const hasNegation = random.chance(0.5)
  return Array.from({ length: 1 + random.int(2) }, () => {
    const places = Array.from({ length: rules }, (_, at) => ({ at, side: random.int(3) }))
    const has = places.filter(({ side }) => side < 2).map(({ at }) => at)
    const lacks = hasNegation ? places.filter(({ side }) => side === 2).map(({ at }) => at) : []
    return has.length + lacks.length > 0 ? { has, lacks } : { has: [0], lacks: [] }
  })
}

/** Up to `most` events within some spans of time; times and values are few, so that much falls together. */
export function randomHits(random: TestRandom, most = 40): readonly Observation[] {
  const span = random.pick([12, 30, 60, 120])
  const hits: Observation[] = []
  const events = 3 + random.int(most)
  for (let at = 0; at < events; at += 1) {
    const time = random.int(span) - 20
    const fields = randomFields(random)
    // The order of the ids is not the order of the times.
    const eventId = `e${random.int(1000)}-${at}`
    const matched = random.chance(0.15) ? random.shuffle(DETECTIONS).slice(0, 2) : [random.pick(DETECTIONS)]
    for (const ruleId of matched) hits.push({ ruleId, eventId, time, fields })
  }
  return hits.toSorted((a, b) => a.time - b.time)
}

function randomFields(random: TestRandom): Readonly<Record<string, readonly string[]>> {
  const fields: Record<string, readonly string[]> = {}
  if (random.chance(0.95)) fields['u'] = someOf(random, ['a', 'b'])
  if (random.chance(0.9)) fields['v'] = someOf(random, ['x', 'y', 'z', ''])
  if (random.chance(0.9)) fields['n'] = someOf(random, ['0', '1', '2.5', '4', '6', '-3', '1e1', 'many'])
  return fields
}

function someOf(random: TestRandom, values: readonly string[]): readonly string[] {
  return random.chance(0.15) ? [random.pick(values), random.pick(values)] : [random.pick(values)]
}
