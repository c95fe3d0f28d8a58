import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { cloudTrailRecord } from '../support/cloudtrail-record.ts'
import { ROOT, runTocsin } from '../support/run-tocsin.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

/** A folder that goes away with the test. */
function folderFor(test: TestContext): string {
  const { directory, remove } = scratchFolder()
  test.after(remove)
  return directory
}

/** The two outputs that scripts outside rely on, and the exit codes. */

const DELETE_TRAIL = cloudTrailRecord('cloudtrail', 'DeleteTrail', {
  eventID: 'EXAMPLE-1',
  requestParameters: { name: 'main' },
})
const AGAIN = { ...DELETE_TRAIL, eventID: 'EXAMPLE-2', eventTime: '2026-05-04T08:10:00Z' }
const LIST_USERS = cloudTrailRecord('iam', 'ListUsers', { eventID: 'EXAMPLE-3', eventTime: '2026-05-04T08:01:00Z' })

const RULES = `
title: Trail deleted
id: 7d5f2c1e-4b1a-4d38-9f10-5a0f3a1b2c3d
level: high
tags: [attack.t1562.008]
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: DeleteTrail }, condition: selection }
---
title: Somebody lists users
id: 0b8a9d3c-1e2f-4a5b-8c6d-7e8f9a0b1c2d
level: low
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: ListUsers }, condition: selection }
`

async function writeInput(folder: string): Promise<{ trail: string; lines: string; rules: string }> {
  const logs = path.join(folder, 'logs')
  await mkdir(logs)
  const trail = path.join(logs, 'trail.json.gz')
  const lines = path.join(logs, 'lines.ndjson')
  const rules = path.join(folder, 'rules.yml')
  await writeFile(trail, gzipSync(JSON.stringify({ Records: [LIST_USERS, DELETE_TRAIL] })))
  // The second record of this file is damaged, and the first is one that the other file has too.
  await writeFile(lines, `${JSON.stringify(DELETE_TRAIL)}\n{"eventVersion": broken}\n${JSON.stringify(AGAIN)}\n`)
  await writeFile(rules, RULES)
  return { trail, lines, rules }
}

describe('hunt --json', () => {
  it('gives one alert a line, ordered by time, with references to the records', async (test) => {
    const folder = folderFor(test)
    const { trail, lines, rules } = await writeInput(folder)
    const run = await runTocsin(['hunt', '--json', path.dirname(trail), '--rules', rules, '--no-builtin-rules'])
    assert.equal(run.code, 0, run.err)
    const [first, second, ...rest] = run.json()
    assert.equal(rest.length, 0)
    assert.match(String(first?.['id']), /^[0-9A-Z]{16}$/)
    assert.deepEqual(
      { ...first, id: '' },
      {
        id: '',
        kind: 'rule',
        rule: {
          id: '7d5f2c1e-4b1a-4d38-9f10-5a0f3a1b2c3d',
          title: 'Trail deleted',
          level: 'high',
          tags: ['attack.t1562.008'],
        },
        first: '2026-05-04T08:00:00.000Z',
        last: '2026-05-04T08:10:00.000Z',
        count: 2,
        group: { 'cloud.account.id': '111122223333', 'tocsin.actor.id': 'AIDAEXAMPLEUSER00001' },
        actor: 'maria',
        account: '111122223333',
        region: 'eu-west-1',
        events: [
          { id: 'EXAMPLE-1', at: '2026-05-04T08:00:00.000Z', file: lines, position: 1 },
          { id: 'EXAMPLE-2', at: '2026-05-04T08:10:00.000Z', file: lines, position: 3 },
        ],
      },
    )
    assert.deepEqual(second?.['events'], [
      { id: 'EXAMPLE-3', at: '2026-05-04T08:01:00.000Z', file: trail, position: 1 },
    ])
    assert.deepEqual(
      run.err
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as unknown),
      [
        {
          file: lines,
          position: 2,
          reason: 'not-json',
          detail: JSON.parse(run.err.split('\n').find((line) => line.startsWith('{')) ?? '{}').detail,
        },
      ],
    )
  })

  const CODES: readonly { name: string; args: readonly string[]; code: number; alerts: number }[] = [
    { name: 'finding something is no failure', args: [], code: 0, alerts: 2 },
    { name: '--min-level leaves out what is below', args: ['--min-level', 'high'], code: 0, alerts: 1 },
    { name: '--fail-on at the level found gives 2', args: ['--fail-on', 'high'], code: 2, alerts: 2 },
    { name: '--fail-on above it gives 0', args: ['--fail-on', 'critical'], code: 0, alerts: 2 },
    {
      name: 'a path that does not exist gives 3, and what there is is done',
      args: ['/nowhere/at-all'],
      code: 3,
      alerts: 2,
    },
    { name: 'a level that does not exist gives 1', args: ['--min-level', 'huge'], code: 1, alerts: 0 },
    { name: 'an option that does not exist gives 1', args: ['--quick'], code: 1, alerts: 0 },
  ]
  for (const { name, args, code, alerts } of CODES) {
    it(name, async (test) => {
      const folder = folderFor(test)
      const { rules, trail } = await writeInput(folder)
      const run = await runTocsin([
        'hunt',
        '--json',
        path.dirname(trail),
        '--rules',
        rules,
        '--no-builtin-rules',
        ...args,
      ])
      assert.deepEqual([run.code, run.json().length], [code, alerts], run.err)
    })
  }

  it('a rule that cannot be used is told with file and line, and the others run', async (test) => {
    const folder = folderFor(test)
    const { rules, trail } = await writeInput(folder)
    await writeFile(
      rules,
      `${RULES}---\ntitle: Later\nlogsource: { product: aws }\ncorrelation: { type: event_count }\n`,
    )
    const run = await runTocsin(['hunt', '--json', trail, '--rules', rules, '--no-builtin-rules'])
    assert.equal(run.code, 0)
    assert.equal(run.json().length, 2)
    assert.match(run.err, /rules\.yml:\d+:\d+: error: .*correlation/)
  })

  it('a gzip that is cut off makes the scan incomplete', async (test) => {
    const folder = folderFor(test)
    const { trail, rules } = await writeInput(folder)
    const cut = path.join(folder, 'cut.json.gz')
    await writeFile(cut, gzipSync(JSON.stringify({ Records: [LIST_USERS, DELETE_TRAIL] })).subarray(0, 200))
    const run = await runTocsin(['hunt', '--json', cut, trail, '--rules', rules, '--no-builtin-rules'])
    assert.equal(run.code, 3)
    assert.equal(run.json().length, 2)
    assert.match(run.err, /"file":"[^"]*cut\.json\.gz".*"reason":"(damaged|cut-off)"/)
  })

  it('gives the same bytes in every run', async (test) => {
    const folder = folderFor(test)
    const { trail, lines } = await writeInput(folder)
    const one = await runTocsin(['hunt', '--json', trail, lines])
    const other = await runTocsin(['hunt', '--json', trail, lines])
    assert.ok(one.out.length > 0)
    assert.equal(one.out, other.out)
  })
})

