import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME, type StoredHit } from '../../services/core/batch-sink.ts'
import type { Hit } from '../../services/core/hit.ts'
import type { HitRange } from '../../services/core/hit-store.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { sampleEvent, sampleHit, SAMPLE_TIME } from '../support/stored-samples.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'

/** Times of which ids do not tell the order: before 1970, and beyond what they can hold. */
const ODD_TIMES = [-8e12, -1500, -1, 0, 1, 2 ** 48 - 2, 2 ** 48 - 1, 2 ** 48, 2 ** 48 + 1, 8e15]

function storedHit(n: number, time: number, ruleId = 'rule-1', stored: Partial<StoredHit> = {}): StoredHit {
  return { alertId: '', hit: sampleHit(sampleEvent({ n, time }), ruleId), ...stored }
}

/** Several hits on some events, many of them at the same time. */
function randomHits(random: TestRandom, count: number): StoredHit[] {
  const rules = ['rule-1', 'rule-2', 'rule-10', 'other', '{"a rule"}']
  return Array.from({ length: count }, () => {
    const n = random.int(count)
    const time = n % 10 === 0 ? random.pick(ODD_TIMES) : SAMPLE_TIME + (n % 97) * 1000
    const waiting = random.chance(0.3)
    return storedHit(n, time, random.pick(rules), { alertId: random.chance(0.5) ? '' : 'A', waiting })
  })
}

/** What {@link HitRange} says, told once more in the plainest way. */
function expected(stored: readonly StoredHit[], { since = -Infinity, waiting, rules }: HitRange): Hit[] {
  const first = new Map<string, StoredHit>()
  for (const each of stored) {
    const key = JSON.stringify([each.hit.ruleId, each.hit.eventId])
    if (!first.has(key)) first.set(key, each)
  }
  const wanted = [...first.values()].filter(
    ({ hit, waiting: waits = false }) =>
      hit.time >= since && (waiting ?? waits) === waits && (rules ?? [hit.ruleId]).includes(hit.ruleId),
  )
  const order = ({ eventId, ruleId }: Hit): string => `${eventId} ${ruleId}`
  return wanted.map(({ hit }) => hit).toSorted((a, b) => a.time - b.time || (order(a) < order(b) ? -1 : 1))
}

/** The contract of {@link import('../../services/core/hit-store.ts').HitStore}. */
export function hitStoreContract(fixture: AdapterFixture): void {
  describe(`HitStore, ${fixture.name}`, () => {
    orders(fixture)
    settles(fixture)
  })
}

function orders(fixture: AdapterFixture): void {
  const RANGES: readonly { name: string; range: HitRange }[] = [
    { name: 'all', range: {} },
    { name: 'those since a time', range: { since: SAMPLE_TIME + 40_000 } },
    { name: 'those since a time between two', range: { since: SAMPLE_TIME + 39_999.5 } },
    { name: 'those since 1970', range: { since: 0 } },
    { name: 'those since a moment before 1970', range: { since: -1500 } },
    { name: 'those since a time beyond ids', range: { since: 2 ** 48 + 1 } },
    { name: 'those since for ever', range: { since: Number.NEGATIVE_INFINITY } },
    { name: 'waiting ones', range: { waiting: true } },
    { name: 'waiting ones since a time', range: { waiting: true, since: SAMPLE_TIME + 40_000 } },
    { name: 'those that do not wait', range: { waiting: false } },
    { name: 'those of some rules', range: { rules: ['rule-10', 'none', 'rule-2'] } },
    { name: 'waiting ones of a rule', range: { rules: ['rule-1'], waiting: true, since: 1 } },
    { name: 'those of no rule', range: { rules: [] } },
  ]
  for (const { name, range } of RANGES) {
    test(
      `${name} come in the order of time, event and rule`,
      withPorts(fixture, async ({ sink, hits }) => {
        const random = testRandom(41)
        const stored = randomHits(random, 600 * SCALE)
        for (let at = 0; at < stored.length; at += 50) {
          await sink.commit({ ...EMPTY_OUTCOME, hits: stored.slice(at, at + 50) })
        }
        assert.deepEqual([...hits.inOrder(range)], expected(stored, range), `seed ${random.seed}`)
      }),
    )
  }
  test(
    'more of one moment, or of one rule, than are read at once still come whole',
    withPorts(fixture, async ({ sink, hits }) => {
      const times = [-5, 0, SAMPLE_TIME, 2 ** 48 + 5]
      const stored = times.flatMap((time, at) =>
        Array.from({ length: 700 }, (_, n) => storedHit(at * 1000 + n, time, 'rule-1', { waiting: true })),
      )
      await sink.commit({ ...EMPTY_OUTCOME, hits: stored })
      for (const range of [{}, { waiting: true }]) {
        assert.deepEqual([...hits.inOrder(range)], expected(stored, range))
      }
    }),
  )
  test(
    'without hits there is nothing',
    withPorts(fixture, async ({ hits }) => assert.deepEqual([...hits.inOrder()], [])),
  )
}

