import assert from 'node:assert/strict'
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { scratchFolder } from '../support/scratch-folder.ts'
import { recordOf } from '../support/stateful-input.ts'
import { runTocsin, startTocsin, until, type TocsinProcess } from '../support/tocsin-process.ts'

const SOURCE = 'logsource: {product: aws, service: cloudtrail}'
const { directory, remove } = scratchFolder()
after(remove)

/** A rule that rings for one operation. */
function plainRule(title: string, operation: string, number: number, more = ''): string {
  return `title: ${title}
name: rule_${number}
id: 20000000-0000-4000-8000-EXAMPLE0000${number}
${SOURCE}
detection: {selection: {eventName: ${operation}${more}}, condition: selection}
level: high
`
}

function manyRefused(title: string, level: string, least: number): string {
  return `title: ${title}
id: 20000000-0000-4000-8000-EXAMPLE00001
correlation:
  {type: event_count, rules: [refused], group-by: [tocsin.actor.id], timespan: 10m, condition: {gte: ${least}}}
level: ${level}
`
}

const REFUSED = `title: Call refused
name: refused
id: 20000000-0000-4000-8000-EXAMPLE00000
${SOURCE}
detection: {selection: {errorCode: AccessDenied}, condition: selection}
level: low
`

function configText(regions: string, reload = true): string {
  return `data: ./store
sources: [{name: trail, collector: files, type: aws/cloudtrail, paths: [./trail], poll: 1s}]
rules: {dirs: [./rules], builtin: false, reload: ${reload}}
lists: {usual_regions: [${regions}]}
`
}

/** Writes as an editor does: aside, then in its place. */
async function writeRule(name: string, text: string): Promise<void> {
  const file = path.join(directory, 'rules', name)
  await writeFile(`${file}~`, text)
  await rename(`${file}~`, file)
}

interface Rung {
  readonly count: number
  readonly actor: string
  readonly rule: { readonly title: string; readonly level: string; readonly hash: string }
}

interface Told {
  readonly rules: { readonly faults: readonly { readonly message: string; readonly keeps: readonly string[] }[] } | null
  readonly correlation: { readonly warming: readonly { readonly rule: string }[] }
}

let service: TocsinProcess
let seconds = Math.floor(Date.now() / 1000) - 1800
let number = 0

/** Appends calls, a second apart from each other. */
async function call(calls: readonly { name: string; actor: string; error?: string; region?: string }[]): Promise<void> {
  const lines = calls.map((one) => {
    seconds += 1
    number += 1
    return recordOf({ ...one, at: seconds * 1000, number, seed: 1 }).text
  })
  await appendFile(path.join(directory, 'trail', 'a.ndjson'), `${lines.join('\n')}\n`)
}

function refused(actor: string, count: number): { name: string; actor: string; error: string }[] {
  return Array.from({ length: count }, () => ({ name: 'ListUsers', actor, error: 'AccessDenied' }))
}

function rung(title: string, actor: string): Rung | undefined {
  const lines = service.stdout().split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Rung).find((one) => one.rule.title === title && one.actor === actor)
}

async function rings(title: string, actor: string): Promise<Rung> {
  await until(`${title} rings for ${actor}`, () => {
    assert.ok(service.isRunning(), service.stderr())
    return rung(title, actor) !== undefined
  })
  const found = rung(title, actor)
  assert.ok(found)
  return found
}

function countOf(text: string): number {
  return service.stderr().split(text).length - 1
}

/** Does something to the files and waits until the program has taken it up. */
async function reloaded(work: () => Promise<void>, word = '"rules reloaded"'): Promise<void> {
  const known = countOf(word)
  await work()
  await until(`${word} is said`, () => {
    assert.ok(service.isRunning(), service.stderr())
    return countOf(word) > known
  })
}

async function status(): Promise<Told> {
  const { stdout, stderr } = await runTocsin(directory, 'status', '--json')
  assert.equal(stderr, '')
  return JSON.parse(stdout) as Told
}

async function startService(): Promise<void> {
  service = startTocsin(directory, 'start', '--json')
  assert.ok(await service.said('"started"'), service.stderr())
}

before(async () => {
  for (const name of ['trail', 'rules']) await mkdir(path.join(directory, name))
  await writeFile(path.join(directory, 'tocsin.yml'), configText('eu-west-1'))
  await writeRule('refused.yml', REFUSED)
  await writeRule('many.yml', manyRefused('Many refused', 'medium', 3))
  await writeRule('stopped.yml', plainRule('Trail stopped', 'StopLogging', 2))
  await writeRule('where.yml', plainRule('Unusual region', 'RunInstances', 3, ', awsRegion|expand: "%usual_regions%"'))
  await startService()
  await call([{ name: 'StopLogging', actor: 'first' }])
  await rings('Trail stopped', 'first')
})
after(async () => {
  service.kill('SIGKILL')
  await service.ended
})

