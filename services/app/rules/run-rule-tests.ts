import type {
  RuleFile,
  RuleOptions,
  RuleProblem,
  RuleSet,
  RuleTest,
  SigmaRule,
  StatefulRule,
} from '../../sigma/types.ts'
import { loadRuleSet } from '../../sigma/load-rule-set.ts'
import { reloadLists } from '../../sigma/reload-lists.ts'
import { buildEngine, type Engine } from '../engine.ts'
import { judgeTest } from './judge-test.ts'

/** A rule of either kind. */
export type TestedRule = SigmaRule | StatefulRule

/** What became of one test of one rule. */
export interface RuleTestResult {
  readonly rule: TestedRule
  readonly test: RuleTest
  /** null when the test passed; otherwise what was expected and what happened */
  readonly failure: string | null
}

/** All tests of all rules of some files. */
export interface RuleTestReport {
  readonly results: readonly RuleTestResult[]
  /** rules that lack a test that matches or one that does not */
  readonly untested: readonly { readonly rule: TestedRule; readonly missing: string }[]
  /** of the files whose tests ran */
  readonly problems: readonly RuleProblem[]
}

/**
 * Runs the tests that rules carry, through the real decoder, mapping and engine. Each test sees its rule alone, with the
 * filters of the same file; a correlation sees the rules it refers to as well, which may stand in `others`. The lists in effect
 * are those given, with the test's own on top.
 */
export function runRuleTests(
  files: readonly RuleFile[],
  options: RuleOptions,
  others: readonly RuleFile[] = [],
): RuleTestReport {
  const all = [...files, ...others]
  const tested = new Set(files.map(({ file }) => file))
  const ruleSet = loadRuleSet(all, options)
  const isTested = ({ info }: TestedRule): boolean => tested.has(info.file)
  const rules: TestedRule[] = [...ruleSet.rules.filter(isTested), ...ruleSet.stateful.filter(isTested)]
  const untested: { rule: TestedRule; missing: string }[] = []
  const results: RuleTestResult[] = []
  for (const rule of rules) {
    const missing = missingTests(rule)
    if (missing !== '') untested.push({ rule, missing })
    // Most tests have no lists of their own: one engine does for all of those.
    let plain: Engine | null = null
    for (const test of rule.tests) {
      const hasLists = Object.keys(test.lists).length > 0
      const lists = new Map([...options.lists, ...Object.entries(test.lists)])
      const set = hasLists ? reloadLists(ruleSet, all, { ...options, lists }) : ruleSet
      const blind = ruleOf(set, rule)?.blind
      if (blind) {
        const failure = `the rule is blind: ${blind}; give the list under \`lists:\` of the test`
        results.push({ rule, test, failure })
        continue
      }
      const engine = hasLists ? engineFor(rule, set) : (plain ??= engineFor(rule, set))
      results.push({ rule, test, failure: judgeTest(engine, rule, test) })
    }
  }
  return { results, untested, problems: ruleSet.problems.filter(({ file }) => tested.has(file)) }
}

function missingTests(rule: TestedRule): string {
  const hasMatch = rule.tests.some(
    ({ expect }) => expect === 'match' || (typeof expect === 'object' && expect.alerts > 0),
  )
  const hasNoMatch = rule.tests.some(
    ({ expect }) => expect === 'no_match' || (typeof expect === 'object' && expect.alerts === 0),
  )
  return [hasMatch ? '' : 'one that matches', hasNoMatch ? '' : 'one that does not match'].filter(Boolean).join(' and ')
}

function ruleOf({ rules, stateful }: RuleSet, { info }: TestedRule): TestedRule | undefined {
  return [...rules, ...stateful].find((rule) => rule.info.id === info.id)
}

/** An engine of one rule and everything that it refers to. Filters of other files are about other people's exceptions. */
function engineFor(rule: TestedRule, set: RuleSet): Engine {
  const ids = new Set([rule.info.id])
  // Parents stand after what they refer to: from the end, each is met before its own rules.
  for (const { info, refs } of set.stateful.toReversed()) {
    if (ids.has(info.id)) for (const { id } of refs) ids.add(id)
  }
  const rules = set.rules
    .filter(({ info }) => ids.has(info.id))
    .map((one): SigmaRule => ({ ...one, filters: one.filters.filter(({ file }) => file === rule.info.file) }))
  return buildEngine({ ...set, rules, stateful: set.stateful.filter(({ info }) => ids.has(info.id)) })
}
