import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absenceState } from '../../../../services/sigma/stateful/extensions/absence.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { AbsenceRule } from '../../../../services/sigma/types.ts'
import { absenceRule, asSecondRule, DAY, hitOf, HOUR, MINUTE } from './extension-rules.ts'
import { StateRig } from './state-rig.ts'

/** Minutes since the start of some day; a silence is 60 of them. */
const at = (minutes: number): number => 1000 * DAY + minutes * MINUTE
const a = (id: string, minutes: number): Observation => hitOf(id, at(minutes), 'a')
const b = (id: string, minutes: number): Observation => hitOf(id, at(minutes), 'b')
const rigOf = (changes: Partial<AbsenceRule> = {}): StateRig => {
  return new StateRig(() => absenceState(absenceRule(changes), DEFAULT_ENGINE_LIMITS))
}

/** The alerts that stand: `host @ minute of the key: hits`. */
function standing(rig: StateRig): string[] {
  return [...rig.alerts].map(([name, hits]) => {
    const [host, key] = name.replace('host=', '').split(' @ ')
    return `${host} @ ${(Number(key) - at(0)) / MINUTE}: ${hits.join(' ')}`
  })
}

interface Case {
  readonly name: string
  readonly rule?: Partial<AbsenceRule>
  readonly hits: readonly Observation[]
  /** how far time has gone, minutes */
  readonly until: number
  readonly alerts: readonly string[]
}

const CASES: readonly Case[] = [
  {
    name: 'a host that stops is silent after an hour',
    hits: [a('1', 0), a('2', 30)],
    until: 91,
    alerts: ['a @ 30: 2'],
  },
  { name: 'nothing is said of a host before the hour is over', hits: [a('1', 0)], until: 59, alerts: [] },
  {
    name: 'nor when it is just over: a hit at its last moment may still come',
    hits: [a('1', 0)],
    until: 60,
    alerts: [],
  },
  { name: 'a hit exactly an hour later breaks the silence', hits: [a('1', 0), a('2', 60)], until: 110, alerts: [] },
  { name: 'a hit a minute after the hour does not', hits: [a('1', 0), a('2', 61)], until: 110, alerts: ['a @ 0: 1'] },
  {
    name: 'each silence is one alert, however long',
    hits: [a('1', 0), a('2', 600)],
    until: 5000,
    alerts: ['a @ 0: 1', 'a @ 600: 2'],
  },
  {
    name: 'a host that is back after more than it is known for is known again',
    rule: { retain: HOUR },
    hits: [a('1', 0), a('2', 5000)],
    until: 5100,
    alerts: ['a @ 0: 1', 'a @ 5000: 2'],
  },
  {
    name: 'a host that was never there is not missed',
    hits: [a('1', 0), a('2', 50), a('3', 100)],
    until: 110,
    alerts: [],
  },
  {
    name: 'the silence of one host is not broken by another',
    hits: [a('1', 0), b('2', 40)],
    until: 70,
    alerts: ['a @ 0: 1'],
  },
  {
    name: 'of last hits at the same time the least event id stands for all',
    hits: [a('3', 0), a('1', 0), a('2', 0)],
    until: 61,
    alerts: ['a @ 0: 1'],
  },
  {
    name: 'hits of any rule that is listed are signs of life',
    hits: [a('1', 0), asSecondRule(a('2', 50))],
    until: 100,
    alerts: [],
  },
  {
    name: 'an event with two hosts is a sign of life of both',
    hits: [a('1', 0), hitOf('2', at(50), ['a', 'b'])],
    until: 111,
    alerts: ['a @ 50: 2', 'b @ 50: 2'],
  },
  {
    name: 'an expected host that never came is missed from the first hit of the rule on',
    rule: { expected: ['b', 'c'] },
    hits: [a('1', 0), a('2', 50)],
    until: 61,
    alerts: ['b @ 0: 1', 'c @ 0: 1'],
  },
  {
    name: 'an expected host has the whole hour to come',
    rule: { expected: ['b'] },
    hits: [a('1', 0), a('3', 50), b('2', 60)],
    until: 61,
    alerts: [],
  },
  {
    name: 'and is then a known one like any other',
    rule: { expected: ['b'] },
    hits: [a('1', 0), b('2', 30), a('3', 60), a('4', 100)],
    until: 101,
    alerts: ['b @ 30: 2'],
  },
  {
    name: 'an expected host that makes the first hit itself is there',
    rule: { expected: ['a'] },
    hits: [a('1', 0), a('2', 40)],
    until: 61,
    alerts: [],
  },
  {
    name: 'while the rule has no hit at all, nobody is missed',
    rule: { expected: ['a'] },
    hits: [],
    until: 5000,
    alerts: [],
  },
  {
    name: 'an expected host that never comes is missed once while the rule has hits',
    rule: { expected: ['b'], retain: 2 * HOUR },
    hits: [a('1', 0), a('2', 60), a('3', 120), a('4', 180), a('5', 240)],
    until: 300,
    alerts: ['b @ 0: 1'],
  },
  {
    name: 'and once more when the rule was without hits for more than it remembers',
    rule: { expected: ['b'], retain: 2 * HOUR },
    hits: [a('1', 0), a('2', 121)],
    until: 182,
    alerts: ['a @ 0: 1', 'a @ 121: 2', 'b @ 0: 1', 'b @ 121: 2'],
  },
  {
    name: 'but not when it was without hits for just as long',
    rule: { expected: ['b'], retain: 2 * HOUR },
    hits: [a('1', 0), a('2', 120)],
    until: 181,
    alerts: ['a @ 0: 1', 'a @ 120: 2', 'b @ 0: 1'],
  },
]

