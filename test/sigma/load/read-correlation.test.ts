import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { StatefulRule } from '../../../services/sigma/types.ts'
import { loadText } from '../support/plain-target.ts'
import { correlation, namedRule, stream } from '../support/written-documents.ts'

const RULES = stream(namedRule('one'), namedRule('two'), namedRule('three'))
const LISTS = new Map([
  ['hosts', ['b', 'a', 'b']],
  ['none', []],
])

function only(lines: string, more = ''): StatefulRule {
  const { stateful, problems } = loadText(stream(RULES, correlation(lines, more)), { lists: LISTS })
  assert.deepEqual(problems, [])
  const [first] = stateful
  assert.ok(first && stateful.length === 1)
  return first
}

const COUNT = 'type: event_count, rules: [one], group-by: [user], timespan: 10m, condition: {gte: 5}'
const SLIDING = { type: 'sliding' }

const SHAPES: readonly { name: string; lines: string; more?: string; is: Record<string, unknown> }[] = [
  {
    name: 'a number of events',
    lines: COUNT,
    is: { type: 'event_count', window: SLIDING, thresholds: [{ op: 'gte', value: 5 }], fields: [], percentile: null },
  },
  {
    name: 'a range of two operators',
    lines: COUNT.replace('{gte: 5}', '{gt: 5, lte: 9}'),
    is: {
      thresholds: [
        { op: 'gt', value: 5 },
        { op: 'lte', value: 9 },
      ],
    },
  },
  {
    name: 'one rule as a text',
    lines: COUNT.replace('[one]', 'one'),
    is: { type: 'event_count' },
  },
  {
    name: 'distinct values of one field',
    lines: COUNT.replace('event_count', 'value_count').replace('gte: 5', 'gte: 5, field: region'),
    is: { type: 'value_count', fields: ['region'] },
  },
  {
    name: 'distinct tuples of fields',
    lines: COUNT.replace('event_count', 'value_count').replace('gte: 5', 'eq: 0, field: [region, action]'),
    is: { fields: ['region', 'action'], thresholds: [{ op: 'eq', value: 0 }] },
  },
  {
    name: 'a sum with a broken number',
    lines: COUNT.replace('event_count', 'value_sum').replace('gte: 5', 'gt: 0.5, field: bytes'),
    is: { type: 'value_sum', fields: ['bytes'], thresholds: [{ op: 'gt', value: 0.5 }] },
  },
  {
    name: 'a mean below zero',
    lines: COUNT.replace('event_count', 'value_avg').replace('gte: 5', 'lt: -1, field: bytes'),
    is: { type: 'value_avg', thresholds: [{ op: 'lt', value: -1 }], percentile: null },
  },
  {
    name: 'a percentile',
    lines: COUNT.replace('event_count', 'value_percentile').replace('gte: 5', 'gte: 5, field: bytes, percentile: 99.5'),
    is: { type: 'value_percentile', percentile: 99.5 },
  },
  {
    name: 'a median',
    lines: COUNT.replace('event_count', 'value_median').replace('gte: 5', 'neq: 5, field: bytes'),
    is: { type: 'value_median', percentile: 50 },
  },
  {
    name: 'several rules in any order',
    lines: 'type: temporal, rules: [one, two], group-by: [user], timespan: 1h',
    is: { type: 'temporal', thresholds: null, terms: [{ has: [0, 1], lacks: [] }] },
  },
  {
    name: 'several rules in their order',
    lines: 'type: temporal_ordered, rules: [two, one, three], group-by: [user], timespan: 1h',
    is: { type: 'temporal_ordered', terms: [{ has: [0, 1, 2], lacks: [] }] },
  },
  {
    name: 'a number of different rules',
    lines: 'type: temporal, rules: [one, two, three], group-by: [user], timespan: 1h, condition: {gte: 2}',
    is: { terms: null, thresholds: [{ op: 'gte', value: 2 }] },
  },
  {
    name: 'a boolean condition over named rules',
    lines:
      'type: temporal, rules: [one, two, three], group-by: [user], timespan: 1h, condition: one and (two or not three)',
    is: {
      terms: [
        { has: [0, 1], lacks: [] },
        { has: [0], lacks: [2] },
      ],
    },
  },
  {
    name: 'a boolean condition that names the rules itself',
    lines: 'type: temporal_ordered, group-by: [user], timespan: 1h, condition: two and not one',
    is: { terms: [{ has: [0], lacks: [1] }] },
  },
  {
    name: 'tumbling windows',
    lines: COUNT,
    more: 'tocsin: {window_type: tumbling}\n',
    is: { window: { type: 'tumbling' } },
  },
  {
    name: 'sessions',
    lines: COUNT,
    more: 'tocsin: {window_type: session, gap: 1m}\n',
    is: { window: { type: 'session', gap: 60_000 } },
  },
  {
    name: 'new values',
    lines: 'type: x_new_value, rules: [one], group-by: [account], field: userAgent, history: 30d, learn: 7d',
    is: {
      type: 'x_new_value',
      fields: ['userAgent'],
      history: 2_592_000_000,
      learn: 604_800_000,
      timespan: 2_592_000_000,
    },
  },
  {
    name: 'new values with a short history: they are learnt no longer',
    lines: 'type: x_new_value, rules: [one], group-by: [account], field: [a, b, c], history: 1d',
    is: { fields: ['a', 'b', 'c'], learn: 86_400_000 },
  },
  {
    name: 'new values without learning',
    lines: 'type: x_new_value, rules: [one], group-by: [account], field: a, history: 1d, learn: 0',
    is: { learn: 0 },
  },
  {
    name: 'silence of whoever was there',
    lines: 'type: x_absence, rules: [one], group-by: [host], timespan: 1h, expect: known',
    is: { type: 'x_absence', retain: 604_800_000, expected: [], timespan: 3_600_000 },
  },
  {
    name: 'silence of a list',
    lines: "type: x_absence, rules: [one], group-by: [host], timespan: 1h, retain: 2h, expect: '%Hosts%'",
    is: { retain: 7_200_000, expected: ['a', 'b'] },
  },
  {
    name: 'silence longer than groups are remembered by default',
    lines: 'type: x_absence, rules: [one], group-by: [host], timespan: 14d',
    is: { retain: 1_209_600_000 },
  },
  {
    name: 'a rate',
    lines: 'type: x_rate, rules: [one], group-by: [g], timespan: 1h, history: 48, learn: 12, factor: 2.5, floor: 3',
    is: { type: 'x_rate', history: 48, learn: 12, factor: 2.5, floor: 3, timespan: 3_600_000 },
  },
  {
    name: 'a rate with what is usual',
    lines: 'type: x_rate, rules: [one], group-by: [], timespan: 1h',
    is: { history: 24, learn: 6, factor: 5, floor: 20, groupBy: [] },
  },
]

