import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRinger } from '../../../services/app/embedded/ringer.ts'
import type { BatchOutcome } from '../../../services/core/batch-sink.ts'
import type { ReadLimits } from '../../../services/core/log.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'
import {
  allAlerts,
  assertAlertsFollowFromHits,
  assertSameState,
  storeState,
  type StoreState,
} from '../../support/store-state.ts'
import { sampleDeadLetter } from '../../support/stored-samples.ts'
import { ALL, append, engine, handleAll, plainRun, refusing, withRig } from './pipeline-rig.ts'
import { EXPECTED, randomBatches, rawBatch } from './raw-input.ts'

const ROUNDS = Math.min(40, Math.ceil(2 * SCALE))

/** Slices of one record, of some, of very many; sometimes bounded by their bytes. */
function slicing(random: TestRandom): () => ReadLimits {
  const most = random.pick([3, 30, 300])
  return () => ({ maxRecords: 1 + random.int(most), maxBytes: random.chance(0.2) ? 1 + random.int(20_000) : 1e9 })
}

describe('the same records give the same store', () => {
  it('the input of these tests has everything in it', async () => {
    const { events, alerts, deadLetters } = await plainRun(randomBatches(testRandom(1)))
    // Poison is a dead letter or, when all that is odd about it is its depth, an event.
    assert.equal(events.length + deadLetters.length, EXPECTED.events + EXPECTED.poison)
    assert.ok(events.length >= EXPECTED.events && deadLetters.length > 5)
    assert.ok(alerts.length > 30, `${alerts.length} alerts`)
    assert.ok(alerts.some((alert) => !alert.includes('"continues":null')))
  })

  for (let round = 0; round < ROUNDS; round += 1) {
    for (const store of ['memory', 'sqlite'] as const) {
      it(`however they are sliced, over ${store} (round ${round})`, async () => {
        const expected = await plainRun(randomBatches(testRandom(100 + round)))
        await withRig({ store }, async (rig) => {
          const random = testRandom(100 + round)
          await append(rig, randomBatches(random))
          await handleAll(rig, slicing(random))
          const message = `seed ${random.seed}`
          assertSameState(await storeState(rig.ports), expected, message)
          await assertAlertsFollowFromHits(rig.ports, engine.ruleOf, message)
        })
      })
    }

    it(`in whatever order they come (round ${round})`, async () => {
      const batches = randomBatches(testRandom(200 + round))
      const run = (order: readonly RawBatch[], random: TestRandom): Promise<StoreState> =>
        withRig({}, async (rig) => {
          await append(rig, order)
          await handleAll(rig, slicing(random))
          return storeState(rig.ports, { anyWay: true })
        })
      const random = testRandom(300 + round)
      const expected = await run(batches, random)
      assertSameState(await run(random.shuffle(batches), random), expected, `seed ${random.seed}`)
    })
  }

  it('of two copies that differ the first one counts alone, in one slice as in two', async () => {
    const id = { eventID: 'EXAMPLE-copies', recipientAccountId: '111122223333' }
    const harmless = cloudTrailRecord('s3', 'GetBucketAcl', id)
    const grave = cloudTrailRecord('cloudtrail', 'DeleteTrail', { ...id, requestParameters: { name: 'main' } })
    const lines = [harmless, grave].map((record) => Buffer.from(JSON.stringify(record)))
    for (const maxRecords of [1, 2]) {
      await withRig({}, async (rig) => {
        await append(rig, [rawBatch(lines)])
        await handleAll(rig, () => ({ maxRecords, maxBytes: 1e9 }))
        const { events, alerts } = await storeState(rig.ports)
        assert.deepEqual([events.length, alerts.length], [1, 0], `${maxRecords} a slice`)
      })
      await withRig({}, async (rig) => {
        await append(rig, [rawBatch(lines.toReversed())])
        await handleAll(rig, () => ({ maxRecords, maxBytes: 1e9 }))
        assert.equal((await storeState(rig.ports)).alerts.length, 1, 'it rings when it is the first')
      })
    }
  })

  it('a second time they change nothing, and nothing rings again', async () => {
    await withRig({}, async (rig) => {
      const batches = randomBatches(testRandom(2))
      await append(rig, batches)
      await handleAll(rig, () => ALL)
      const expected = await storeState(rig.ports)
      const told = rig.told.length
      await append(rig, batches)
      await handleAll(rig, slicing(testRandom(3)))
      assertSameState(await storeState(rig.ports), expected, 'after a repeat')
      for (const { events, hits, alerts, outbox } of rig.told.slice(told)) {
        assert.deepEqual([events.length, hits.length, alerts.length, outbox.length], [0, 0, 0, 0])
      }
    })
  })
})

describe('what is told after a commit', () => {
  it('is what was stored, each thing once, and each alert that continues none rings once', async () => {
    const random = testRandom(4)
    await withRig({ around: refusing(() => (random.chance(0.3) ? 'before' : null)) }, async (rig) => {
      await append(rig, randomBatches(random))
      await handleAll(rig, slicing(random))
      const { events, deadLetters } = await storeState(rig.ports)
      const hits = [...rig.ports.hits.inOrder()]
      const sum = (count: (outcome: BatchOutcome) => number): number =>
        rig.told.reduce((total, outcome) => total + count(outcome), 0)
      assert.equal(
        sum((outcome) => outcome.events.length),
        events.length,
      )
      assert.equal(
        sum((outcome) => outcome.hits.length),
        hits.length,
      )
      assert.equal(
        sum((outcome) => outcome.deadLetters.length),
        deadLetters.length,
      )
      const rung: string[] = []
      const ring = createRinger(({ id }) => rung.push(id))
      for (const outcome of rig.told) ring(outcome)
      assert.equal(new Set(rung).size, rung.length)
      const opened = (await allAlerts(rig.ports)).filter((alert) => alert.continues === null)
      for (const { id } of opened) assert.ok(rung.includes(id), id)
    })
  })
})

describe('what cannot be read', () => {
  it('becomes a dead letter with its reason and its place, and the records around it go on', async () => {
    const good = JSON.stringify(cloudTrailRecord('s3', 'GetObject', { eventID: 'EXAMPLE-1' }))
    const lines = [good, 'x', '[]', '{"a":1}', good.replace('2026', 'in 2026'), good.replace('EXAMPLE-1', 'EXAMPLE-2')]
    await withRig({}, async (rig) => {
      const records = lines.map((line) => Buffer.from(line))
      await append(rig, [{ ...rawBatch(records, 'a.json'), firstPosition: 11 }])
      await handleAll(rig, () => ({ ...ALL, maxRecords: 2 }))
      const letters = await rig.ports.deadLetters.list({ reason: null, limit: 10 })
      const told = letters.map((letter) => {
        const { position, reason, object, bytes } = letter
        return `${position} ${reason} ${object} ${Buffer.from(bytes).toString()}`
      })
      assert.deepEqual(told.toSorted(), [
        '12 not-json a.json x',
        '13 not-an-object a.json []',
        '14 not-this-type a.json {"a":1}',
        `15 no-event-time a.json ${lines[4]}`,
      ])
      assert.equal((await rig.ports.events.count()).total, 2)
    })
  })

  it('is stored once when the collector tells it again', async () => {
    await withRig({ store: 'sqlite' }, async (rig) => {
      const letters = [sampleDeadLetter({ position: 1 }), sampleDeadLetter({ position: 2 })]
      await rig.pipeline.deadLetters(letters)
      await rig.pipeline.deadLetters(letters)
      assert.equal(await rig.ports.deadLetters.count(), 2)
    })
  })
})
