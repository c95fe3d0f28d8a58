import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { RuleProblem, SigmaRule } from '../../services/sigma/types.ts'
import { loadText, NO_OPTIONS } from './support/plain-target.ts'

/** A rule as a person writes it; `more` goes before the detection. */
function rule(more = '', detection = 'selection: {eventName: CreateUser}\n  condition: selection'): string {
  return `title: A user was created\nlogsource: {product: aws, service: cloudtrail}\n${more}detection:\n  ${detection}\n`
}

function only(text: string, options: Parameters<typeof loadText>[1] = {}): SigmaRule {
  const { rules, problems } = loadText(text, options)
  assert.deepEqual(problems, [])
  const [first] = rules
  assert.ok(first)
  assert.equal(rules.length, 1)
  return first
}

/** `»` marks the place where the problem has to be reported. */
const REFUSED: readonly { name: string; text: string; says: RegExp; hint: RegExp }[] = [
  { name: 'broken YAML', text: 'title: x\nlevel: a»: b\n', says: /not YAML.*“: b”/, hint: /^$/ },
  {
    name: 'a key twice in a map',
    text: rule().replace('eventName', 'a: x, »a: y, b'),
    says: /“a” stands twice/,
    hint: /one list/,
  },
  { name: 'a tag', text: rule('id: »!!str 5\n'), says: /“!!str”/, hint: /remove the tag/ },
  { name: 'a merge key', text: rule('x: {»<<: {a: 1}}\n'), says: /merge keys/, hint: /write the keys out/ },
  { name: 'a document that is a list', text: '»- a\n- b\n', says: /a rule is a map, not a list/, hint: /title/ },
  { name: 'a document that is a word', text: '»word\n', says: /a rule is a map, not a text/, hint: /title/ },
  { name: 'no title', text: `»${rule().slice('title: A user was created\n'.length)}`, says: /no title/, hint: /^$/ },
  { name: 'a title that is too long', text: rule().replace('A user', `»${'x'.repeat(300)}`), says: /256/, hint: /^$/ },
  {
    name: 'no detection',
    text: '»title: x\nlogsource: {product: aws}\n',
    says: /no “detection”/,
    hint: /search identifiers/,
  },
  {
    name: 'a detection that is a list',
    text: '»detection: [a]\ntitle: x\nlogsource: {product: a}\n',
    says: /“detection” is a list/,
    hint: /condition/,
  },
  {
    name: 'no log source',
    text: `»title: x\ndetection: {s: {a: b}, condition: s}\n`,
    says: /no “logsource”/,
    hint: /product/,
  },
  {
    name: 'an empty log source',
    text: rule().replace('logsource: {product: aws, service: cloudtrail}', '»logsource: {definition: x}'),
    says: /no log source/,
    hint: /product/,
  },
  {
    name: 'a log source that is a list',
    text: rule().replace('product: aws', '»product: [aws]'),
    says: /logsource.product is a list/,
    hint: /^$/,
  },
  { name: 'an unknown level', text: rule('level: »severe\n'), says: /no level “severe”/, hint: /“critical”/ },
  { name: 'a foreign taxonomy', text: rule('taxonomy: »ocsf\n'), says: /taxonomy “ocsf”/, hint: /“ecs”/ },
  {
    name: 'array scopes',
    text: rule('»sigma-version: 3\n'),
    says: /array scopes.*not built yet/,
    hint: /without array scopes/,
  },
  {
    name: 'a correlation',
    text: 'title: many\n»correlation: {type: event_count, rules: [a]}\n',
    says: /correlation rules are not built yet/,
    hint: /remove this document/,
  },
  {
    name: 'a filter',
    text: 'title: less\nlogsource: {product: aws}\n»filter: {rules: any}\n',
    says: /filter documents are not built yet/,
    hint: /“and not”/,
  },
  {
    name: 'a collection',
    text: '»action: global\ntitle: x\n',
    says: /“action”.*not built yet/,
    hint: /every rule out/,
  },
  {
    name: 'an aggregation',
    text: rule('', 'selection: {a: b}\n  condition: selection »| count() by user > 5'),
    says: /aggregation is not part of Sigma 2: “\| count\(\) by user > 5”/,
    hint: /correlation/,
  },
  {
    name: 'a time frame',
    text: rule('', 'selection: {a: b}\n  »timeframe: 5m\n  condition: selection'),
    says: /“timeframe”/,
    hint: /“timespan”/,
  },
  {
    name: 'an unknown search identifier',
    text: rule('', 'selection: {a: b}\n  condition: selection and not »filter'),
    says: /no search identifier “filter”/,
    hint: /^$/,
  },
  {
    name: 'an operator in capitals',
    text: rule('', 'selection: {a: b}\n  condition: selection »AND selection'),
    says: /“AND” is not expected/,
    hint: /lower case/,
  },
  {
    name: 'a selector without a match',
    text: rule('', 'selection: {a: b}\n  condition: selection and not 1 of »filter_*'),
    says: /“filter_\*” selects no/,
    hint: /there are: selection/,
  },
  {
    name: 'an unknown modifier',
    text: rule('', 'selection:\n    »a|contians: x\n  condition: selection'),
    says: /a\|contians: there is no modifier “contians”/,
    hint: /contains/,
  },
  {
    name: 'a number for contains',
    text: rule('', 'selection:\n    a|contains: »5\n  condition: selection'),
    says: /a\|contains: “5” is a number/,
    hint: /in quotes/,
  },
  {
    name: 'look-around',
    text: rule('', "selection:\n    a|re: »'^(?!root)'\n  condition: selection"),
    says: /look-around/,
    hint: /“and not”/,
  },
  {
    name: 'a back-reference',
    text: rule('', "selection:\n    a|re: »'(a)\\1'\n  condition: selection"),
    says: /back-reference/,
    hint: /write the text out/,
  },
  {
    name: 'a network with host bits',
    text: rule('', 'selection:\n    a|cidr: [192.0.2.0/24, »192.0.2.1/24]\n  condition: selection'),
    says: /“192.0.2.1\/24” is no network/,
    hint: /192.0.2.0\/24/,
  },
  {
    name: 'a list that does not exist',
    text: rule('', "selection:\n    a|expand: »'%regions%'\n  condition: selection"),
    says: /names the list “regions”/,
    hint: /configuration/,
  },
  {
    name: 'an unknown key in our map',
    text: rule('tocsin:\n  runbook: x\n  »rnbook: y\n'),
    says: /“tocsin” has no key “rnbook”/,
    hint: /runbook, group_by, window/,
  },
  {
    name: 'a window that is no time',
    text: rule('tocsin: {window: »soon}\n'),
    says: /tocsin.window/,
    hint: /30s, 10m/,
  },
  {
    name: 'group_by that is no list',
    text: rule('tocsin: {group_by: »user.name}\n'),
    says: /tocsin.group_by/,
    hint: /list/,
  },
  {
    name: 'page that is no boolean',
    text: rule('tocsin: {page: »never}\n'),
    says: /tocsin.page/,
    hint: /true or false/,
  },
  { name: 'an unknown severity', text: rule('tocsin: {severity: »bad}\n'), says: /tocsin.severity/, hint: /“high”/ },
  {
    name: 'an optional list that does not exist',
    text: rule('»tocsin: {optional_lists: [break_glass]}\n'),
    says: /optional_lists names the list “break_glass”/,
    hint: /configuration/,
  },
  { name: 'tests that are no list', text: rule('»tests: {event: {}}\n'), says: /“tests” is a map/, hint: /^$/ },
  {
    name: 'a test without an event',
    text: rule('tests:\n  - »expect: match\n'),
    says: /either “event” or “events”/,
    hint: /^$/,
  },
  {
    name: 'a test that expects nothing',
    text: rule('tests:\n  - »event: {a: 1}\n'),
    says: /nothing about what it expects/,
    hint: /no_match/,
  },
  {
    name: 'a test that expects nonsense',
    text: rule('tests:\n  - event: {a: 1}\n    expect: »maybe\n'),
    says: /nothing that a test can expect/,
    hint: /alerts/,
  },
  {
    name: 'an unknown key in a test',
    text: rule('tests:\n  - event: {a: 1}\n    »expects: match\n    expect: match\n'),
    says: /no key “expects”/,
    hint: /expect/,
  },
  {
    name: 'a time in a test that is none',
    text: rule('tests:\n  - events: [{at: »30s, event: {a: 1}}]\n    expect: match\n'),
    says: /“30s” is no time/,
    hint: /\+30s/,
  },
]

