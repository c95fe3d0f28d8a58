import assert from 'node:assert/strict'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import {
  allAlerts,
  assertAlertsFollowFromHits,
  assertSameState,
  storeState,
  waitingRecords,
  withReader,
  type StoreState,
} from '../support/store-state.ts'
import { runTocsin, startTocsin } from '../support/tocsin-process.ts'
import { engineFor, POISON_REASONS, writeConfig, writeMixedInput } from '../support/trail-input.ts'

const KILLS = SCALE <= 1 ? 2 : Math.min(50, Math.ceil(2 * SCALE))
/** So often one input is killed before a new one is made. */
const KILLS_OF_ONE_INPUT = 5
const COUNT = 6000

/** A run over one input. */
interface Input {
  readonly directory: string
  readonly random: TestRandom
  /** how long the undisturbed run worked, in milliseconds */
  readonly workTime: number
  readonly expected: StoreState
}

/** What came of a process that was to be killed. */
type Fate = 'killed in its work' | 'killed behind its work' | 'ended'

/** The input of a seed and what an undisturbed run makes of it. */
async function prepare(directory: string, random: TestRandom): Promise<Input> {
  await writeMixedInput(directory, { seed: random.int(1000), count: COUNT })
  const config = await writeConfig(directory, { name: 'undisturbed.yml', data: 'undisturbed' })
  await writeConfig(directory, { name: 'disturbed.yml', data: 'disturbed' })
  const run = startTocsin(directory, 'start', '--once', '--config', config)
  await run.said('"msg":"started"')
  const started = performance.now()
  const { code, stderr } = await run.ended
  assert.equal(code, 0, stderr)
  const workTime = performance.now() - started
  const expected = await withReader(path.join(directory, 'undisturbed'), storeState)
  return { directory, random, workTime, expected }
}

/** Starts on the disturbed store and kills: mostly at any moment of the work, sometimes while it begins. */
async function runAndKill({ directory, random, workTime, expected }: Input): Promise<Fate> {
  const run = startTocsin(directory, 'start', '--once', '--config', 'disturbed.yml')
  await run.said('"msg":"started"')
  await sleep(random.chance(0.15) ? random.int(20) : random.next() * workTime * 0.45)
  run.kill('SIGKILL')
  const { code, signal, stderr } = await run.ended
  if (signal === null) {
    assert.equal(code, 0, stderr)
    return 'ended'
  }
  assert.equal(signal, 'SIGKILL', stderr)
  return withReader(path.join(directory, 'disturbed'), async (reader) => {
    for (const { id, count, kind } of await allAlerts(reader)) {
      // The hits that a correlation counts belong to the alerts of their own rules.
      if (kind !== 'rule') continue
      assert.equal((await reader.alerts.hits(id)).length, count, `alert ${id} after a kill, seed ${random.seed}`)
    }
    return (await reader.events.count()).total < expected.events.length
      ? 'killed in its work'
      : 'killed behind its work'
  })
}

/** Kills up to so many times, lets it end, and compares. */
async function disturb(input: Input, kills: number): Promise<Fate[]> {
  const fates: Fate[] = []
  while (fates.length < kills && fates.at(-1) !== 'ended') fates.push(await runAndKill(input))
  const { directory, random, expected } = input
  const message = `after ${fates.length} kills, seed ${random.seed}`
  const { code, stderr } = await runTocsin(directory, 'start', '--once', '--config', 'disturbed.yml')
  assert.equal(code, 0, stderr)
  const { ruleOf } = await engineFor(path.join(directory, 'disturbed.yml'))
  await withReader(path.join(directory, 'disturbed'), async (reader) => {
    assertSameState(await storeState(reader), expected, message)
    await assertAlertsFollowFromHits(reader, ruleOf, message)
    assert.equal(await waitingRecords(reader), 0, message)
  })
  return fates
}

/** The input is worth killing at: everything that could go wrong is in it. */
function assertRich({ events, alerts, deadLetters }: StoreState): void {
  assert.ok(events.length > COUNT, `${events.length} events`)
  assert.ok(alerts.length > 30, `${alerts.length} alerts`)
  assert.ok(
    alerts.some((alert) => alert.includes('"count":1300')),
    'the root calls are one alert',
  )
  for (const reason of POISON_REASONS)
    assert.ok(
      deadLetters.some((letter) => letter.startsWith(reason)),
      reason,
    )
}

async function killRun(t: TestContext, seed: number, kills: number): Promise<Fate[]> {
  const { directory, remove } = scratchFolder()
  try {
    const random = testRandom(seed)
    const input = await prepare(directory, random)
    assertRich(input.expected)
    const fates = await disturb(input, kills)
    const { events, alerts, hits, deadLetters } = input.expected
    const sizes = `${events.length} events, ${hits.length} hits, ${alerts.length} alerts, ${deadLetters.length} dead letters`
    t.diagnostic(`seed ${random.seed}: ${fates.join(', ')}; the same ${sizes} as undisturbed`)
    return fates.filter((fate) => fate !== 'ended')
  } finally {
    remove()
  }
}

test(`after ${KILLS} kills at any moment the store is the same as if nothing had happened`, async (t) => {
  const fates: Fate[] = []
  for (let seed = 400; fates.length < KILLS; seed += 1) {
    fates.push(...(await killRun(t, seed, Math.min(KILLS_OF_ONE_INPUT, KILLS - fates.length))))
  }
  const inWork = fates.filter((fate) => fate === 'killed in its work').length
  t.diagnostic(`${fates.length} kills, ${inWork} of them while records were being read`)
  assert.ok(inWork * 2 > fates.length, 'most kills must meet the work')
})
