import assert from 'node:assert/strict'
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { archiveRecords, recentRecords, RINGING, STATEFUL_RULES, writeArchive } from '../support/stateful-input.ts'
import { allAlerts, assertSameState, storeState, withReader, type StoreState } from '../support/store-state.ts'
import { startTocsin, until } from '../support/tocsin-process.ts'
import { writeCloudTrailFiles } from '../../services/app/demo/write-cloudtrail-files.ts'

const KILLS = SCALE <= 1 ? 2 : Math.min(50, Math.ceil(2 * SCALE))
const START = Date.UTC(2026, 4, 4)
const WEEK = 7 * 24 * 3_600_000

const PHASES = ['while it read', 'while it caught up', 'behind its work'] as const

/** A folder with `rules/`, `logs/` and configurations for a store that is disturbed and one that is not. */
async function prepare(t: TestContext, follow: boolean): Promise<string> {
  const { directory, remove } = scratchFolder()
  t.after(remove)
  await mkdir(path.join(directory, 'rules'))
  await mkdir(path.join(directory, 'logs'))
  await writeFile(path.join(directory, 'rules', 'stateful.yml'), STATEFUL_RULES)
  for (const name of ['undisturbed', 'disturbed']) {
    const source = `{name: trail, collector: files, paths: [./logs], follow: ${follow}, poll: 1s}`
    const text = `data: ./${name}\nsources:\n  - ${source}\nrules: {dirs: [./rules], builtin: false}\n`
    await writeFile(path.join(directory, `${name}.yml`), text)
  }
  return directory
}

function stateOf(directory: string, name: string): Promise<StoreState> {
  return withReader(path.join(directory, name), (reader) => storeState(reader, { anyWay: true }))
}

async function titlesIn(directory: string, name: string): Promise<string[]> {
  return withReader(path.join(directory, name), async (reader) => [
    ...new Set((await allAlerts(reader)).map(({ rule }) => rule.title).toSorted()),
  ])
}

async function once(directory: string, name: string): Promise<number> {
  const run = startTocsin(directory, 'start', '--once', '--config', `${name}.yml`)
  await run.said('"msg":"started"')
  const started = performance.now()
  const { code, stderr } = await run.ended
  assert.equal(code, 0, stderr)
  return performance.now() - started
}

/** True when rules over several events have seen something. */
function hasSettled(directory: string): Promise<boolean> {
  return withReader(path.join(directory, 'disturbed'), async ({ hits }) => {
    for (const _ of hits.inOrder({ waiting: false })) return true
    return false
  })
}

/** What it was doing when it was killed. */
async function phaseOf(directory: string): Promise<(typeof PHASES)[number]> {
  const isWaiting = await withReader(path.join(directory, 'disturbed'), async ({ hits }) => {
    for (const _ of hits.inOrder({ waiting: true })) return true
    return false
  })
  if (await hasSettled(directory)) return isWaiting ? 'while it caught up' : 'behind its work'
  return 'while it read'
}

/**
 * Starts on the disturbed store and kills: at any moment of the time that reading takes, or as soon as the rules over several
 * events have begun. Null when it had ended before.
 */
async function runAndKill(directory: string, random: TestRandom, workTime: number): Promise<string | null> {
  const run = startTocsin(directory, 'start', '--once', '--config', 'disturbed.yml')
  await run.said('"msg":"started"')
  if (random.chance(0.5)) await sleep(random.next() * workTime * 0.8)
  else {
    while (run.isRunning() && !(await hasSettled(directory))) await sleep(2)
    await sleep(random.int(8))
  }
  run.kill('SIGKILL')
  const { signal, code, stderr } = await run.ended
  assert.ok(signal === 'SIGKILL' || code === 0, stderr)
  return signal === null ? null : phaseOf(directory)
}

test(`after ${KILLS} kills at any moment rules over several events have rung as if nothing had happened`, async (t) => {
  const directory = await prepare(t, false)
  const random = testRandom(800)
  const weeks = Array.from({ length: 12 }, (_, week) => week)
  const records = weeks.flatMap((week) => archiveRecords(testRandom(random.seed + week), START + week * WEEK))
  await writeArchive(path.join(directory, 'logs'), records, random)
  const day = { seed: 1, count: 2000, perFile: 500, layout: 'records' } as const
  await writeCloudTrailFiles(path.join(directory, 'logs', 'day'), day)
  const workTime = await once(directory, 'undisturbed')
  const expected = await stateOf(directory, 'undisturbed')
  assert.deepEqual(await titlesIn(directory, 'undisturbed'), [...RINGING])
  const phases: string[] = []
  while (phases.length < KILLS) {
    for (let kills = 0; kills < 3 && phases.length < KILLS; kills += 1) {
      const phase = await runAndKill(directory, random, workTime)
      if (phase === null) break
      phases.push(phase)
    }
    await once(directory, 'disturbed')
    const message = `seed ${random.seed}, killed ${phases.join(', ')}`
    assertSameState(await stateOf(directory, 'disturbed'), expected, message)
    await rm(path.join(directory, 'disturbed'), { recursive: true })
  }
  const counts = PHASES.map((phase) => `${phases.filter((each) => each === phase).length} ${phase}`)
  t.diagnostic(`seed ${random.seed}: ${counts.join(', ')}; ${expected.alerts.length} alerts as undisturbed`)
  if (KILLS > 5) assert.ok(phases.includes('while it caught up'), 'a kill must meet the catching up')
})

test('followed through kills, what comes in order rings as when it is read once', async (t) => {
  const directory = await prepare(t, true)
  const random = testRandom(810)
  const [first, ...records] = recentRecords(random, Date.now() - 50 * 60_000)
  const file = path.join(directory, 'logs', 'trail.ndjson')
  await writeFile(file, `${first?.text}\n`)
  let run = startTocsin(directory, 'start', '--config', 'disturbed.yml')
  const pieces = 8
  const length = Math.ceil(records.length / pieces)
  for (let piece = 0; piece < pieces; piece += 1) {
    const some = records.slice(piece * length, (piece + 1) * length)
    const lines = some.flatMap(({ text }) => (random.chance(0.1) ? [text, text] : [text]))
    await appendFile(file, `${lines.join('\n')}\n`)
    await sleep(200 + random.int(400))
    if (piece % 3 !== 2) continue
    run.kill('SIGKILL')
    await run.ended
    run = startTocsin(directory, 'start', '--config', 'disturbed.yml')
  }
  await once(directory, 'undisturbed')
  const expected = await stateOf(directory, 'undisturbed')
  await until('all events are stored', () =>
    withReader(
      path.join(directory, 'disturbed'),
      async ({ events }) => (await events.count()).total >= expected.events.length,
    ),
  )
  run.kill('SIGTERM')
  const { code, stderr } = await run.ended
  assert.equal(code, 0, stderr)
  assertSameState(await stateOf(directory, 'disturbed'), expected, `seed ${random.seed}`)
  assert.deepEqual(await titlesIn(directory, 'disturbed'), [
    'Call refused',
    'Instances in a new region',
    'Many refused',
    'Many refused, then one worked',
  ])
})
