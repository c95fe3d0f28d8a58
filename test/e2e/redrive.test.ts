import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openReader } from '../../services/adapters/sqlite/open-reader.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { allAlerts, storeState, withReader } from '../support/store-state.ts'
import { runTocsin, startTocsin, until, type Ended } from '../support/tocsin-process.ts'
import { dayLines, rootLines, storyLines } from '../support/trail-input.ts'

const { directory, remove } = scratchFolder()
after(remove)

/** The settings that were wrong at first, and what they are after the fix. */
const WRONG = { type: 'aws/cloudtrail', maxRecord: '500B' }
const RIGHT = { type: 'auto', maxRecord: '16MB' }

/** Decided when time has gone on, which a redrive does not move: it would ring in one store only. */
const DISABLED = 'Trail stopped and not started again'

/** Writes the configuration of the store `name`, whose logs are in the folder `logs`. */
async function configure(name: string, logs: string, { type, maxRecord }: typeof WRONG, more = ''): Promise<void> {
  const source = `{name: trail, collector: files, type: ${type}, paths: [./${logs}]}`
  const limits = `limits: {max_record: ${maxRecord}}\nrules: {disable: [${DISABLED}]}\n`
  const text = `data: ./${name}\nsources:\n  - ${source}\n${limits}${more}`
  await writeFile(path.join(directory, `${name}.yml`), text)
}

async function writeLines(logs: string, name: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.join(directory, logs), { recursive: true })
  await writeFile(path.join(directory, logs, name), lines.map((line) => `${line}\n`).join(''))
}

const tocsin = (name: string, ...args: readonly string[]): Promise<Ended> =>
  runTocsin(directory, ...args, '--config', `${name}.yml`)

/** What `redrive --json` printed. */
interface Counts {
  readonly tried: number
  readonly events: number
  readonly stored: number
  readonly unreadable: Readonly<Record<string, number>>
  readonly notWhole: number
  readonly alerts: number
}

function countsIn({ code, stdout, stderr }: Ended): Counts {
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Counts
}

/** How many dead letters and events the store has. */
function stored(name: string): Promise<{ letters: number; events: number }> {
  return withReader(path.join(directory, name), async ({ deadLetters, events }) => ({
    letters: await deadLetters.count(),
    events: (await events.count()).total,
  }))
}

const story = storyLines(8)
const others = Array.from({ length: 40 }, (_, n) => `{"msg":"request ${n}","time":"2026-03-14T08:00:00Z"}`)
const broken = ['{"eventVersion":"1.11","eventName":}', '{"eventName":}']

describe('dead-letters redrive with no process on the store', () => {
  before(async () => {
    await writeLines('logs', 'a.ndjson', [...story, ...others, ...broken])
    await configure('alone', 'logs', WRONG)
    const run = await tocsin('alone', 'start', '--once')
    assert.equal(run.stdout, '', 'nothing rang yet')
  })

  it('before the fix nothing changes', async () => {
    const was = await stored('alone')
    assert.deepEqual(was, { letters: story.length + others.length + broken.length, events: 0 })
    const counts = countsIn(await tocsin('alone', 'dead-letters', 'redrive', '--json'))
    assert.deepEqual([counts.tried, counts.events], [was.letters, 0])
    assert.deepEqual(await stored('alone'), was)
  })

  it('--dry-run tells what would be tried', async () => {
    await configure('alone', 'logs', RIGHT)
    const { stdout, code } = await tocsin('alone', 'dead-letters', 'redrive', '--dry-run')
    assert.equal(code, 0)
    assert.match(stdout, new RegExp(`^would try ${story.length + 42}: too-large ${story.length}, not-this-type 40`))
    assert.equal((await stored('alone')).events, 0)
  })

  it('a query chooses; what can be read now leaves, and rings', async () => {
    const was = await stored('alone')
    const { stdout, stderr, code } = await tocsin(
      'alone',
      'dead-letters',
      'redrive',
      'reason:too-large',
      'and',
      'source:trail',
    )
    assert.equal(code, 0, stderr)
    const [, opened] = /^tried \d+: (?:\d+) became events; (\d+) alerts opened$/m.exec(stdout) ?? []
    const alerts = await withReader(path.join(directory, 'alone'), allAlerts)
    assert.equal(alerts.length, Number(opened), stdout)
    assert.ok(alerts.some(({ rule }) => rule.level === 'critical'))
    assert.deepEqual(await stored('alone'), { letters: was.letters - story.length, events: story.length })
  })

  it('the rest: counts before and after add up', async () => {
    const was = await stored('alone')
    const counts = countsIn(await tocsin('alone', 'dead-letters', 'redrive', '--json'))
    assert.equal(counts.tried, was.letters)
    assert.deepEqual(counts.unreadable, { 'not-json': 2 })
    assert.equal(counts.tried - counts.events, 2)
    const is = await stored('alone')
    assert.deepEqual(is, { letters: was.letters - counts.events, events: was.events + counts.events - counts.stored })
  })

  it('list takes the same query, and an unknown field is told which there are', async () => {
    const list = await tocsin('alone', 'dead-letters', 'list', 'reason:not-json', '--json')
    assert.equal(list.stdout.trim().split('\n').length, 2)
    const { code, stderr } = await tocsin('alone', 'dead-letters', 'redrive', 'event.action:x')
    assert.equal(code, 1)
    assert.match(stderr, /no field event\.action; they have id, reason, detail/)
    assert.equal((await tocsin('alone', 'dead-letters', 'redrive', 'id:none')).stdout, 'no dead letters match\n')
  })
})