describe('while start runs', () => {
  it('a new rule rings for what comes after it, with its hash', async () => {
    await reloaded(() => writeRule('user.yml', plainRule('User made', 'CreateUser', 4)))
    await call([{ name: 'CreateUser', actor: 'dana' }])
    const { rule } = await rings('User made', 'dana')
    const { stdout } = await runTocsin(directory, 'rules', 'list', '--json')
    assert.ok(rule.hash !== '' && stdout.includes(rule.hash))
  })

  it('a rule over several events keeps what it has counted when title and level change', async () => {
    await call([...refused('eve', 2), { name: 'StopLogging', actor: 'eve' }])
    await rings('Trail stopped', 'eve')
    await reloaded(() => writeRule('many.yml', manyRefused('Very many refused', 'critical', 3)))
    assert.deepEqual((await status()).correlation.warming, [])
    await call(refused('eve', 1))
    const { count, rule } = await rings('Very many refused', 'eve')
    assert.deepEqual([count, rule.level], [3, 'critical'])
  })

  it('and starts cold when its threshold changes, which status shows', async () => {
    await call([...refused('ann', 2), { name: 'StopLogging', actor: 'ann' }])
    await rings('Trail stopped', 'ann')
    await reloaded(() => writeRule('many.yml', manyRefused('Four refused', 'high', 4)))
    const { warming } = (await status()).correlation
    assert.deepEqual(
      warming.map(({ rule }) => rule),
      ['Four refused'],
    )
    await call([...refused('ann', 3), { name: 'StopLogging', actor: 'ann-2' }])
    await rings('Trail stopped', 'ann-2')
    assert.equal(rung('Four refused', 'ann'), undefined)
    await call(refused('ann', 1))
    assert.equal((await rings('Four refused', 'ann')).count, 4)
  })

  it('a broken file keeps its last good rule, and says so until it is mended', async () => {
    await reloaded(
      () => writeRule('stopped.yml', 'title: Trail stopped\ndetection: ['),
      'what was good stays in effect',
    )
    await call([{ name: 'StopLogging', actor: 'bob' }])
    await rings('Trail stopped', 'bob')
    assert.deepEqual(
      (await status()).rules?.faults.map(({ keeps }) => keeps),
      [['Trail stopped']],
    )
    const doctor = await runTocsin(directory, 'doctor', '--offline')
    assert.match(doctor.stdout, /Trail stopped/)
    const mended = plainRule('Logging stopped', 'StopLogging', 2)
    await reloaded(() => writeRule('stopped.yml', mended), 'nothing is wrong with the rules any more')
    await call([{ name: 'StopLogging', actor: 'carl' }])
    await rings('Logging stopped', 'carl')
    assert.deepEqual((await status()).rules?.faults, [])
  })

  it('a watch list that grows is taken up, and a broken configuration changes nothing', async () => {
    const file = path.join(directory, 'tocsin.yml')
    await reloaded(() => writeFile(file, 'rules: {'), 'rules and lists of the configuration')
    await call([{ name: 'StopLogging', actor: 'dave' }])
    await rings('Logging stopped', 'dave')
    await reloaded(() => writeFile(file, configText('eu-west-1, us-east-1')))
    await call([{ name: 'RunInstances', actor: 'erin', region: 'us-east-1' }])
    await rings('Unusual region', 'erin')
  })

  it('a rule whose file is deleted rings no more', async () => {
    await reloaded(() => rm(path.join(directory, 'rules', 'user.yml')))
    await call([
      { name: 'CreateUser', actor: 'fred' },
      { name: 'StopLogging', actor: 'fred' },
    ])
    await rings('Logging stopped', 'fred')
    assert.equal(rung('User made', 'fred'), undefined)
  })

  it('of many quick changes the last one counts', async () => {
    for (let at = 1; at <= 30; at += 1) {
      await writeRule('quick.yml', at % 3 === 0 ? 'title: [' : plainRule(`Quick ${at}`, 'CreateUser', 5))
      await sleep(20)
    }
    await reloaded(() => writeRule('quick.yml', plainRule('Quick at last', 'CreateUser', 5)))
    await call([{ name: 'CreateUser', actor: 'gina' }])
    await rings('Quick at last', 'gina')
    assert.doesNotMatch(service.stdout(), /"Quick \d+"/)
  })

  it('SIGHUP reads everything again', async () => {
    await reloaded(async () => service.kill('SIGHUP'), '"rules are as they were"')
    assert.ok(service.isRunning())
  })
})

describe('after a restart', () => {
  before(async () => {
    await call([...refused('hugo', 3), { name: 'StopLogging', actor: 'hugo' }])
    await rings('Logging stopped', 'hugo')
    service.kill('SIGTERM')
    await service.ended
  })

  it('a rule that has changed meanwhile starts cold, as it would have while running', async () => {
    await writeRule('many.yml', manyRefused('Two refused', 'high', 2))
    await writeFile(path.join(directory, 'tocsin.yml'), configText('eu-west-1', false))
    await startService()
    await call([...refused('hugo', 1), { name: 'StopLogging', actor: 'ida' }])
    await rings('Logging stopped', 'ida')
    await until('it is said to be warming', async () => (await status()).correlation.warming.length === 1)
    assert.equal(rung('Two refused', 'hugo'), undefined)
    await call(refused('hugo', 1))
    assert.equal((await rings('Two refused', 'hugo')).count, 2)
  })

  it('with rules.reload: false changes wait for SIGHUP', async () => {
    await writeRule('many.yml', manyRefused('Two refused calls', 'high', 2))
    await sleep(3500)
    assert.equal(countOf('"rules reloaded"'), 0)
    await reloaded(async () => service.kill('SIGHUP'))
    await call(refused('jack', 2))
    await rings('Two refused calls', 'jack')
  })
})
