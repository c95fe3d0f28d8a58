import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Level } from '../../services/core/rule.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { RuleProblem, SigmaRule } from '../../services/sigma/types.ts'
import { loadText, NO_OPTIONS } from './support/plain-target.ts'
import { writtenRule as rule } from './support/written-rule.ts'

function only(text: string, options: Parameters<typeof loadText>[1] = {}): SigmaRule {
  const { rules, problems } = loadText(text, options)
  assert.deepEqual(problems, [])
  const [first] = rules
  assert.ok(first)
  assert.equal(rules.length, 1)
  return first
}

function critical(name: string): Readonly<Record<string, Level>> {
  return { [name]: 'critical' }
}

function errorsOf(problems: readonly RuleProblem[]): string[] {
  return problems
    .filter((one) => one.severity === 'error')
    .map(({ file, line, message }) => `${file}:${line} ${message}`)
}

describe('a rule that is refused', () => {
  it('does not take the other documents of its file with it', () => {
    const { rules, problems } = loadText(`${rule('id: one\n')}---\na: 1\na: 2\n---\n${rule('id: two\n')}`)
    assert.deepEqual(
      rules.map((one) => [one.info.id, one.info.line]),
      [
        ['one', 1],
        ['two', 11],
      ],
    )
    assert.deepEqual(errorsOf(problems), ['rule.yml:9 the key “a” stands twice in one map'])
  })

  it('does not hide the problems of other files', () => {
    const files = ['a', 'b', 'c'].map((name) => ({ file: `${name}.yml`, text: name === 'b' ? rule() : 'title: x' }))
    const { rules, problems } = loadRuleSet(files, NO_OPTIONS)
    assert.equal(rules.length, 1)
    assert.deepEqual([...new Set(problems.map((problem) => problem.file))], ['a.yml', 'c.yml'])
  })

  it('tells every problem that it has', () => {
    const text = rule('level: bad\n', 'selection: {"a|x": 1, "b|contains": 2}\n  condition: other')
    assert.equal(errorsOf(loadText(text).problems).length, 4)
  })
})

describe('what a rule says about itself', () => {
  it('has defaults for everything that it leaves out', () => {
    const { info, taxonomy, logSource, tests, blind } = only(rule())
    const { level, runbook, groupBy, window, page, tags, description, status } = info
    assert.deepEqual(
      { level, runbook, groupBy, window, page, tags, description, status },
      {
        level: 'medium',
        runbook: '',
        groupBy: ['cloud.account.id', 'tocsin.actor.id'],
        window: 3_600_000,
        page: true,
        tags: [],
        description: '',
        status: '',
      },
    )
    assert.deepEqual(
      { taxonomy, logSource, tests, blind },
      { taxonomy: 'sigma', logSource: { product: 'aws', service: 'cloudtrail' }, tests: [], blind: null },
    )
  })

  it('takes what our map says instead', () => {
    const more = `level: low
tocsin:
  runbook: Ask the owner.
  group_by: [source.address]
  window: 10m
  severity: critical
  title: Somebody made a user
  page: false
`
    const { info } = only(rule(more))
    assert.deepEqual(
      [info.level, info.title, info.runbook, info.groupBy, info.window, info.page],
      ['critical', 'Somebody made a user', 'Ask the owner.', ['source.address'], 600_000, false],
    )
  })

  it('keeps texts and lists of Sigma', () => {
    const more = `id: 0b5b1f2e-0000-4000-8000-00000000e001
status: test
description: |
  Two
  lines
tags: [attack.persistence, attack.t1136.003]
falsepositives: Onboarding
references: [https://example.com/a]
custom: anything
`
    const { info } = only(rule(more))
    assert.deepEqual(
      [info.id, info.status, info.description, info.tags, info.falsepositives, info.references],
      [
        '0b5b1f2e-0000-4000-8000-00000000e001',
        'test',
        'Two\nlines\n',
        ['attack.persistence', 'attack.t1136.003'],
        ['Onboarding'],
        ['https://example.com/a'],
      ],
    )
  })

  it('gets an id from title and log source when it has none', () => {
    assert.equal(only(rule()).info.id, only(rule('level: high\n')).info.id)
    assert.notEqual(only(rule()).info.id, only(rule().replace('aws', 'gcp')).info.id)
  })

  it('has a hash that changes with its content', () => {
    assert.equal(only(rule()).info.hash, only(`# a comment\n${rule()}`).info.hash)
    assert.notEqual(only(rule()).info.hash, only(rule().replace('CreateUser', 'DeleteUser')).info.hash)
  })

  it('carries its tests with times, lists and lines', () => {
    const more = `tests:
  - name: one
    event: {eventName: CreateUser}
    expect: match
  - events:
      - event: {eventName: CreateUser}
      - {at: +2m, event: {eventName: "other"}}
    until: +2h
    lists: {admins: [root, 5]}
    expect: {alerts: 2}
`
    assert.deepEqual(only(rule(more)).tests, [
      {
        name: 'one',
        events: [{ at: 0, record: { eventName: 'CreateUser' } }],
        until: null,
        expect: 'match',
        lists: {},
        line: 4,
      },
      {
        name: 'test 2',
        events: [
          { at: 0, record: { eventName: 'CreateUser' } },
          { at: 120_000, record: { eventName: 'other' } },
        ],
        until: 7_200_000,
        expect: { alerts: 2 },
        lists: { admins: ['root', '5'] },
        line: 7,
      },
    ])
  })
})

