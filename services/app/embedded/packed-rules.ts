import type { RuleSet, SigmaRule, StatefulRule } from '../../sigma/types.ts'

/** A rule set for a thread that has another one: rules that are the same object in both cross as their number. */
export interface PackedRules {
  /** the place of a rule in the set before, or a rule that was not in it */
  readonly rules: readonly (number | SigmaRule)[]
  readonly stateful: readonly StatefulRule[]
  readonly hash: string
}

/** What turns the one set into the other; tests and problems stay behind. */
export function packRules(before: RuleSet, after: RuleSet): PackedRules {
  const places = new Map(before.rules.map((rule, place) => [rule, place]))
  return {
    rules: after.rules.map((rule) => places.get(rule) ?? { ...rule, tests: [] }),
    stateful: after.stateful.map((rule) => ({ ...rule, tests: [] })),
    hash: after.hash,
  }
}

/** The rule set behind {@link PackedRules}; `before` has the same rules in the same order as the one it was packed for. */
export function openRules(before: RuleSet, { rules, stateful, hash }: PackedRules): RuleSet {
  return {
    rules: rules.map((rule) => (typeof rule === 'number' ? known(before, rule) : rule)),
    stateful,
    hash,
    problems: [],
    unknownNames: [],
  }
}

function known({ rules }: RuleSet, place: number): SigmaRule {
  const rule = rules[place]
  if (!rule) throw new Error(`there is no rule ${place} in the set before`)
  return rule
}
