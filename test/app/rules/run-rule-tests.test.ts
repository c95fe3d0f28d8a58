import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runRuleTests, type RuleTestReport } from '../../../services/app/rules/run-rule-tests.ts'
import type { RuleOptions } from '../../../services/sigma/types.ts'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'

const OPTIONS: RuleOptions = { lists: new Map([['deployers', []]]), disable: [], levels: {} }

/** An event of a test in one line: JSON is YAML too. */
function event(name: string, user = 'maria', at = '+0s'): string {
  const userIdentity = { type: 'IAMUser', accountId: '111122223333', userName: user, principalId: `AIDAEXAMPLE${user}` }
  return `{at: ${at}, event: ${JSON.stringify(cloudTrailRecord('iam', name, { userIdentity }))}}`
}

function test(expect: string, events: readonly string[], more = ''): string {
  return `{name: t, events: [${events.join(', ')}], ${more}expect: ${expect}}`
}

const RULE = (action: string, more = ''): string => `title: ${action} was called
name: ${action.toLowerCase()}
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: ${action}}, condition: selection}
level: informational
${more}`

const CORRELATION = (lines: string, tests: readonly string[], more = ''): string => `title: Together
name: together
correlation: {${lines}}
tests: [${tests.join(', ')}]
${more}`

const COUNT =
  'type: event_count, rules: [createuser], group-by: [userIdentity.userName], timespan: 5m, condition: {gte: 3}'
const THREE = [event('CreateUser'), event('CreateUser', 'maria', '+60s'), event('CreateUser', 'maria', '+2m')]

function run(...documents: readonly string[]): RuleTestReport {
  return runRuleTests([{ file: 'rules.yml', text: documents.join('---\n') }], OPTIONS)
}

function failures({ results }: RuleTestReport): (string | null)[] {
  return results.map(({ failure }) => failure)
}

const CASES: readonly {
  name: string
  lines: string
  tests: readonly string[]
  failures: readonly (string | null)[]
}[] = [
  {
    name: 'offsets set the times of events, whatever the records say',
    lines: COUNT,
    tests: [
      test('match', THREE),
      test(
        'no_match',
        THREE.map((one) => one.replace('+2m', '+6m')),
      ),
    ],
    failures: [null, null],
  },
  {
    name: 'a group is told by fields of the record',
    lines: COUNT,
    tests: [test('no_match', [...THREE.slice(0, 2), event('CreateUser', 'other', '+2m')])],
    failures: [null],
  },
  {
    name: 'alerts are counted',
    lines: COUNT,
    tests: [test('{alerts: 1}', THREE), test('{alerts: 2}', THREE)],
    failures: [null, 'expected 2 alerts, there were 1, the first at 2026-05-04T08:00:00.000Z'],
  },
  {
    name: 'what is expected and does not come is told',
    lines: COUNT,
    tests: [test('match', THREE.slice(1)), test('no_match', THREE)],
    failures: [
      'expected an alert, there was none',
      'expected no alert, but there were 1, the first at 2026-05-04T08:00:00.000Z',
    ],
  },
  {
    name: 'silence needs “until”: without it the test ends with its last event',
    lines:
      'type: temporal, rules: [createuser, deleteuser], group-by: [], timespan: 10m, condition: createuser and not deleteuser',
    tests: [
      test('no_match', [event('CreateUser')]),
      test('match', [event('CreateUser')], 'until: +11m, '),
      test('no_match', [event('CreateUser'), event('DeleteUser', 'maria', '+9m')], 'until: +11m, '),
    ],
    failures: [null, null, null],
  },
]

describe('the tests of a correlation', () => {
  for (const { name, lines, tests, failures: expected } of CASES) {
    it(name, () => {
      const report = run(RULE('CreateUser'), RULE('DeleteUser'), CORRELATION(lines, tests))
      assert.deepEqual(report.problems, [])
      assert.deepEqual(failures(report), expected)
    })
  }

  it('see rules of other files, whose own tests do not run', () => {
    const files = [{ file: 'mine.yml', text: CORRELATION(COUNT, [test('match', THREE)]) }]
    const others = [
      { file: 'theirs.yml', text: RULE('CreateUser', `tests: [${test('match', [event('DeleteUser')])}]\n`) },
    ]
    const report = runRuleTests(files, OPTIONS, others)
    assert.deepEqual([report.problems, failures(report)], [[], [null]])
    assert.equal(runRuleTests(files, OPTIONS).problems[0]?.code, 'reference-unknown')
  })

  it('see the correlations below it', () => {
    const top = `title: Twice\nname: twice
correlation: {type: event_count, rules: [together], group-by: [userIdentity.userName], timespan: 1h, condition: {gte: 4}}
tests: [${test('match', [...THREE, event('CreateUser', 'maria', '+3m'), event('CreateUser', 'maria', '+4m'), event('CreateUser', 'maria', '+270s')])}, ${test('no_match', THREE)}]\n`
    assert.deepEqual(failures(run(top, CORRELATION(COUNT, []), RULE('CreateUser'))), [null, null])
  })

  it('tell how often the correlation holds also when it alerts nobody', () => {
    const text = CORRELATION(COUNT, [test('{alerts: 1}', THREE)], 'level: informational\n')
    assert.deepEqual(failures(run(RULE('CreateUser'), text)), [null])
  })

  it('are missed like those of a rule', () => {
    const report = run(RULE('CreateUser'), CORRELATION(COUNT, [test('match', THREE)]))
    assert.deepEqual(
      report.untested.map(({ rule, missing }) => `${rule.info.title}: ${missing}`),
      ['CreateUser was called: one that matches and one that does not match', 'Together: one that does not match'],
    )
  })
})

describe('the tests of a rule', () => {
  const ALERTS = `tests: [${test('{alerts: 1}', [event('CreateUser')])}]\n`
  const FILTER = `title: Deployers
logsource: {product: aws, service: cloudtrail}
filter: {rules: [createuser], expires: never, selection: {'userIdentity.userName|expand': '%deployers%'}, condition: not selection}
`
  it('count alerts also when a correlation takes them over, and when it is informational', () => {
    assert.deepEqual(failures(run(RULE('CreateUser', ALERTS), CORRELATION(COUNT, []))), [null])
  })

  it('see the filters of the same file, with the lists of the test', () => {
    const tests = [
      test('match', [event('CreateUser')]),
      test('no_match', [event('CreateUser')], 'lists: {Deployers: [maria]}, '),
      test('match', [event('CreateUser')], 'lists: {deployers: [otto]}, '),
    ]
    assert.deepEqual(failures(run(RULE('CreateUser', `tests: [${tests.join(', ')}]\n`), FILTER)), [null, null, null])
  })

  it('do not see those of other files: they are about other people’s exceptions', () => {
    const files = [{ file: 'rule.yml', text: RULE('CreateUser', `tests: [${test('match', [event('CreateUser')])}]\n`) }]
    const options = { ...OPTIONS, lists: new Map([['deployers', ['maria']]]) }
    assert.deepEqual(failures(runRuleTests([...files, { file: 'filter.yml', text: FILTER }], options)), [null])
  })

  it('fail where the rule is blind and the test gives no list', () => {
    const text = RULE('CreateUser', `tests: [${test('match', [event('CreateUser')])}]\n`).replace(
      '{eventName: CreateUser}',
      "{'userIdentity.userName|expand': '%deployers%'}",
    )
    assert.match(failures(run(text))[0] ?? '', /blind: list deployers is empty; give the list/)
  })
})