describe('silences', () => {
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
      const live = rigOf(rule)
      for (const hit of hits) live.advanceTo(hit.time).see(hit)
      assert.deepEqual(standing(live.advanceTo(at(until))), alerts, 'time goes with the hits')
    })
  }
})

describe('the alert of a silence', () => {
  it('says when it was long enough, and counts the last hit', () => {
    assert.deepEqual(rigOf().see(a('1', 0)).advanceTo(at(99)).firings, [
      {
        group: { host: 'a' },
        key: String(at(0)),
        bucket: null,
        time: at(60),
        hits: [{ ruleId: 'one', eventId: '1', time: at(0) }],
        inexact: false,
      },
    ])
  })

  it('is a hit for the rules above at the end of the time', () => {
    const rig = rigOf({ carries: ['host', 'user'] })
    rig.see({ ...a('1', 0), fields: { host: ['a'], user: ['v', 'u'] } }).advanceTo(at(61))
    const fields = { host: ['a'], user: ['u', 'v'] }
    assert.deepEqual(rig.derived, [{ ruleId: 'stateful', eventId: '1', time: at(60), fields }])
  })

  it('does not come again after a state was loaded or made anew, also for those that were expected', () => {
    for (const again of [(rig: StateRig) => rig.reload(), (rig: StateRig) => rig.rebuild()]) {
      const rig = rigOf({ expected: ['b'], retain: HOUR })
        .see(a('1', 0))
        .advanceTo(at(70))
      again(rig).advanceTo(at(80)).see(a('2', 90))
      again(rig).advanceTo(at(140))
      assert.deepEqual(standing(rig), ['a @ 0: 1', 'b @ 0: 1'])
      assert.equal(rig.firings.length, 2)
    }
  })

  it('comes when its time ends after the state was lost', () => {
    const rig = rigOf({ expected: ['b'], retain: HOUR })
      .see(a('1', 0))
      .advanceTo(at(60))
      .rebuild()
      .advanceTo(at(61))
    assert.deepEqual(standing(rig), ['a @ 0: 1', 'b @ 0: 1'])
  })
})