describe('watch lists', () => {
  const text = rule('', "selection: {'region|expand': '%Usual_Regions%'}\n  condition: not selection")

  it('make a rule blind when one that it needs is empty', () => {
    assert.equal(only(text, { lists: new Map([['usual_regions', []]]) }).blind, 'list usual_regions is empty')
    assert.equal(only(text, { lists: new Map([['USUAL_REGIONS', ['eu-west-1']]]) }).blind, null)
  })

  it('may be empty when the rule says so', () => {
    const optional = text.replace('detection', 'tocsin: {optional_lists: [usual_regions]}\ndetection')
    assert.equal(only(optional, { lists: new Map([['usual_regions', []]]) }).blind, null)
  })

  it('are named all when several are empty', () => {
    const two = text.replace("'%Usual_Regions%'", "['%a%', '%b%', '%c%']")
    const lists = new Map([
      ['a', []],
      ['b', ['x']],
      ['c', []],
    ])
    assert.equal(only(two, { lists }).blind, 'lists a, c are empty')
  })

  it('change the hash of the rules that use them, and of no other', () => {
    const lists = (entry: string): ReadonlyMap<string, readonly string[]> => new Map([['usual_regions', [entry]]])
    assert.notEqual(only(text, { lists: lists('a') }).info.hash, only(text, { lists: lists('b') }).info.hash)
    assert.equal(only(rule(), { lists: lists('a') }).info.hash, only(rule(), { lists: lists('b') }).info.hash)
  })
})

describe('what a person says about rules', () => {
  const id = '0b5b1f2e-0000-4000-8000-00000000e001'
  const text = rule(`id: ${id}\nlevel: low\n`)

  it('mutes a rule by id or by title, with all that is wrong with it', () => {
    for (const name of [id, 'A user was created']) {
      const { rules, problems, unknownNames } = loadText(`${text}level: [broken]`.replace('level: low\n', ''), {
        disable: [name],
      })
      assert.deepEqual([rules, problems, unknownNames], [[], [], []])
    }
  })

  it('mutes a rule without an id by the id that it was given', () => {
    assert.deepEqual(loadText(rule(), { disable: [only(rule()).info.id] }).rules, [])
  })

  it('changes its level by id or by title, but not its hash', () => {
    for (const name of [id, 'A user was created']) {
      const { info } = only(text, { levels: critical(name) })
      assert.equal(info.level, 'critical')
      assert.equal(info.hash, only(text).info.hash)
    }
  })

  it('is told which names no rule answers to', () => {
    const { unknownNames } = loadText(text, {
      disable: ['tpyo'],
      levels: { ...critical(id), ...critical('constructor'), ...critical('other') },
    })
    assert.deepEqual(unknownNames, ['tpyo', 'constructor', 'other'])
  })
})

describe('a set of rules', () => {
  it('has each id once: the second is refused and names the first', () => {
    const id = 'id: 0B5B1F2E-0000-4000-8000-00000000E001\n'
    const files = [
      { file: 'first.yml', text: rule(id) },
      { file: 'second.yml', text: `\n${rule(id.toLowerCase())}` },
    ]
    const { rules, problems } = loadRuleSet(files, NO_OPTIONS)
    assert.deepEqual(
      rules.map((one) => one.info.file),
      ['first.yml'],
    )
    assert.match(
      errorsOf(problems)[0] ?? '',
      /^second\.yml:4 the id .* is taken: first\.yml:1 “A user was created” has it$/,
    )
  })

  it('has the same hash in every order and another one for another level or list', () => {
    const [one, two] = [
      { file: 'a', text: rule() },
      { file: 'b', text: rule().replace('aws', 'gcp') },
    ]
    const hash = loadRuleSet([one, two], NO_OPTIONS).hash
    assert.equal(loadRuleSet([two, one], NO_OPTIONS).hash, hash)
    assert.notEqual(loadRuleSet([one, two], { ...NO_OPTIONS, levels: { 'A user was created': 'high' } }).hash, hash)
    assert.notEqual(loadRuleSet([one], NO_OPTIONS).hash, hash)
  })

  it('is empty for files without a document', () => {
    assert.deepEqual(loadText('# nothing\n---\n---\n').rules, [])
    assert.deepEqual(loadText('').problems, [])
  })
})
