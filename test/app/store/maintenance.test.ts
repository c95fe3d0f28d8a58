import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { Embedded } from '../../../services/app/embedded/embedded.ts'
import type { Config } from '../../../services/app/config/config.ts'
import { defaultConfig } from '../../../services/app/config/build-config.ts'
import type { LogFields } from '../../../services/app/logger.ts'
import { fileBudget } from '../../../services/app/store/enforce-budget.ts'
import { maintenanceJob } from '../../../services/app/store/maintenance-job.ts'
import {
  BUDGET_NOTE,
  budgetRecord,
  RETENTION_NOTE,
  retentionRecord,
} from '../../../services/app/store/maintenance-record.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { DEFAULT_START } from '../../../services/app/demo/write-cloudtrail-files.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import { formatTime } from '../../../services/core/time.ts'
import { assertWhole, queried } from '../../adapters/sqlite/retention-support.ts'
import { SCALE } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
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

const DAY = 86_400_000
const HOUR = 3_600_000
const MB = 1024 * 1024

interface Said {
  readonly message: string
  readonly fields: LogFields
}

interface Running {
  readonly data: string
  readonly embedded: Embedded
  readonly said: Said[]
  readonly clock: { now: number }
}

const DEFAULTS = defaultConfig({ directory: '/', env: {} })

/** The program at this time, with its maintenance; closed after the test. */
function started(
  t: TestContext,
  data: string,
  { config = {}, now, once = false }: { config?: Partial<Config>; now: number; once?: boolean },
): Running {
  const clock = { now }
  const said: Said[] = []
  const say = (message: string, fields: LogFields = {}): void => void said.push({ message, fields })
  const embedded = new Embedded({
    data,
    namespace: 'tocsin',
    engine,
    logger: { info: say, warn: say, error: say },
    committed: () => undefined,
    jobs: [
      maintenanceJob({
        config: { ...DEFAULTS, data, ...config },
        now: () => clock.now,
        once: once ? new AbortController().signal : null,
      }),
    ],
  })
  t.after(() => embedded.close())
  return { data, embedded, said, clock }
}

function storeFolder(t: TestContext): string {
  const { directory, remove } = scratchFolder()
  t.after(remove)
  return path.join(directory, 'store')
}

/** Reads these lines at a time, as `start --once` does: retention runs at its end. */
async function readOnce(
  t: TestContext,
  data: string,
  options: { lines?: readonly string[]; type?: string; now: number; config?: Partial<Config> },
): Promise<readonly Said[]> {
  const { embedded, said } = started(t, data, { ...options, once: true })
  const records = (options.lines ?? []).map((line) => Buffer.from(line))
  if (records.length > 0) {
    await embedded.append({ ...rawBatch(records), type: options.type ?? 'auto', received: options.now })
  }
  await embedded.drain()
  await embedded.close()
  return said
}

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
    assert.ok(largest < BUDGET * 1.8, `${largest} bytes`)
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
