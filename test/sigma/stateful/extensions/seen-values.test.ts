import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SeenValues } from '../../../../services/sigma/stateful/extensions/seen-values.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import { absenceRule, asSecondRule, DAY, hitOf, HOUR, newValueRule } from './extension-rules.ts'

const at = (hours: number): number => 1000 * DAY + Math.round(hours * HOUR)
const x = (id: string, hours: number): Observation => hitOf(id, at(hours), 'a', 'x')

interface Case {
  readonly name: string
  readonly stored: readonly Observation[]
  readonly hit: Observation
  readonly changesNothing: boolean
}

const CASES: readonly Case[] = [
  { name: 'the first one of its value', stored: [], hit: x('1', 0), changesNothing: false },
  { name: 'a later one in the same grain', stored: [x('1', 0)], hit: x('2', 0.5), changesNothing: true },
  { name: 'an earlier one in the same grain', stored: [x('2', 0.5)], hit: x('1', 0), changesNothing: false },
  {
    name: 'one at the same time, of which the event id decides',
    stored: [x('2', 0)],
    hit: x('1', 0),
    changesNothing: false,
  },
  { name: 'one in the next grain', stored: [x('1', 0)], hit: x('2', 1), changesNothing: false },
  { name: 'one in the grain before', stored: [x('1', 1)], hit: x('2', 0), changesNothing: false },
  {
    name: 'one in an older grain whose first hit is forgotten',
    stored: [x('1', 0), x('2', 1)],
    hit: x('3', 0.5),
    changesNothing: false,
  },
  {
    name: 'one of the latest grain, after one of an older grain was stored late',
    stored: [x('1', 1), x('2', 0)],
    hit: x('3', 1.5),
    changesNothing: true,
  },
  { name: 'one of another host', stored: [x('1', 0)], hit: hitOf('2', at(0.5), 'b', 'x'), changesNothing: false },
  {
    name: 'one of which one element is new',
    stored: [x('1', 0)],
    hit: hitOf('2', at(0.5), 'a', ['x', 'y']),
    changesNothing: false,
  },
  {
    name: 'one of a second rule with other names for the fields',
    stored: [x('1', 0)],
    hit: asSecondRule(x('2', 0.5)),
    changesNothing: true,
  },
  { name: 'one without the value', stored: [], hit: hitOf('1', at(0), 'a'), changesNothing: true },
  {
    name: 'one of a rule that nobody asks about',
    stored: [],
    hit: { ...x('1', 0), ruleId: 'three' },
    changesNothing: false,
  },
]

describe('whether a hit can be left unstored', () => {
  for (const { name, stored, hit, changesNothing } of CASES) {
    it(`${name}: ${changesNothing ? 'yes' : 'no'}`, () => {
      const seen = new SeenValues([newValueRule()], DEFAULT_ENGINE_LIMITS)
      for (const one of stored) seen.add(one)
      assert.equal(seen.changesNothing(hit), changesNothing)
    })
  }

  it('no, for any hit that a rule of another kind reads as well', () => {
    const other = absenceRule({ refs: [{ id: 'one', name: 'one', fields: {} }] })
    const seen = new SeenValues([newValueRule(), other], DEFAULT_ENGINE_LIMITS)
    seen.add(x('1', 0))
    assert.equal(seen.changesNothing(x('2', 0.5)), false)
    seen.add(asSecondRule(x('1', 0)))
    assert.equal(seen.changesNothing(asSecondRule(x('2', 0.5))), true)
  })

  it('no, when one of two rules has grains of its own in which it is the first', () => {
    const seen = new SeenValues([newValueRule(), newValueRule({ history: DAY / 2 })], DEFAULT_ENGINE_LIMITS)
    seen.add(x('1', 0))
    assert.equal(seen.changesNothing(x('2', 0.4)), true)
    assert.equal(seen.changesNothing(x('2', 0.6)), false)
  })

  it('no, after everything was forgotten', () => {
    const seen = new SeenValues([newValueRule()], DEFAULT_ENGINE_LIMITS)
    seen.add(x('1', 0))
    seen.clear()
    assert.equal(seen.changesNothing(x('2', 0.5)), false)
  })

  it('is remembered of what was asked for lately, within the limit', () => {
    const seen = new SeenValues([newValueRule()], { ...DEFAULT_ENGINE_LIMITS, keys: 20 })
    seen.add(x('1', 0))
    for (let value = 0; value < 100; value += 1) {
      seen.add(hitOf('2', at(0), 'a', `v${value}`))
      assert.equal(seen.changesNothing(x('3', 0.5)), true)
    }
    assert.equal(seen.changesNothing(hitOf('4', at(0.5), 'a', 'v0')), false)
  })

  it('is not confused by values that look like two', () => {
    const rule = newValueRule({ fields: ['value', 'user'] })
    const seen = new SeenValues([rule], DEFAULT_ENGINE_LIMITS)
    const pair = (host: string, value: string, user: string, hours: number): Observation => {
      return { ruleId: 'one', eventId: '1', time: at(hours), fields: { host: [host], value: [value], user: [user] } }
    }
    seen.add(pair('a', 'x","y', 'z', 0))
    assert.equal(seen.changesNothing(pair('a', 'x', 'y","z', 0.5)), false)
    assert.equal(seen.changesNothing(pair('a', 'x","y', 'z', 0.5)), true)
  })
})
