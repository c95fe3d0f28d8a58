import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import type { ReplayOptions } from '../../../services/app/replay/replay.ts'
import { DEFAULT_START } from '../../../services/app/demo/write-cloudtrail-files.ts'
import type { DetectableEvent } from '../../../services/detect/detector.ts'
import { decodeCase } from '../../../services/replay/case.ts'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { assertAlertsFollowFromHits, assertSameState, withReader } from '../../support/store-state.ts'
import { inEventBridge, storyLines } from '../../support/trail-input.ts'
import { engine } from '../embedded/pipeline-rig.ts'
import { randomBatches, rawBatch } from '../embedded/raw-input.ts'
import {
  alertLines,
  change,
  countIn,
  fileHash,
  liveStore,
  removeRaw,
  replayLive,
  stateOf,
  type Live,
} from './replay-rig.ts'

const HOUR = 3_600_000
const lives: Live[] = []
after(() => lives.forEach((live) => live.remove()))

async function newLive(...args: Parameters<typeof liveStore>): Promise<Live> {
  const live = await liveStore(...args)
  lives.push(live)
  return live
}

const stateIn = (directory: string): string | undefined =>
  decodeCase(readFileSync(path.join(directory, 'case.json'), 'utf8'))?.state

describe('a replay of everything with the same rules says what live said', () => {
  const REMOVED: readonly { name: string; share: number; options: Partial<ReplayOptions> }[] = [
    { name: 'all raw records are there', share: 0, options: {} },
    { name: 'one record a commit', share: 0, options: { batchRecords: 1 } },
    { name: 'the oldest raw records are gone', share: 0.4, options: { batchRecords: 37 } },
    { name: 'all raw records are gone', share: 1, options: {} },
    { name: 'all are gone, seven records a commit', share: 1, options: { batchRecords: 7 } },
  ]
  for (let round = 0; round < Math.min(20, Math.ceil(SCALE)); round += 1) {
    it(`whatever was removed, however much is committed at once (round ${round})`, async () => {
      const random = testRandom(900 + round)
      const live = await newLive(randomBatches(random))
      const expected = await stateOf(live.store)
      assert.ok(expected.alerts.length > 30 && expected.deadLetters.length > 5)
      const outputs = new Set<string>()
      for (const { name, share, options } of REMOVED) {
        removeRaw(live.store, share)
        const place = live.place()
        const result = await replayLive(live, place, options)
        const message = `${name}, seed ${random.seed}`
        assertSameState(await stateOf(place), expected, message)
        assert.equal(result.replayed.counts.events, expected.events.length, message)
        await withReader(place, (reader) => assertAlertsFollowFromHits(reader, engine.ruleOf, message))
        outputs.add((await alertLines(place, result)).join('\n'))
      }
      assert.equal(outputs.size, 1, `the same bytes in every run, seed ${random.seed}`)
    })
  }

  it('secrets that were overwritten in the originals change neither ids nor documents', async () => {
    const records = [
      cloudTrailRecord('sts', 'AssumeRole', {
        eventID: 'EXAMPLE-token',
        responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE', sessionToken: 'EXAMPLE-secret-token' } },
      }),
      cloudTrailRecord('s3', 'GetObject', {
        eventID: 'EXAMPLE-url',
        requestParameters: { url: 'https://example.com/a?X-Amz-Signature=EXAMPLEsecret&x=1' },
      }),
      { message: 'no type of ours', sessionToken: 'EXAMPLE-secret-token' },
    ]
    const batch = rawBatch(records.map((record) => Buffer.from(JSON.stringify(record))))
    const live = await newLive([{ ...batch, type: 'auto' }])
    const expected = await stateOf(live.store)
    assert.equal(expected.events.length, 3)
    assert.equal(expected.events.filter((text) => text.includes('"redacted":[')).length >= 2, true)
    removeRaw(live.store, 1)
    const place = live.place()
    await replayLive(live, place)
    assertSameState(await stateOf(place), expected, 'from originals')
    assert.ok(!readFileSync(path.join(place, 'tocsin.db')).includes('secret'))
  })
})

describe('a replay of a span', () => {
  const times = (text: string): number => Date.parse((JSON.parse(text) as { '@timestamp': string })['@timestamp'])
  for (const share of [0, 0.5, 1]) {
    it(`holds its first and its last moment and nothing else (${share * 100} % of raw removed)`, async () => {
      const live = await newLive(randomBatches(testRandom(77)))
      const all = await stateOf(live.store)
      const moments = [...new Set(all.events.map(times))].toSorted((a, b) => a - b)
      const [from, to] = [moments[Math.floor(moments.length / 4)] ?? 0, moments[Math.floor(moments.length / 2)] ?? 0]
      removeRaw(live.store, share)
      const place = live.place()
      const { replayed } = await replayLive(live, place, { span: { from, to } })
      const { events, hits } = await stateOf(place)
      const wanted = all.events.filter((text) => times(text) >= from && times(text) <= to)
      assert.deepEqual(events, wanted)
      assert.ok(events.some((text) => times(text) === from) && events.some((text) => times(text) === to))
      assert.ok(hits.length > 0 && hits.length < all.hits.length)
      assert.equal(replayed.counts.events, wanted.length)
      await withReader(place, (reader) => assertAlertsFollowFromHits(reader, engine.ruleOf, 'span'))
    })
  }

  it('finds events that came, by a slow clock, days before they happened', async () => {
    const records = storyLines(4).map((line) => Buffer.from(line))
    const slow = { ...rawBatch(records, 'slow'), received: DEFAULT_START - 72 * HOUR }
    const live = await newLive([slow])
    const place = live.place()
    const { replayed } = await replayLive(live, place, { span: { from: DEFAULT_START, to: null } })
    const expected = await stateOf(live.store)
    assert.deepEqual((await stateOf(place)).events, expected.events)
    assert.equal(replayed.counts.outside, records.length, 'raw records that were passed over')
  })

  it('does not read again what arrived before it', async () => {
    const live = await newLive(randomBatches(testRandom(5)))
    const place = live.place()
    const { replayed } = await replayLive(live, place, { span: { from: DEFAULT_START + 9000 * HOUR, to: null } })
    const { events, alerts, deadLetters, records, outside } = replayed.counts
    assert.deepEqual([events, deadLetters, records - outside], [0, 0, 0])
    assert.equal(
      Object.values(alerts).every((count) => count === 0),
      true,
    )
  })
})

