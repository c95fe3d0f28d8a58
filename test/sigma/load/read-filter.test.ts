import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RuleSet, SigmaRule } from '../../../services/sigma/types.ts'
import { loadText } from '../support/plain-target.ts'
import { correlation, filter, marked, namedRule, stream } from '../support/written-documents.ts'

const ONE = namedRule('one')
const SELECTION = 'selection: {userName: deploy}'

/** For each rule the titles of its filters. */
function filtersOf({ rules }: RuleSet): Record<string, readonly string[]> {
  return Object.fromEntries(rules.map(({ info, filters }) => [info.title, filters.map(({ title }) => title)]))
}

function first({ rules }: RuleSet): SigmaRule {
  const [rule] = rules
  assert.ok(rule)
  return rule
}

describe('a filter is for', () => {
  const rules = stream(ONE, namedRule('two'), namedRule('far').replace('service: cloudtrail', 'service: config'))
  const CASES: readonly { name: string; rules: string; source?: string; is: readonly string[] }[] = [
    { name: 'the rules in its list', rules: '[one, two]', is: ['Rule one', 'Rule two'] },
    { name: 'one rule that is no list', rules: 'two', is: ['Rule two'] },
    { name: 'any rule that its log source covers', rules: 'any', is: ['Rule one', 'Rule two'] },
    { name: 'the same with an empty list', rules: '[]', is: ['Rule one', 'Rule two'] },
    {
      name: 'all services when it names none',
      rules: 'any',
      source: '{product: aws}',
      is: ['Rule one', 'Rule two', 'Rule far'],
    },
  ]
  for (const { name, rules: named, source, is } of CASES) {
    it(name, () => {
      const text = filter(`rules: ${named}, ${SELECTION}, condition: not selection`)
      const written = source === undefined ? text : text.replace('{product: aws, service: cloudtrail}', source)
      const set = loadText(stream(written, rules))
      assert.deepEqual(set.problems, [])
      const found = Object.entries(filtersOf(set)).filter(([, titles]) => titles.length > 0)
      assert.deepEqual(
        found.map(([title]) => title),
        is,
      )
    })
  }
})

describe('a filter that does nothing is a warning', () => {
  const CASES: readonly { name: string; text: string; says: RegExp; hint: RegExp }[] = [
    {
      name: 'for a rule that is not there',
      text: filter(`rules: [one, »gone], ${SELECTION}, condition: not selection`),
      says: /from “gone”: there is no such rule/,
      hint: /id or the name/,
    },
    {
      name: 'for a title',
      text: filter(`rules: [»Rule one], ${SELECTION}, condition: not selection`),
      says: /no such rule/,
      hint: /is a title: write one/,
    },
    {
      name: 'for a correlation',
      text: filter(`rules: [»many], ${SELECTION}, condition: not selection`),
      says: /never filtered/,
      hint: /refers to/,
    },
    {
      name: 'for another log',
      text: filter(`rules: [»one], ${SELECTION}, condition: not selection`).replace('cloudtrail', 'config'),
      says: /aws\/config does not cover aws\/cloudtrail/,
      hint: /log source/,
    },
    {
      name: 'for any rule of a log that no rule is for',
      text: `»${filter(`rules: any, ${SELECTION}, condition: not selection`)}`
        .replace('aws', 'gcp')
        .replace('»title: An exception', 'title: An exception')
        .replace('filter:', '»filter:'),
      says: /no rule is for gcp\/cloudtrail/,
      hint: /log source/,
    },
    {
      name: 'with an empty list',
      text: filter("rules: [one], selection: {'userName|expand': '%nobody%'}, condition: not selection").replace(
        'filter:',
        '»filter:',
      ),
      says: /nothing away for nobody: the list is empty/,
      hint: /fill/,
    },
    {
      name: 'that has run out',
      text: filter(`rules: [one], ${SELECTION}, condition: not selection`).replace('never', '»2026-01-31'),
      says: /has run out: “2026-01-31”/,
      hint: /new end/,
    },
    {
      name: 'or that has no end',
      text: filter(`rules: [one], ${SELECTION}, condition: not selection`)
        .replace('expires: never, ', '')
        .replace('filter:', '»filter:'),
      says: /has no end/,
      hint: /never/,
    },
    {
      name: 'or that could widen a lot',
      text: filter('rules: [one], selection: {"userName|neq": root}, condition: »not selection'),
      says: /in which “userName” has another value/,
      hint: /neq/,
    },
  ]
  const many = correlation(
    'type: event_count, rules: [one], group-by: [], timespan: 1h, condition: {gte: 5}',
    'name: many\n',
  )
  const lists = new Map([['nobody', []]])
  for (const { name, text, says, hint } of CASES) {
    it(name, () => {
      const { text: plain, place } = marked(stream(ONE, many, text))
      const { rules, problems } = loadText(plain, { lists, now: Date.UTC(2026, 1, 1) })
      const [problem] = problems
      assert.ok(problem && problems.length === 1, JSON.stringify(problems))
      assert.equal(rules.length, 1)
      assert.match(problem.message, says)
      assert.match(problem.hint, hint)
      assert.equal(problem.severity, 'warning')
      assert.equal(`${problem.line}:${problem.column}`, place)
    })
  }

  it('but not for a rule that is switched off', () => {
    const text = stream(ONE, namedRule('two'), filter(`rules: [one, two], ${SELECTION}, condition: not selection`))
    assert.deepEqual(loadText(text, { disable: ['two'] }).problems, [])
  })
})