describe('a correlation is read', () => {
  for (const { name, lines, more, is } of SHAPES) {
    it(name, () => {
      const rule: Record<string, unknown> = { ...only(lines, more) }
      for (const [key, value] of Object.entries(is)) assert.deepEqual(rule[key], value, key)
    })
  }

  for (const [span, milliseconds] of [
    ['1s', 1000],
    ['90m', 5_400_000],
    ['744h', 2_678_400_000],
    ['31d', 2_678_400_000],
  ] as const) {
    it(`a timespan of ${span}`, () => assert.equal(only(COUNT.replace('10m', span)).timespan, milliseconds))
  }
})

describe('what a correlation says about itself', () => {
  it('has defaults: medium, its group, its timespan', () => {
    const { info, tests, blind } = only(COUNT)
    assert.deepEqual(
      [info.level, info.groupBy, info.window, info.alerts, info.page, tests, blind],
      ['medium', ['user'], 600_000, true, true, [], null],
    )
    assert.deepEqual([info.title, info.file, info.line], ['Together', 'rule.yml', 22])
  })

  it('takes what our map says instead', () => {
    const more = 'level: low\ntocsin: {window: 1d, severity: high, title: Louder, page: false, runbook: Ask.}\n'
    const { info } = only(COUNT, more)
    assert.deepEqual(
      [info.level, info.title, info.window, info.page, info.runbook],
      ['high', 'Louder', 86_400_000, false, 'Ask.'],
    )
  })

  it('gets an id from title and type when it has none', () => {
    assert.equal(only(COUNT).info.id, only(COUNT, 'level: high\n').info.id)
    assert.notEqual(
      only(COUNT).info.id,
      only(COUNT.replace('event_count', 'x_rate').replace(', condition: {gte: 5}', '')).info.id,
    )
  })

  it('carries its tests', () => {
    const more = 'tests: [{name: t, events: [{at: +1m, event: {a: 1}}], until: +1h, expect: {alerts: 2}}]\n'
    const [test] = only(COUNT, more).tests
    assert.deepEqual([test?.name, test?.until, test?.expect], ['t', 3_600_000, { alerts: 2 }])
  })

  it('has another hash when it says something else or a list of it does', () => {
    const hash = (lines: string, hosts: readonly string[] = ['a']): string => {
      const { stateful } = loadText(stream(RULES, correlation(lines)), { lists: new Map([['hosts', hosts]]) })
      return stateful[0]?.info.hash ?? ''
    }
    const silence = "type: x_absence, rules: [one], group-by: [host], timespan: 1h, expect: '%hosts%'"
    assert.equal(hash(COUNT), hash(COUNT, ['b']))
    assert.notEqual(hash(COUNT), hash(COUNT.replace('5', '6')))
    assert.notEqual(hash(silence), hash(silence, ['b']))
  })

  it('is blind when a list that it needs is empty', () => {
    const lines = "type: x_absence, rules: [one], group-by: [host], timespan: 1h, expect: '%none%'"
    assert.equal(only(lines).blind, 'list none is empty')
    assert.equal(only(lines, 'tocsin: {optional_lists: [none]}\n').blind, null)
  })
})
