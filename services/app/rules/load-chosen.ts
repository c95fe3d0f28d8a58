import path from 'node:path'
import type { RuleFile, RuleProblem } from '../../sigma/types.ts'
import type { Config } from '../config/config.ts'
import { rulePlaces } from './load-rules.ts'
import { readRuleFiles } from './read-rule-files.ts'

/** Files that a command is about, with those that are loaded along because rules may refer to them. */
export interface ChosenFiles {
  readonly chosen: readonly RuleFile[]
  /** of the configuration and the built-in ones, none of them chosen */
  readonly others: readonly RuleFile[]
}

/**
 * Reads the named files and folders; without any, those of the configuration and the built-in ones. Throws `INPUT_NOT_FOUND`
 * for a path that is not there.
 */
export async function loadChosen(places: readonly string[], config: Config): Promise<ChosenFiles> {
  const usual = rulePlaces(config, { dirs: [], builtin: true })
  if (places.length === 0) return { chosen: await readRuleFiles(usual), others: [] }
  const chosen = await readRuleFiles(places)
  const known = new Set(chosen.map(({ file }) => path.resolve(file)))
  const others = (await readRuleFiles(usual)).filter(({ file }) => !known.has(path.resolve(file)))
  return { chosen, others }
}

/** Of things with a file, those of the chosen files. */
export function ofChosen<Thing extends Pick<RuleProblem, 'file'>>(
  things: readonly Thing[],
  { chosen }: ChosenFiles,
): readonly Thing[] {
  const files = new Set(chosen.map(({ file }) => file))
  return things.filter(({ file }) => files.has(file))
}
