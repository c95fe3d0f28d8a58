import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { medianWithZeros } from '../../../../services/sigma/stateful/extensions/rate-group.ts'
import { rateState } from '../../../../services/sigma/stateful/extensions/rate.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { RateRule } from '../../../../services/sigma/types.ts'
import { asSecondRule, DAY, hitOf, HOUR, rateRule } from './extension-rules.ts'
import { StateRig } from './state-rig.ts'

/** Hours since the start of some day; buckets are the hours. */
const at = (hours: number): number => 1000 * DAY + Math.round(hours * HOUR)
const rigOf = (changes: Partial<RateRule> = {}): StateRig => {
  return new StateRig(() => rateState(rateRule(changes), DEFAULT_ENGINE_LIMITS))
}

/** So many hits of a host in each hour, one after another. */
function hours(counts: readonly number[], host = 'a'): Observation[] {
  return counts.flatMap((count, hour) => {
    return Array.from({ length: count }, (_none, index) =>
      hitOf(`${host}${hour}-${index}`, at(hour + index / count), host),
    )
  })
}

/** The alerts that stand: `host @ hour: number of hits`. */
function standing(rig: StateRig): string[] {
  return [...rig.alerts].map(([name, hits]) => {
    const [host, key] = name.replace('host=', '').split(' @ ')
    return `${host} @ ${(Number(key) - at(0)) / HOUR}: ${hits.length}`
  })
}

interface Case {
  readonly name: string
  readonly rule?: Partial<RateRule>
  readonly hits: readonly Observation[]
  /** how far time has gone, hours */
  readonly until: number
  readonly alerts: readonly string[]
}

const CASES: readonly Case[] = [
  {
    name: 'more than twice the median of the four hours before is an alert',
    hits: hours([2, 2, 2, 2, 5]),
    until: 4,
    alerts: ['a @ 4: 5'],
  },
  { name: 'just twice is none', hits: hours([2, 2, 2, 2, 4]), until: 5, alerts: [] },
  { name: 'the floor must be exceeded as well', hits: hours([1, 1, 1, 1, 3]), until: 5, alerts: [] },
  { name: 'and is enough where there was nothing', hits: hours([0, 0, 0, 0, 4]), until: 5, alerts: ['a @ 4: 4'] },
  {
    name: 'empty hours are zeros of the median',
    hits: hours([10, 0, 10, 0, 0, 11]),
    rule: { factor: 1 },
    until: 6,
    alerts: ['a @ 0: 10', 'a @ 2: 10', 'a @ 5: 11'],
  },
  {
    name: 'the median of an even number is between the two in the middle',
    hits: hours([3, 9, 3, 9, 12]),
    rule: { factor: 2, floor: 11 },
    until: 5,
    alerts: [],
  },
  {
    name: 'so that a thirteenth hit exceeds it',
    hits: hours([3, 9, 3, 9, 13]),
    rule: { factor: 2, floor: 11 },
    until: 5,
    alerts: ['a @ 4: 13'],
  },
  {
    name: 'the median of an odd number is the one in the middle',
    hits: hours([3, 9, 4, 9]),
    rule: { history: 3, floor: 8 },
    until: 4,
    alerts: ['a @ 1: 9', 'a @ 3: 9'],
  },
  {
    name: 'hours before the history do not matter',
    hits: hours([50, 2, 2, 2, 2, 5]),
    rule: { learn: 3 },
    until: 6,
    alerts: ['a @ 5: 5'],
  },
  {
    name: 'nothing fires while the first hours are learnt',
    hits: hours([9, 0, 9]),
    rule: { learn: 3 },
    until: 3,
    alerts: [],
  },
  {
    name: 'the first hour after learning counts',
    hits: hours([1, 0, 0, 9]),
    rule: { learn: 3 },
    until: 4,
    alerts: ['a @ 3: 9'],
  },
  {
    name: 'a host that comes back after history and learning is learnt again',
    hits: hours([1, 0, 0, 0, 0, 0, 0, 0, 9, 9]),
    rule: { learn: 3 },
    until: 10,
    alerts: [],
  },
  {
    name: 'an hour sooner it is still known',
    hits: hours([1, 0, 0, 0, 0, 0, 0, 9]),
    rule: { learn: 3 },
    until: 10,
    alerts: ['a @ 7: 9'],
  },
  {
    name: 'each event counts once, however often and by whichever rule it is seen',
    hits: hours([3]).flatMap((hit) => [hit, hit, asSecondRule(hit)]),
    until: 1,
    alerts: [],
  },
  { name: 'hosts are counted apart', hits: [...hours([3]), ...hours([4], 'b')], until: 1, alerts: ['b @ 0: 4'] },
  { name: 'an hour is not decided before time has come to its start', hits: hours([0, 9]), until: 0.99, alerts: [] },
  { name: 'and is from its start on', hits: hours([0, 9]), until: 1, alerts: ['a @ 1: 9'] },
  {
    name: 'hits at the edge belong to the hour that begins',
    hits: Array.from({ length: 4 }, (_none, index) => hitOf(String(index), at(1), 'a')),
    until: 1,
    alerts: ['a @ 1: 4'],
  },
]

