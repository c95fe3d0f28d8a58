import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_ENGINE_LIMITS } from '../../../services/sigma/stateful/types.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import type { TestRandom } from '../../support/random.ts'
import { bruteForce } from './support/brute-force.ts'
import { playEngine } from './support/play-engine.ts'
import type { Step } from './support/play-engine.ts'
import { randomChain, randomHits, randomRule, TYPES } from './support/random-case.ts'
import type { RandomCase } from './support/random-case.ts'
import { advanceTo, hitStep, inOrder, shuffled, withStops } from './support/random-steps.ts'
import { withRealIds } from './support/real-ids.ts'
import { canSplit, splitByGroup } from './support/split-by-group.ts'

/** Streams per kind of rule: 200 by default, thousands in the long run. */
const STREAMS = Math.round(200 * (SCALE < 1 ? SCALE : 1 + (SCALE - 1) / 5))

/** Chains can carry more values than are read by default. */
const LIMITS = { ...DEFAULT_ENGINE_LIMITS, values: 100 }

type Way = (random: TestRandom, item: RandomCase) => readonly (readonly Step[])[]

/** Ways in which the same hits can come to engines; each gives the steps of one engine or several. */
const WAYS: Readonly<Record<string, Way>> = {
  'in one pass': (_, { hits }) => [inOrder(hits)],
  'shuffled within the allowed lateness': (random, { hits }) => [shuffled(random, hits, { lateness: 12 })],
  'each event three times': (random, { hits }) => [shuffled(random, hits, { lateness: 20, copies: 3 })],
  'stopped, saved and loaded': (random, { hits }) => {
    return [withStops(random, shuffled(random, hits, { lateness: 6 }), 'reload')]
  },
  'stopped and rebuilt from stored hits': (random, { hits }) => {
    return [withStops(random, shuffled(random, hits, { lateness: random.pick([0, 6, 20]) }), 'rebuild')]
  },
  'replayed later in any order': (random, { hits }) => [random.shuffle(hits).map(hitStep)],
  'split by group over four engines': (random, { rules, hits }) => {
    const [rule] = rules
    if (rule === undefined || rules.length > 1 || !canSplit(rule)) return [inOrder(hits)]
    return splitByGroup(rule, hits, 4).map((part) => shuffled(random, part, { lateness: 3 }))
  },
}

function check(item: RandomCase, random: TestRandom): void {
  const newest = Math.max(...item.hits.map(({ time }) => time))
  const end = random.pick([newest, newest, newest + 5, newest + 1000])
  const expected = bruteForce(item.rules, item.hits, () => end)
  for (const [way, stepsOf] of Object.entries(WAYS)) {
    const plays = stepsOf(random, item).map((steps) => playEngine(item.rules, [...steps, advanceTo(end)], LIMITS))
    const found = plays.flatMap(({ plain }) => plain).map((alert) => JSON.stringify(alert))
    const told = `${way}, seed ${random.seed}: ${tell(item, end)}`
    assert.deepEqual(found.toSorted(), expected.map((alert) => JSON.stringify(alert)).toSorted(), told)
    assert.deepEqual(
      plays.flatMap(({ repeats }) => repeats),
      [],
      told,
    )
  }
}

function tell({ rules, hits }: RandomCase, end: number): string {
  const short = rules.map(({ info, ...rule }) => ({ id: info.id, bucket: info.window, ...rule }))
  return JSON.stringify({ end, rules: short, hits })
}

describe('the engine gives the alerts that the definitions give, however the hits come', () => {
  for (const [place, type] of TYPES.entries()) {
    it(`${type}, ${STREAMS} streams`, () => {
      for (let at = 0; at < STREAMS; at += 1) {
        const random = testRandom(1_000_000 * place + at)
        check({ rules: [randomRule(random, type)], hits: randomHits(random) }, random)
      }
    })
  }

  it(`event_count of events as they are in reality, whose groups are packed, ${2 * STREAMS} streams`, () => {
    for (let at = 0; at < 2 * STREAMS; at += 1) {
      const random = testRandom(95_000_000 + at)
      const hits = withRealIds(randomHits(random), random.pick([0, 0, 5]))
      check({ rules: [randomRule(random, 'event_count')], hits }, random)
    }
  })

  it(`chains of rules, ${STREAMS} streams`, () => {
    for (let at = 0; at < STREAMS; at += 1) {
      const random = testRandom(90_000_000 + at)
      check({ rules: randomChain(random), hits: randomHits(random, 25) }, random)
    }
  })
})
