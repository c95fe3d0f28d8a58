import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newValueState } from '../../../../services/sigma/stateful/extensions/new-value.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { NewValueRule } from '../../../../services/sigma/types.ts'
import { asSecondRule, DAY, hitOf, HOUR, newValueRule } from './extension-rules.ts'
import { StateRig } from './state-rig.ts'

/** Hours since the start of some day, in a history of 24 hours: grains are the hours. */
const at = (hours: number): number => 1000 * DAY + Math.round(hours * HOUR)
const x = (id: string, hours: number): Observation => hitOf(id, at(hours), 'a', 'x')
const rigOf = (changes: Partial<NewValueRule> = {}): StateRig => {
  return new StateRig(() => newValueState(newValueRule(changes), DEFAULT_ENGINE_LIMITS))
}

interface Case {
  readonly name: string
  readonly rule?: Partial<NewValueRule>
  readonly hits: readonly Observation[]
  /** the alerts: `value @ event` */
  readonly alerts: readonly string[]
}

const CASES: readonly Case[] = [
  { name: 'the first hit of a value fires', hits: [x('1', 0)], alerts: ['x @ 1'] },
  { name: 'the same value again does not', hits: [x('1', 0), x('2', 5)], alerts: ['x @ 1'] },
  {
    name: 'another value, and the same value of another host, are new',
    hits: [x('1', 0), hitOf('2', at(0), 'a', 'y'), hitOf('3', at(0), 'b', 'x')],
    alerts: ['x @ 1', 'x @ 3', 'y @ 2'],
  },
  {
    name: 'values differ by case, and the empty one is a value',
    hits: [x('1', 0), hitOf('2', at(1), 'a', 'X'), hitOf('3', at(1), 'a', '')],
    alerts: [' @ 3', 'X @ 2', 'x @ 1'],
  },
  {
    name: 'a value is new again when the grains of the history are without it',
    hits: [x('1', 0.99), x('2', 25)],
    alerts: ['x @ 1', 'x @ 2'],
  },
  {
    name: 'it is old when it was at the very start of the oldest grain of the history',
    hits: [x('1', 0), x('2', 24.99)],
    alerts: ['x @ 1'],
  },
  {
    name: 'each hit keeps it old: the history goes back from the newest one',
    hits: [x('1', 0), x('2', 20), x('3', 40), x('4', 60)],
    alerts: ['x @ 1'],
  },
  {
    name: 'of hits at the same time the least event id is the first',
    hits: [x('2', 0), x('1', 0), x('3', 0)],
    alerts: ['x @ 1'],
  },
  {
    name: 'an event that two rules match is one first hit',
    hits: [x('1', 0), asSecondRule(x('1', 0))],
    alerts: ['x @ 1'],
  },
  {
    name: 'a second rule with other names for the fields has seen the same value',
    hits: [x('1', 0), asSecondRule(x('2', 1))],
    alerts: ['x @ 1'],
  },
  { name: 'a hit without the value is no check', hits: [hitOf('1', at(0), 'a'), x('2', 1)], alerts: ['x @ 2'] },
  {
    name: 'each element of a list is a value',
    hits: [hitOf('1', at(0), 'a', ['x', 'y']), hitOf('2', at(1), 'a', ['y', 'z', 'z'])],
    alerts: ['x @ 1', 'y @ 1', 'z @ 2'],
  },
  {
    name: 'a hit in two groups is checked in each',
    hits: [x('1', 0), hitOf('2', at(1), ['a', 'b'], 'x')],
    alerts: ['x @ 1', 'x @ 2'],
  },
  {
    name: 'several fields are new together',
    rule: { fields: ['value', 'host'], groupBy: [] },
    hits: [x('1', 0), hitOf('2', at(1), 'a', 'y'), hitOf('3', at(1), 'b', 'x'), x('4', 2)],
    alerts: ['x, a @ 1', 'x, b @ 3', 'y, a @ 2'],
  },
  {
    name: 'nothing fires while a group is learnt',
    rule: { learn: 6 * HOUR },
    hits: [x('1', 0), hitOf('2', at(5.99), 'a', 'y')],
    alerts: [],
  },
  {
    name: 'learning ends to the millisecond: a hit that is just as old is enough',
    rule: { learn: 6 * HOUR },
    hits: [x('1', 0.5), hitOf('2', at(6.5), 'a', 'y')],
    alerts: ['y @ 2'],
  },
  {
    name: 'a group that was away for the history is learnt again',
    rule: { learn: 6 * HOUR },
    hits: [x('1', 0), hitOf('2', at(30), 'a', 'y'), hitOf('3', at(35), 'a', 'z'), hitOf('4', at(36), 'a', 'w')],
    alerts: ['w @ 4'],
  },
  {
    name: 'a value that was there while the group was learnt is not new afterwards',
    rule: { learn: 6 * HOUR },
    hits: [x('1', 0), x('2', 7)],
    alerts: [],
  },
  {
    name: 'learning as long as the history takes a hit at the far end of it',
    rule: { learn: DAY },
    hits: [x('1', 0.2), hitOf('2', at(24.1), 'a', 'y'), hitOf('3', at(24.2), 'a', 'z')],
    alerts: ['z @ 3'],
  },
  {
    name: 'a hit without the value does not make its group known',
    rule: { learn: HOUR },
    hits: [hitOf('1', at(0), 'a'), x('2', 2)],
    alerts: [],
  },
  {
    name: 'a history of half a year has grains of a day',
    rule: { history: 180 * DAY },
    hits: [x('1', 0), hitOf('2', at(0) + 180 * DAY + DAY - 1, 'a', 'x'), hitOf('3', at(0) + 361 * DAY + DAY, 'a', 'x')],
    alerts: ['x @ 1', 'x @ 3'],
  },
  {
    name: 'times before 1970 are times',
    hits: [hitOf('1', -HOUR, 'a', 'x'), hitOf('2', -HOUR - DAY - 1, 'a', 'x')],
    alerts: ['x @ 1', 'x @ 2'],
  },
]

