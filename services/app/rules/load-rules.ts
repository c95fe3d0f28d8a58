import { loadRuleSet } from '../../sigma/load-rule-set.ts'
import type { RuleOptions, RuleSet } from '../../sigma/types.ts'
import type { Config } from '../config/config.ts'
import { BUILTIN_RULES, readRuleFiles } from './read-rule-files.ts'

/** Which rules a command wants beyond those of the configuration. */
export interface RuleChoice {
  /** folders or files named on the command line */
  readonly dirs: readonly string[]
  /** whether the rules that come with Tocsin are among them */
  readonly builtin: boolean
}

/** The part of the configuration that rules depend on. `now`, milliseconds since 1970, tells which filters have run out. */
export function ruleOptions(config: Config, now?: number): RuleOptions {
  const { lists, rules } = config
  return { lists, disable: rules.disable, levels: rules.levels, ...(now === undefined ? {} : { now }) }
}

/** The folders that rules are read from, in order. */
export function rulePlaces(config: Config, choice: RuleChoice): readonly string[] {
  return [...(choice.builtin && config.rules.builtin ? [BUILTIN_RULES] : []), ...config.rules.dirs, ...choice.dirs]
}

/** Reads the rules that the configuration and the command line ask for. Throws when a folder is not there. */
export async function loadRules(config: Config, choice: RuleChoice): Promise<RuleSet> {
  return loadRuleSet(await readRuleFiles(rulePlaces(config, choice)), ruleOptions(config))
}
