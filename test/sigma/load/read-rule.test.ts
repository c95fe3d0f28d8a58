import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PROBLEM_CODES } from '../../../services/sigma/problem-codes.ts'
import { loadText } from '../support/plain-target.ts'
import { writtenRule as rule } from '../support/written-rule.ts'

/** `»` marks the place where the problem has to be reported. */
const REFUSED: readonly { name: string; text: string; says: RegExp; hint: RegExp }[] = [
  { name: 'broken YAML', text: 'title: x\nlevel: a»: b\n', says: /not YAML.*“: b”/, hint: /quotes/ },
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
  {
    name: 'no title',
    text: `»${rule().slice('title: A user was created\n'.length)}`,
    says: /no title/,
    hint: /in a few words/,
  },
  {
    name: 'a title that is too long',
    text: rule().replace('A user', `»${'x'.repeat(300)}`),
    says: /256/,
    hint: /in a few words/,
  },
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
    hint: /one name/,
  },
  { name: 'an unknown level', text: rule('level: »severe\n'), says: /no level “severe”/, hint: /“critical”/ },
  {
    name: 'a version of the format that is not known',
    text: rule('sigma-version: »4\n'),
    says: /version “4” of the format is not known/,
    hint: /up to 3/,
  },
  ...[
    { action: 'global', hint: /copy what it says into each/ },
    { action: 'repeat', hint: /rule before it out once more/ },
    { action: 'reset', hint: /remove this document/ },
    { action: 'other', hint: /every rule out/ },
  ].map(({ action, hint }) => ({
    name: `a collection (${action})`,
    text: `»action: ${action}\ntitle: x\n`,
    says: new RegExp(`collections are not part of Sigma 2: action “${action}”`),
    hint,
  })),
  { name: 'a foreign taxonomy', text: rule('taxonomy: »ocsf\n'), says: /taxonomy “ocsf”/, hint: /“ecs”/ },
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
    hint: /there are: selection/,
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
    hint: /group_by, window, runbook/,
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
  { name: 'tests that are no list', text: rule('»tests: {event: {}}\n'), says: /“tests” is a map/, hint: /list of/ },
  {
    name: 'a test without an event',
    text: rule('tests:\n  - »expect: match\n'),
    says: /either “event” or “events”/,
    hint: /events: \[/,
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
  {
    name: 'a test that ends before its last event',
    text: rule('tests:\n  - events: [{at: +30s, event: {a: 1}}]\n    until: »+10s\n    expect: match\n'),
    says: /ends before its last event/,
    hint: /“until”/,
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
      assert.notEqual(problem.hint, '')
      assert.ok(Object.hasOwn(PROBLEM_CODES, problem.code))
      assert.equal(`${problem.line}:${problem.column}`, `${before.length}:${(before.at(-1) ?? '').length + 1}`)
      assert.equal(problem.file, 'rule.yml')
    })
  }
})

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
