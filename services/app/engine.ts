import { contentHash } from '../core/ids.ts'
import { covers, logSourceName } from '../core/log-source.ts'
import type { RuleInfo } from '../core/rule.ts'
import { Detector } from '../detect/detector.ts'
import type { ShownSource } from '../detect/shown-fields.ts'
import type { LogType } from '../normalize/log-type.ts'
import { Normalizer } from '../normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../normalize/registry.ts'
import type { PathTable } from '../record/field-path.ts'
import { compileMatcher } from '../sigma/compile-matcher.ts'
import type { Matcher, RuleProblem, RuleSet, SigmaRule, StatefulRule } from '../sigma/types.ts'

/** Everything that turns records into hits, for one set of rules. */
export interface Engine {
  /** what it was compiled from: plain data, enough to build the same engine in another thread */
  readonly ruleSet: RuleSet
  readonly normalizer: Normalizer
  readonly detector: Detector
  /** what the rules of each log source were compiled for, by the source's name */
  readonly sources: ReadonlyMap<string, ShownSource>
  /** the rules of each log source, by the source's name: what the next engine takes over */
  readonly matchers: ReadonlyMap<string, Matcher>
  /** rules that run on at least one log type, by id */
  readonly rules: ReadonlyMap<string, SigmaRule>
  /** rules that look at more than one event, blind ones left out; a rule stands before those that refer to it */
  readonly stateful: readonly StatefulRule[]
  /** what is known of a rule of either kind that runs */
  readonly ruleOf: (id: string) => RuleInfo | undefined
  /** every `event.dataset` that a rule of {@link rules} runs on */
  readonly datasetsOf: (ruleId: string) => readonly string[]
  /** rules that no log type of ours covers: they can never match */
  readonly unrouted: readonly SigmaRule[]
  /** what compiling had to say: fields that can never exist, … */
  readonly problems: readonly RuleProblem[]
}

/**
 * Compiles a rule set for every log source of every log type. With the engine that is to be replaced, only what it does not
 * know is compiled (by the identity of rules); that one works on until this one is used.
 */
export function buildEngine(ruleSet: RuleSet, previous: Engine | null = null): Engine {
  const matchers = new Map<string, Matcher>()
  const problems: RuleProblem[] = []
  const sources = new Map<string, ShownSource>()
  const tables = new Map<LogType, PathTable>()
  for (const type of LOG_TYPES) {
    // One table for all sources of a log type: a record is read by one set of paths, whatever it turns out to be.
    const paths = pathsOf(type, previous)
    tables.set(type, paths)
    for (const source of type.sources) {
      const target = { source, resolve: type.resolve, paths }
      const name = logSourceName(source)
      const compiled = compileMatcher(ruleSet.rules, target, previous?.matchers.get(name))
      matchers.set(name, compiled.matcher)
      sources.set(name, { target, secrets: type.secrets })
      problems.push(...compiled.problems)
    }
  }
  const rules = new Map<string, SigmaRule>()
  for (const matcher of matchers.values()) for (const rule of matcher.rules) rules.set(rule.info.id, rule)
  const stateful = ruleSet.stateful.filter((rule) => rule.blind === null)
  const blind = new Set(ruleSet.rules.filter((rule) => rule.blind !== null).map((rule) => rule.info.id))
  return {
    ruleSet,
    normalizer: new Normalizer(LOG_TYPES, UNKNOWN, tables),
    detector: new Detector(matchers),
    sources,
    matchers,
    rules,
    stateful,
    ruleOf: infoOf([...rules.values(), ...stateful]),
    datasetsOf: (id) => {
      const rule = rules.get(id)
      return rule ? datasetsOf(rule) : []
    },
    unrouted: ruleSet.rules.filter(({ info }) => !rules.has(info.id) && !blind.has(info.id)),
    problems,
  }
}

/** Beyond so many paths a log type's table is begun anew: it grows with every field that any rule ever named. */
const MOST_PATHS = 4096

function pathsOf(type: LogType, previous: Engine | null): PathTable {
  const [source] = type.sources
  const known = source && previous?.sources.get(logSourceName(source))?.target.paths
  return known && known.paths.length <= MOST_PATHS ? known : type.paths.extend()
}

function infoOf(rules: readonly (SigmaRule | StatefulRule)[]): Engine['ruleOf'] {
  const infos = new Map(rules.map(({ info }) => [info.id, info]))
  return (id) => infos.get(id)
}

function datasetsOf({ logSource }: SigmaRule): readonly string[] {
  const types = LOG_TYPES.filter(({ sources }) => sources.some((source) => covers(logSource, source)))
  return [...new Set(types.map(({ dataset }) => dataset))]
}

/** A hash over the rules that an engine runs, with their levels: two engines with the same one find the same. */
export function runningRules({ rules, stateful }: Pick<Engine, 'rules' | 'stateful'>): string {
  const plain = [...rules.values()].map(({ info, reads, filters }) => {
    return [info.id, info.hash, info.level, info.alerts, ...reads, ...filters.map(({ id }) => id)].join(' ')
  })
  const others = stateful.map(({ info }) => [info.id, info.hash, info.level].join(' '))
  return contentHash([...plain, ...others].toSorted().join('\n'))
}
