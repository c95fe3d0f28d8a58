import assert from 'node:assert/strict'
import { appendFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { DEFAULT_START } from '../../services/app/demo/write-cloudtrail-files.ts'
import { startFakePager, type Behaviour, type FakePager } from '../support/fake-pager.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { allAlerts, withReader } from '../support/store-state.ts'
import { runTocsin, until, type Ended } from '../support/tocsin-process.ts'
import { engineFor, storyLines } from '../support/trail-input.ts'
import { KEY, pageWorthy, SECRET, startWithSecrets, TOKEN, writeDeliverInput } from './deliver-rig.ts'

interface DeliveryLine {
  readonly destination: string
  readonly outcome: string
  readonly attempts: number
  readonly possibly_repeated: boolean
}

interface AlertLine {
  readonly id: string
  readonly deliveries: readonly DeliveryLine[]
}

async function withPagers<T>(
  behave: readonly ((number: number) => Behaviour)[],
  use: (directory: string, pagers: readonly FakePager[]) => Promise<T>,
): Promise<T> {
  const { directory, remove } = scratchFolder()
  const pagers = await Promise.all(behave.map((behaviour) => startFakePager(behaviour)))
  try {
    return await use(directory, pagers)
  } finally {
    for (const pager of pagers) await pager.close()
    remove()
  }
}

const accept = (): Behaviour => ({ kind: 'accept' })

function assertNoSecrets({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): void {
  const bare = TOKEN.replace('Bearer ', '')
  for (const secret of [KEY, SECRET, bare]) assert.ok(!`${stdout}${stderr}`.includes(secret), 'a secret was said')
}

describe('start --once tells everybody', () => {
  it('over PagerDuty and a webhook, and the trail stands on the alert', async () => {
    await withPagers([accept, accept], async (directory, [pager, hook]) => {
      assert.ok(pager && hook)
      await writeDeliverInput(directory, { pager: pager.url, hook: hook.url })
      const run = await startWithSecrets(directory, 'start', '--once').ended
      assert.equal(run.code, 0, run.stderr)
      assertNoSecrets(run)
      const { ruleOf } = await engineFor(path.join(directory, 'tocsin.yml'))
      const worthy = pageWorthy(await withReader(path.join(directory, 'store'), allAlerts), ruleOf)
      const ids = worthy.map(({ id }) => id).toSorted()
      assert.ok(ids.length >= 10)
      assert.deepEqual([...pager.incidents.keys()].toSorted(), ids)
      assert.equal(hook.incidents.size, ids.length)
      assert.equal(run.stderr.split('"msg":"told"').length - 1, 2 * ids.length, run.stderr)
      const [id = ''] = ids
      const shown = await runTocsin(directory, 'alerts', 'show', id)
      // Both are told at the same time: whoever answers first stands first.
      const told = shown.stdout.matchAll(/^ {2}(?:told| {4}) +(oncall|soc) accepted \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/gm)
      const names = [...told].map(([, name = '']) => name)
      assert.deepEqual(names.toSorted(), ['oncall', 'soc'])
      const listed = await runTocsin(directory, 'alerts', 'list', '--json', '--limit', '1000')
      const alert = listed.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as AlertLine)
        .find((line) => line.id === id)
      assert.deepEqual(
        alert?.deliveries
          .map(({ destination, outcome, attempts }) => `${destination} ${outcome} ${attempts}`)
          .toSorted(),
        ['oncall accepted 1', 'soc accepted 1'],
      )
      for (const output of [shown, listed]) assertNoSecrets(output)
      const requests = pager.requests.length
      const again = await startWithSecrets(directory, 'start', '--once').ended
      assert.equal(again.code, 0, again.stderr)
      assert.equal(pager.requests.length, requests, 'a second start tells nobody again')
    })
  })

  it('and says what is left when somebody cannot be told', async () => {
    const echo = (): Behaviour => ({
      kind: 'answer',
      status: 403,
      body: JSON.stringify({ message: `${KEY} ${SECRET} ${TOKEN}` }),
      headers: { 'Retry-After': '60' },
    })
    await withPagers([accept, echo], async (directory, [pager, hook]) => {
      assert.ok(pager && hook)
      await writeDeliverInput(directory, { pager: pager.url, hook: hook.url })
      const run = await startWithSecrets(directory, 'start', '--once').ended
      assert.equal(run.code, 0, run.stderr)
      assert.match(run.stderr, /cannot tell until somebody puts it right/)
      assert.match(run.stderr, /some could not be told yet; the next start goes on/)
      assert.ok(!run.stderr.includes(SECRET) && !run.stderr.includes(TOKEN.replace('Bearer ', '')))
      assert.ok(pager.incidents.size >= 10, 'the other one was told of everything')
      const listed = await runTocsin(directory, 'alerts', 'list', '--json')
      assert.match(listed.stdout, /"destination":"soc","kind":"opened","outcome":"failing"/)
      assert.ok(!listed.stdout.includes(SECRET))
    })
  })
})

describe('a running service', () => {
  it('tells within a second, and ends in order while somebody hangs', async () => {
    const answers: Behaviour[] = []
    const behave = (): Behaviour => answers.shift() ?? { kind: 'accept' }
    await withPagers([behave], async (directory, [pager]) => {
      assert.ok(pager)
      await writeDeliverInput(directory, { pager: pager.url, follow: true })
      const service = startWithSecrets(directory, 'start', '--json')
      await until('the first were told', () => pager.incidents.size >= 10 && service.stdout() !== '')
      const before = pager.requests.length
      const rungBefore = service.stdout().length
      const lines = storyLines(20, DEFAULT_START + 50 * 3_600_000)
      await appendFile(path.join(directory, 'trail', 'a.ndjson'), lines.map((line) => `${line}\n`).join(''))
      await until('it rang', () => service.stdout().length > rungBefore)
      const rung = Date.now()
      await until('somebody was told', () => pager.requests.length > before)
      assert.ok((pager.requests[before]?.at ?? Number.NaN) - rung < 1000)
      answers.push(...Array.from({ length: 50 }, (): Behaviour => ({ kind: 'hang' })))
      const more = storyLines(21, DEFAULT_START + 99 * 3_600_000)
      await appendFile(path.join(directory, 'trail', 'a.ndjson'), more.map((line) => `${line}\n`).join(''))
      await until('somebody hangs', () => pager.requests.some(({ behaviour }) => behaviour.kind === 'hang'))
      service.kill('SIGTERM')
      const ended = await service.ended
      assert.equal(ended.code, 0, ended.stderr)
      assertNoSecrets(ended)
    })
  })
})

describe('a secret that is missing', () => {
  const { directory, remove } = scratchFolder()
  after(remove)

  it('is told with its place before anything starts; reading commands do not need it', async () => {
    await writeDeliverInput(directory, { pager: 'http://127.0.0.1:9/', hook: 'http://127.0.0.1:9/' })
    await writeFile(path.join(directory, 'secret.txt'), '\n')
    const { code, stderr } = await runTocsin(directory, 'start', '--once')
    assert.equal(code, 1)
    assert.equal(
      stderr,
      [
        'tocsin: tocsin.yml: deliver.destinations[0].routing_key: needs the environment variable PAGER_KEY, which is not set',
        `tocsin.yml: deliver.destinations[1].secret: needs the file ${path.join(directory, 'secret.txt')}, which is empty`,
        'tocsin.yml: deliver.destinations[1].header.value: needs the environment variable SOC_TOKEN, which is not set',
        '',
      ].join('\n'),
    )
    const check = await runTocsin(directory, 'config', 'check')
    assert.equal(check.code, 0, check.stderr)
  })
})
