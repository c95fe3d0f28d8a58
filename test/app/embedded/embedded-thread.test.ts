import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Embedded } from '../../../services/app/embedded/embedded.ts'
import { RecordThread } from '../../../services/app/embedded/record-thread.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { waitingRecords, withReader } from '../../support/store-state.ts'
import { dayLines } from '../../support/trail-input.ts'
import { engine } from './pipeline-rig.ts'
import { rawBatch } from './raw-input.ts'

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }
const DAY = dayLines(5, 5000).map((line) => Buffer.from(line))
const SMALL = rawBatch(DAY.slice(0, 50), 'small')

interface Opened {
  readonly data: string
  readonly embedded: Embedded
  /** how many threads were started */
  readonly threads: () => number
}

/** `threadAfter` records are read by the caller's thread, the others by one with this code. */
function open(t: TestContext, threadAfter: number, code?: string): Opened {
  const { directory, remove } = scratchFolder()
  let threads = 0
  const startThread = (): RecordThread => {
    threads += 1
    return new RecordThread({
      engine,
      ...(code === undefined ? {} : { code: new URL(`threads/${code}.ts`, import.meta.url) }),
    })
  }
  const data = path.join(directory, 'store')
  const embedded = new Embedded({
    data,
    namespace: 'tocsin',
    engine,
    logger: SILENT,
    committed: () => undefined,
    reading: { threadAfter, startThread },
  })
  t.after(async () => {
    await embedded.close()
    remove()
  })
  return { data, embedded, threads: () => threads }
}

async function stored(data: string): Promise<{ events: number; waiting: number }> {
  return withReader(data, async (reader) => ({
    events: (await reader.events.count()).total,
    waiting: await waitingRecords(reader),
  }))
}

describe('the embedded program with a reading thread', () => {
  it('starts none for little', async (t) => {
    const { data, embedded, threads } = open(t, 100)
    await embedded.append(SMALL)
    await embedded.drain()
    assert.equal(threads(), 0)
    assert.deepEqual(await stored(data), { events: 50, waiting: 0 })
  })

  it('starts one for much, and every record is stored once', async (t) => {
    const { data, embedded, threads } = open(t, 100)
    for (let at = 0; at < DAY.length; at += 500) await embedded.append(rawBatch(DAY.slice(at, at + 500), `part-${at}`))
    await embedded.drain()
    assert.equal(threads(), 1)
    assert.deepEqual(await stored(data), { events: DAY.length, waiting: 0 })
    await embedded.append(SMALL)
    await embedded.drain()
    assert.ok((await embedded.threadCpuTime()) > 0)
    assert.deepEqual(await stored(data), { events: DAY.length, waiting: 0 })
  })

  it('stops with the slice in hand stored and the rest waiting', async (t) => {
    const { data, embedded } = open(t, 0, 'slow')
    for (let at = 0; at < DAY.length; at += 500) await embedded.append(rawBatch(DAY.slice(at, at + 500), `part-${at}`))
    await sleep(50)
    await embedded.close()
    await embedded.done
    const { events, waiting } = await stored(data)
    assert.equal(events + waiting, DAY.length)
    assert.ok(events > 0 && waiting > 0, `${events} stored, ${waiting} waiting`)
  })

  for (const code of ['breaks', 'ends-when-idle']) {
    it(`ends with the reason when the thread does, and loses nothing (${code})`, async (t) => {
      const { data, embedded } = open(t, 0, code)
      await embedded.append(SMALL)
      if (code === 'breaks') {
        await embedded.drain().catch(() => undefined)
        await embedded.append(rawBatch(DAY.slice(50, 100), 'more'))
        await assert.rejects(embedded.drain(), /the thread that reads records has failed/)
      }
      await assert.rejects(embedded.done, /the thread that reads records has failed/)
      await embedded.close()
      const { events, waiting } = await stored(data)
      assert.equal(events + waiting, code === 'breaks' ? 100 : 50)
    })
  }
})
