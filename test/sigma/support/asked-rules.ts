import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import { Candidates } from '../../../services/sigma/match/candidates.ts'
import { indexRules } from '../../../services/sigma/match/index-rules.ts'
import { RuleMatcher } from '../../../services/sigma/match/rule-matcher.ts'
import type { MatcherTarget, SigmaRule } from '../../../services/sigma/types.ts'
import { inputOf, loadText, plainTarget, ruleText } from './plain-target.ts'

/** What the index says of one rule. */
export interface AskedRule {
  /** it is asked about every event */
  readonly isOpen: boolean
  /** whether it is asked about a record, JSON text */
  isAsked(json: string): boolean
}

/** Puts one rule into an index of its own. */
export function askedRule(rule: SigmaRule, target: MatcherTarget = plainTarget()): AskedRule {
  const { matcher } = compileMatcher([rule], target)
  if (!(matcher instanceof RuleMatcher)) throw new Error('not the matcher that has an index')
  const { compilation } = matcher
  const index = indexRules([{ op: 'or', parts: rule.detection.conditions }], compilation)
  return {
    isOpen: index.always.length > 0,
    isAsked: (json) => {
      const input = inputOf(json)
      compilation.turn.serial += 1
      compilation.turn.input = input
      const candidates = new Candidates(1)
      for (const field of index.fields) field.find(input.record, candidates)
      return candidates.drain(new Int32Array(1)) + index.always.length > 0
    },
  }
}

/** A rule with one search identifier as its condition. Throws when it cannot be read. */
export function ruleOf(selection: unknown, more: Readonly<Record<string, unknown>> = {}): SigmaRule {
  const { rules, problems } = loadText(ruleText({ selection, condition: 'selection' }, more), LISTS)
  const [rule] = rules
  if (!rule) throw new Error(JSON.stringify(problems))
  return rule
}

const LISTS = { lists: new Map([['nets', ['192.0.2.0/24', '198.51.100.0/24']]]) }
