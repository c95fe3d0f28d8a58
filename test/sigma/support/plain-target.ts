import type { JsonObject } from '../../../services/core/json.ts'
import { covers, type LogSource } from '../../../services/core/log-source.ts'
import { PathTable } from '../../../services/record/field-path.ts'
import { PlainRecordReader } from '../../../services/record/plain-record-reader.ts'
import type { RuleInput } from '../../../services/record/rule-input.ts'
import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../../services/sigma/evaluate-rule.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import type { MatcherTarget, RuleOptions, RuleSet, SigmaRule } from '../../../services/sigma/types.ts'

/** A log source without a field mapping: every name is a path of the record. */
export const PLAIN_SOURCE: LogSource = { product: 'plain' }

export const NO_OPTIONS: RuleOptions = { lists: new Map(), disable: [], levels: {} }

export function plainTarget(source: LogSource = PLAIN_SOURCE): MatcherTarget {
  return {
    source,
    paths: new PathTable(),
    resolve: (name, _taxonomy, paths) => [{ from: 'record', path: paths.add(name) }],
  }
}

/** A record from JSON text, as rules see it. There is no event. */
export function inputOf(json: string): RuleInput {
  const record = new PlainRecordReader()
  const fault = record.load(Buffer.from(json))
  if (fault) throw new Error(`${fault.reason}: ${fault.detail}`)
  return { record, event: { get: () => undefined } }
}

/** A rule document around a detection; JSON is YAML too. */
export function ruleText(detection: unknown, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ title: 'A rule', logsource: { product: 'plain' }, detection, ...more })
}

/** Loads one file. */
export function loadText(text: string, options: Partial<RuleOptions> = {}): RuleSet {
  return loadRuleSet([{ file: 'rule.yml', text }], { ...NO_OPTIONS, ...options })
}

/** Asks both evaluators about every record and fails when they disagree. Gives the answers by rule. */
export function answers(rules: readonly SigmaRule[], records: readonly string[]): ReadonlyMap<SigmaRule, boolean[]> {
  const target = plainTarget()
  const { matcher } = compileMatcher(rules, target)
  const result = new Map<SigmaRule, boolean[]>(rules.map((rule) => [rule, []]))
  for (const json of records) {
    const input = inputOf(json)
    const matched: SigmaRule[] = []
    matcher.match(input, matched)
    for (const rule of rules) {
      const fast = matched.includes(rule)
      const plain =
        rule.blind === null && covers(rule.logSource, target.source) && evaluateRule(rule, target.resolve, input)
      if (fast !== plain) {
        throw new Error(
          `matcher says ${fast}, evaluator ${plain}\n${JSON.stringify(rule.detection)}\n${json.slice(0, 2000)}`,
        )
      }
      result.get(rule)?.push(fast)
    }
  }
  return result
}

/** JSON of an event that may have keys that only text can say. */
export function jsonOf(event: JsonObject): string {
  return JSON.stringify(event)
}