function settles(fixture: AdapterFixture): void {
  test(
    'a hit waits until it is settled, also where it is stored again',
    withPorts(fixture, async ({ sink, hits }, reopen) => {
      const stored = [1, 2, 3].map((n) => storedHit(n, SAMPLE_TIME + n, 'rule-1', { waiting: n !== 3 }))
      const [first, second, third] = stored.map(({ hit }) => hit)
      assert.ok(first && second && third)
      await sink.commit({ ...EMPTY_OUTCOME, hits: stored })
      assert.deepEqual([...hits.inOrder({ waiting: true })], [first, second])
      const unknown = { ruleId: 'rule-2', eventId: first.eventId }
      await sink.commit({ ...EMPTY_OUTCOME, settled: [first, unknown, third, first] })
      await sink.commit({ ...EMPTY_OUTCOME, hits: stored.map((each) => ({ ...each, waiting: true })) })
      const again = (await reopen()).hits
      assert.deepEqual([...again.inOrder({ waiting: true })], [second])
      assert.deepEqual([...again.inOrder({ waiting: false })], [first, third])
      assert.deepEqual([...again.inOrder()], [first, second, third])
    }),
  )
  test(
    'a hit that waited is stored with the rules that it came too late for; one that did not wait stays as it is',
    withPorts(fixture, async ({ sink, hits }) => {
      const [one, other] = [storedHit(1, 1, 'rule-1', { waiting: true }), storedHit(2, 2)]
      const lateFor = ['rule-7', 'rule-8']
      await sink.commit({ ...EMPTY_OUTCOME, hits: [one, other] })
      const settled = [one, other, storedHit(3, 3)].map(({ hit: { ruleId, eventId } }) => ({
        ruleId,
        eventId,
        lateFor,
      }))
      for (let time = 0; time < 2; time += 1) await sink.commit({ ...EMPTY_OUTCOME, settled })
      const expectedHits = [{ ...one.hit, lateFor }, other.hit]
      assert.deepEqual([...hits.inOrder({ waiting: false })], expectedHits)
      assert.deepEqual(await sink.hits([one.hit, other.hit]), expectedHits)
    }),
  )
  test(
    'what is stored as waiting and settled in one outcome does not wait',
    withPorts(fixture, async ({ sink, hits }) => {
      const stored = storedHit(1, SAMPLE_TIME, 'rule-1', { waiting: true })
      await sink.commit({ ...EMPTY_OUTCOME, hits: [stored], settled: [stored.hit] })
      assert.deepEqual([...hits.inOrder({ waiting: true })], [])
    }),
  )
  test(
    'waiting hits can be settled while they are read',
    withPorts(fixture, async ({ sink, hits }) => {
      const stored = Array.from({ length: 1000 }, (_, n) =>
        storedHit(n, SAMPLE_TIME + (n % 50), `rule-${n % 3}`, { waiting: true }),
      )
      await sink.commit({ ...EMPTY_OUTCOME, hits: stored })
      const found: Hit[] = []
      for (const hit of hits.inOrder({ waiting: true })) {
        found.push(hit)
        if (found.length % 100 === 0) await sink.commit({ ...EMPTY_OUTCOME, settled: found.slice(-100) })
      }
      assert.deepEqual(found, expected(stored, {}))
      assert.deepEqual([...hits.inOrder({ waiting: true })], [])
    }),
  )
}
