import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BatchSink } from '../../../services/core/batch-sink.ts'
import type { LogSlice } from '../../../services/core/log.ts'
import { eventField } from '../../../services/record/event-field.ts'
import { testRandom } from '../../support/random.ts'
import { assertAlertsFollowFromHits, assertSameState, storeState } from '../../support/store-state.ts'
import { sampleDeadLetter } from '../../support/stored-samples.ts'
import {
  ALL,
  append,
  engine,
  handleAll,
  plainRun,
  RAW,
  Refused,
  refusing,
  withRig,
  type Refusal,
  type RigOptions,
} from './pipeline-rig.ts'
import { randomBatches } from './raw-input.ts'

describe('a store that refuses a commit', () => {
  for (const store of ['memory', 'sqlite'] as const) {
    for (const refusal of ['before', 'after'] as const) {
      it(`${refusal} it is stored: the same in the end, over ${store}`, async () => {
        const seed = 500
        const random = testRandom(seed)
        const expected = await plainRun(randomBatches(testRandom(seed)))
        let refused = 0
        const refuse = (): Refusal => {
          if (!random.chance(0.4)) return null
          refused += 1
          return refusal
        }
        await withRig({ store, around: refusing(refuse) }, async (rig) => {
          await append(rig, randomBatches(random))
          let before = await storeState(rig.ports)
          await handleAll(rig, () => ({ ...ALL, maxRecords: 1 + random.int(40) }), {
            handled: async () => {
              if (refusal === 'before') before = await storeState(rig.ports)
            },
            refused: async () => {
              if (refusal === 'before')
                assertSameState(await storeState(rig.ports), before, 'a refused commit left something')
            },
          })
          assert.ok(refused > 2, `${refused} commits were refused`)
          assertSameState(await storeState(rig.ports), expected, `seed ${seed}`)
          await assertAlertsFollowFromHits(rig.ports, engine.ruleOf, `seed ${seed}`)
        })
      })
    }
  }

  it('one that refuses does not stop what waits behind it', async () => {
    let commits = 0
    await withRig({ around: refusing(() => ((commits += 1) === 1 ? 'before' : null)) }, async (rig) => {
      const letter = sampleDeadLetter({ position: 1 })
      const first = rig.pipeline.deadLetters([letter])
      const second = rig.pipeline.deadLetters([letter])
      await assert.rejects(first, Refused)
      await second
      assert.equal(await rig.ports.deadLetters.count(), 1)
    })
  })
})

describe('one thing at a time', () => {
  it('slices, commands and dead letters that come together are committed one after the other', async () => {
    let running = 0
    const watched = (sink: BatchSink): BatchSink => ({
      known: (ids) => sink.known(ids),
      counted: (hits) => sink.counted(hits),
      alerts: (ids) => sink.alerts(ids),
      hits: (keys) => sink.hits(keys),
      state: (kind) => sink.state(kind),
      commit: async (outcome) => {
        assert.equal((running += 1), 1)
        await new Promise((resolve) => setImmediate(resolve))
        await sink.commit(outcome)
        running -= 1
      },
    })
    await withRig({ around: watched }, async (rig) => {
      const { pipeline, ports } = rig
      await append(rig, randomBatches(testRandom(5)))
      const slices: LogSlice[] = []
      for (let offset = 0; offset < 200; offset += 20) {
        slices.push(await ports.log.read(RAW, offset, { ...ALL, maxRecords: 20 }))
      }
      await Promise.all([
        ...slices.map((slice) => pipeline.slice(RAW, slice)),
        pipeline.applyCommands(),
        pipeline.deadLetters([sampleDeadLetter({ position: 1 })]),
      ])
      assert.equal(rig.told.length, slices.length + 1)
    })
  })
})

describe('a rule engine that fails on one record', () => {
  it('leaves that record as a dead letter, without a hit of it, and goes on', async () => {
    const batches = randomBatches(testRandom(7))
    const whole = await plainRun(batches)
    const detector: RigOptions['detector'] = {
      detect: (event, hits) => {
        engine.detector.detect(event, hits)
        if (event.text(eventField('event.action')) === 'CreateUser') throw new Error('cannot match this')
      },
    }
    await withRig({ detector }, async (rig) => {
      await append(rig, batches)
      await handleAll(rig, () => ALL)
      const { events, hits, deadLetters } = await storeState(rig.ports)
      const isOurs = (text: string): boolean => text.includes('"action":"CreateUser"')
      assert.deepEqual(
        events,
        whole.events.filter((text) => !isOurs(text)),
      )
      assert.deepEqual(
        hits,
        whole.hits.filter((text) => !isOurs(text)),
      )
      const failed = await rig.ports.deadLetters.list({ reason: 'rule-failed', limit: 100 })
      assert.equal(deadLetters.length, whole.deadLetters.length + failed.length)
      assert.ok(failed.length >= whole.events.length - events.length && failed.length > 0)
      for (const { detail, bytes } of failed) {
        assert.equal(detail, 'cannot match this')
        assert.ok(Buffer.from(bytes).includes('CreateUser'))
      }
    })
  })
})