describe('a rule that is refused', () => {
  for (const { name, text, says, hint } of REFUSED) {
    it(`${name}: says where, what and what to do`, () => {
      const before = text.slice(0, text.indexOf('»')).split('\n')
      const { rules, problems } = loadText(text.replace('»', ''))
      const [problem] = problems
      assert.ok(problem)
      assert.deepEqual(rules, [])
      assert.equal(problem.severity, 'error')
      assert.match(problem.message, says)
      assert.match(problem.hint, hint)
      assert.equal(`${problem.line}:${problem.column}`, `${before.length}:${(before.at(-1) ?? '').length + 1}`)
      assert.equal(problem.file, 'rule.yml')
    })
  }

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

function errorsOf(problems: readonly RuleProblem[]): string[] {
  return problems
    .filter((one) => one.severity === 'error')
    .map(({ file, line, message }) => `${file}:${line} ${message}`)
}

const WARNINGS: readonly { name: string; text: string; says: RegExp }[] = [
  {
    name: 'all with one value',
    text: rule('', 'selection: {"a|contains|all": [x]}\n  condition: selection'),
    says: /only one value/,
  },
  {
    name: 'null among other values',
    text: rule('', 'selection: {a: [x, null]}\n  condition: selection'),
    says: /null stands in a list/,
  },
  {
    name: 'base64 without cased',
    text: rule('', 'selection: {"a|base64|contains": abc}\n  condition: selection'),
    says: /without case/,
  },
  {
    name: 'expand without a list',
    text: rule('', 'selection: {"a|expand": regions}\n  condition: selection'),
    says: /no list in it/,
  },
  {
    name: 'a search identifier that is never used',
    text: rule('', 'selection: {a: x}\n  filter: {b: x}\n  condition: selection'),
    says: /never uses “filter”/,
  },
  { name: 'an id that is no UUID', text: rule('id: rule-1\n'), says: /no UUID/ },
  { name: 'an unknown status', text: rule('status: new\n'), says: /status/ },
  { name: 'capital letters in the log source', text: rule().replace('aws', 'AWS'), says: /capital letters/ },
]

describe('a rule that is loaded with a warning', () => {
  for (const { name, text, says } of WARNINGS) {
    it(name, () => {
      const { rules, problems } = loadText(text)
      assert.equal(rules.length, 1)
      assert.deepEqual(
        problems.map((problem) => problem.severity),
        ['warning'],
      )
      assert.match(problems[0]?.message ?? '', says)
    })
  }
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
    lists: {admins: [root, 5]}
    expect: {alerts: 2}
`
    assert.deepEqual(only(rule(more)).tests, [
      { name: 'one', events: [{ at: 0, record: { eventName: 'CreateUser' } }], expect: 'match', lists: {}, line: 4 },
      {
        name: 'test 2',
        events: [
          { at: 0, record: { eventName: 'CreateUser' } },
          { at: 120_000, record: { eventName: 'other' } },
        ],
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
      const { info } = only(text, { levels: { [name]: 'critical' } })
      assert.equal(info.level, 'critical')
      assert.equal(info.hash, only(text).info.hash)
    }
  })

  it('is told which names no rule answers to', () => {
    const { unknownNames } = loadText(text, {
      disable: ['tpyo'],
      levels: { [id]: 'high', constructor: 'high', other: 'low' },
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
