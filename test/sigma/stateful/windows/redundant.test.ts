import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { Entry } from '../../../../services/sigma/stateful/windows/entry.ts'
import { withoutRedundant } from '../../../../services/sigma/stateful/windows/redundant.ts'
import { windowContext } from '../../../../services/sigma/stateful/windows/window-context.ts'
import { SCALE, testRandom } from '../../../support/random.ts'
import type { TestRandom } from '../../../support/random.ts'
import { bruteForce } from '../support/brute-force.ts'
import type { OracleRule } from '../support/members.ts'
import { numericRule, temporalRule } from '../support/stateful-rule.ts'

const STREAMS = Math.round(400 * SCALE)
const RULES = ['p', 'q', 's'] as const
const PLACE = { derives: false, chained: false, neededFrom: () => Number.NEGATIVE_INFINITY }

type Kind = 'event_count' | 'value_count' | 'temporal' | 'temporal_ordered'
const KINDS: readonly Kind[] = ['event_count', 'value_count', 'temporal', 'temporal_ordered']

function randomRule(random: TestRandom, kind: Kind): OracleRule {
  const timespan = random.pick([6, 10])
  const wish = { timespan, window: random.pick([timespan, 4, 3 * timespan]), rules: RULES, groupBy: [] }
  const gap = random.pick([1, 2, 4])
  const shape = random.pick([
    { type: 'sliding' } as const,
    { type: 'tumbling' } as const,
    { type: 'session', gap } as const,
  ])
  const condition = { gte: 2 + random.int(2) }
  switch (kind) {
    case 'event_count':
      return numericRule({ ...wish, shape, condition })
    case 'value_count':
      return numericRule({ ...wish, shape, type: kind, fields: ['v'], condition })
    case 'temporal':
    case 'temporal_ordered':
      return temporalRule({ ...wish, shape, type: kind, ...(random.chance(0.3) ? { condition } : {}) })
  }
}

function randomHits(random: TestRandom, name: string, count: number, span: number): readonly Observation[] {
  const often = random.pick([0.5, 0.7, 0.9, random.next()])
  return Array.from({ length: count }, (_, at) => {
    const isOften = random.chance(often)
    const value = isOften ? 'x' : random.pick(['x', 'y', 'z'])
    const fields = random.chance(0.05) ? {} : { v: [value] }
    const ruleId = isOften ? 'p' : random.pick(RULES)
    return { ruleId, eventId: `${name}${at}`, time: random.int(span), fields }
  }).toSorted((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1))
}

function entryOf({ ruleId, eventId, time, fields }: Observation): Entry {
  const refs = [RULES.findIndex((id) => id === ruleId)]
  const values = fields['v'] === undefined ? null : { counted: fields['v'], carried: [], folded: null }
  return { time, id: eventId, refs, origin: null, values, derived: null }
}

function buckets(rule: OracleRule, hits: readonly Observation[]): readonly string[] {
  return bruteForce([rule], hits, () => 1000).map(({ key }) => key)
}

describe('leaving out what is redundant', () => {
  for (const [place, kind] of KINDS.entries()) {
    it(`changes no alert's existence whatever comes later, ${kind}, ${STREAMS} streams`, () => {
      let gone = 0
      for (let at = 0; at < STREAMS; at += 1) {
        const random = testRandom(40_000_000 + 1_000_000 * place + at)
        const rule = randomRule(random, kind)
        const span = random.pick([12, 25, 40])
        const hits = randomHits(random, 'a', random.pick([6, 10, 15, 35]), span)
        const later = randomHits(random, 'b', 1 + random.int(3), span + 10)
        const context = windowContext(rule, PLACE, DEFAULT_ENGINE_LIMITS)
        const stays = new Set(withoutRedundant(context, hits.map(entryOf)).map(({ id }) => id))
        const kept = hits.filter(({ eventId }) => stays.has(eventId))
        gone += hits.length - kept.length
        const expected = new Set(buckets(rule, [...hits, ...later]))
        const found = new Set([...buckets(rule, hits), ...buckets(rule, [...kept, ...later])])
        assert.deepEqual(
          [...found].toSorted(),
          [...expected].toSorted(),
          `seed ${random.seed} ${JSON.stringify({ rule, hits, stays: [...stays], later })}`,
        )
      }
      assert.ok(gone > STREAMS, `only ${gone} were left out`)
    })
  }
})
