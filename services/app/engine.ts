import { contentHash } from '../core/ids.ts'
import { logSourceName } from '../core/log-source.ts'
import type { RuleInfo } from '../core/rule.ts'
import { Detector } from '../detect/detector.ts'
import { Normalizer } from '../normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../normalize/registry.ts'
import { compileMatcher } from '../sigma/compile-matcher.ts'
import type { Matcher, RuleProblem, RuleSet, SigmaRule } from '../sigma/types.ts'

/** Everything that turns records into hits, for one set of rules. */
export interface Engine {
  /** what it was compiled from: plain data, enough to build the same engine in another thread */
  readonly ruleSet: RuleSet
  readonly normalizer: Normalizer
  readonly detector: Detector
  /** rules that run on at least one log type, by id */
  readonly rules: ReadonlyMap<string, SigmaRule>
  readonly ruleOf: (id: string) => RuleInfo | undefined
  /** rules that no log type of ours covers: they can never match */
  readonly unrouted: readonly SigmaRule[]
  /** what compiling had to say: fields that can never exist, … */
  readonly problems: readonly RuleProblem[]
}

/** Compiles a rule set for every log source of every log type. */
export function buildEngine(ruleSet: RuleSet): Engine {
  const matchers = new Map<string, Matcher>()
  const problems: RuleProblem[] = []
  for (const type of LOG_TYPES) {
    for (const source of type.sources) {
      const target = { source, resolve: type.resolve, paths: type.paths.extend() }
      const compiled = compileMatcher(ruleSet.rules, target)
      matchers.set(logSourceName(source), compiled.matcher)
      problems.push(...compiled.problems)
    }
  }
  const rules = new Map<string, SigmaRule>()
  for (const matcher of matchers.values()) for (const rule of matcher.rules) rules.set(rule.info.id, rule)
  const blind = new Set(ruleSet.rules.filter((rule) => rule.blind !== null).map((rule) => rule.info.id))
  return {
    ruleSet,
    normalizer: new Normalizer(LOG_TYPES, UNKNOWN),
    detector: new Detector(matchers),
    rules,
    ruleOf: (id) => rules.get(id)?.info,
    unrouted: ruleSet.rules.filter(({ info }) => !rules.has(info.id) && !blind.has(info.id)),
    problems,
  }
}

/** A hash over the rules that an engine runs, with their levels: two engines with the same one find the same. */
export function runningRules({ rules }: Engine): string {
  const parts = [...rules.values()].map(({ info }) => [info.id, info.hash, info.level].join(' '))
  return contentHash(parts.toSorted().join('\n'))
}
