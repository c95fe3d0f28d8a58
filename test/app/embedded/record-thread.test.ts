import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { RecordThread } from '../../../services/app/embedded/record-thread.ts'
import type { ReadLimits } from '../../../services/core/log.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'
import { assertAlertsFollowFromHits, assertSameState, storeState } from '../../support/store-state.ts'
import { ALL, append, engine, handleAll, plainRun, RAW, refusing, withRig } from './pipeline-rig.ts'
import { randomBatches } from './raw-input.ts'

const ROUNDS = Math.min(20, Math.ceil(2 * SCALE))

function startThread(t: TestContext, code?: string): RecordThread {
  const thread = new RecordThread({
    engine,
    ...(code === undefined ? {} : { code: new URL(`threads/${code}.ts`, import.meta.url) }),
  })
  t.after(() => thread.close())
  return thread
}

function slicing(random: TestRandom): () => ReadLimits {
  const most = random.pick([3, 30, 300])
  return () => ({ maxRecords: 1 + random.int(most), maxBytes: random.chance(0.2) ? 1 + random.int(20_000) : 1e9 })
}

describe('records that another thread reads give the store that this thread gives', () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const store of ['memory', 'sqlite'] as const) {
      it(`however they are sliced, over ${store}, although commits fail (round ${round})`, async (t) => {
        const expected = await plainRun(randomBatches(testRandom(600 + round)))
        const random = testRandom(600 + round)
        const around = refusing(() => (random.chance(0.2) ? random.pick(['before', 'after'] as const) : null))
        await withRig({ store, around, reader: startThread(t) }, async (rig) => {
          await append(rig, randomBatches(random))
          await handleAll(rig, slicing(random))
          const message = `seed ${random.seed}`
          assertSameState(await storeState(rig.ports), expected, message)
          await assertAlertsFollowFromHits(rig.ports, engine.ruleOf, message)
        })
      })
    }
  }

  it('and so do those that it read ahead', async (t) => {
    const random = testRandom(700)
    const batches = randomBatches(random)
    const expected = await plainRun(batches)
    await withRig({ store: 'sqlite', reader: startThread(t) }, async (rig) => {
      await append(rig, batches)
      let slice = await rig.ports.log.read(RAW, 0, { maxRecords: 20, maxBytes: 1e9 })
      while (slice.batches.length > 0) {
        const next = await rig.ports.log.read(RAW, slice.nextOffset, { maxRecords: 20, maxBytes: 1e9 })
        const handling = rig.pipeline.slice(RAW, slice)
        rig.pipeline.ahead(RAW, next)
        await handling
        // Now and then the slice is read once more, and what was begun is thrown away.
        slice = random.chance(0.3) ? { ...next } : next
      }
      await rig.pipeline.catchUp([], new AbortController().signal)
      assertSameState(await storeState(rig.ports), expected, `seed ${random.seed}`)
    })
  })

  it('and the same records once more change nothing', async (t) => {
    const batches = randomBatches(testRandom(701))
    await withRig({ store: 'sqlite', reader: startThread(t) }, async (rig) => {
      await append(rig, batches)
      await handleAll(rig, () => ALL)
      const first = await storeState(rig.ports)
      await append(rig, batches)
      await handleAll(rig, () => ALL)
      assertSameState(await storeState(rig.ports), first, 'twice')
    })
  })
})

it('a rule that fails in the thread costs its record alone: a dead letter with its bytes', async (t) => {
  const batches = randomBatches(testRandom(702))
  const whole = await plainRun(batches)
  await withRig({ reader: startThread(t, 'faulty-rules') }, async (rig) => {
    await append(rig, batches)
    await handleAll(rig, () => ALL)
    const { events } = await storeState(rig.ports)
    const failed = await rig.ports.deadLetters.list({ reason: 'rule-failed', limit: 1000 })
    assert.ok(failed.length > 0 && failed.length >= whole.events.length - events.length)
    for (const { detail, bytes, size } of failed) {
      assert.equal(detail, 'cannot match this')
      assert.ok(Buffer.from(bytes).includes('CreateUser'))
      assert.equal(bytes.length, size)
    }
  })
})

describe('a thread that cannot go on says why', () => {
  const slice = async (): Promise<Parameters<RecordThread['read']>[0]> =>
    withRig({}, async (rig) => {
      await append(rig, randomBatches(testRandom(703)))
      return rig.ports.log.read(RAW, 0, ALL)
    })

  it('when its rules are others', async (t) => {
    const thread = startThread(t, 'other-rules')
    const failure = /the thread that reads records has failed: its rules are not those of the program/
    await assert.rejects(thread.ready, failure)
    await assert.rejects(thread.done, failure)
    await assert.rejects(thread.read(await slice()), failure)
  })

  it('when it throws: everything that waits is told', async (t) => {
    const thread = startThread(t, 'breaks')
    const reading = [thread.read(await slice()), thread.read(await slice()), thread.read(await slice())]
    const results = await Promise.allSettled(reading)
    assert.equal(results[0]?.status, 'fulfilled')
    const failure = /has failed: (out of ideas|it left out slice 1)\. Nothing is lost/
    for (const result of results.slice(1)) assert.match(String(result.status === 'rejected' && result.reason), failure)
    await assert.rejects(thread.done, failure)
  })

  it('when it has no memory left', async (t) => {
    const thread = new RecordThread({ engine, code: new URL('threads/eats-memory.ts', import.meta.url), memory: 48 })
    t.after(() => thread.close())
    await assert.rejects(thread.read(await slice()), /has failed: .*memory/)
    await assert.rejects(thread.done, /memory/)
  })

  it('when it ends, although nothing is to be read', async (t) => {
    const thread = startThread(t, 'ends-when-idle')
    await thread.ready
    await assert.rejects(thread.done, /it ended with code 7/)
  })

  it('and not when it is closed, twice too; what waits then is cancelled', async (t) => {
    const thread = startThread(t, 'slow')
    const reading = thread.read(await slice())
    const told = assert.rejects(reading, /was stopped/)
    await sleep(20)
    await thread.close()
    await thread.close()
    await told
    await thread.done
  })
})