describe('normalize --json', () => {
  it('gives one document a line in input order, tells what it cannot read, and ends with 3', async (test) => {
    const folder = folderFor(test)
    const { trail, lines } = await writeInput(folder)
    const run = await runTocsin(['normalize', '--json', trail, lines])
    assert.equal(run.code, 3)
    const documents = run.json() as { event: { id: string; original: string }; tocsin: { id: string } }[]
    assert.deepEqual(
      documents.map(({ event }) => event.id),
      ['EXAMPLE-3', 'EXAMPLE-1', 'EXAMPLE-1', 'EXAMPLE-2'],
    )
    assert.equal(documents[1]?.tocsin.id, documents[2]?.tocsin.id)
    assert.equal(documents[1]?.event.original, JSON.stringify(DELETE_TRAIL))
    const faults = run.err
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      faults.map(({ file, position, reason }) => ({ file, position, reason })),
      [{ file: lines, position: 2, reason: 'not-json' }],
    )
  })

  it('ends with 0 when everything could be read', async (test) => {
    const folder = folderFor(test)
    const { trail } = await writeInput(folder)
    const run = await runTocsin(['normalize', '--json', '--type', 'aws/cloudtrail', trail])
    assert.deepEqual([run.code, run.json().length, run.err], [0, 2, ''])
  })

  it('--type refuses records of another kind, which auto keeps as unknown', async (test) => {
    const folder = folderFor(test)
    const file = path.join(folder, 'other.json')
    await writeFile(file, '{"time":"2026-05-04T08:00:00Z","door":"open"}')
    const strict = await runTocsin(['normalize', '--json', '--type', 'aws/cloudtrail', file])
    assert.deepEqual([strict.code, strict.out], [3, ''])
    assert.match(strict.err, /"reason":"not-this-type"/)
    const auto = await runTocsin(['normalize', '--json', file])
    assert.deepEqual([auto.code, auto.json().length], [0, 1])
    assert.match(auto.out, /"dataset":"unknown"/)
  })

  it('a reader that goes away early is no error', async (test) => {
    const folder = folderFor(test)
    const file = path.join(folder, 'many.ndjson')
    await writeFile(file, `${JSON.stringify(DELETE_TRAIL)}\n`.repeat(5000))
    const child = spawn(process.execPath, [path.join(ROOT, 'services/app/main.ts'), 'normalize', '--json', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let err = ''
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    const code = await new Promise((resolve) => child.on('close', resolve))
    assert.deepEqual([code, err], [0, ''])
  })
})

const CORPORA = path.resolve(ROOT, '../shared/corpora')

describe('real records', { skip: existsSync(CORPORA) ? false : 'not run: ../shared/corpora is not here' }, () => {
  it('are hunted whole, with the built-in rules and with those of other people', async () => {
    const rules = path.join(CORPORA, 'sigma/rules/cloud/aws')
    const run = await runTocsin(['hunt', '--json', '--rules', rules, path.join(CORPORA, 'cloud')])
    assert.ok(run.json().length > 20, run.err)
    for (const alert of run.json()) assert.ok(Array.isArray(alert['events']) && Number(alert['count']) > 0)
  })

  it('are normalized whole: each record is a document or told', async () => {
    const folder = path.join(CORPORA, 'cloud/aws')
    const run = await runTocsin([
      'normalize',
      '--json',
      path.join(folder, 'cloudtrail-traildiscover.ndjson'),
      path.join(folder, 'eventbridge-custodian.ndjson'),
    ])
    assert.deepEqual([run.code, run.json().length, run.err], [0, 351, ''])
  })
})
