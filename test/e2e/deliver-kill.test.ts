import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startFakePager, type Behaviour } from '../support/fake-pager.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { allAlerts, withReader } from '../support/store-state.ts'
import { engineFor } from '../support/trail-input.ts'
import { pageWorthy, startWithSecrets, writeDeliverInput } from './deliver-rig.ts'

const KILLS = Math.max(1, Math.min(50, Math.ceil(SCALE / 2)))
/** So often one store is killed before a new one is made. */
const KILLS_OF_ONE_STORE = 5
/** So often a store may be started in the end until everybody was told: each start tries for a while and then gives up. */
const LAST_STARTS = 6

const BAD: readonly Behaviour[] = [
  { kind: 'answer', status: 429, headers: { 'Retry-After': '1' } },
  { kind: 'answer', status: 500 },
  { kind: 'accept-but-answer', status: 502 },
  { kind: 'hang' },
  { kind: 'drop' },
  { kind: 'drop-after-accepting' },
  { kind: 'drop-within-answer' },
]

/** What a run came to, and how many alerts were possibly told twice. */
interface Result {
  readonly text: string
  readonly repeated: number
}

/** Kills a store so often while it tells a fake on a bad day; compares at the end. Gives what happened. */
async function killRun(random: TestRandom, kills: number): Promise<Result> {
  const { directory, remove } = scratchFolder()
  const isBad = { now: true }
  const pager = await startFakePager(() => {
    if (!isBad.now) return { kind: 'accept' }
    return random.chance(0.25) ? random.pick(BAD) : { kind: 'accept-slowly', delay: random.int(60) }
  })
  try {
    await writeDeliverInput(directory, { pager: pager.url })
    for (let kill = 0; kill < kills; kill += 1) {
      const run = startWithSecrets(directory, 'start', '--once')
      await run.said('"msg":"started"')
      const before = pager.requests.length
      // Mostly while it tells somebody: after some requests, and then at any moment around one.
      const wanted = before + 1 + random.int(8)
      for (const end = Date.now() + 10_000; pager.requests.length < wanted && Date.now() < end && run.isRunning();) {
        await sleep(2)
      }
      await sleep(random.int(30))
      run.kill('SIGKILL')
      await run.ended
    }
    isBad.now = false
    await tellTheRest(directory)
    return await compare(directory, pager, `seed ${random.seed}, ${kills} kills`)
  } finally {
    await pager.close()
    remove()
  }
}

async function tellTheRest(directory: string): Promise<void> {
  for (let start = 0; start < LAST_STARTS; start += 1) {
    const { code, stderr } = await startWithSecrets(directory, 'start', '--once').ended
    assert.equal(code, 0, stderr)
    if (!stderr.includes('could not be told yet; the next start')) return
  }
}

async function compare(
  directory: string,
  pager: Awaited<ReturnType<typeof startFakePager>>,
  message: string,
): Promise<Result> {
  const { ruleOf } = await engineFor(path.join(directory, 'tocsin.yml'))
  const alerts = await withReader(path.join(directory, 'store'), allAlerts)
  const expected = pageWorthy(alerts, ruleOf)
  assert.ok(expected.length >= 10, `${expected.length} alerts to tell of`)
  assert.deepEqual([...pager.incidents.keys()].toSorted(), expected.map(({ id }) => id).toSorted(), message)
  let repeated = 0
  for (const alert of expected) {
    const [told, ...others] = alert.deliveries
    assert.equal(others.length, 0, message)
    assert.equal(told?.outcome, 'accepted', `${message}: ${alert.id}`)
    const { triggers } = pager.incidents.get(alert.id) ?? { triggers: 0 }
    const requests = pager.requests.filter(({ body }) => body['dedup_key'] === alert.id)
    // Whoever was asked twice and did not say clearly that it was not taken.
    const unclear = requests.slice(0, -1).filter(({ behaviour }) => !isClear(behaviour)).length
    if (triggers > 1 || unclear > 0) {
      repeated += 1
      assert.ok(told.possiblyRepeated, `${message}: ${alert.id} was told ${triggers} times and is not marked`)
    }
  }
  for (const alert of alerts) if (!expected.includes(alert)) assert.deepEqual(alert.deliveries, [], message)
  const numbers = `${expected.length} alerts opened once each by ${pager.requests.length} requests`
  return { text: `${message}: ${numbers}, ${repeated} possibly repeated`, repeated }
}

function isClear(behaviour: Behaviour): boolean {
  return behaviour.kind === 'answer' && behaviour.status === 429
}

test(`after ${KILLS} kills while people are told, everybody was told of everything, and once`, async (t) => {
  let repeated = 0
  for (let killed = 0, seed = 700; killed < KILLS; killed += KILLS_OF_ONE_STORE, seed += 1) {
    const result = await killRun(testRandom(seed), Math.min(KILLS_OF_ONE_STORE, KILLS - killed))
    t.diagnostic(result.text)
    repeated += result.repeated
  }
  assert.ok(repeated > 0, 'a kill must meet somebody being told')
})
