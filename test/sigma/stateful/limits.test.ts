import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_ENGINE_LIMITS } from '../../../services/sigma/stateful/types.ts'
import type { LimitKind, Observation } from '../../../services/sigma/stateful/types.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import type { TestRandom } from '../../support/random.ts'
import { bruteForce } from './support/brute-force.ts'
import type { CollectedAlerts, PlainAlert } from './support/collected-alerts.ts'
import type { OracleRule } from './support/members.ts'
import { playEngine } from './support/play-engine.ts'
import { advanceTo, hitStep, shuffled } from './support/random-steps.ts'
import { numericRule, temporalRule } from './support/stateful-rule.ts'

const SECOND = 1000
const STREAMS = Math.round(60 * (SCALE < 1 ? SCALE : 1 + (SCALE - 1) / 4))

function hit(time: number, fields: Observation['fields'] = {}, ruleId = 'r'): Observation {
  return { ruleId, eventId: `${ruleId}-${time}`, time, fields: { u: ['a'], ...fields } }
}

function many(count: number, make: (at: number) => Observation): readonly Observation[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

function reported(collected: CollectedAlerts, kind: LimitKind): number {
  return collected.reports.filter((report) => report.kind === kind).reduce((sum, { count }) => sum + count, 0)
}

function keys(alerts: readonly PlainAlert[]): readonly string[] {
  return alerts.map(({ key }) => key)
}

interface Flood {
  readonly name: string
  readonly rule: OracleRule
  readonly hits: readonly Observation[]
  /** start of the bucket in which there must be an alert */
  readonly bucket: number
}

const FLOODS: readonly Flood[] = [
  {
    name: 'a late hit completes a count far behind a full group',
    rule: numericRule({ condition: { gte: 3 }, timespan: 10 * SECOND }),
    hits: [hit(0), hit(SECOND), ...many(5000, (at) => hit(100 * SECOND + at)), hit(2 * SECOND)],
    bucket: 0,
  },
  {
    name: 'the same, with a hundred thousand hits in the group',
    rule: numericRule({ condition: { gte: 3 }, timespan: 10 * SECOND }),
    hits: [hit(0), hit(SECOND), ...many(100_000, (at) => hit(100 * SECOND + at)), hit(2 * SECOND)],
    bucket: 0,
  },
  {
    name: 'one value repeated evicts no other value',
    rule: numericRule({ type: 'value_count', fields: ['v'], condition: { gte: 3 }, timespan: 200 * SECOND }),
    hits: [hit(0, { v: ['x'] }), ...many(100_000, (at) => hit(1 + at, { v: ['y'] })), hit(150 * SECOND, { v: ['z'] })],
    bucket: 0,
  },
  {
    name: 'one value repeated in a session evicts no other value',
    rule: numericRule({
      type: 'value_count',
      fields: ['v'],
      condition: { gte: 3 },
      timespan: 200 * SECOND,
      shape: { type: 'session', gap: 50 },
    }),
    hits: [hit(0, { v: ['x'] }), ...many(20_000, (at) => hit(at + 1, { v: ['y'] })), hit(20_010, { v: ['z'] })],
    bucket: 0,
  },
  {
    name: 'a flood of one step evicts no other step',
    rule: temporalRule({ rules: ['p', 'q'], timespan: 200 * SECOND }),
    hits: [hit(0, {}, 'p'), hit(1, {}, 'p'), ...many(10_000, (at) => hit(2 + at, {}, 'p')), hit(60_000, {}, 'q')],
    bucket: 0,
  },
  {
    name: 'a flood of one ordered step evicts no step before it',
    rule: temporalRule({ type: 'temporal_ordered', rules: ['p', 'q', 's'], timespan: 200 * SECOND }),
    hits: [hit(0, {}, 'p'), ...many(10_000, (at) => hit(2 + at, {}, 'q')), hit(60_000, {}, 's')],
    bucket: 0,
  },
  {
    name: 'a flood of an ordered step leaves room for a late one',
    rule: temporalRule({ type: 'temporal_ordered', rules: ['p', 'q', 's'], timespan: 200 * SECOND }),
    hits: [hit(0, {}, 'p'), ...many(10_000, (at) => hit(10 + at, {}, 's')), hit(5, {}, 'q')],
    bucket: 0,
  },
  {
    name: 'an upper bound is still broken after a flood',
    rule: numericRule({ condition: { gte: 3, neq: 5 }, timespan: 10 * SECOND }),
    hits: [...many(9000, (at) => hit(at)), hit(20 * SECOND)],
    bucket: 0,
  },
]

describe('a full group', () => {
  for (const { name, rule, hits, bucket } of FLOODS) {
    it(name, () => {
      const collected = playEngine([rule], [...hits.map(hitStep), advanceTo(12 * SECOND)])
      assert.ok(keys(collected.plain).includes(String(bucket)), JSON.stringify(keys(collected.plain)))
      assert.ok(reported(collected, 'entries') > 0, 'entries were cut, and nobody was told')
    })
  }

  it('does not hold more than its limit', () => {
    const rule = numericRule({ condition: { gte: 3 }, timespan: 1000 * SECOND })
    const collected = playEngine([rule], many(20_000, (at) => hit(at)).map(hitStep))
    assert.ok(reported(collected, 'entries') > 20_000 - 1024 - 1)
  })

  it('is marked on the alert that would count what was cut', () => {
    const rule = numericRule({ condition: { gte: 3 }, timespan: 1000 * SECOND, window: 100 * SECOND })
    const hits = [...many(20_000, (at) => hit(80 * SECOND + at)), hit(100 * SECOND)]
    const [first, second] = playEngine([rule], hits.map(hitStep)).plain
    assert.deepEqual([first?.inexact, first?.events.length], [false, 20_000])
    assert.deepEqual([second?.inexact, (second?.events.length ?? 0) < 2000], [true, true])
  })

  it('is still marked after the state was saved and loaded', () => {
    const rule = numericRule({ condition: { gte: 3 }, timespan: 1000 * SECOND, window: 100 * SECOND })
    const hits = many(3000, (at) => hit(98 * SECOND + (at % 2000), {}, at < 2000 ? 'r' : 's'))
    const steps = [...hits.map(hitStep), { kind: 'reload' } as const, hitStep(hit(100 * SECOND))]
    const [, second] = playEngine([{ ...rule, refs: [...rule.refs, { id: 's', name: 's', fields: {} }] }], steps).plain
    assert.equal(second?.inexact, true)
  })

  it('keeps what hits to come need, of an ordered rule whose steps come in masses', () => {
    const rule = temporalRule({ type: 'temporal_ordered', rules: ['p', 'q', 's'], timespan: 50, window: 100 })
    for (let at = 0; at < 10; at += 1) {
      const random = testRandom(8_000_000 + at)
      const hits = many(120, (place) => hit(Math.floor(place / 3), {}, random.pick(['p', 'p', 'q', 'q', 'q'])))
      const unique = [...hits, hit(44, {}, 's')].map((one, place) => ({ ...one, eventId: `e${place}` }))
      const limits = { ...DEFAULT_ENGINE_LIMITS, entries: 12 }
      const collected = playEngine([rule], unique.map(hitStep), limits)
      assert.deepEqual(keys(collected.plain), keys(bruteForce([rule], unique, () => 0)), `seed ${random.seed}`)
    }
  })

  it('folds numbers into parts of the window, and says so', () => {
    const rule = numericRule({ type: 'value_avg', fields: ['n'], condition: { gt: 4.9 }, timespan: 100 * SECOND })
    const hits = many(20_000, (at) => hit(at, { n: [String(at % 10)] }))
    const collected = playEngine(
      [rule],
      [...hits, hit(60 * SECOND, { n: ['1000000'] })].map(hitStep).concat(advanceTo(61 * SECOND)),
    )
    assert.deepEqual(keys(collected.plain), ['0'])
    assert.equal(collected.plain[0]?.inexact, true)
    assert.ok(reported(collected, 'entries') > 10_000)
  })

  it('folds sums so that none of them gets lost', () => {
    const rule = numericRule({ type: 'value_sum', fields: ['n'], condition: { gte: 20_001 }, timespan: 100 * SECOND })
    const flood = many(20_000, (at) => hit(at, { n: ['1'] }))
    assert.deepEqual(playEngine([rule], flood.map(hitStep)).plain, [])
    const collected = playEngine([rule], [...flood, hit(20_000, { n: ['1'] })].map(hitStep))
    assert.deepEqual(keys(collected.plain), ['0'])
  })

  it('folds numbers of a percentile', () => {
    const rule = numericRule({
      type: 'value_median',
      fields: ['n'],
      condition: { gte: 40, lte: 60 },
      timespan: 100 * SECOND,
    })
    const flood = many(20_000, (at) => hit(at, { n: [String((at * 7) % 101)] }))
    const collected = playEngine([rule], [...flood.map(hitStep), advanceTo(101 * SECOND)])
    assert.deepEqual(keys(collected.plain), ['0'])
  })
})

describe('other limits', () => {
  it('evicts the group that was hit least recently, and says so', () => {
    const rule = numericRule({ condition: { gte: 2 } })
    const limits = { ...DEFAULT_ENGINE_LIMITS, groups: 2 }
    const hits = ['a', 'b', 'a', 'c', 'b', 'c'].map((u, at) => hit(at, { u: [u] }))
    const collected = playEngine([rule], hits.map(hitStep), limits)
    assert.deepEqual(
      collected.plain.map(({ group }) => group),
      [['a'], ['c']],
    )
    assert.equal(reported(collected, 'groups'), 2)
  })

  it('closes the window of an evicted group', () => {
    const rule = numericRule({ condition: { lt: 2 } })
    const limits = { ...DEFAULT_ENGINE_LIMITS, groups: 1 }
    const collected = playEngine(
      [rule],
      ['a', 'b'].map((u, at) => hitStep(hit(at, { u: [u] }))),
      limits,
    )
    assert.deepEqual([...collected.windows.keys()], ['["c","b"]'])
  })

  it('evicts groups that are over without a word', () => {
    const rule = numericRule({ condition: { gte: 2 } })
    const limits = { ...DEFAULT_ENGINE_LIMITS, groups: 1 }
    const steps = [hitStep(hit(0)), advanceTo(11), hitStep(hit(100, { u: ['b'] }))]
    assert.equal(reported(playEngine([rule], steps, limits), 'groups'), 0)
  })

  it('reads so many values of a field, groups as well', () => {
    const rule = numericRule({ condition: { gte: 1 } })
    const limits = { ...DEFAULT_ENGINE_LIMITS, values: 2 }
    const collected = playEngine([rule], [hitStep(hit(0, { u: ['a', 'b', 'c', 'd'] }))], limits)
    assert.deepEqual(
      collected.plain.map(({ group }) => group),
      [['a'], ['b']],
    )
    assert.equal(reported(collected, 'values'), 2)
  })

  it('marks an alert when values of an event were not read', () => {
    const rule = numericRule({ type: 'value_count', fields: ['v'], condition: { gte: 2 } })
    const limits = { ...DEFAULT_ENGINE_LIMITS, values: 2 }
    const collected = playEngine([rule], [hitStep(hit(0, { v: ['x', 'y', 'z'] }))], limits)
    assert.deepEqual([collected.plain[0]?.inexact, reported(collected, 'values')], [true, 1])
  })

  it('reports hits without a group, and values that are no numbers', () => {
    const rule = numericRule({ type: 'value_sum', fields: ['n'], condition: { gte: 1 } })
    const hits = [hit(0, { u: [] }), hit(1, { n: ['many'] }), hit(2, { n: ['-1'] }), hit(3, { n: ['1'] })]
    const collected = playEngine([rule], hits.map(hitStep))
    assert.deepEqual([reported(collected, 'no-group'), reported(collected, 'values')], [1, 2])
    assert.deepEqual(
      collected.plain.map(({ inexact }) => inexact),
      [false],
    )
  })
})

/** A rule with tiny limits and a long stream for it. */
interface Crowd {
  readonly rule: OracleRule
  readonly hits: readonly Observation[]
}

function randomCrowd(random: TestRandom): Crowd {
  const timespan = random.pick([20, 40])
  const wish = { timespan, window: random.pick([timespan, 2 * timespan, 100]), rules: ['p', 'q', 's'] }
  const shape = random.pick([
    { type: 'sliding' } as const,
    { type: 'tumbling' } as const,
    { type: 'session', gap: random.pick([2, 5]) } as const,
  ])
  const gte = 2 + random.int(4)
  const rule = random.pick([
    numericRule({ ...wish, shape, condition: { gte } }),
    numericRule({ ...wish, shape, type: 'value_count', fields: ['v'], condition: { gte } }),
    temporalRule({ ...wish, shape }),
    temporalRule({ ...wish, shape, condition: { gte: 2 } }),
  ])
  const span = random.pick([60, 200])
  const often = random.next()
  const hits = Array.from({ length: 150 + random.int(250) }, (_, at) => {
    const isOften = random.chance(often)
    const fields = { u: ['a'], v: [isOften ? 'x' : random.pick(['x', 'y', 'z', 'w', 'k'])] }
    const ruleId = isOften ? 'p' : random.pick(['p', 'q', 's'])
    return { ruleId, eventId: `e${random.int(1000)}-${at}`, time: random.int(span), fields }
  })
  return { rule, hits: hits.toSorted((a, b) => a.time - b.time) }
}

describe('cutting what is redundant', () => {
  it(`changes no alert's existence, and marks what counts less, ${STREAMS} streams`, () => {
    let cut = 0
    for (let at = 0; at < STREAMS; at += 1) {
      const random = testRandom(7_000_000 + at)
      const { rule, hits } = randomCrowd(random)
      const lateness = random.pick([0, 10, 30])
      const limits = { ...DEFAULT_ENGINE_LIMITS, entries: 60 }
      const collected = playEngine([rule], [...shuffled(random, hits, { lateness }), advanceTo(1000)], limits)
      const expected = bruteForce([rule], hits, () => 1000)
      const told = `seed ${random.seed}`
      assert.deepEqual(keys(collected.plain), keys(expected), told)
      for (const [place, alert] of collected.plain.entries()) {
        if (!alert.inexact) assert.deepEqual(alert.events, expected[place]?.events, told)
      }
      cut += reported(collected, 'entries')
    }
    assert.ok(cut > STREAMS, 'hardly anything was cut')
  })
})
