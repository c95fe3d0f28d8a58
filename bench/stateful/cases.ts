import { documentId } from '../../services/core/ids.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { EngineLimits, Observation } from '../../services/sigma/stateful/types.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../services/sigma/stateful/types.ts'
import type { StatefulRule } from '../../services/sigma/types.ts'

/** One thing to measure. */
export interface Case {
  readonly name: string
  readonly about: string
  readonly rules: readonly StatefulRule[]
  readonly limits: EngineLimits
  /** how many hits; each is observed once */
  readonly hits: number
  /** how many groups there are in all */
  readonly groups: number
  /** the hit at this place; times never go back */
  readonly hit: (index: number) => Observation
  /** whether all groups that may live are alive at the end, so that memory by group means something */
  readonly isFull: boolean
}

/** How many entries a group has in the large case. */
export const ENTRIES = 10

/** Names of the cases whose hits go straight into the engine, in the order in which they are measured. */
export const CASES = ['count', 'values', 'ordered', 'new', 'rate', 'fires', 'large', 'flood'] as const
/** One of {@link CASES}. */
export type CaseName = (typeof CASES)[number]

const START = Date.UTC(2026, 2, 14)
const MINUTE = 60_000
const HOUR = 3_600_000

const BASE = ['one', 'two']
  .map(
    (name) =>
      `title: ${name}\nid: ${baseId(name)}\nname: ${name}\nlogsource: {product: aws}\ndetection: {s: {a: 1}, condition: s}\n`,
  )
  .join('---\n')

/** The case of this name, with so many hits; `groups` is how many groups the large case has. */
export function createCase(name: CaseName, hits: number, groups: number): Case {
  const few = Math.max(1, Math.min(10_000, Math.floor(hits / 50)))
  const common = { limits: DEFAULT_ENGINE_LIMITS, hits, groups: few, isFull: false }
  const spread = (index: number): number => START + Math.floor((index / hits) * 24 * HOUR)
  switch (name) {
    case 'count':
      return {
        ...common,
        name,
        about: `event_count, ${few} groups over a day, never enough within ten minutes`,
        rules: rulesOf('type: event_count, rules: [one], timespan: 10m, condition: {gte: 1000}'),
        hit: (index) => hitOf('one', index, index % few, spread(index)),
      }
    case 'values':
      return {
        ...common,
        name,
        about: `value_count of a field with 7 values, ${few} groups over a day`,
        rules: rulesOf('type: value_count, rules: [one], timespan: 10m, condition: {field: v, gte: 8}'),
        hit: (index) => hitOf('one', index, index % few, spread(index)),
      }
    case 'ordered':
      return {
        ...common,
        name,
        about: `temporal_ordered, two rules in the wrong order, ${few} groups over a day`,
        rules: rulesOf('type: temporal_ordered, rules: [one, two], timespan: 1h'),
        hit: (index) => hitOf(index < hits / 2 ? 'two' : 'one', index, index % few, spread(index)),
      }
    case 'new':
      return {
        ...common,
        name,
        about: `x_new_value, 30 days of history, ${few} groups with 7 values each`,
        rules: rulesOf('type: x_new_value, rules: [one], field: v, history: 30d, learn: 7d'),
        hit: (index) => hitOf('one', index, index % few, START + Math.floor((index / hits) * 30 * 24 * HOUR)),
      }
    case 'rate':
      return {
        ...common,
        name,
        about: `x_rate by the hour, ${few} groups over a day`,
        rules: rulesOf('type: x_rate, rules: [one], timespan: 1h, floor: 100000'),
        hit: (index) => hitOf('one', index, index % few, spread(index)),
      }
    case 'fires':
      return {
        ...common,
        groups: 100,
        name,
        about: 'event_count, 100 groups with a hit every six seconds, each of which counts in an alert',
        rules: rulesOf('type: event_count, rules: [one], timespan: 10m, condition: {gte: 5}'),
        hit: (index) => hitOf('one', index, index % 100, START + Math.floor(index / 100) * 6000),
      }
    case 'large':
      return {
        ...common,
        groups,
        hits: groups * ENTRIES,
        isFull: true,
        limits: { ...DEFAULT_ENGINE_LIMITS, groups },
        name,
        about: `event_count, ${groups} groups, ${ENTRIES} entries in each within one hour`,
        rules: rulesOf('type: event_count, rules: [one], timespan: 2h, condition: {gte: 1000}'),
        hit: (index) => hitOf('one', index, index % groups, START + Math.floor((index / (groups * ENTRIES)) * HOUR)),
      }
    case 'flood':
      return {
        ...common,
        groups: hits,
        isFull: hits >= DEFAULT_ENGINE_LIMITS.groups,
        name,
        about: `event_count, every hit is a new group; ${DEFAULT_ENGINE_LIMITS.groups} may live`,
        rules: rulesOf('type: event_count, rules: [one], timespan: 10m, condition: {gte: 10}'),
        hit: (index) => hitOf('one', index, index, START + Math.floor((index / hits) * 10 * MINUTE)),
      }
  }
}

function rulesOf(correlation: string): readonly StatefulRule[] {
  const text = `${BASE}---\ntitle: measured\nid: 00000000-0000-4000-8000-000000000003\ncorrelation: {${correlation}, group-by: [account, actor]}\n`
  const { stateful, problems } = loadRuleSet([{ file: 'bench.yml', text }], {
    lists: new Map(),
    disable: [],
    levels: {},
  })
  const [problem] = problems
  if (problem) throw new Error(`bench.yml:${problem.line}: ${problem.message}`)
  return stateful
}

function baseId(name: string): string {
  return `00000000-0000-4000-8000-00000000000${name === 'one' ? 1 : 2}`
}

/** Ids as those of CloudTrail events; groups of two fields. */
function hitOf(rule: 'one' | 'two', index: number, group: number, time: number): Observation {
  const identity = { dataset: 'aws.cloudtrail', account: '111122223333', providerId: String(index), discriminator: '' }
  const eventId = flat(documentId({ time, ...identity }))
  const actor = flat(`AROAEXAMPLE${group.toString(32).toUpperCase().padStart(10, '0')}`)
  const fields = { account: ['111122223333'], actor: [actor], v: [`value-${Math.floor(index / 10_000) % 7}`] }
  return { ruleId: baseId(rule), eventId, time, fields }
}

/** Text in one piece, as it comes out of JSON; what was put together is kept in its parts, which take more room. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
