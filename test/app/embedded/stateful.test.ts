import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { hunt } from '../../../services/app/hunt/hunt.ts'
import type { Engine } from '../../../services/app/engine.ts'
import { replay, type ReplayOptions } from '../../../services/app/replay/replay.ts'
import { DEFAULT_INFLATE_LIMITS } from '../../../services/ingest/decompress/decompress.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'
import { archiveRecords, RINGING, writeArchive, type TimedRecord } from '../../support/stateful-input.ts'
import { withReader } from '../../support/store-state.ts'
import { alertsIn, batchOf, engineOf, folderFor, openOn, readOnce, saidBy, storeIn } from './stateful-rig.ts'

const engine = engineOf()
const READING = { maxRecordBytes: 1_000_000, inflate: DEFAULT_INFLATE_LIMITS }
const ROUNDS = Math.min(30, Math.ceil(SCALE))

async function hunted(paths: readonly string[], by: Engine): Promise<string[]> {
  const { alerts } = await hunt({
    paths,
    engine: by,
    type: 'auto',
    namespace: 'tocsin',
    minLevel: 'low',
    ...READING,
    signal: new AbortController().signal,
    progress: () => undefined,
    unreadable: ({ detail }) => assert.fail(detail),
  })
  return alerts.map(saidBy).toSorted()
}

async function replayed(directory: string, source: ReplayOptions['source']): Promise<string[]> {
  await replay({
    directory,
    id: 'case',
    force: false,
    source,
    type: 'auto',
    span: { from: null, to: null },
    engine,
    namespace: 'tocsin',
    limits: READING,
    signal: new AbortController().signal,
    now: () => 0,
    progress: () => undefined,
    unreadable: () => undefined,
  })
  return alertsIn(directory)
}

/** Nothing waits any more, and nothing came too late. */
async function assertSettled(data: string): Promise<void> {
  await withReader(data, async ({ hits }) => {
    assert.deepEqual([...hits.inOrder({ waiting: true })], [])
    assert.deepEqual(
      [...hits.inOrder()].filter(({ lateFor }) => lateFor !== undefined),
      [],
    )
  })
}

/** In pieces of random size, in order; each record twice now and then. */
function pieces(records: readonly TimedRecord[], random: TestRandom): TimedRecord[][] {
  const left = records.flatMap((record) => (random.chance(0.2) ? [record, record] : [record]))
  const cut: TimedRecord[][] = []
  while (left.length > 0) cut.push(left.splice(0, 1 + random.int(40)))
  return cut
}

function titles(alerts: readonly string[]): string[] {
  return [...new Set(alerts.map((text) => (JSON.parse(text) as { title: string }).title))].toSorted()
}

/** Live, in order, restarted between pieces with this probability. */
async function live(
  t: TestContext,
  records: readonly TimedRecord[],
  random: TestRandom,
  restarts: number,
): Promise<string> {
  const data = storeIn(folderFor(t))
  let { embedded } = openOn(t, data, { engine })
  for (const [number, piece] of pieces(records, random).entries()) {
    await embedded.append(batchOf(piece, `object-${number}`))
    if (!random.chance(restarts)) continue
    if (random.chance(0.5)) await embedded.drain()
    await embedded.close()
    embedded = openOn(t, data, { engine }).embedded
  }
  await embedded.drain()
  await embedded.close()
  return data
}

describe('rules over several events ring alike', () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    it(`read once in the order of paths, hunted, replayed, live, and live with restarts (round ${round})`, async (t) => {
      const random = testRandom(1000 + round)
      const records = archiveRecords(random)
      const directory = folderFor(t)
      const archive = path.join(directory, 'logs')
      await writeArchive(archive, records, random)
      const expected = await hunted([archive], engine)
      const message = `seed ${random.seed}`
      assert.deepEqual(titles(expected), [...RINGING], message)

      const data = storeIn(directory)
      await readOnce(t, data, engine, archive)
      assert.deepEqual(await alertsIn(data), expected, `read once, ${message}`)
      await assertSettled(data)
      assert.deepEqual(await replayed(path.join(directory, 'a'), { kind: 'store', store: data }), expected, message)
      assert.deepEqual(
        await replayed(path.join(directory, 'b'), { kind: 'files', paths: [archive] }),
        expected,
        message,
      )

      const plain = await live(t, records, random, 0)
      assert.deepEqual(await alertsIn(plain), expected, `live, ${message}`)
      await assertSettled(plain)
      const restarted = await live(t, records, random, 0.1)
      assert.deepEqual(await alertsIn(restarted), expected, `restarted, ${message}`)
      await assertSettled(restarted)
    })
  }
})