/** The alerts that stand, as the cases write them: without the host in front. */
function standing(rig: StateRig): string[] {
  const names = [...rig.alerts.keys()]
  return names.map((name) => name.replace(/^host=\w*, /, '').replaceAll(/\w+=/g, '')).toSorted()
}

describe('new values', () => {
  for (const { name, rule, hits, alerts } of CASES) {
    it(name, () => {
      assert.deepEqual(standing(rigOf(rule).see(...hits)), alerts)
      assert.deepEqual(standing(rigOf(rule).see(...hits.toReversed())), alerts, 'in the other direction')
    })
  }
})

describe('an alert of a new value', () => {
  it('names group and values in the order of the rule, has no bucket, and counts its one hit', () => {
    const [firing] = rigOf().see(x('1', 0.5)).firings
    assert.deepEqual(firing, {
      group: { host: 'a', value: 'x' },
      key: '1',
      bucket: null,
      time: at(0.5),
      hits: [{ ruleId: 'one', eventId: '1', time: at(0.5) }],
      inexact: false,
    })
    assert.deepEqual(Object.keys(firing?.group ?? {}), ['host', 'value'])
  })

  it('is taken back for the one of an earlier hit in the same grain that comes late', () => {
    const rig = rigOf().see(x('2', 0.5), x('1', 0.2))
    assert.deepEqual(rig.withdrawals, [{ group: { host: 'a', value: 'x' }, key: '2', by: '1' }])
    assert.deepEqual(standing(rig), ['x @ 1'])
  })

  it('is taken back for the one of a hit within its history that comes late', () => {
    const rig = rigOf().see(x('2', 23), x('1', 0))
    assert.deepEqual(
      rig.withdrawals.map(({ key, by }) => [key, by]),
      [['2', '1']],
    )
  })

  it('is taken back for nothing when the earlier hit came while the group was learnt', () => {
    const rig = rigOf({ learn: 6 * HOUR }).see(hitOf('0', at(0), 'a', 'y'), x('2', 7), x('1', 5))
    assert.deepEqual(
      rig.withdrawals.map(({ key, by }) => [key, by]),
      [['2', null]],
    )
    assert.deepEqual(standing(rig), [])
  })

  it('stands when what comes late is too old for it, or after it', () => {
    const rig = rigOf().see(x('2', 25), x('1', 0.5), x('3', 25.5))
    assert.deepEqual(rig.withdrawals, [])
    assert.deepEqual(standing(rig), ['x @ 1', 'x @ 2'])
  })

  it('comes late itself when a late hit shows that the group was known', () => {
    const rig = rigOf({ learn: 6 * HOUR }).see(x('2', 10))
    assert.deepEqual(standing(rig), [])
    rig.see(hitOf('1', at(4), 'a', 'y'))
    assert.deepEqual(standing(rig), ['x @ 2'])
  })

  it('is taken back also when it fired before the state was saved or lost', () => {
    for (const again of [(rig: StateRig) => rig.reload(), (rig: StateRig) => rig.rebuild()]) {
      const rig = again(rigOf().see(x('2', 3)).advanceTo(at(2))).see(x('1', 2.5))
      assert.deepEqual(
        rig.withdrawals.map(({ key, by }) => [key, by]),
        [['2', '1']],
      )
    }
  })

  it('does not come again from a state that was made anew', () => {
    const rig = rigOf().see(x('1', 0)).advanceTo(at(10)).rebuild().see(x('2', 11)).advanceTo(at(30))
    assert.equal(rig.firings.length, 1)
  })

  it('is a hit for the rules above once nothing can take it back', () => {
    const rig = rigOf({ carries: ['host', 'value', 'user'] })
    const hit = x('1', 0)
    rig
      .see({ ...hit, fields: { ...hit.fields, value: ['x', 'y'], user: ['u'] } }, asSecondRule(hit))
      .advanceTo(hit.time)
    assert.deepEqual(rig.derived, [])
    rig.advanceTo(hit.time + 1)
    const seen = (value: string): Observation => {
      return { ruleId: 'stateful', eventId: '1', time: hit.time, fields: { host: ['a'], value: [value], user: ['u'] } }
    }
    assert.deepEqual(rig.derived, [seen('x'), seen('y')])
  })
})
