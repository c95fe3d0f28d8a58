import type { LogSource } from '../../../services/core/log-source.ts'
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

/**
 * Asks both evaluators about every rule and every input and throws when they disagree. Gives what held, input by input, in
 * the order of the matcher.
 */
export function matches(
  rules: readonly SigmaRule[],
  target: MatcherTarget,
  inputs: readonly RuleInput[],
): (readonly SigmaRule[])[] {
  const { matcher } = compileMatcher(rules, target)
  return inputs.map((input) => {
    const fast: SigmaRule[] = []
    matcher.match(input, fast)
    const plain = matcher.rules.filter((rule) => evaluateRule(rule, target.resolve, input))
    const differing = matcher.rules.find((rule) => fast.includes(rule) !== plain.includes(rule))
    if (!differing) return fast
    const record = JSON.stringify(input.record.root()).slice(0, 4000)
    const detection = JSON.stringify(differing.detection)
    throw new Error(`the matcher says ${fast.includes(differing)}, the evaluator not\n${detection}\n${record}`)
  })
}

/** Whether one rule holds on one record without a mapping, by both evaluators. */
export function holds(rule: SigmaRule, json: string): boolean {
  return matches([rule], plainTarget(), [inputOf(json)])[0]?.length === 1
}
