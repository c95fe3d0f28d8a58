import assert from 'node:assert/strict'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DEFAULT_START } from '../../services/app/demo/write-cloudtrail-files.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { allAlerts, withReader } from '../support/store-state.ts'
import { runTocsin, startTocsin, until, type Ended, type TocsinProcess } from '../support/tocsin-process.ts'
import { dayLines, storyLines, writeConfig } from '../support/trail-input.ts'

const HOUR = 3_600_000
const ROOT_LOGIN = 'Root user signed in to the console without a second factor'

/** An alert as the command line writes it with `--json`; what these tests look at. */
interface AlertLine {
  readonly id: string
  readonly status: string
  readonly count: number
  readonly continues: string | null
  readonly rule: { readonly title: string }
  readonly acknowledged: { readonly by: string; readonly text: string } | null
  readonly notes: readonly { readonly text: string }[]
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const alertsIn = (text: string): AlertLine[] => linesOf(text).map((line) => JSON.parse(line) as AlertLine)
const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const { directory, remove } = scratchFolder()
after(remove)

before(async () => {
  for (const name of ['trail', 'other']) await mkdir(path.join(directory, name))
  const lines = [...storyLines(8), ...dayLines(8, 100), ...storyLines(8, DEFAULT_START + HOUR)]
  await writeFile(path.join(directory, 'trail', 'a.ndjson'), textOf(lines))
  await writeConfig(directory)
  await writeConfig(directory, { name: 'follow.yml', data: 'followed', follow: true })
})

describe('start prints alerts as they open', () => {
  const opened = async (store: string): Promise<string[]> => {
    const alerts = await withReader(path.join(directory, store), allAlerts)
    assert.ok(alerts.some((alert) => alert.continues !== null))
    return alerts.filter((alert) => alert.continues === null).map(({ id }) => id)
  }

  it('as a line for a person, once for each that does not continue another', async () => {
    const { code, stdout, stderr } = await runTocsin(directory, 'start', '--once', '--data', 'plain')
    assert.equal(code, 0, stderr)
    const ids = linesOf(stdout).map((line) => line.trimEnd().slice(-8))
    assert.deepEqual(ids.toSorted(), (await opened('plain')).map((id) => id.slice(0, 8)).toSorted())
    assert.match(stdout, /^\d{4}-\d{2}-\d{2} 08:00:40Z  CRITICAL  Root user signed in .* · root · 203\.0\.113\.66 · /m)
  })

  it('as JSON that agrees with `alerts list --json`', async () => {
    const { code, stdout, stderr } = await runTocsin(directory, 'start', '--once', '--json', '--data', 'json')
    assert.equal(code, 0, stderr)
    assert.deepEqual(
      alertsIn(stdout)
        .map(({ id }) => id)
        .toSorted(),
      (await opened('json')).toSorted(),
    )
    const list = await runTocsin(directory, 'alerts', 'list', '--json', '--data', 'json', '--limit', '1000')
    const listed = new Map(alertsIn(list.stdout).map((alert) => [alert.id, alert]))
    for (const alert of alertsIn(stdout)) assert.deepEqual(Object.keys(alert), Object.keys(listed.get(alert.id) ?? {}))
  })
})

describe('beside a running start', () => {
  let service: TocsinProcess
  const beside = (...args: readonly string[]): Promise<Ended> => runTocsin(directory, ...args, '--config', 'follow.yml')
  const rung = (title: string): AlertLine => {
    const found = alertsIn(service.stdout()).find((alert) => alert.rule.title === title)
    assert.ok(found, `${title} did not ring: ${service.stdout()}`)
    return found
  }
  /** The alert as the command printed it, after it ended well. */
  const changed = ({ code, stdout, stderr }: Ended): AlertLine => {
    assert.equal(code, 0, stderr)
    assert.equal(stderr, '')
    const [alert] = alertsIn(stdout)
    assert.ok(alert)
    return alert
  }

  before(async () => {
    service = startTocsin(directory, 'start', '--json', '--config', 'follow.yml')
    await until('the attack rings', () => service.stdout().includes(ROOT_LOGIN))
  })
  after(async () => {
    service.kill('SIGKILL')
    await service.ended
  })

  it('a second start on the store is refused and told by whom it is held', async () => {
    const { code, stdout, stderr } = await beside('start')
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, new RegExp(`^tocsin: process ${service.pid} writes to the store in .*followed`, 'm'))
  })

  it('alerts list, events search and status show what is stored', async () => {
    const [list, search, status] = await Promise.all([
      beside('alerts', 'list', '--json'),
      beside('events', 'search', 'event.action:CreateUser', '--json'),
      beside('status', '--json'),
    ])
    assert.ok(alertsIn(list.stdout).some((alert) => alert.rule.title === ROOT_LOGIN))
    assert.equal(linesOf(search.stdout).length, 2, search.stderr)
    const told = JSON.parse(status.stdout) as { writer: number; waiting: number; events: { total: number } }
    assert.deepEqual([told.writer, told.waiting], [service.pid, 0])
    assert.equal(told.events.total, 2 * storyLines(8).length + 100)
  })

  it('ack is applied by the running process, within seconds', async () => {
    const { id } = rung(ROOT_LOGIN)
    const asked = performance.now()
    const alert = changed(await beside('alerts', 'ack', id, 'we', 'look', '--by', 'dana', '--json'))
    assert.ok(performance.now() - asked < 8000, 'it took too long')
    assert.deepEqual([alert.id, alert.status], [id, 'acknowledged'])
    assert.deepEqual([alert.acknowledged?.by, alert.acknowledged?.text], ['dana', 'we look'])
  })

  it('the beginning of an id is enough, close and note work as well, and an unknown id is told', async () => {
    const others = alertsIn(service.stdout()).filter((alert) => alert.rule.title !== ROOT_LOGIN)
    const [one, two] = [others[0]?.id ?? '', others[1]?.id ?? '']
    const [closed, noted, none] = await Promise.all([
      beside('alerts', 'close', one.slice(0, 8).toLowerCase(), '--json'),
      beside('alerts', 'note', two, 'a', 'drill', '--json'),
      beside('alerts', 'ack', 'ZZZZZZZZ'),
    ])
    assert.equal(changed(closed).status, 'closed')
    assert.deepEqual(
      changed(noted).notes.map(({ text }) => text),
      ['a drill'],
    )
    assert.equal(none.code, 1)
    assert.match(none.stderr, /no alert has the id ZZZZZZZZ/)
  })

  it('a new attack rings while it runs, and an acknowledged alert goes on counting without ringing again', async () => {
    const { id, count } = rung(ROOT_LOGIN)
    const file = path.join(directory, 'trail', 'b.ndjson')
    // The same hour again, and a day later.
    await writeFile(file, textOf(storyLines(9)))
    await appendFile(file, textOf(storyLines(10, DEFAULT_START + 24 * HOUR)))
    const rings = (): AlertLine[] => alertsIn(service.stdout()).filter((alert) => alert.rule.title === ROOT_LOGIN)
    await until('the next day rings', () => rings().length > 1)
    const [alert] = alertsIn((await beside('alerts', 'show', id, '--json')).stdout)
    assert.deepEqual([alert?.status, alert?.count], ['acknowledged', 2 * count])
    assert.equal(rings().length, 2)
  })

  it('SIGTERM ends it well, and then ack works without it', async () => {
    service.kill('SIGTERM')
    const { code, stderr } = await service.ended
    assert.equal(code, 0, stderr)
    const id = alertsIn(service.stdout()).findLast((alert) => alert.rule.title === ROOT_LOGIN)?.id ?? ''
    assert.equal(changed(await beside('alerts', 'ack', id, '--json')).status, 'acknowledged')
    const list = await beside('alerts', 'list', '--status', 'acknowledged', '--json')
    assert.equal(alertsIn(list.stdout).length, 2)
  })
})

it('says how many records could not be read, those that a log type rejects among them', async () => {
  const own = scratchFolder()
  after(own.remove)
  await mkdir(path.join(own.directory, 'trail'))
  await mkdir(path.join(own.directory, 'other'))
  await writeConfig(own.directory)
  const rejected = '{"eventSource":"iam.amazonaws.com","eventTime":"soon","eventName":"CreateUser"}'
  await writeFile(path.join(own.directory, 'trail', 'a.ndjson'), textOf([...dayLines(1, 3), rejected, 'no JSON']))
  const { code, stderr } = await runTocsin(own.directory, 'start', '--once')
  assert.equal(code, 0, stderr)
  assert.match(stderr, /"unreadable":2,"msg":"sources have ended"/)
  assert.match(stderr, /"records":2,"msg":"records could not be read; see `dead-letters list`"/)
})
