import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absenceState } from '../../../../services/sigma/stateful/extensions/absence.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { AbsenceRule } from '../../../../services/sigma/types.ts'
import { absenceRule, DAY, hitOf, HOUR, MINUTE } from './extension-rules.ts'
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

describe('what is remembered of silences', () => {
  it('is two hits of a host that comes often, and nothing of one that is silent', () => {
    const state = absenceState(absenceRule(), DEFAULT_ENGINE_LIMITS)
    const rig = new StateRig(() => state)
    for (let minute = 0; minute < 300; minute += 1)
      rig.see(a(`e${minute}`, minute), b('b', 0)).advanceTo(at(minute - 5))
    const saved = JSON.stringify(state.save())
    assert.ok(saved.length < 250, saved)
    assert.ok(!saved.includes('"b"'), saved)
  })

  it('has to be read again as far back as one silence, or as the rule remembers that it began', () => {
    assert.equal(absenceState(absenceRule(), DEFAULT_ENGINE_LIMITS).lookback, HOUR)
    assert.equal(absenceState(absenceRule({ expected: ['a'] }), DEFAULT_ENGINE_LIMITS).lookback, DAY + HOUR)
  })
})

describe('limits of silences', () => {
  it('report hits without a group', () => {
    const rig = rigOf().see(hitOf('1', at(0), null))
    assert.deepEqual(rig.reports, [{ kind: 'no-group', count: 1, time: at(0) }])
  })

  it('report groups of one hit beyond those that are read', () => {
    const limits = { ...DEFAULT_ENGINE_LIMITS, values: 2 }
    const rig = new StateRig(() => absenceState(absenceRule(), limits)).see(hitOf('1', at(0), ['a', 'b', 'c']))
    assert.deepEqual(rig.reports, [{ kind: 'values', count: 1, time: at(0) }])
    assert.deepEqual(standing(rig.advanceTo(at(61))), ['a @ 0: 1', 'b @ 0: 1'])
  })

  it('forget the host that was there least recently, never an expected one, and say so', () => {
    const limits = { ...DEFAULT_ENGINE_LIMITS, groups: 2 }
    const rig = new StateRig(() => absenceState(absenceRule({ expected: ['a'] }), limits))
    rig.see(a('1', 0), b('2', 70), hitOf('3', at(140), 'c'))
    assert.deepEqual(rig.reports, [{ kind: 'groups', count: 1, time: at(140) }])
    assert.deepEqual(standing(rig.advanceTo(at(300))), ['a @ 0: 1', 'c @ 140: 3'])
  })

  it('mark a silence that a forgotten hit may have broken', () => {
    const rig = new StateRig(() => absenceState(absenceRule(), { ...DEFAULT_ENGINE_LIMITS, groups: 1 }))
    rig.see(a('1', 30), b('2', 40), a('3', 0)).advanceTo(at(100))
    assert.deepEqual(
      rig.firings.map(({ key, inexact }) => [Number(key), inexact]),
      [[at(0), true]],
    )
  })

  it('do not mark one that ended before the forgotten hit could matter', () => {
    const rig = new StateRig(() => absenceState(absenceRule(), { ...DEFAULT_ENGINE_LIMITS, groups: 1 }))
    rig.see(a('1', 0), b('2', 40)).advanceTo(at(200))
    assert.deepEqual(standing(rig), ['b @ 40: 2'])
    assert.equal(rig.firings[0]?.inexact, false)
  })

  it('cut the oldest of the hits of one host that wait for time to go on, and mark what is left', () => {
    const rig = new StateRig(() => absenceState(absenceRule(), { ...DEFAULT_ENGINE_LIMITS, entries: 4 }))
    for (let hour = 0; hour < 6; hour += 1) rig.see(a(`e${hour}`, hour * 100))
    assert.deepEqual(
      rig.reports.map(({ kind, time }) => [kind, time]),
      [
        ['entries', at(0)],
        ['entries', at(100)],
      ],
    )
    rig.advanceTo(at(9999))
    assert.deepEqual(
      rig.firings.map(({ inexact }) => inexact),
      [true, true, true, true],
    )
  })
})

describe('a saved state of silences', () => {
  for (const saved of [
    null,
    'x',
    [],
    [null, null, null, [], [1]],
    [null, null, null, [], [[['a'], false, ['x']]]],
    [1, 1, 1, 1, 1],
  ]) {
    it(`is refused when it is ${JSON.stringify(saved)}`, () => {
      const state = absenceState(absenceRule(), DEFAULT_ENGINE_LIMITS)
      const before = state.save()
      assert.equal(state.load(saved), false)
      assert.deepEqual(state.save(), before)
    })
  }
})