describe('a filter that is refused', () => {
  const good = `rules: [one], ${SELECTION}, condition: not selection`
  const at = (from: string, to: string): string => filter(good.replace(from, to))
  const REFUSED: readonly { name: string; text: string; says: RegExp; hint: RegExp }[] = [
    {
      name: 'no map',
      text: filter(good).replace(/filter: .*/, '»filter: [a]'),
      says: /“filter” is list/,
      hint: /rules:/,
    },
    {
      name: 'no log source',
      text: `»${filter(good).replace(/logsource.*\n/, '')}`,
      says: /no “logsource”/,
      hint: /product/,
    },
    {
      name: 'no rules',
      text: filter(good.replace('rules: [one], ', '')).replace('filter:', '»filter:'),
      says: /does not say which rules/,
      hint: /rules: any/,
    },
    {
      name: 'no condition',
      text: filter(good.replace(', condition: not selection', '')).replace('filter:', '»filter:'),
      says: /no condition/,
      hint: /not selection/,
    },
    {
      name: 'a list of conditions',
      text: at('not selection', '»[not selection]'),
      says: /is a list, not one text/,
      hint: /one text/,
    },
    {
      name: 'a condition as the text of Sigma shows it',
      text: at('not selection', '»selection'),
      says: /picks out/,
      hint: /^write “not selection”$/,
    },
    { name: 'a selector', text: at('not selection', '»1 of selection*'), says: /picks out/, hint: /begin .* “not”/ },
    {
      name: 'a positive half',
      text: at('not selection', '»not selection and other').replace('selection: {', 'other: {a: b}, selection: {'),
      says: /picks out/,
      hint: /“not”/,
    },
    {
      name: 'a positive alternative',
      text: at('not selection', '»not selection or other').replace('selection: {', 'other: {a: b}, selection: {'),
      says: /picks out/,
      hint: /“not”/,
    },
    { name: 'a double negation', text: at('not selection', '»not not selection'), says: /picks out/, hint: /“not”/ },
    {
      name: 'an identifier that nobody uses',
      text: at('selection: {userName', '»expire: {a: b}, selection: {userName'),
      says: /never uses “expire”/,
      hint: /own keys are .*expires/,
    },
    {
      name: 'an unknown identifier',
      text: at('not selection', 'not »other'),
      says: /no search identifier “other”/,
      hint: /selection/,
    },
    {
      name: 'an end that is no date',
      text: filter(good).replace('never', '»soon'),
      says: /“soon” is no date/,
      hint: /2027/,
    },
    {
      name: 'an owner that is a list',
      text: at('rules: [one]', 'rules: [one], owner: »[a]'),
      says: /owner: a list/,
      hint: /text/,
    },
    {
      name: 'a list that does not exist',
      text: at('{userName: deploy}', "{'userName|expand': »'%gone%'}"),
      says: /names the list “gone”/,
      hint: /configuration/,
    },
    {
      name: 'a detection beside it',
      text: `${filter(good)}»detection: {s: {a: b}, condition: s}\n`,
      says: /has a “detection” too/,
      hint: /two documents/,
    },
  ]
  for (const { name, text, says, hint } of REFUSED) {
    it(`${name}: says where, what and what to do`, () => {
      const { text: plain, place } = marked(stream(ONE, text))
      const set = loadText(plain)
      const problem = set.problems.find(({ severity }) => severity === 'error')
      assert.ok(problem, JSON.stringify(set.problems))
      assert.deepEqual(first(set).filters, [])
      assert.match(problem.message, says)
      assert.match(problem.hint, hint)
      assert.equal(`${problem.line}:${problem.column}`, place)
    })
  }
})

describe('a filter may say', () => {
  for (const condition of [
    'not selection',
    'not 1 of sel*',
    'not (selection)',
    'not selection and not other',
    'not selection or not other',
    'not all of them',
  ]) {
    it(condition, () => {
      const text = filter(
        `rules: [one], ${SELECTION}, ${condition.includes('other') ? 'other: {a: b}, ' : ''}condition: ${condition}`,
      )
      const set = loadText(stream(ONE, text))
      assert.deepEqual(set.problems, [])
      assert.equal(first(set).filters.length, 1)
    })
  }
})

describe('a rule with a filter', () => {
  const text = (user: string): string =>
    stream(
      ONE,
      filter(
        `rules: [one], selection: {"userName|expand": "${user}"}, condition: not selection, owner: me, reason: it is ours`,
      ).replace('never', '2027-01-31'),
    )
  const lists = new Map([['admins', ['root']]])

  it('has the time from which on it does not apply', () => {
    const [one] = first(loadText(text('%admins%'), { lists })).filters
    assert.deepEqual([one?.title, one?.expires, one?.line], ['An exception', Date.UTC(2027, 0, 31), 8])
  })

  it('has another hash when the filter or a list of it changes, and names that list', () => {
    const one = first(loadText(text('%admins%'), { lists }))
    const hash = one.info.hash
    assert.deepEqual(one.lists, ['admins'])
    assert.equal(first(loadText(text('%admins%'), { lists })).info.hash, hash)
    assert.notEqual(first(loadText(text('x%admins%'), { lists })).info.hash, hash)
    assert.notEqual(first(loadText(text('%admins%'), { lists: new Map([['admins', ['other']]]) })).info.hash, hash)
    assert.notEqual(first(loadText(ONE)).info.hash, hash)
  })

  it('is not blind when a list of the filter is empty', () => {
    assert.equal(first(loadText(text('%admins%'), { lists: new Map([['admins', []]]) })).blind, null)
  })

  it('goes without it when the filter is switched off', () => {
    assert.deepEqual(first(loadText(text('%admins%'), { lists, disable: ['An exception'] })).filters, [])
  })
})
