import { formatTime } from '../../core/time.ts'
import type { Hit } from '../../core/hit.ts'
import { OfflineCorrelator } from '../../correlate/offline.ts'
import { isRejection } from '../../normalize/rejection.ts'
import { loadRuleSet } from '../../sigma/load-rule-set.ts'
import type { RuleFile, RuleOptions, RuleProblem, RuleTest, SigmaRule, WatchLists } from '../../sigma/types.ts'
import { buildEngine, type Engine } from '../engine.ts'

/** What became of one test of one rule. */
export interface RuleTestResult {
  readonly rule: SigmaRule
  readonly test: RuleTest
  /** null when the test passed; otherwise what was expected and what happened */
  readonly failure: string | null
}

/** All tests of all rules of some files. */
export interface RuleTestReport {
  readonly results: readonly RuleTestResult[]
  /** rules that lack a test that matches or one that does not */
  readonly untested: readonly { readonly rule: SigmaRule; readonly missing: string }[]
  readonly problems: readonly RuleProblem[]
}

/**
 * Runs the tests that rules carry, through the real decoder, mapping and engine. Each test sees its rule alone; the lists in
 * effect are those given, with the test's own on top.
 */
export function runRuleTests(files: readonly RuleFile[], options: RuleOptions): RuleTestReport {
  const results: RuleTestResult[] = []
  const problems: RuleProblem[] = []
  const untested: { rule: SigmaRule; missing: string }[] = []
  for (const file of files) {
    const ruleSet = loadRuleSet([file], options)
    problems.push(...ruleSet.problems)
    for (const rule of ruleSet.rules) {
      const missing = missingTests(rule)
      if (missing !== '') untested.push({ rule, missing })
      for (const test of rule.tests) results.push(runTest(file, rule, test, options))
    }
  }
  return { results, untested, problems }
}

function missingTests(rule: SigmaRule): string {
  const hasMatch = rule.tests.some(
    ({ expect }) => expect === 'match' || (typeof expect === 'object' && expect.alerts > 0),
  )
  const hasNoMatch = rule.tests.some(
    ({ expect }) => expect === 'no_match' || (typeof expect === 'object' && expect.alerts === 0),
  )
  return [hasMatch ? '' : 'one that matches', hasNoMatch ? '' : 'one that does not match'].filter(Boolean).join(' and ')
}

function runTest(file: RuleFile, rule: SigmaRule, test: RuleTest, options: RuleOptions): RuleTestResult {
  const lists: WatchLists = new Map([...options.lists, ...Object.entries(test.lists)])
  const ruleSet = loadRuleSet([file], { ...options, lists })
  const only = ruleSet.rules.filter(({ info }) => info.id === rule.info.id)
  const blind = only[0]?.blind
  if (blind) return { rule, test, failure: `the rule is blind: ${blind}; give the list under \`lists:\` of the test` }
  const engine = buildEngine({ ...ruleSet, rules: only })
  const outcome = play(engine, test)
  return { rule, test, failure: typeof outcome === 'string' ? outcome : judge(rule, test, outcome) }
}

/** The hits of a test's events, or why an event could not be read. */
function play(engine: Engine, test: RuleTest): Hit[] | string {
  const hits: Hit[] = []
  let start: number | null = null
  for (const [index, { at, record }] of test.events.entries()) {
    const bytes = Buffer.from(JSON.stringify(record))
    const event = engine.normalizer.read(bytes, 'auto', {
      source: 'test',
      object: test.name,
      position: index + 1,
      received: 0,
    })
    if (isRejection(event)) return `event ${index + 1} cannot be read: ${event.rejected} (${event.detail})`
    start ??= event.time
    const found: Hit[] = []
    engine.detector.detect(event, found)
    // With several events the offsets tell the time; a single one keeps its own.
    const time = test.events.length > 1 ? start + at : event.time
    for (const hit of found) hits.push({ ...hit, time, eventId: `${hit.eventId}-${index}` })
  }
  return hits
}

function judge(rule: SigmaRule, test: RuleTest, hits: readonly Hit[]): string | null {
  if (test.expect === 'match') return hits.length > 0 ? null : 'expected a match, there was none'
  if (test.expect === 'no_match') {
    const [hit] = hits
    return hit ? `expected no match, but it matched ${hit.action} at ${formatTime(hit.time)}` : null
  }
  const correlator = new OfflineCorrelator({ namespace: 'test', maxRefs: 1000 })
  for (const hit of hits) correlator.add(rule.info, hit)
  const { length } = correlator.alerts()
  return length === test.expect.alerts ? null : `expected ${test.expect.alerts} alerts, there were ${length}`
}
