import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { buildEngine } from '../../../services/app/engine.ts'
import { readRuleFiles } from '../../../services/app/rules/read-rule-files.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import { runTocsin } from '../../support/run-tocsin.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)

const write = (name: string, text: string): void => writeFileSync(path.join(directory, name), text)

write(
  'a.yml',
  `title: A user was created
name: created
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: CreateUser, tocsin.actor.nmae: x}, condition: selection}
`,
)
write(
  'b.yml',
  `title: Many users were created
correlation: {type: event_count, rules: [created], group-by: [userIdentity.arn], timespan: 1h, condition: {gte: 5}}
---
title: Refused
correlation: {type: event_count, rules: [nobody], group-by: [a], timespan: 1h30m, condition: {gte: 5}}
---
title: Ours
logsource: {product: aws, service: cloudtrail}
filter: {rules: [created], expires: 2020-01-01, selection: {eventName: x}, condition: not selection}
`,
)
const run = (...args: readonly string[]): ReturnType<typeof runTocsin> =>
  runTocsin(['rules', ...args], { cwd: directory })

describe('rules check', () => {
  const FOUND = [
    'a.yml:4:48: warning: A user was created: no record of aws/cloudtrail has the field “tocsin.actor.nmae” (what asks for it never holds; check its spelling and case)',
    'b.yml:5:76: error: timespan: “1h30m” is no span of time (write one number with s, m, h or d, as in 30s, 10m, 90m, 7d)',
    'b.yml:9:37: warning: the filter has run out: “2020-01-01” (remove it, or give it a new end)',
  ]

  it('tells all problems of all files, with place and advice', async () => {
    const { code, out, err } = await run('check', 'a.yml', 'b.yml')
    assert.deepEqual(out.trim().split('\n'), FOUND)
    assert.equal(err.trim(), '2 files, 1 rule, 1 correlation, 1 error, 2 warnings')
    assert.equal(code, 1)
  })

  it('tells them as JSON with a stable code', async () => {
    const { json } = await run('check', '--json', 'a.yml', 'b.yml')
    assert.deepEqual(
      json().map(({ severity, code, file, line }) => [severity, code, file, line]),
      [
        ['warning', 'field-dead', 'a.yml', 4],
        ['error', 'timespan', 'b.yml', 5],
        ['warning', 'filter-expires', 'b.yml', 9],
      ],
    )
  })

  it('tells them as one SARIF log', async () => {
    const { code, out } = await run('check', '--sarif', '.')
    const log: unknown = JSON.parse(out)
    assert.ok(typeof log === 'object' && log !== null && 'version' in log && log.version === '2.1.0')
    assert.ok(out.includes('"uri":"a.yml"') && out.includes('"startLine":5,"startColumn":76'))
    assert.equal(code, 1)
  })

  it('knows the built-in rules, and does not tell of their problems', async () => {
    write(
      'c.yml',
      'title: c\ncorrelation: {type: event_count, rules: [aws_call_denied], group-by: [tocsin.actor.id], timespan: 1h, condition: {gte: 5}}\n',
    )
    const { code, out } = await run('check', 'c.yml')
    assert.deepEqual([code, out], [0, ''])
  })
})

describe('rules list', () => {
  it('shows rules, correlations and filters with kind and state', async () => {
    const { json } = await run('list', '--json', 'a.yml', 'b.yml')
    assert.deepEqual(
      json().map(({ kind, title, state, level }) => [kind, title, state, level]),
      [
        ['rule', 'A user was created', 'on, counted only', 'medium'],
        ['event_count', 'Many users were created', 'on', 'medium'],
        ['filter', 'Ours', 'has run out', undefined],
      ],
    )
  })

  it('is a table for people, with numbers on the error channel', async () => {
    const { out, err } = await run('list', 'a.yml', 'b.yml')
    assert.match(out, /KIND .*STATE/)
    assert.match(out, /event_count/)
    assert.equal(err.trim(), '1 rule, 1 correlation, 1 filter, 1 refused (see `rules check`)')
  })

  it('leaves out what is not of the wanted level', async () => {
    assert.deepEqual((await run('list', '--json', '--min-level', 'high', 'a.yml', 'b.yml')).json(), [])
    assert.deepEqual((await run('list', '--json', '--level', 'low', 'a.yml', 'b.yml')).json(), [])
  })

  const SOURCES: readonly [source: string, count: number][] = [
    ['aws', 3],
    ['AWS/CloudTrail', 3],
    ['cloudtrail', 3],
    ['azure', 0],
    ['aws/vpcflow', 0],
  ]
  for (const [source, count] of SOURCES) {
    it(`shows ${count} of ${source}, correlations and filters by the rules that they are about`, async () => {
      assert.equal((await run('list', '--json', '--log-source', source, 'a.yml', 'b.yml')).json().length, count)
    })
  }
})

describe('rules test', () => {
  it('fails for rules and correlations without tests', async () => {
    const { code, out, err } = await run('test', 'a.yml', 'b.yml')
    assert.equal(code, 1)
    assert.match(out, /a\.yml:1: A user was created: has no test: one that matches and one that does not match/)
    assert.match(out, /b\.yml:1: Many users were created: has no test/)
    assert.equal(err.trim(), '0 passed, 0 failed')
  })
})

const CORPUS = path.resolve(import.meta.dirname, '../../../../shared/corpora/sigma')

describe('some 3,800 rules', { skip: existsSync(CORPUS) ? false : '../shared/corpora is not there' }, () => {
  it('are read, tied together and compiled in two seconds of a processor', async () => {
    const before = process.cpuUsage()
    const files = await readRuleFiles([CORPUS])
    const ruleSet = loadRuleSet(files, { lists: new Map(), disable: [], levels: {} })
    buildEngine(ruleSet)
    const { user, system } = process.cpuUsage(before)
    console.log(`  ${files.length} files: ${Math.round((user + system) / 1000)} ms of processor time`)
    assert.ok(ruleSet.rules.length > 3800)
    assert.ok(user + system < 2_000_000)
  })
})