describe('rates', () => {
  for (const { name, rule, hits, until, alerts } of CASES) {
    it(name, () => {
      assert.deepEqual(
        standing(
          rigOf(rule)
            .see(...hits)
            .advanceTo(at(until)),
        ),
        alerts,
      )
      assert.deepEqual(
        standing(
          rigOf(rule)
            .see(...hits.toReversed())
            .advanceTo(at(until)),
        ),
        alerts,
        'backwards',
      )
    })
  }

  const MEDIANS: readonly [readonly number[], number, number][] = [
    [[], 4, 0],
    [[5], 1, 5],
    [[5], 2, 2.5],
    [[5], 3, 0],
    [[7, 5], 3, 5],
    [[7, 5], 4, 2.5],
    [[1, 10, 2, 9], 4, 5.5],
    [[10, 9, 2], 3, 9],
  ]
  for (const [counts, all, median] of MEDIANS) {
    it(`the median of [${counts.join(', ')}] among ${all} is ${median}`, () =>
      assert.equal(medianWithZeros(counts, all), median))
  }
})

describe('the alert of a rate', () => {
  it('rings at the hit that exceeds the number, with all the hits so far, and then counts one by one', () => {
    const rig = rigOf()
      .advanceTo(at(0))
      .see(...hours([5]))
    const ids = rig.firings.map(({ hits }) => hits.map(({ eventId }) => eventId))
    assert.deepEqual(ids, [['a0-0', 'a0-1', 'a0-2', 'a0-3'], ['a0-4']])
    assert.deepEqual(
      { ...rig.firings[1], hits: 0 },
      {
        group: { host: 'a' },
        key: String(at(0)),
        bucket: at(0),
        time: at(0.8),
        hits: 0,
        inexact: false,
      },
    )
  })

  it('does not count again what came again', () => {
    const rig = rigOf()
      .advanceTo(at(0))
      .see(...hours([5]), ...hours([5]).map(asSecondRule))
    assert.equal(rig.firings.length, 2)
  })

  it('counts on after the state was saved or lost, and does not ring again', () => {
    for (const again of [(rig: StateRig) => rig.reload(), (rig: StateRig) => rig.rebuild()]) {
      const rig = again(
        rigOf()
          .advanceTo(at(0))
          .see(...hours([5])),
      ).see(hitOf('late', at(0.9), 'a'), ...hours([5]))
      assert.equal(rig.firings.length, 3)
      assert.deepEqual(standing(rig), ['a @ 0: 6'])
    }
  })

  it('is a hit for the rules above at the end of the hour, with what its hits carry', () => {
    const rig = rigOf({ carries: ['host', 'user'] })
    const withUser = (hit: Observation, index: number): Observation => ({
      ...hit,
      fields: { ...hit.fields, user: [`u${index % 2}`] },
    })
    rig.see(...hours([5]).map(withUser).toReversed()).advanceTo(at(1) - 1)
    assert.deepEqual(rig.derived, [])
    rig.advanceTo(at(1))
    const fields = { host: ['a'], user: ['u0', 'u1'] }
    assert.deepEqual(rig.derived, [{ ruleId: 'stateful', eventId: 'a0-0', time: at(1), fields }])
  })
})
