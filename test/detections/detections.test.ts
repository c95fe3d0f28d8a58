import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'
import { STANDARD_LISTS } from '../../services/app/config/config.ts'
import { buildEngine } from '../../services/app/engine.ts'
import { BUILTIN_RULES, readRuleFiles } from '../../services/app/rules/read-rule-files.ts'
import { renderProblem } from '../../services/app/rules/render-problems.ts'
import { runRuleTests } from '../../services/app/rules/run-rule-tests.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { RuleOptions } from '../../services/sigma/types.ts'

const OPTIONS: RuleOptions = { lists: new Map(STANDARD_LISTS.map((name) => [name, []])), disable: [], levels: {} }

const files = await readRuleFiles([BUILTIN_RULES])
const ruleSet = loadRuleSet(files, OPTIONS)
const engine = buildEngine(ruleSet)
const report = runRuleTests(files, OPTIONS)
const nameOf = (file: string): string => path.relative(BUILTIN_RULES, file)

describe('the rules that come with Tocsin', () => {
  it('load without an error or a warning', () => {
    const problems = [...ruleSet.problems, ...engine.problems].map((problem) => renderProblem(problem))
    assert.deepEqual(problems, [])
  })

  it('are at least fifteen for AWS', () => assert.ok(ruleSet.rules.length >= 15, `${ruleSet.rules.length} rules`))

  it('each have a test that matches and one that does not', () => {
    assert.deepEqual(
      report.untested.map(({ rule, missing }) => `${nameOf(rule.info.file)}: ${missing}`),
      [],
    )
  })

  it('run on a log that we read, or say why they are blind', () => {
    assert.deepEqual(
      engine.unrouted.map(({ info }) => nameOf(info.file)),
      [],
    )
  })

  for (const { info } of [...ruleSet.rules, ...ruleSet.stateful]) {
    it(`${nameOf(info.file)} › ${info.title} says what it is, what to do and what is harmless`, () => {
      assert.match(info.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.ok(info.runbook.length > 80, 'tocsin.runbook is missing or too short')
      assert.ok(info.description.length > 20, 'description is missing')
      assert.ok(info.falsepositives.length > 0, 'falsepositives are missing')
      assert.ok(
        info.tags.some((tag) => /^attack\.t\d{4}/.test(tag)),
        'an ATT&CK technique is missing',
      )
    })
  }
})

/** What has to ring over several events: a file and what its rules look at. */
const OVER_TIME: readonly { name: string; file: string; types: readonly string[] }[] = [
  { name: 'a burst of denied calls', file: 'denied/many-calls-denied.yml', types: ['event_count', 'value_count'] },
  { name: 'a new region for an account', file: 'regions/first-change-in-region.yml', types: ['x_new_value'] },
  { name: 'a key from a new network', file: 'iam/access-key-from-new-network.yml', types: ['x_new_value'] },
  {
    name: 'console login failures, then success',
    file: 'denied/console-login-failed.yml',
    types: ['event_count', 'temporal_ordered'],
  },
  { name: 'a trail that stays off', file: 'logging/trail-stays-stopped.yml', types: ['temporal_ordered'] },
  { name: 'secrets that are carried away', file: 'keys/many-secrets-read.yml', types: ['value_count', 'x_rate'] },
]

describe('rules that look at more than one event', () => {
  for (const { name, file, types } of OVER_TIME) {
    it(`know ${name}`, () => {
      const found = ruleSet.stateful.filter(({ info }) => nameOf(info.file).replaceAll('\\', '/') === `aws/${file}`)
      for (const type of types)
        assert.ok(
          found.some((rule) => rule.type === type),
          type,
        )
      assert.ok(found.some(({ info, blind }) => info.alerts && blind === null))
    })
  }

  it('are fed by rules that make no alerts, and everything else that is informational feeds one', () => {
    const fed = new Set(ruleSet.stateful.flatMap(({ refs }) => refs.map(({ id }) => id)))
    for (const { info } of ruleSet.rules.filter((rule) => rule.info.level === 'informational')) {
      assert.ok(fed.has(info.id) && !info.alerts, info.title)
    }
  })

  it('leave the alarm of a failed login as it was', () => {
    const failed = ruleSet.rules.find(({ info }) => info.id === 'f22533cd-ab42-4769-bfb9-d8a29ab9986f')
    assert.equal(failed?.info.alerts, true)
  })
})

describe('the six alarms', () => {
  for (const folder of ['root', 'iam', 'network', 'regions', 'keys', 'denied']) {
    it(`${folder} has a rule that works without any list and rings`, () => {
      const rules = [...ruleSet.rules, ...ruleSet.stateful].filter(
        ({ info, blind }) => path.dirname(nameOf(info.file)) === path.join('aws', folder) && blind === null,
      )
      assert.ok(rules.some(({ info }) => info.alerts && info.level !== 'informational'))
    })
  }
})

describe('their own tests', () => {
  for (const { rule, test, failure } of report.results) {
    it(`${nameOf(rule.info.file)} › ${rule.info.title} › ${test.name}`, () => assert.equal(failure, null))
  }
})

describe('a rule without one test of each kind is refused', () => {
  const RULE = (tests: string): string => `
title: A rule
id: 5b3a1c56-9d4f-4a2e-8f3e-0f4a5b6c7d8e
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: DeleteTrail }, condition: selection }
${tests}`
  const EVENT =
    '{ eventVersion: "1.11", eventTime: "2026-03-14T08:17:45Z", eventSource: cloudtrail.amazonaws.com, eventName: NAME, awsRegion: eu-central-1, eventType: AwsApiCall, eventID: EXAMPLE, recipientAccountId: "111122223333", userIdentity: { type: Root, accountId: "111122223333" } }'
  const MATCH = `  - { name: a, expect: match, event: ${EVENT.replace('NAME', 'DeleteTrail')} }`
  const NO_MATCH = `  - { name: b, expect: no_match, event: ${EVENT.replace('NAME', 'CreateTrail')} }`
  const CASES: readonly { name: string; tests: string; missing: readonly string[]; failures: number }[] = [
    { name: 'none at all', tests: '', missing: ['one that matches and one that does not match'], failures: 0 },
    { name: 'only one that matches', tests: `tests:\n${MATCH}`, missing: ['one that does not match'], failures: 0 },
    { name: 'only one that does not', tests: `tests:\n${NO_MATCH}`, missing: ['one that matches'], failures: 0 },
    { name: 'both', tests: `tests:\n${MATCH}\n${NO_MATCH}`, missing: [], failures: 0 },
    {
      name: 'a test that is wrong fails',
      tests: `tests:\n${MATCH}\n${MATCH.replace('expect: match', 'expect: no_match')}`,
      missing: [],
      failures: 1,
    },
  ]
  for (const { name, tests, missing, failures } of CASES) {
    it(name, () => {
      const result = runRuleTests([{ file: 'rule.yml', text: RULE(tests) }], OPTIONS)
      assert.deepEqual(result.problems, [])
      assert.deepEqual(
        result.untested.map((entry) => entry.missing),
        missing,
      )
      assert.equal(result.results.filter((one) => one.failure !== null).length, failures)
    })
  }
})
