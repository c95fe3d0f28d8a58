import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { fileBudget } from '../../../services/app/store/enforce-budget.ts'
import { BUDGET_NOTE, budgetRecord } from '../../../services/app/store/maintenance-record.ts'
import { DEFAULT_START } from '../../../services/app/demo/write-cloudtrail-files.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import { formatTime } from '../../../services/core/time.ts'
import { assertWhole, queried } from '../../adapters/sqlite/retention-support.ts'
import { SCALE } from '../../support/random.ts'
import {
  allAlerts,
  assertAlertsFollowFromHits,
  storeState,
  waitingRecords,
  withReader,
} from '../../support/store-state.ts'
import { sampleDeadLetter } from '../../support/stored-samples.ts'
import { until } from '../../support/tocsin-process.ts'
import { rootLines, storyLines } from '../../support/trail-input.ts'
import { engine } from '../embedded/pipeline-rig.ts'
import { rawBatch } from '../embedded/raw-input.ts'

import { started, storeFolder } from './maintenance-rig.ts'

const MB = 1024 * 1024
const STORY = storyLines(1)

describe('the disk budget', () => {
  /** Records that cannot be compressed, a second apart. */
  const noise = (batch: number, count: number): RawBatch => ({
    ...rawBatch(
      Array.from({ length: count }, (_, n) =>
        Buffer.from(
          JSON.stringify({
            time: formatTime(DEFAULT_START + (batch * count + n) * 1000),
            pad: randomBytes(1500).toString('base64'),
          }),
        ),
      ),
      `noise-${batch}`,
    ),
    type: 'auto',
  })
  const BUDGET = 12 * MB
  const config = { store: { maxBytes: BUDGET, minFreeBytes: 0 } }
  const BATCHES = Math.ceil(40 * Math.min(SCALE, 10))

  test('holds while a pipeline writes: the oldest goes, alerts and searches stay whole', async (t) => {
    const data = storeFolder(t)
    const { embedded, said } = started(t, data, { config, now: DEFAULT_START })
    await embedded.append(rawBatch([...STORY, ...rootLines(200)].map((line) => Buffer.from(line))))
    await embedded.deadLetters(
      Array.from({ length: 20 }, (_, position) => sampleDeadLetter({ position: position + 1 })),
    )
    await embedded.drain()
    const alerts = await withReader(data, async (reader) => (await storeState(reader)).alerts)
    let largest = 0
    let searched = 0
    for (let batch = 0; batch < BATCHES; batch += 1) {
      await embedded.append(noise(batch, 400))
      largest = Math.max(largest, statSync(path.join(data, 'tocsin.db')).size)
      if (batch % 5 !== 0) continue
      // What waits to be handled comes on top of the budget.
      await embedded.drain()
      await withReader(data, async (reader) => {
        const all = { query: { kind: 'all' as const }, from: null, to: null, order: 'oldest' as const, limit: 2000 }
        for await (const text of reader.events.search(all)) {
          assert.ok(JSON.parse(text))
          searched += 1
        }
      })
    }
    await embedded.drain()
    const size = (): number => statSync(path.join(data, 'tocsin.db')).size
    await until('the file is within its budget', () => size() <= fileBudget(BUDGET))
    t.diagnostic(
      `${BATCHES * 400} records, largest ${(largest / MB).toFixed(1)} MB, then ${(size() / MB).toFixed(1)} MB`,
    )
    assert.ok(largest < BUDGET * 3, `${largest} bytes`)
    assert.ok(searched > 1000)
    await withReader(data, async (reader) => {
      const state = await storeState(reader)
      assert.deepEqual(state.alerts, alerts)
      assert.equal(state.deadLetters.length, 20)
      await assertAlertsFollowFromHits(reader, engine.ruleOf, 'over budget')
      assert.equal(await waitingRecords(reader), 0)
      const { events, others, eventsFrom } = budgetRecord(reader.facts.note(BUDGET_NOTE)) ?? assert.fail('no record')
      assert.ok((others['raw'] ?? 0) + (events['unknown'] ?? 0) > 0)
      assert.ok((await reader.events.count()).total > 1000, 'not more is removed than must be')
      assert.ok(eventsFrom === null || eventsFrom > DEFAULT_START)
    })
    assertWhole(data)
    const told = said.find(({ message }) => message.startsWith('the store has reached store.max_size'))
    assert.equal(told?.fields['max_size'], '12 MB')
    assert.ok(said.every(({ message }) => !message.includes('nothing more')))
  })

  test('raw records that were handled go first, the newest events last, alerts never; then it says so', async (t) => {
    const data = storeFolder(t)
    const small = { store: { maxBytes: 200_000, minFreeBytes: 0 } }
    const { embedded } = started(t, data, { now: DEFAULT_START })
    await embedded.append(rawBatch(STORY.map((line) => Buffer.from(line))))
    await embedded.append(noise(0, 200))
    await embedded.drain()
    await embedded.close()
    const before = await withReader(data, (reader) => storeState(reader))
    const size = statSync(path.join(data, 'tocsin.db')).size
    const raw = { store: { maxBytes: Math.floor(size * 1.05), minFreeBytes: 0 } }
    const first = started(t, data, { config: raw, now: DEFAULT_START })
    await until('the raw records are gone', () => queried(data, 'SELECT 1 FROM log_blocks').length === 0)
    await first.embedded.close()
    await withReader(data, async (reader) => assert.deepEqual(await storeState(reader), before))

    const second = started(t, data, { config: small, now: DEFAULT_START })
    await until('it says that nothing more may go', () =>
      second.said.some(({ message }) => message.includes('nothing more may be removed')),
    )
    await second.embedded.close()
    await withReader(data, async (reader) => {
      assert.equal((await reader.events.count()).total, 0)
      assert.deepEqual((await storeState(reader)).alerts, before.alerts)
      assert.ok((await allAlerts(reader)).length > 3)
    })
    assert.equal(second.said.filter(({ message }) => message.includes('nothing more')).length, 1)
  })
})

test('a disk with little room left is warned of once', async (t) => {
  const data = storeFolder(t)
  const config = { store: { maxBytes: null, minFreeBytes: Number.MAX_SAFE_INTEGER } }
  const { said, embedded } = started(t, data, { config, now: DEFAULT_START })
  await until('it warns', () => said.some(({ message }) => message === 'the disk of the store is nearly full'))
  await new Promise((resolve) => setTimeout(resolve, 1200))
  await embedded.close()
  assert.equal(said.filter(({ message }) => message.startsWith('the disk')).length, 1)
})