describe('a replay reads again what could not be read', () => {
  const broken = {
    detect: (event: DetectableEvent, hits: Parameters<typeof engine.detector.detect>[1]): void => {
      if (event.providerId !== '') throw new Error('a fault that is mended by now')
      engine.detector.detect(event, hits)
    },
  }
  for (const share of [0, 1]) {
    it(`dead letters of a fault that is mended become events and ring (${share * 100} % of raw removed)`, async () => {
      const batches = [rawBatch(storyLines(6).map((line) => Buffer.from(line)))]
      const live = await newLive(batches, broken)
      assert.equal((await stateOf(live.store)).events.length, 0)
      const whole = await newLive(batches)
      removeRaw(live.store, share)
      const place = live.place()
      await replayLive(live, place)
      assertSameState(await stateOf(place), await stateOf(whole.store), 'as if there had been no fault')
    })
  }
})

describe('a replay of files', () => {
  it('gives the same bytes in whatever order they are named, and tells what it cannot read', async () => {
    const live = await newLive([])
    const lines = storyLines(12)
    const files = ['b', 'a', 'c'].map((name) => path.join(path.dirname(live.store), `${name}.ndjson`))
    // Each has what another has too, in another envelope.
    const contents = [lines, lines.slice(10).map((line) => inEventBridge(line)), [...lines.slice(0, 20), '{"broken":']]
    for (const [index, file] of files.entries()) writeFileSync(file, `${(contents[index] ?? []).join('\n')}\n`)
    const outputs = new Set<string>()
    for (const batchRecords of [1, 5, 2000]) {
      const place = live.place()
      const told: string[] = []
      const result = await replayLive(live, place, {
        source: { kind: 'files', paths: files.toSorted() },
        batchRecords,
        unreadable: ({ file, position, reason }) => void told.push(`${path.basename(file)} ${position} ${reason}`),
      })
      assert.deepEqual(told, ['c.ndjson 21 not-json'])
      assert.equal(result.replayed.counts.events, lines.length)
      assert.equal((await stateOf(place)).deadLetters.length, 1)
      outputs.add((await alertLines(place, result)).join('\n'))
    }
    assert.equal(outputs.size, 1)
  })
})

describe('a case is apart', () => {
  it('the store that is read stays as it is to the byte, and the case has nothing to deliver', async () => {
    const live = await newLive(randomBatches(testRandom(8)))
    removeRaw(live.store, 0.3)
    const before = fileHash(live.store)
    assert.ok(countIn(live.store, 'SELECT count(*) FROM outbox') > 0)
    const place = live.place()
    const { alerts } = await replayLive(live, place)
    assert.equal(fileHash(live.store), before)
    assert.ok(alerts.length > 0)
    assert.equal(countIn(place, 'SELECT count(*) FROM outbox'), 0)
    assert.equal(countIn(place, 'SELECT count(*) FROM log_blocks'), 0)
  })

  it('what people said about live alerts is not in it', async () => {
    const live = await newLive(randomBatches(testRandom(8)))
    const expected = await stateOf(live.store)
    change(live.store, (database) => database.exec('DELETE FROM alerts; DELETE FROM hits'))
    const place = live.place()
    await replayLive(live, place)
    assertSameState(await stateOf(place), expected, 'alerts come from records alone')
  })

  it('a replay that is stopped says so, has no alerts and can be replaced', async () => {
    const live = await newLive(randomBatches(testRandom(9)))
    const place = live.place()
    const stop = new AbortController()
    const { replayed, alerts } = await replayLive(live, place, {
      signal: stop.signal,
      batchRecords: 5,
      progress: () => stop.abort(),
    })
    assert.deepEqual([replayed.state, stateIn(place), alerts.length], ['stopped', 'stopped', 0])
    await assert.rejects(replayLive(live, place), /there already.*--force/)
    await replayLive(live, place, { force: true })
    assert.equal(stateIn(place), 'finished')
    assertSameState(await stateOf(place), await stateOf(live.store), 'the second time')
  })

  it('a replay that fails says why', async () => {
    const live = await newLive(randomBatches(testRandom(10)))
    change(live.store, (database) => database.exec("UPDATE log_blocks SET data = x'00' WHERE id = 3"))
    const place = live.place()
    await assert.rejects(replayLive(live, place), /could not read the log/)
    assert.equal(stateIn(place), 'failed')
  })

  it('without a store there is no case', async () => {
    const live = await newLive([])
    const place = live.place()
    await assert.rejects(replayLive({ ...live, store: `${live.store}-none` }, place), { code: 'STORE_MISSING' })
    assert.throws(() => readFileSync(path.join(place, 'case.json')))
  })
})
