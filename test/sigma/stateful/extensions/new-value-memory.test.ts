import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newValueState } from '../../../../services/sigma/stateful/extensions/new-value.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import { DAY, hitOf, HOUR, MINUTE, newValueRule } from './extension-rules.ts'
import { StateRig } from './state-rig.ts'

/** Hours since the start of some day, in a history of 24 hours: grains are the hours. */
const at = (hours: number): number => 1000 * DAY + Math.round(hours * HOUR)
const x = (id: string, hours: number): Observation => hitOf(id, at(hours), 'a', 'x')

/** The alerts that stand, without the host in front. */
function standing(rig: StateRig): string[] {
  const names = [...rig.alerts.keys()]
  return names.map((name) => name.replace(/^host=\w*, /, '').replaceAll(/\w+=/g, '')).toSorted()
}

describe('what is remembered of new values', () => {
  it('is one line for a value that came a hundred times', () => {
    const state = newValueState(newValueRule(), DEFAULT_ENGINE_LIMITS)
    const rig = new StateRig(() => state)
    for (let hit = 0; hit < 100; hit += 1) rig.see(hitOf(String(hit), at(hit / 3), 'a', 'x')).advanceTo(at(hit / 3))
    rig.advanceTo(at(50))
    assert.deepEqual(state.save(), [at(50), null, [[['a'], at(33) / HOUR, [], [['x', at(33) / HOUR]]]]])
  })

  it('stays short while the watermark waits, though a value comes in every grain', () => {
    const state = newValueState(newValueRule({ learn: 6 * HOUR }), DEFAULT_ENGINE_LIMITS)
    const rig = new StateRig(() => state)
    for (let hit = 0; hit < 1000; hit += 1) rig.see(hitOf(String(hit), at(hit), 'a', 'x'))
    assert.ok(JSON.stringify(state.save()).length < 20_000)
  })

  it('stays short while the watermark follows, for a value that comes in every grain', () => {
    const state = newValueState(newValueRule({ learn: 2 * HOUR }), DEFAULT_ENGINE_LIMITS)
    const rig = new StateRig(() => state)
    for (let hit = 0; hit < 1000; hit += 1) rig.see(hitOf(String(hit), at(hit), 'a', 'x')).advanceTo(at(hit - 1))
    const saved = JSON.stringify(state.save())
    // Two first hits, and the starts of the group since it became known.
    assert.ok(saved.length < 250, saved)
  })

  it('is nothing when history and grain are over', () => {
    const state = newValueState(newValueRule({ learn: HOUR }), DEFAULT_ENGINE_LIMITS)
    const rig = new StateRig(() => state).see(x('1', 0.5)).advanceTo(at(25) - 1)
    assert.notDeepEqual(state.save(), [at(25) - 1, null, []])
    rig.advanceTo(at(25))
    assert.deepEqual(state.save(), [at(25), null, []])
  })

  it('says how far back it has to be read again: the history and one grain', () => {
    assert.equal(newValueState(newValueRule(), DEFAULT_ENGINE_LIMITS).lookback, 25 * HOUR)
    assert.equal(newValueState(newValueRule({ history: 60 * DAY }), DEFAULT_ENGINE_LIMITS).lookback, 61 * DAY)
  })
})

describe('limits of new values', () => {
  it('report hits without a group, and values beyond those that are read', () => {
    const limits = { ...DEFAULT_ENGINE_LIMITS, values: 2 }
    const rig = new StateRig(() => newValueState(newValueRule(), limits))
    rig.see(hitOf('1', at(0), null, 'x'), hitOf('2', at(1), 'a', ['x', 'y', 'z']))
    assert.deepEqual(rig.reports, [
      { kind: 'no-group', count: 1, time: at(0) },
      { kind: 'values', count: 1, time: at(1) },
    ])
    assert.deepEqual(standing(rig), ['x @ 2', 'y @ 2'])
  })

  it('forget the value that was hit least recently, say so, and mark what may be wrong because of it', () => {
    const rig = new StateRig(() => newValueState(newValueRule(), { ...DEFAULT_ENGINE_LIMITS, keys: 2 }))
    rig.see(x('1', 0), hitOf('2', at(1), 'a', 'y'), x('3', 2), hitOf('4', at(3), 'a', 'z'))
    assert.deepEqual(rig.reports, [{ kind: 'groups', count: 1, time: at(3) }])
    rig.see(x('5', 4), hitOf('6', at(5), 'a', 'y'))
    const inexact = rig.firings.map(({ key, inexact }) => [key, inexact])
    assert.deepEqual(inexact, [
      ['1', false],
      ['2', false],
      ['4', true],
      ['6', true],
    ])
    // What was forgotten is out of the history by now.
    const [last] = rig.see(hitOf('7', at(40), 'a', 'v')).firings.slice(-1)
    assert.deepEqual([last?.key, last?.inexact], ['7', false])
  })

  it('forget the group that was hit least recently with all its values', () => {
    const rig = new StateRig(() => newValueState(newValueRule(), { ...DEFAULT_ENGINE_LIMITS, groups: 2 }))
    rig.see(x('1', 0), hitOf('2', at(1), 'b', 'x'), x('3', 2), hitOf('4', at(3), 'c', 'x'), x('5', 4))
    assert.equal(rig.firings.length, 3)
    rig.see(hitOf('6', at(5), 'b', 'x'))
    assert.equal(rig.firings.at(-1)?.inexact, true)
    assert.deepEqual(
      rig.reports.map(({ kind }) => kind),
      ['groups', 'groups'],
    )
  })

  it('hold under a flood of values that are used once', () => {
    const state = newValueState(newValueRule(), { ...DEFAULT_ENGINE_LIMITS, keys: 100, groups: 10 })
    const rig = new StateRig(() => state)
    for (let hit = 0; hit < 5000; hit += 1) rig.see(hitOf(`e${hit}`, at(0) + hit * MINUTE, `h${hit % 30}`, `v${hit}`))
    assert.ok(JSON.stringify(state.save()).length < 30_000)
    assert.ok(rig.reports.length >= 4900)
  })
})

describe('a saved state of new values', () => {
  const good = newValueState(newValueRule(), DEFAULT_ENGINE_LIMITS).save()
  for (const saved of [
    null,
    1,
    'x',
    {},
    [],
    [null],
    [null, null, [[['a', 'b'], 1, [], []]]],
    [null, null, [[['a'], 'x', [], []]]],
  ]) {
    it(`is refused when it is ${JSON.stringify(saved)}, and nothing changes`, () => {
      const state = newValueState(newValueRule(), DEFAULT_ENGINE_LIMITS)
      assert.equal(state.load(saved), false)
      assert.deepEqual(state.save(), good)
    })
  }

  it('is refused when its values are not as many as the rule has fields', () => {
    const state = newValueState(newValueRule({ fields: ['value', 'user'] }), DEFAULT_ENGINE_LIMITS)
    for (const key of ['x', '["x"]', '["x",1]', '{}'])
      assert.equal(state.load([null, null, [[['a'], 1, [], [[key, 1]]]]]), false)
    assert.equal(state.load([null, null, [[['a'], 1, [], [['["x","y"]', 1]]]]]), true)
  })
})
