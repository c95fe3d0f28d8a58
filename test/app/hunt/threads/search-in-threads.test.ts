import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { hunt } from '../../../../services/app/hunt/hunt.ts'
import { SearchThreads } from '../../../../services/app/hunt/threads/search-threads.ts'
import { DEFAULT_INFLATE_LIMITS } from '../../../../services/ingest/decompress/decompress.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { randomLines } from '../../../support/line-input.ts'
import { SCALE, testRandom, type TestRandom } from '../../../support/random.ts'
import { scratchFolder } from '../../../support/scratch-folder.ts'
import { engineOf, MATCH_RULES, runMatches } from '../matches-rig.ts'

const engine = engineOf(MATCH_RULES)
const { directory, remove } = scratchFolder()
after(remove)

/** Records of which many match, some are too large for the limit of these tests and some have no time. */
function recordMaker(random: TestRandom): () => string {
  let made = 0
  return () => {
    made += 1
    const name = random.pick(['DeleteTrail', 'ListUsers', 'DescribeTrails', 'X'])
    const more = random.pick<object>([
      {},
      {},
      {},
      { requestParameters: { groups: { items: { name: 'a' } } } },
      { pad: 'x'.repeat(2000) },
    ])
    const eventTime = random.chance(0.05) ? 'yesterday' : new Date(Date.UTC(2026, 4, 4, 8, 0, made)).toISOString()
    return JSON.stringify(cloudTrailRecord('cloudtrail', name, { eventID: `EXAMPLE-${made}`, eventTime, ...more }))
  }
}

const LIMIT = 2500

/** Files of all kinds, named so that their order is that of this list. */
function writeMixed(random: TestRandom): readonly string[] {
  const record = recordMaker(random)
  const some = (count: number): string => Array.from({ length: count }, record).join('\n')
  const list = `{"Records":[${Array.from({ length: 30 }, record).join(',')}]}`
  const contents: readonly (string | Buffer)[] = [
    some(100),
    gzipSync(some(50)),
    list,
    gzipSync(list).subarray(0, -20),
    randomLines(random, 80, record),
    '',
    randomLines(random, 80, record),
    JSON.stringify(JSON.parse(record()), null, 2),
    randomLines(random, 300, record),
    `${some(20)}\n{"broken":[\n1,\n${some(20)}\n`,
  ]
  const files = contents.map((content, index) => {
    const file = path.join(directory, `${random.seed}-${index}`)
    writeFileSync(file, content)
    return file
  })
  return [...files.slice(0, 5), path.join(directory, 'missing'), ...files.slice(5)]
}

for (let seed = 1; seed <= 2 * SCALE; seed += 1) {
  test(`three threads find what one finds, in the same order (seed ${seed})`, async () => {
    const random = testRandom(seed)
    const paths = writeMixed(random)
    const options = { maxRecordBytes: LIMIT }
    const one = await runMatches(engine, paths, options)
    const plain = await runMatches(engine, paths, { ...options, plainFrom: 0 })
    assert.ok(one.matches > 100 && one.faults.length > 10, `${one.matches} matches, ${one.faults.length} faults`)
    assert.deepEqual(plain, one)
    for (const rangeBytes of [1500, 20_000, 4 * 1024 * 1024]) {
      const three = await runMatches(engine, paths, {
        ...options,
        threads: new SearchThreads({ count: 3 }),
        rangeBytes,
      })
      assert.deepEqual(three, one, `ranges of ${rangeBytes} bytes`)
    }
  })
}

test('alerts are the same with several threads', async () => {
  const paths = writeMixed(testRandom(77))
  const run = async (workers: number) => {
    const faults: unknown[] = []
    const result = await hunt({
      paths,
      engine,
      type: 'auto',
      namespace: 'test',
      minLevel: 'low',
      maxRecordBytes: LIMIT,
      inflate: DEFAULT_INFLATE_LIMITS,
      temporary: directory,
      signal: new AbortController().signal,
      progress: () => undefined,
      unreadable: (fault) => void faults.push(fault),
      threads: workers > 1 ? new SearchThreads({ count: workers }) : null,
      rangeBytes: 3000,
    })
    return { result, faults }
  }
  const one = await run(1)
  assert.ok(one.result.alerts.length > 0)
  assert.deepEqual(await run(3), one)
})

test('a thread that dies ends the hunt with an error that says so', async () => {
  const paths = writeMixed(testRandom(78))
  const code = new URL('failing-thread.ts', import.meta.url)
  await assert.rejects(
    runMatches(engine, paths, { threads: new SearchThreads({ count: 2, code }) }),
    /a thread that reads records has failed: out of order/,
  )
})

test('a writer that is slow holds threads back and loses nothing, one that ends the hunt ends it', async () => {
  const paths = writeMixed(testRandom(79))
  const one = await runMatches(engine, paths)
  let text = ''
  const slow = await runMatches(engine, paths, {
    threads: new SearchThreads({ count: 2 }),
    rangeBytes: 5000,
    write: async (bytes) => {
      await new Promise((resolve) => void setTimeout(resolve, 2))
      text += Buffer.from(bytes).toString('utf8')
    },
  })
  assert.deepEqual([text, slow.matches], [one.text, one.matches])
  const stop = new AbortController()
  const write = (): Promise<void> => {
    stop.abort()
    return Promise.resolve()
  }
  const ended = await runMatches(engine, paths, {
    threads: new SearchThreads({ count: 2 }),
    rangeBytes: 5000,
    signal: stop.signal,
    write,
  })
  assert.ok(ended.records < one.records)
})
