import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rawBatch } from '../embedded/raw-input.ts'
import { RETENTION_NOTE, retentionRecord } from '../../../services/app/store/maintenance-record.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { DEFAULT_START } from '../../../services/app/demo/write-cloudtrail-files.ts'
import { formatTime } from '../../../services/core/time.ts'
import { assertWhole, queried } from '../../adapters/sqlite/retention-support.ts'
import { assertAlertsFollowFromHits, storeState, withReader } from '../../support/store-state.ts'
import { until } from '../../support/tocsin-process.ts'
import { storyLines } from '../../support/trail-input.ts'
import { engine } from '../embedded/pipeline-rig.ts'

import { DEFAULTS, readOnce, started, storeFolder } from './maintenance-rig.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

const total = (data: string): Promise<number> => withReader(data, async (reader) => (await reader.events.count()).total)
const STORY = storyLines(1)

describe('retention', () => {
  test('what is due goes, step by step over the years; alerts and what rings stay', async (t) => {
    const data = storeFolder(t)
    const read = DEFAULT_START + HOUR
    await readOnce(t, data, { lines: STORY, now: read })
    const alerts = await withReader(data, async (reader) => (await storeState(reader)).alerts)
    assert.ok(alerts.length > 3)
    const events = await total(data)
    assert.equal(events, STORY.length)

    const raw = (): unknown => queried(data, 'SELECT count(*) AS n FROM log_blocks')[0]?.['n']
    await readOnce(t, data, { now: read + 29 * DAY })
    assert.deepEqual([await total(data), raw()], [events, 1])
    const month = await readOnce(t, data, { now: read + 31 * DAY })
    assert.deepEqual([await total(data), raw()], [events, 0], 'documents do not need the raw records')
    assert.deepEqual(month.find(({ message }) => message.startsWith('removed'))?.fields['raw'], STORY.length)
    await withReader(data, async (reader) => assert.equal((await storeState(reader)).events.length, events))

    await readOnce(t, data, { now: DEFAULT_START + 364 * DAY })
    assert.equal(await total(data), events)
    const year = await readOnce(t, data, { now: DEFAULT_START + 367 * DAY })
    assert.equal(await total(data), 0)
    assert.equal(year.find(({ message }) => message.startsWith('removed'))?.fields['events'], events)
    await readOnce(t, data, { now: DEFAULT_START + 2000 * DAY })
    await withReader(data, async (reader) => {
      assert.deepEqual((await storeState(reader)).alerts, alerts)
      await assertAlertsFollowFromHits(reader, engine.ruleOf, 'after years')
    })
    assertWhole(data)
  })

  test('records that are read again after their events are gone do not ring and are not counted again', async (t) => {
    const data = storeFolder(t)
    await readOnce(t, data, { lines: STORY, now: DEFAULT_START + HOUR })
    const alerts = await withReader(data, async (reader) => (await storeState(reader)).alerts)
    await readOnce(t, data, { now: DEFAULT_START + 400 * DAY })
    assert.equal(await total(data), 0)
    await readOnce(t, data, { lines: STORY, now: DEFAULT_START + 401 * DAY })
    assert.equal(await total(data), STORY.length, 'they stay for a week: somebody wants to look at them')
    await withReader(data, async (reader) => {
      assert.deepEqual((await storeState(reader)).alerts, alerts)
      await assertAlertsFollowFromHits(reader, engine.ruleOf, 'after the repeat')
    })
    await readOnce(t, data, { now: DEFAULT_START + 409 * DAY })
    assert.equal(await total(data), 0)
    assertWhole(data)
  })

  const TIMES: readonly { name: string; time: unknown; goneAfter: number }[] = [
    { name: 'without a time', time: 'some day', goneAfter: 10 },
    { name: 'of 1970', time: '1970-01-01T00:00:05Z', goneAfter: 10 },
    { name: 'of the year 2099', time: '2099-01-01T00:00:00Z', goneAfter: 10 },
    { name: 'of the day before', time: formatTime(DEFAULT_START - DAY), goneAfter: 9 },
    { name: 'older than what is kept', time: formatTime(DEFAULT_START - 100 * DAY), goneAfter: 7 },
  ]
  for (const { name, time, goneAfter } of TIMES) {
    test(`an event ${name} goes after ${goneAfter} days when events are kept for 10`, async (t) => {
      const data = storeFolder(t)
      const { retention } = DEFAULTS
      const config = { retention: { ...retention, kinds: { ...retention.kinds, unknown: 10 * DAY } } }
      const lines = [JSON.stringify({ time, msg: 'hello' })]
      await readOnce(t, data, { lines, now: DEFAULT_START, config })
      // The pass at the end marked what is stored, to the hour.
      await readOnce(t, data, { now: DEFAULT_START + goneAfter * DAY - 2 * HOUR, config })
      assert.equal(await total(data), 1)
      await readOnce(t, data, { now: DEFAULT_START + (goneAfter + 1.1) * DAY, config })
      assert.equal(await total(data), 0)
    })
  }

  test('`datasets` wins over the kind, for ever is for ever, and `at_least: 0s` does not wait', async (t) => {
    const data = storeFolder(t)
    const { retention } = DEFAULTS
    const forever = { ...retention, datasets: { 'aws.cloudtrail': Infinity }, atLeast: 0 }
    await readOnce(t, data, { lines: STORY, now: DEFAULT_START, config: { retention: forever } })
    await readOnce(t, data, { now: DEFAULT_START + 9000 * DAY, config: { retention: forever } })
    assert.equal(await total(data), STORY.length)
    const week = { ...retention, datasets: { 'aws.cloudtrail': 7 * DAY }, atLeast: 0 }
    await readOnce(t, data, { now: DEFAULT_START + 9001 * DAY, config: { retention: week } })
    assert.equal(await total(data), 0)
  })

  test('a running service removes what becomes due while it runs, and notes it', async (t) => {
    const data = storeFolder(t)
    const { embedded, clock, said } = started(t, data, { now: DEFAULT_START + HOUR })
    await embedded.append({ ...rawBatch(STORY.map((line) => Buffer.from(line))), received: DEFAULT_START })
    await embedded.drain()
    clock.now += 2 * HOUR
    await until('a mark of what is stored', () => queried(data, 'SELECT * FROM event_block_marks').length > 1)
    clock.now = DEFAULT_START + 400 * DAY
    await until('it says what it removed', () => said.some(({ message }) => message.startsWith('removed what')))
    await embedded.close()
    const store = openStore(data)
    const record = retentionRecord(await store.retention.note(RETENTION_NOTE))
    store.close()
    assert.deepEqual([record?.events, record?.others], [{ 'aws.cloudtrail': STORY.length }, { raw: STORY.length }])
    assertWhole(data)
  })
})
