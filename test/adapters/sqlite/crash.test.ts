import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { sampleEvent } from '../../support/stored-samples.ts'
import { CRASH_GROUP, CRASH_PARTITION } from './crash-names.ts'

const CHILD = path.join(path.dirname(fileURLToPath(import.meta.url)), 'crash-child.ts')
const KILLS = Math.min(50, Math.ceil(5 * SCALE))

/** What the child was promised last. */
interface Promised {
  readonly appended: number
  readonly committed: number
}

/** Runs the child until some time after its first commit, then kills it. */
async function runAndKill(directory: string, delay: number): Promise<Promised> {
  const child = spawn(process.execPath, [CHILD, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8')
  const hasCommitted = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: string) => {
      output += text
      if (output.includes('committed')) resolve()
    })
  })
  const closed = once(child, 'close')
  await Promise.race([hasCommitted, closed])
  await sleep(delay)
  child.kill('SIGKILL')
  const [, signal]: unknown[] = await closed
  assert.equal(signal, 'SIGKILL', 'the child ended by itself')
  const last = (word: string): number =>
    Number([...output.matchAll(new RegExp(`^${word} (\\d+)\\n`, 'gm'))].at(-1)?.[1] ?? 0)
  return { appended: last('appended'), committed: last('committed') }
}

async function verify(directory: string, promised: Promised): Promise<void> {
  // The reader comes first: it must find its way after a crash without any help from a writer.
  const reader = openReader(directory)
  const end = await reader.log.end(CRASH_PARTITION)
  const committed = await reader.log.committed(CRASH_GROUP, CRASH_PARTITION)
  assert.ok(end >= promised.appended, `${end} records of ${promised.appended}`)
  assert.ok(committed >= promised.committed && committed <= end, `offset ${committed} of ${promised.committed}, ${end}`)

  const slice = await reader.log.read(CRASH_PARTITION, 0, { maxRecords: 1e9, maxBytes: 1e9 })
  const numbers = slice.batches.flatMap((batch) =>
    batch.values.map((value, index) => `${batch.firstOffset + index}=${Buffer.from(value).toString()}`),
  )
  assert.deepEqual(
    numbers,
    Array.from({ length: end }, (_, n) => `${n}=${n}`),
  )
  assert.equal((await reader.events.count()).total, committed)
  assert.equal((await reader.alerts.hits('ALERT1')).length, committed)
  assert.equal((await reader.alerts.get('ALERT1'))?.count, committed)
  for (let n = Math.max(0, committed - 300); n < committed + 10; n += 1) {
    assert.equal((await reader.events.get(sampleEvent({ n }).id)) !== null, n < committed, `event ${n} of ${committed}`)
  }
  reader.close()
  const store = openStore(directory)
  assert.equal(await store.log.end(CRASH_PARTITION), end)
  store.close()
}

test(`a writer killed ${KILLS} times at any point loses nothing it was promised and stores nothing by half`, async (t) => {
  const random = testRandom(77)
  t.diagnostic(`seed ${random.seed}`)
  const { directory, remove } = scratchFolder()
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const promised = await runAndKill(directory, random.next() * 120)
      await verify(directory, promised)
    }
  } finally {
    remove()
  }
})
