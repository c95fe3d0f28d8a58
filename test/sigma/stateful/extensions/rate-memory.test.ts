import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rateState } from '../../../../services/sigma/stateful/extensions/rate.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import { DAY, hitOf, HOUR, rateRule } from './extension-rules.ts'
import { StateRig } from './state-rig.ts'

/** Hours since the start of some day; buckets are the hours. */
const at = (hours: number): number => 1000 * DAY + Math.round(hours * HOUR)

/** So many hits of a host in each hour, one after another. */
function hours(counts: readonly number[], host = 'a'): Observation[] {
  return counts.flatMap((count, hour) => {
    return Array.from({ length: count }, (_none, index) =>
      hitOf(`${host}${hour}-${index}`, at(hour + index / count), host),
    )
  })
}

describe('what is remembered of rates', () => {
  it('is a number for each hour that is over, and nothing when none of them matters', () => {
    const state = rateState(rateRule({ learn: 1 }), DEFAULT_ENGINE_LIMITS)
    const rig = new StateRig(() => state).see(...hours([2, 0, 3])).advanceTo(at(3))
    const hour = at(0) / HOUR
    assert.deepEqual(state.save(), [
      at(3),
      null,
      [
        [
          ['a'],
          hour + 2,
          [
            [hour, 2, false],
            [hour + 2, 3, false],
          ],
          [],
        ],
      ],
    ])
    rig.advanceTo(at(8) - 1)
    assert.notDeepEqual(state.save(), [at(8) - 1, null, []])
    rig.advanceTo(at(8))
    assert.deepEqual(state.save(), [at(8), null, []])
  })

  it('has to be read again for history, learning and the hour itself', () => {
    assert.equal(rateState(rateRule({ learn: 3 }), DEFAULT_ENGINE_LIMITS).lookback, 8 * HOUR)
  })
})

describe('limits of rates', () => {
  it('report hits without a group, and groups of one hit beyond those that are read', () => {
    const limits = { ...DEFAULT_ENGINE_LIMITS, values: 2 }
    const rig = new StateRig(() => rateState(rateRule(), limits))
    rig.see(hitOf('1', at(0), null), hitOf('2', at(0), ['a', 'b', 'c', 'd']))
    assert.deepEqual(rig.reports, [
      { kind: 'no-group', count: 1, time: at(0) },
      { kind: 'values', count: 2, time: at(0) },
    ])
  })

  it('count hits that they cannot tell apart any more, say so, and mark the alert and those that it is the measure of', () => {
    const rig = new StateRig(() => rateState(rateRule(), { ...DEFAULT_ENGINE_LIMITS, entries: 4 })).advanceTo(at(0))
    rig.see(...hours([14])).advanceTo(at(1))
    assert.equal(rig.reports.length, 2)
    assert.deepEqual(rig.reports[0], { kind: 'entries', count: 1, time: at(12 / 14) })
    assert.deepEqual(
      rig.firings.map(({ inexact }) => inexact),
      [...Array.from({ length: 9 }, () => false), true, true],
    )
    rig.see(...hours([0, 40]))
    assert.equal(rig.firings.at(-1)?.inexact, true)
  })

  it('bound what an hour carries for the rules above: the values that are first in order', () => {
    const limits = { ...DEFAULT_ENGINE_LIMITS, values: 2 }
    const rig = new StateRig(() => rateState(rateRule({ carries: ['user'] }), limits))
    const users = hours([5]).map((hit, index) => ({ ...hit, fields: { ...hit.fields, user: [`u${index}`] } }))
    rig.see(...users.toReversed()).advanceTo(at(1))
    assert.deepEqual(rig.derived[0]?.fields, { user: ['u0', 'u1'] })
  })

  it('keep four times the floor apart, whatever they are', () => {
    const rig = new StateRig(() => rateState(rateRule({ floor: 10 }), { ...DEFAULT_ENGINE_LIMITS, entries: 1 }))
    assert.deepEqual(rig.advanceTo(at(0)).see(...hours([40])).reports, [])
  })

  it('forget the host that was there least recently, say so, and mark alerts that its past would have been needed for', () => {
    const rig = new StateRig(() => rateState(rateRule(), { ...DEFAULT_ENGINE_LIMITS, groups: 1 })).advanceTo(at(0))
    rig.see(...hours([5]), ...hours([0, 5], 'b')).advanceTo(at(1))
    assert.deepEqual(rig.reports, [{ kind: 'groups', count: 1, time: at(1) }])
    assert.deepEqual(
      rig.firings.map(({ group, inexact }) => [group['host'], inexact]),
      [
        ['a', false],
        ['a', false],
        ['b', true],
      ],
    )
  })
})

describe('a saved state of rates', () => {
  for (const saved of [
    null,
    'x',
    [],
    [null, null, [1]],
    [null, null, [[['a'], 1, [[1, 2]], []]]],
    [null, null, [[['a'], 1, [], [[1, 1]]]]],
  ]) {
    it(`is refused when it is ${JSON.stringify(saved)}`, () => {
      const state = rateState(rateRule(), DEFAULT_ENGINE_LIMITS)
      const before = state.save()
      assert.equal(state.load(saved), false)
      assert.deepEqual(state.save(), before)
    })
  }
})
