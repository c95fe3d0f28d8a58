import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import { firstTexts } from '../../../../services/sigma/stateful/windows/derive.ts'
import { testRandom } from '../../../support/random.ts'
import { playEngine } from '../support/play-engine.ts'
import { hitStep } from '../support/random-steps.ts'
import { numericRule, temporalRule } from '../support/stateful-rule.ts'

describe('the first texts', () => {
  it('are the first of all of them in order, however many there are', () => {
    const random = testRandom(3)
    const texts = Array.from({ length: 500 }, (_, at) => `t${String(at).padStart(3, '0')}`)
    for (const count of [0, 1, 15, 16, 17, 31, 32, 33, 500]) {
      const some = random.shuffle(texts).slice(0, count)
      assert.deepEqual(firstTexts(some, 16), some.toSorted().slice(0, 16))
    }
  })
})

describe('what a child tells its parents', () => {
  const child = numericRule({ id: 'many', condition: { gte: 2 }, carries: ['ip'] })
  const parent = temporalRule({ id: 'parent', rules: ['many', 'q'], groupBy: ['ip'] })

  function hits(ips: readonly string[]): readonly Observation[] {
    return ips.map((ip, at) => ({ ruleId: 'r', eventId: `e${at}`, time: 0, fields: { u: ['a'], ip: [ip] } }))
  }

  it('grows with events of the same time', () => {
    const found = ['x', 'y', 'z'].map((ip) => ({ ruleId: 'q', eventId: ip, time: 1, fields: { ip: [ip] } }))
    const { plain } = playEngine([child, parent], [...hits(['x', 'y', 'z']), ...found].map(hitStep))
    const groups = plain.filter(({ rule }) => rule === 'parent').map(({ group, events }) => [...group, events.length])
    assert.deepEqual(groups, [
      ['x', 4],
      ['y', 4],
      ['z', 4],
    ])
  })

  it('is limited to so many values of a field, and that is reported', () => {
    const limits = { ...DEFAULT_ENGINE_LIMITS, values: 2 }
    const { reports } = playEngine([child, parent], hits(['x', 'y', 'z']).map(hitStep), limits)
    assert.ok(reports.some(({ kind, ruleId }) => kind === 'values' && ruleId === 'many'))
  })
})