describe('dead-letters redrive beside a running start', () => {
  const many = [...story, ...rootLines(2000), ...dayLines(8, 800)]

  before(async () => {
    await writeLines('many', 'a.ndjson', [...many, ...broken])
    for (const name of ['beside', 'killed']) {
      await configure(name, 'many', WRONG)
      await tocsin(name, 'start', '--once')
      assert.deepEqual(await stored(name), { letters: many.length + broken.length, events: 0 })
      await configure(name, 'many', RIGHT)
    }
    await configure('straight', 'many', RIGHT)
    await tocsin('straight', 'start', '--once')
  })

  /**
   * The store in the form in which two of the same content are equal. Dead letters come in the order of their arrival and say
   * nothing of how far a source is, so rules over several events may decide later than when everything is read at once.
   */
  const state = (name: string): ReturnType<typeof storeState> =>
    withReader(path.join(directory, name), (reader) => storeState(reader, { anyOrder: true }))

  it('the running process does it, and its alerts ring there', async () => {
    const paged: string[] = []
    const server = createServer((request, response) => {
      paged.push(String(request.headers['idempotency-key']))
      request.resume()
      response.writeHead(200).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    await writeFile(path.join(directory, 'secret'), 'EXAMPLE-secret-of-a-webhook')
    const hook = `{name: soc, kind: webhook, url: "${url}", secret: {file: ./secret}}`
    await configure('beside', 'many', RIGHT, `deliver: {max_event_age: 9999d, destinations: [${hook}]}\n`)
    const service = startTocsin(directory, 'start', '--json', '--config', 'beside.yml')
    try {
      assert.ok(await service.said('started'))
      const counts = countsIn(await tocsin('beside', 'dead-letters', 'redrive', '--json'))
      assert.equal(counts.tried, many.length + 2)
      assert.equal(counts.events, many.length)
      assert.deepEqual(await stored('beside'), { letters: 2, events: many.length - counts.stored })
      await until('it rings', () => service.stdout().includes('Root user'))
      assert.deepEqual(await state('beside'), await state('straight'))
      // It pages, however old the records are; each alert that is told, once.
      await until('somebody is paged', () => paged.length > 0)
      service.kill('SIGTERM')
      await service.ended
      assert.equal(new Set(paged).size, paged.length)
    } finally {
      service.kill('SIGKILL')
      await service.ended
      server.closeAllConnections()
      server.close()
    }
  })

  it('killed in the middle nothing is lost or doubled, and the counts are those of the whole', async () => {
    const service = startTocsin(directory, 'start', '--config', 'killed.yml')
    assert.ok(await service.said('started'))
    const asked = tocsin('killed', 'dead-letters', 'redrive', '--json')
    const reader = openReader(path.join(directory, 'killed'))
    await until('it has begun', async () => (await reader.deadLetters.count()) < many.length)
    service.kill('SIGKILL')
    await service.ended
    const left = await reader.deadLetters.count()
    reader.close()
    assert.ok(left > 2, 'it was killed too late for this test to tell anything')
    // Whoever asked sees that nobody runs any more, and goes on from where it was.
    const counts = countsIn(await asked)
    assert.deepEqual([counts.tried, counts.events], [many.length + 2, many.length])
    // What looks at several events sees the rest with the next start.
    await tocsin('killed', 'start', '--once')
    assert.deepEqual(await state('killed'), await state('straight'))
  })
})
