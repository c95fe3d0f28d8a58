import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryStore } from '../../services/adapters/memory/memory-store.ts'
import { correlateCase } from '../../services/app/replay/correlate-case.ts'
import type { Alert } from '../../services/core/alert.ts'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import type { Hit } from '../../services/core/hit.ts'
import type { RuleInfo } from '../../services/core/rule.ts'
import { OfflineCorrelator } from '../../services/correlate/offline.ts'
import type { StatefulRule } from '../../services/sigma/types.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { assertSame, canonical, LATENESS, LiveRig } from './support/live-rig.ts'
import {
  absenceRule,
  rateRule,
  countRule,
  DAY,
  HOUR,
  MINUTE,
  missingRule,
  newValueRule,
  ruleInfo,
  sampleHit,
} from './support/rule-info.ts'

const ALERTING = ['ok']
const START = 20_000 * DAY

/** One of each kind, a chain, and children that only serve others. */
const RULES: readonly StatefulRule[] = [
  countRule('burst', ['denied'], { timespan: 30 * MINUTE }),
  countRule('quiet', ['denied', 'ok'], { op: 'lt', value: 3, timespan: HOUR }),
  missingRule('no-answer', ['ask', 'answer'], 20 * MINUTE),
  countRule('twice', ['burst'], { value: 2, timespan: 2 * HOUR, info: { level: 'critical' } }),
  countRule('silent-child', ['ask'], { value: 2, info: { level: 'informational' } }),
  countRule('parent', ['silent-child'], { value: 3, timespan: 3 * HOUR }),
  newValueRule('first-time', ['use']),
  absenceRule('silence', ['answer'], 90 * MINUTE),
  rateRule('rush', ['denied']),
]

function someHits(random: TestRandom): Hit[] {
  const span = 8 * HOUR
  return Array.from({ length: 40 + random.int(120) }, (_, at) => {
    const time = START + random.int(span / MINUTE) * MINUTE
    const rule = random.pick(['denied', 'denied', 'ok', 'ask', 'answer', 'use'])
    return sampleHit(rule, `${time}-${at}`, time, random.pick(['dana', 'eve']), random.pick(['x', 'y', 'z']))
  })
}

function endOf(hits: readonly Hit[]): number {
  return Math.max(...hits.map(({ time }) => time)) + 1
}

function offline(hits: readonly Hit[], until: number): Alert[] {
  const infos = new Map(RULES.map(({ info }) => [info.id, info]))
  const correlator = new OfflineCorrelator({
    namespace: 'tocsin',
    maxRefs: 10,
    ruleOf: (id) => infos.get(id),
    stateful: RULES,
  })
  for (const hit of hits) correlator.add(ruleInfo(hit.ruleId, { alerts: ALERTING.includes(hit.ruleId) }), hit)
  return correlator.alerts(until)
}

async function replayed(hits: readonly Hit[], until: number): Promise<readonly Alert[]> {
  const { alerts, hits: stored, sink } = createMemoryStore()
  await sink.commit({ ...EMPTY_OUTCOME, hits: hits.map((hit) => ({ alertId: '', hit })) })
  const infos = new Map(RULES.map(({ info }) => [info.id, info]))
  const ruleOf = (id: string): RuleInfo => infos.get(id) ?? ruleInfo(id, { alerts: ALERTING.includes(id) })
  const { signal } = new AbortController()
  await correlateCase({ hits: stored, sink, namespace: 'tocsin', maxRefs: 10, ruleOf, stateful: RULES, until, signal })
  return alerts.list({ status: null, minLevel: null, ruleId: null, from: null, limit: 1e6 })
}

/** An order in which none comes later than this. */
function shuffledWithin(delay: number, hits: readonly Hit[], random: TestRandom): Hit[] {
  const arrivals = hits.map((hit) => ({ hit, at: hit.time + random.int(delay) }))
  return arrivals.toSorted((a, b) => a.at - b.at).map(({ hit }) => hit)
}

