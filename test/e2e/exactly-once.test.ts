import assert from 'node:assert/strict'
import { appendFile, cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { DEFAULT_START } from '../../services/app/demo/write-cloudtrail-files.ts'
import { TOPICS } from '../../services/core/log.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import {
  assertAlertsFollowFromHits,
  assertSameState,
  storeState,
  waitingRecords,
  withReader,
  type StoreState,
} from '../support/store-state.ts'
import { runTocsin, startTocsin, until, type TocsinProcess } from '../support/tocsin-process.ts'
import {
  dayLines,
  engineFor,
  inEventBridge,
  poisonLines,
  recordsFile,
  storyLines,
  writeConfig,
} from '../support/trail-input.ts'

const HOUR = 3_600_000

/** Records of months ago that come in any order while sources are followed are late for rules over several events. */
const ANY = { anyWay: true, anyOrder: true } as const

/** Runs a test in a scratch folder with `trail/` and `other/` in it. */
async function inFolder(run: (directory: string) => Promise<void>): Promise<void> {
  const { directory, remove } = scratchFolder()
  try {
    for (const name of ['trail', 'other']) await mkdir(path.join(directory, name))
    await run(directory)
  } finally {
    remove()
  }
}

async function once(directory: string, config: string): Promise<void> {
  const { code, stderr } = await runTocsin(directory, 'start', '--once', '--config', config)
  assert.equal(code, 0, stderr)
}

/** A file that grows by a few bytes at a time, cut anywhere. */
class GrowingFile {
  readonly #file: string
  readonly #random: TestRandom
  #rest: Buffer

  constructor(file: string, lines: readonly string[], random: TestRandom) {
    this.#file = file
    this.#random = random
    this.#rest = Buffer.from(`${lines.join('\n')}\n`)
  }

  /** Appends until so much of what was left is there, in pieces, over so many milliseconds. */
  async grow(share: number, time: number): Promise<void> {
    const end = this.#rest.length * (1 - share)
    const pieces = 20
    const most = Math.ceil((2 * (this.#rest.length - end)) / pieces)
    while (this.#rest.length > end && this.#rest.length > 0) {
      const length = 1 + this.#random.int(most)
      await appendFile(this.#file, this.#rest.subarray(0, length))
      this.#rest = this.#rest.subarray(length)
      await sleep(time / pieces)
    }
  }
}

async function kill(run: TocsinProcess): Promise<void> {
  run.kill('SIGKILL')
  assert.equal((await run.ended).signal, 'SIGKILL', run.stderr())
}

async function followRun(directory: string, random: TestRandom): Promise<void> {
  const trail = path.join(directory, 'trail')
  const config = await writeConfig(directory, { name: 'follow.yml', data: 'followed', follow: true })
  const start = (): TocsinProcess => startTocsin(directory, 'start', '--config', config)
  const [morning, noon] = [storyLines(random.seed), storyLines(random.seed, DEFAULT_START + HOUR)]
  const lines = random.shuffle([...dayLines(random.seed, 900), ...morning, ...noon, ...morning, ...poisonLines('grow')])
  const growing = new GrowingFile(path.join(trail, 'grow.ndjson'), lines, random)
  const gzip = path.join(trail, 'grow.json.gz')

  await growing.grow(0.3, 0)
  await writeFile(gzip, recordsFile([...dayLines(random.seed + 1, 150), ...noon]))
  const first = start()
  await until('events are stored', () => first.stdout() !== '')
  await Promise.all([growing.grow(0.3, 1200), sleep(600 + random.int(600)).then(() => kill(first))])

  await growing.grow(0.2, 0)
  await writeFile(
    path.join(trail, 'new.ndjson'),
    `${[...noon, ...poisonLines('new')].map((line) => `${line}\n`).join('')}{"half`,
  )
  const second = start()
  await second.said('"msg":"started"')
  // A second gzip member behind the first, as tools write it that append to compressed files.
  await appendFile(gzip, recordsFile(dayLines(random.seed + 2, 150)))
  await Promise.all([growing.grow(0.5, 1200), sleep(random.int(1200)).then(() => kill(second))])

  const third = start()
  await appendFile(path.join(trail, 'new.ndjson'), `":"line"}\n`)
  await mkdir(path.join(trail, '2026', '03'), { recursive: true })
  await writeFile(path.join(trail, '2026', '03', 'late.json.gz'), recordsFile(dayLines(random.seed + 3, 150)))
  await growing.grow(1, 600)

  const undisturbed = await writeConfig(directory, { name: 'undisturbed.yml', data: 'undisturbed' })
  await once(directory, undisturbed)
  const expected = await withReader(path.join(directory, 'undisturbed'), (reader) => storeState(reader, ANY))
  const followed = path.join(directory, 'followed')
  await until('all events are stored', () => withReader(followed, (reader) => isComplete(reader, expected)))
  third.kill('SIGTERM')
  const { code, stderr } = await third.ended
  assert.equal(code, 0, stderr)

  const { ruleOf } = await engineFor(config)
  await withReader(followed, async (reader) => {
    assertSameState(await storeState(reader, ANY), expected, `seed ${random.seed}`)
    await assertAlertsFollowFromHits(reader, ruleOf, `seed ${random.seed}`)
    assert.equal(await waitingRecords(reader), 0)
  })
}

async function isComplete(
  reader: Parameters<Parameters<typeof withReader>[1]>[0],
  expected: StoreState,
): Promise<boolean> {
  const { total } = await reader.events.count()
  const letters = await reader.deadLetters.count()
  return total >= expected.events.length && letters >= expected.deadLetters.length
}

for (let round = 0; round < Math.min(10, Math.ceil(SCALE / 10)); round += 1) {
  test(`following growing and new files through two kills stores what one reading of them stores (round ${round})`, async (t) => {
    const random = testRandom(700 + round)
    t.diagnostic(`seed ${random.seed}`)
    await inFolder((directory) => followRun(directory, random))
  })
}

test('a restart reads what is new and nothing else, and the same records in other files change nothing', async () => {
  await inFolder(async (directory) => {
    const trail = path.join(directory, 'trail')
    const file = path.join(trail, 'a.ndjson')
    const [story, day] = [storyLines(5), dayLines(5, 200)]
    await writeFile(file, `${[...story, ...day.slice(0, 190)].join('\n')}\n`)
    await writeFile(path.join(trail, 'b.json.gz'), recordsFile(dayLines(6, 100)))
    const config = await writeConfig(directory)
    const state = (): Promise<[StoreState, number]> =>
      withReader(path.join(directory, 'store'), async (reader) => [
        await storeState(reader),
        await reader.log.end({ topic: TOPICS.raw, partition: 0 }),
      ])

    await once(directory, config)
    const [, end] = await state()
    await appendFile(file, `${day.slice(190).join('\n')}\n`)
    await once(directory, config)
    const [before, grown] = await state()
    assert.equal(grown, end + 10, 'records that were read')
    assert.equal(before.events.length, story.length + 300)

    await cp(file, path.join(trail, 'copy', 'of-a.ndjson'))
    await writeFile(path.join(trail, 'again.json.gz'), recordsFile(story))
    await writeFile(path.join(trail, 'bridge.ndjson.gz'), gzipSync(story.map((line) => inEventBridge(line)).join('\n')))
    await once(directory, config)
    const [after, repeated] = await state()
    assert.equal(repeated, grown + 3 * story.length + 200, 'records that were read')
    assertSameState(after, before, 'after all records came again')
  })
})
