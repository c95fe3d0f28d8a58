import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { cloudTrailRecord } from '../support/cloudtrail-record.ts'
import { ROOT, runTocsin } from '../support/run-tocsin.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

const RULE = `
title: Somebody lists users
id: 0b8a9d3c-1e2f-4a5b-8c6d-7e8f9a0b1c2d
level: informational
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: ListUsers }, condition: selection }
`
const LIST = cloudTrailRecord('iam', 'ListUsers', { eventID: 'EXAMPLE-1' })
const OTHER = cloudTrailRecord('iam', 'ListRoles')

/** A folder with a rule, lines with one that is damaged, a list, and a list that is cut off. */
async function prepare(test: TestContext) {
  const { directory, remove } = scratchFolder()
  test.after(remove)
  const at = (name: string): string => path.join(directory, name)
  await writeFile(at('rule.yml'), RULE)
  await writeFile(at('lines.ndjson'), `${JSON.stringify(OTHER)}\n{"eventName": broken}\n${JSON.stringify(LIST)}\n`)
  await writeFile(at('list.json.gz'), gzipSync(JSON.stringify({ Records: [LIST, OTHER, LIST] })))
  await writeFile(at('cut.json'), JSON.stringify({ Records: [LIST] }).slice(0, -2))
  const many = `${JSON.stringify(LIST)}\n`.repeat(12_000)
  await writeFile(at('many.ndjson'), many)
  return { at, rules: ['--no-builtin-rules', '--rules', at('rule.yml')] }
}

test('hunt --matches prints a line for each match and nothing else on standard output', async (test) => {
  const { at, rules } = await prepare(test)
  for (const workers of ['1', '2', 'auto']) {
    const run = await runTocsin(['hunt', '--matches', '-w', workers, ...rules, at('lines.ndjson'), at('list.json.gz')])
    assert.equal(run.code, 0, run.err)
    const places = run.json().map(({ event }) => event)
    const event = { id: 'EXAMPLE-1', at: '2026-05-04T08:00:00.000Z' }
    assert.deepEqual(places, [
      { ...event, file: at('lines.ndjson'), position: 3 },
      { ...event, file: at('list.json.gz'), position: 1 },
      { ...event, file: at('list.json.gz'), position: 3 },
    ])
    assert.match(run.err, /lines\.ndjson, record 2: not-json/)
    assert.match(run.err, /3 matches; scanned 2 files, 6 records/)
  }
})

test('exit codes and faults are those of hunt', async (test) => {
  const { at, rules } = await prepare(test)
  const found = await runTocsin(['hunt', '--matches', '--fail-on', 'informational', ...rules, at('lines.ndjson')])
  assert.equal(found.code, 2)
  const hidden = await runTocsin(['hunt', '--matches', '-l', 'low', '--fail-on', 'low', ...rules, at('lines.ndjson')])
  assert.deepEqual([hidden.code, hidden.out], [0, ''])
  const cut = await runTocsin(['hunt', '--matches', '--json', ...rules, at('cut.json')])
  assert.deepEqual([cut.code, cut.json().length], [3, 1])
  assert.equal((JSON.parse(cut.err) as { reason: string }).reason, 'cut-off')
})

test('it ends without a word when nobody reads on', async (test) => {
  const { at, rules } = await prepare(test)
  for (const workers of ['1', '2']) {
    const args = ['services/app/main.ts', 'hunt', '--matches', '--workers', workers, ...rules, at('many.ndjson')]
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    let err = ''
    child.stderr.on('data', (data: Buffer) => void (err += data.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    const [code] = (await once(child, 'close')) as [number | null]
    assert.equal(code, 0, err)
    assert.doesNotMatch(err, /EPIPE|Error/)
  }
})