function* batches(hits: readonly Hit[], random: TestRandom): Generator<Hit[]> {
  for (let at = 0; at < hits.length;) {
    const size = 1 + random.int(12)
    yield hits.slice(at, at + size)
    at += size
  }
}

describe('the same hits give the same alerts', () => {
  it('and these hits make every rule ring', () => {
    const ringing = new Set<string>()
    for (let seed = 5000; seed < 5010; seed += 1) {
      const hits = someHits(testRandom(seed))
      for (const { rule } of offline(hits, endOf(hits) + 3 * HOUR)) ringing.add(rule.id)
    }
    const silent = RULES.map(({ info }) => info.id).filter((id) => !ringing.has(id))
    assert.deepEqual(silent, ['silent-child'])
  })

  for (let round = 0; round < 15 * SCALE; round += 1) {
    const seed = 5000 + round
    it(`live, caught up, with losses of memory, replayed, and offline (seed ${seed})`, async () => {
      const random = testRandom(seed)
      const hits = someHits(random)
      const until = endOf(hits) + random.int(2) * 3 * HOUR
      const expected = canonical(offline(random.shuffle([...hits, ...random.shuffle(hits).slice(0, 20)]), until))
      assert.ok(expected.length > 0)

      const arrived = shuffledWithin(LATENESS, hits, random)
      const live = new LiveRig(RULES, { alerting: ALERTING })
      const forgetful = new LiveRig(RULES, { alerting: ALERTING })
      for (const batch of batches(arrived, random)) {
        await live.bring(batch)
        await forgetful.bring(batch, undefined, { fails: random.chance(0.2) })
        if (random.chance(0.3)) forgetful.correlator.drop()
      }
      for (const rig of [live, forgetful]) await rig.comeTo(until)
      assertSame(canonical(await live.alerts()), expected, `live, seed ${seed}`)
      assertSame(canonical(await forgetful.alerts()), expected, `with losses, seed ${seed}`)
      const links = { links: true }
      assertSame(
        canonical(await forgetful.alerts(), links),
        canonical(await live.alerts(), links),
        `links, seed ${seed}`,
      )
      assert.equal(forgetful.pages, live.pages)
      assert.deepEqual(await live.health(), {})
      assert.deepEqual(await forgetful.health(), await live.health())

      const caughtUp = new LiveRig(RULES, { alerting: ALERTING, live: false })
      for (const batch of batches(random.shuffle(hits), random)) {
        await caughtUp.bring(batch, undefined, { fails: random.chance(0.2) })
        if (random.chance(0.2)) caughtUp.correlator.drop()
      }
      await caughtUp.catchUp({ fails: () => random.chance(0.4) })
      await caughtUp.comeTo(until)
      assertSame(canonical(await caughtUp.alerts()), expected, `caught up, seed ${seed}`)
      assertSame(canonical(await replayed(hits, until)), expected, `replayed, seed ${seed}`)
    })
  }

  for (let round = 0; round < 10 * SCALE; round += 1) {
    const seed = 7000 + round
    it(`with losses of memory as without, also when many hits come too late (seed ${seed})`, async () => {
      const random = testRandom(seed)
      const hits = someHits(random)
      const arrived = shuffledWithin(4 * LATENESS, hits, random)
      const live = new LiveRig(RULES, { alerting: ALERTING })
      const forgetful = new LiveRig(RULES, { alerting: ALERTING })
      for (const batch of batches(arrived, random)) {
        await live.bring(batch)
        await forgetful.bring(batch, undefined, { fails: random.chance(0.2) })
        if (random.chance(0.3)) forgetful.correlator.drop()
      }
      for (const rig of [live, forgetful]) await rig.comeTo(endOf(hits) + 2 * HOUR)
      const links = { links: true }
      assertSame(canonical(await forgetful.alerts(), links), canonical(await live.alerts(), links), `seed ${seed}`)
      assert.deepEqual(await forgetful.health(), await live.health())
      assert.equal(forgetful.pages, live.pages)
    })
  }
})
