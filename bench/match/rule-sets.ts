import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createRandom } from '../../services/app/demo/random.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { RuleFile, RuleSet, SigmaRule } from '../../services/sigma/types.ts'
import { loadEngine } from '../load-engine.ts'
import { generateRuleFiles } from '../rules/generate-rules.ts'
import { ruleFolder } from '../rules/rule-files.ts'

/** The rules that are measured with. */
export interface BenchRules {
  /** whose they are: `SigmaHQ` or `generated` */
  readonly from: string
  /** those that come with Tocsin */
  readonly ours: readonly SigmaRule[]
  /** SigmaHQ's about clouds, or generated ones in their place */
  readonly cloud: readonly SigmaRule[]
  /** all of SigmaHQ's `rules/`, those about clouds included, in the order of their files */
  readonly all: readonly SigmaRule[]
  /** more, generated, for those who want more than there are */
  readonly more: readonly SigmaRule[]
}

/** So many rules are generated on top of the others. */
const MORE = 1000

/** Loads them. */
export async function loadBenchRules(): Promise<BenchRules> {
  const engine = await loadEngine()
  const { from, directory } = await ruleFolder('all')
  const all = load(filesIn(directory)).rules
  const cloud = load(filesIn((await ruleFolder('cloud')).directory)).rules
  return { from, ours: engine.ruleSet.rules, cloud, all, more: load(generateRuleFiles('all', MORE, 99)).rules }
}

/**
 * `count` rules: those about CloudTrail first, all of them, so that every count has the same rules that can run; then others in
 * an order of chance.
 */
export function someRules({ all, more }: BenchRules, count: number): readonly SigmaRule[] {
  const random = createRandom(11)
  const keyed = [...all, ...more].map((rule) => ({ rule, key: isAboutCloudTrail(rule) ? -1 : random.uint() }))
  return keyed
    .toSorted((one, other) => one.key - other.key)
    .slice(0, count)
    .map(({ rule }) => rule)
}

/** A rule set of rules that stand for themselves. */
export function setOf(rules: readonly SigmaRule[]): RuleSet {
  return { ...load([]), rules }
}

function isAboutCloudTrail({ logSource }: SigmaRule): boolean {
  return logSource.product === 'aws'
}

function filesIn(directory: string): readonly RuleFile[] {
  const names = globSync('**/*.yml', { cwd: directory }).toSorted()
  return names.map((file) => ({ file, text: readFileSync(path.join(directory, file), 'utf8') }))
}

function load(files: readonly RuleFile[]): RuleSet {
  return loadRuleSet(files, { lists: new Map(), disable: [], levels: {} })
}
