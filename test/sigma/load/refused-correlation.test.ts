import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PROBLEM_CODES } from '../../../services/sigma/problem-codes.ts'
import { loadText } from '../support/plain-target.ts'
import { correlation, marked, namedRule, stream } from '../support/written-documents.ts'

const RULES = stream(
  namedRule('one'),
  namedRule('two'),
  namedRule('three', 'id: 0b5b1f2e-0000-4000-8000-00000000e003\n'),
)
const COUNT = 'type: event_count, rules: [one], group-by: [user], timespan: 10m, condition: {gte: 5}'
const BOTH = 'type: temporal, rules: [one, two], group-by: [user], timespan: 1h'
const NEW = 'type: x_new_value, rules: [one], group-by: [account], field: a, history: 30d'
const SILENT = 'type: x_absence, rules: [one], group-by: [host], timespan: 1h'
const RATE = 'type: x_rate, rules: [one], group-by: [g], timespan: 1h'
const at = (lines: string, from: string, to: string): string => correlation(lines.replace(from, to))

/** `»` marks the place where the problem has to be reported. */
const REFUSED: readonly { name: string; text: string; says: RegExp; hint: RegExp }[] = [
  { name: 'no map', text: 'title: x\n»correlation: [a]\n', says: /“correlation” is a list/, hint: /type:/ },
  {
    name: 'no type',
    text: at(COUNT, 'type: event_count, ', '').replace('correlation: ', '»correlation: '),
    says: /has no type/,
    hint: /event_count/,
  },
  {
    name: 'an unknown type',
    text: at(COUNT, 'event_count', '»near'),
    says: /no type of correlation “near”/,
    hint: /temporal/,
  },
  {
    name: 'an unknown key',
    text: at(COUNT, 'timespan: 10m', 'timespan: 10m, »window: 5m'),
    says: /no key “window”/,
    hint: /there are: .*timespan/,
  },
  {
    name: 'a key of another type',
    text: at(NEW, 'history: 30d', 'history: 30d, »condition: {gte: 1}'),
    says: /x_new_value has no key “condition”/,
    hint: /learn/,
  },
  {
    name: 'no rules',
    text: at(COUNT, 'rules: [one], ', '').replace('correlation: ', '»correlation: '),
    says: /names no rules/,
    hint: /“rules:”/,
  },
  { name: 'an empty list of rules', text: at(COUNT, '[one]', '»[]'), says: /“rules” is empty/, hint: /ids or names/ },
  { name: 'a rule twice', text: at(COUNT, '[one]', '[one, »one]'), says: /“one” stands twice/, hint: /once/ },
  { name: 'a rule that is a map', text: at(COUNT, '[one]', '[»{a: 1}]'), says: /a map is no id/, hint: /ids or names/ },
  {
    name: 'a rule that does not exist',
    text: at(COUNT, '[one]', '[»tpyo]'),
    says: /no rule “tpyo”/,
    hint: /loaded along/,
  },
  {
    name: 'a title instead of a name',
    text: at(COUNT, '[one]', '[»Rule one]'),
    says: /no rule “Rule one”/,
    hint: /is a title: write one/,
  },
  {
    name: 'a rule once by id and once by name',
    text: at(BOTH, '[one, two]', '[three, »0b5b1f2e-0000-4000-8000-00000000e003]'),
    says: /stands twice/,
    hint: /once/,
  },
  {
    name: 'no group',
    text: at(COUNT, 'group-by: [user], ', '').replace('correlation: ', 'correlation: »'),
    says: /no “group-by”/,
    hint: /“group-by: \[\]”/,
  },
  {
    name: 'a group field twice',
    text: at(COUNT, '[user]', '[user, »user]'),
    says: /group-by: “user” stands twice/,
    hint: /once/,
  },
  {
    name: 'a group field with a modifier',
    text: at(COUNT, '[user]', '[»user|contains]'),
    says: /no field name/,
    hint: /no modifiers/,
  },
  {
    name: 'no timespan',
    text: at(COUNT, 'timespan: 10m, ', '').replace('correlation: ', '»correlation: '),
    says: /no “timespan”/,
    hint: /10m/,
  },
  ...['1h30m', '0m', '01m', '5w', '1y', '60', '-5m', '1.5h', ' 5m '].map((span) => ({
    name: `a timespan of ${span}`,
    text: at(COUNT, '10m', `»"${span}"`),
    says: /timespan: .* is no span of time/,
    hint: /90m/,
  })),
  { name: 'a timespan that is too long', text: at(COUNT, '10m', '»32d'), says: /“32d” is out of bounds/, hint: /31d/ },
  {
    name: 'no condition',
    text: at(COUNT, ', condition: {gte: 5}', '').replace('correlation: ', 'correlation: »'),
    says: /event_count needs a condition/,
    hint: /gte: 5/,
  },
  {
    name: 'a boolean condition of a count',
    text: at(COUNT, '{gte: 5}', '»one and two'),
    says: /condition of event_count is text/,
    hint: /gte/,
  },
  {
    name: 'a condition without operator',
    text: at(COUNT, '{gte: 5}', '»{}'),
    says: /compares with nothing/,
    hint: /gte/,
  },
  { name: 'an unknown operator', text: at(COUNT, '{gte: 5}', '{gte: 5, »ge: 5}'), says: /no key “ge”/, hint: /gte/ },
  {
    name: 'a number in quotes',
    text: at(COUNT, '{gte: 5}', '{gte: »"5"}'),
    says: /“5” is not a whole number/,
    hint: /without quotes/,
  },
  {
    name: 'a number that is not whole',
    text: at(COUNT, '{gte: 5}', '{gte: »2.5}'),
    says: /“2.5” is not a whole number/,
    hint: /whole/,
  },
  {
    name: 'a number that is too large',
    text: at(COUNT, '{gte: 5}', '{gte: »1000000}'),
    says: /not a whole number up to 100000/,
    hint: /100000/,
  },
  {
    name: 'three operators',
    text: at(COUNT, '{gte: 5}', '{»gte: 5, lt: 9, neq: 7}'),
    says: /more than two operators/,
    hint: /range/,
  },
  {
    name: 'two operators that make no range',
    text: at(COUNT, '{gte: 5}', '{»gte: 5, gt: 7}'),
    says: /gte and gt make no range/,
    hint: /range/,
  },
  {
    name: 'an empty range',
    text: at(COUNT, '{gte: 5}', '{»gt: 5, lt: 6}'),
    says: /gt 5 and lt 6 can never hold/,
    hint: /lower bound/,
  },
  {
    name: 'a count below one',
    text: at(COUNT, '{gte: 5}', '{»lt: 1}'),
    says: /lt 1 can never hold/,
    hint: /x_absence/,
  },
  {
    name: 'a count of nothing',
    text: at(COUNT, '{gte: 5}', '{»eq: 0}'),
    says: /eq 0 can never hold/,
    hint: /x_absence/,
  },
  {
    name: 'a field of a count of events',
    text: at(COUNT, '{gte: 5}', '{gte: 5, »field: a}'),
    says: /event_count has no key “field”/,
    hint: /gte/,
  },
  {
    name: 'a count of values without field',
    text: at(COUNT.replace('event', 'value'), '{gte: 5}', '»{gte: 5}'),
    says: /no field to look at/,
    hint: /field: name/,
  },
  {
    name: 'a sum of two fields',
    text: at(COUNT.replace('event_count', 'value_sum'), '{gte: 5}', '{gte: 5, field: »[a, b]}'),
    says: /names 2 fields/,
    hint: /one to 1/,
  },
  {
    name: 'a percentile that is not told',
    text: at(COUNT.replace('event_count', 'value_percentile'), '{gte: 5}', '»{gte: 5, field: a}'),
    says: /does not say which percentile/,
    hint: /percentile: 95/,
  },
  {
    name: 'a percentile above 100',
    text: at(COUNT.replace('event_count', 'value_percentile'), '{gte: 5}', '{gte: 5, field: a, percentile: »101}'),
    says: /no number from 0 to 100/,
    hint: /95/,
  },
  {
    name: 'one rule that comes with another',
    text: at(BOTH, '[one, two]', '[one]').replace('correlation: ', '»correlation: '),
    says: /temporal needs two rules/,
    hint: /event_count/,
  },
  {
    name: 'more rules than there are',
    text: `»${correlation(`${BOTH}, condition: {gt: 2}`)}`.replace('»title: Together\n', 'title: Together\n»'),
    says: /asks for 3 different rules, but there are 2/,
    hint: /fewer/,
  },
  {
    name: 'a boolean condition with an unknown rule',
    text: correlation(`${BOTH}, condition: one and two and »three`),
    says: /names “three”, which is not in “rules”/,
    hint: /same rules/,
  },
  {
    name: 'a boolean condition that leaves a rule out',
    text: correlation(`${BOTH}, condition: »one`),
    says: /never names “two”/,
    hint: /same rules/,
  },
  {
    name: 'a boolean condition with an id',
    text: correlation(`${BOTH}, condition: one and »0b5b1f2e-0000-4000-8000-00000000e003`),
    says: /no name that can stand/,
    hint: /“name”/,
  },
  {
    name: 'a boolean condition in capitals',
    text: correlation(`${BOTH}, condition: one »AND two`),
    says: /“AND” is not expected/,
    hint: /lower case/,
  },
  {
    name: 'a boolean condition that is not closed',
    text: correlation(`${BOTH}, condition: one and »(two`),
    says: /never closed/,
    hint: /“\)”/,
  },
  {
    name: 'a boolean condition that breaks off',
    text: correlation(`${BOTH}, condition: "one and two and»"`),
    says: /should follow/,
    hint: /name a rule/,
  },
  {
    name: 'a boolean condition with nothing to match',
    text: correlation(`${BOTH}, condition: »not one and not two`),
    says: /only says what must not match/,
    hint: /x_absence/,
  },
  {
    name: 'a boolean condition that contradicts itself',
    text: correlation(`${BOTH}, condition: »one and two and not one`),
    says: /can never hold/,
    hint: /name a rule/,
  },
  {
    name: 'a temporal condition that is a list',
    text: correlation(`${BOTH}, condition: »[one]`),
    says: /is a list/,
    hint: /and, or, not/,
  },
  {
    name: 'generate that is no boolean',
    text: correlation(`${COUNT}, generate: »maybe`),
    says: /“generate” is a text/,
    hint: /true or false/,
  },
  {
    name: 'generate that says two things',
    text: correlation(`${COUNT}, »generate: true`, 'generate: false\n'),
    says: /says two things/,
    hint: /once/,
  },
  {
    name: 'aliases that are a list',
    text: correlation(`${COUNT}, aliases: »[a]`),
    says: /“aliases” is a list/,
    hint: /\{alias: /,
  },
  {
    name: 'an alias of an unknown rule',
    text: correlation(`${COUNT}, aliases: {user: {»two: a, one: b}}`),
    says: /names “two”, which is not in/,
    hint: /one/,
  },
  {
    name: 'an alias without a field for one of the rules',
    text: at(`${BOTH}, aliases: {»user: {one: a}}`, '', ''),
    says: /names no field of “two”/,
    hint: /two: field/,
  },
  {
    name: 'an alias without a field',
    text: correlation(`${COUNT}, aliases: {user: {one: »5}}`),
    says: /no field for “one”/,
    hint: /\{alias: /,
  },
  {
    name: 'a detection beside it',
    text: `${correlation(COUNT)}»detection: {s: {a: b}, condition: s}\n`,
    says: /has a “detection” too/,
    hint: /two documents/,
  },
  {
    name: 'group_by in our map',
    text: correlation(COUNT, 'tocsin: {»group_by: [user]}\n'),
    says: /no key “group_by” here/,
    hint: /“group-by”/,
  },
  {
    name: 'a window of one without buckets',
    text: correlation(NEW, 'tocsin: {»window: 1h}\n'),
    says: /no key “window” here/,
    hint: /remove/,
  },
  {
    name: 'an unknown window type',
    text: correlation(COUNT, 'tocsin: {window_type: »hopping}\n'),
    says: /“hopping” is not what/,
    hint: /session/,
  },
  {
    name: 'a session without a gap',
    text: correlation(COUNT, '»tocsin: {window_type: session}\n'),
    says: /needs a “gap”/,
    hint: /gap: 5m/,
  },
  {
    name: 'a gap without sessions',
    text: correlation(COUNT, '»tocsin: {gap: 5m}\n'),
    says: /means nothing for “sliding”/,
    hint: /session/,
  },
  {
    name: 'a gap longer than the session',
    text: correlation(COUNT, '»tocsin: {window_type: session, gap: 1h}\n'),
    says: /longer than its timespan/,
    hint: /gap/,
  },
  {
    name: 'new values of no field',
    text: at(NEW, 'field: a, ', '').replace('correlation: ', 'correlation: »'),
    says: /no field to look at/,
    hint: /up to three/,
  },
  {
    name: 'new values of four fields',
    text: at(NEW, 'field: a', 'field: »[a, b, c, d]'),
    says: /names 4 fields/,
    hint: /one to 3/,
  },
  {
    name: 'new values without history',
    text: at(NEW, ', history: 30d', '').replace('correlation: ', 'correlation: »'),
    says: /no “history”/,
    hint: /30d/,
  },
  {
    name: 'a learning period beyond the history',
    text: correlation(`${NEW}, learn: »31d`),
    says: /longer than “history”/,
    hint: /no longer/,
  },
  {
    name: 'a timespan of new values',
    text: correlation(`${NEW}, »timespan: 1h`),
    says: /no key “timespan”/,
    hint: /history/,
  },
  {
    name: 'a list of silence that does not exist',
    text: correlation(`${SILENT}, expect: »"%nobody%"`),
    says: /names the list “nobody”/,
    hint: /configuration/,
  },
  {
    name: 'a list of silence for two fields',
    text: at(`${SILENT}, expect: »"%hosts%"`, '[host]', '[host, b]'),
    says: /one group-by field, not 2/,
    hint: /one field/,
  },
  {
    name: 'silence of anything',
    text: correlation(`${SILENT}, expect: »all`),
    says: /“all” is nothing that can be expected/,
    hint: /known/,
  },
  {
    name: 'a memory shorter than the silence',
    text: correlation(`${SILENT}, retain: »10m`),
    says: /shorter than “timespan”/,
    hint: /as long as/,
  },
  {
    name: 'a rate with a history in days',
    text: correlation(`${RATE}, history: »30d`),
    says: /history: “30d”/,
    hint: /so many timespans/,
  },
  {
    name: 'a rate that learns too long',
    text: correlation(`${RATE}, history: 5, »learn: 6`).replace('»learn: ', 'learn: »'),
    says: /longer than “history”/,
    hint: /no longer/,
  },
  { name: 'a factor below one', text: correlation(`${RATE}, factor: »0.5`), says: /factor: “0.5”/, hint: /from 1/ },
]

describe('a correlation that is refused', () => {
  const lists = new Map([['hosts', ['a']]])
  for (const { name, text, says, hint } of REFUSED) {
    it(`${name}: says where, what and what to do`, () => {
      const { text: plain, place } = marked(stream(RULES, text))
      const { rules, stateful, problems } = loadText(plain, { lists })
      const problem = problems.find(({ message }) => says.test(message))
      assert.ok(problem, JSON.stringify(problems))
      assert.deepEqual([rules.length, stateful, problem.severity], [3, [], 'error'])
      assert.match(problem.hint, hint)
      assert.equal(`${problem.line}:${problem.column}`, place)
      assert.ok(Object.hasOwn(PROBLEM_CODES, problem.code))
    })
  }

  it('tells all of its problems at once', () => {
    const text = correlation('type: event_count, rules: [one], timespan: x, condition: {gte: y}', 'level: bad\n')
    assert.equal(loadText(stream(RULES, text)).problems.length, 4)
  })

  it('has a limited number of ways in which it can be true', () => {
    const names = Array.from({ length: 20 }, (_, index) => `r${index}`)
    const pairs = Array.from({ length: 10 }, (_, index) => `(r${2 * index} or r${2 * index + 1})`).join(' and ')
    const text = stream(
      ...names.map((name) => namedRule(name)),
      correlation(`type: temporal, group-by: [], timespan: 1h, condition: ${pairs}`),
    )
    const { stateful, problems } = loadText(text)
    assert.deepEqual(stateful, [])
    assert.match(problems[0]?.message ?? '', /true in more than 256 ways/)
  })
})
