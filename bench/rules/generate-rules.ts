import type { RuleFile } from '../../services/sigma/types.ts'
import { awsCall, azureEntry, gcpCall, saasEntry } from './cloud-ideas.ts'
import { everyModifier, FILTERED } from './every-modifier.ts'
import { ruleRandom } from './rule-random.ts'
import { auditEntry, textLog, unixProcess, webEntry } from './unix-ideas.ts'
import {
  windowsFile,
  windowsLog,
  windowsNetwork,
  windowsProcess,
  windowsRegistry,
  windowsScript,
  type Idea,
} from './windows-ideas.ts'
import { writeRule, type GeneratedRule } from './write-rule.ts'

/** Which rules: about CloudTrail, about clouds, as many and as mixed as all of SigmaHQ's, or one for each thing Sigma can do. */
export type RuleKind = 'aws' | 'cloud' | 'all' | 'every-modifier'

/** How many rules of a kind there are unless said otherwise: as many as SigmaHQ had in the summer of 2026. */
export const RULE_COUNTS: Readonly<Record<RuleKind, number>> = {
  aws: 57,
  cloud: 225,
  all: 3141,
  'every-modifier': everyModifier().length + 1,
}

/** How often each idea occurs among SigmaHQ's rules, in its files of the summer of 2026. */
const CLOUD: readonly (readonly [Idea, number])[] = [
  [awsCall, 57],
  [azureEntry, 123],
  [gcpCall, 26],
  [saasEntry, 19],
]

const OTHERS: readonly (readonly [Idea, number])[] = [
  [windowsProcess, 1183],
  [windowsRegistry, 246],
  [windowsFile, 360],
  [windowsScript, 210],
  [windowsNetwork, 75],
  [windowsLog, 330],
  [unixProcess, 200],
  [auditEntry, 55],
  [textLog, 90],
  [webEntry, 75],
  [saasEntry, 92],
]

const MIXES: Readonly<Record<Exclude<RuleKind, 'every-modifier'>, readonly (readonly [Idea, number])[]>> = {
  aws: [[awsCall, 1]],
  cloud: CLOUD,
  all: [...CLOUD, ...OTHERS],
}

/**
 * Rules of a kind, invented, in the shape of public ones; the same seed gives the same rules. `every-modifier` has always the
 * same rules, cut to `count`.
 */
export function generateRules(kind: RuleKind, count: number = RULE_COUNTS[kind], seed = 1): readonly GeneratedRule[] {
  const random = ruleRandom(seed)
  const ideas =
    kind === 'every-modifier'
      ? [...everyModifier(), FILTERED].slice(0, count)
      : mixed(MIXES[kind], count).map((idea) => idea(random))
  return ideas.map((idea, index) => writeRule(idea, index + 1, random))
}

/** The same as files that the loader takes. */
export function generateRuleFiles(kind: RuleKind, count?: number, seed?: number): readonly RuleFile[] {
  return generateRules(kind, count, seed).map(({ fileName, text }) => ({ file: `generated/${fileName}`, text }))
}

/** `count` ideas in the proportions of a mix, those of a kind together as in folders; each idea at least once where that fits. */
function mixed(mix: readonly (readonly [Idea, number])[], count: number): readonly Idea[] {
  const whole = mix.reduce((sum, [, share]) => sum + share, 0)
  let [passed, made] = [0, 0]
  return mix.flatMap(([idea, share]) => {
    passed += share
    const length = Math.round((passed / whole) * count) - made
    made += length
    return Array.from({ length }, () => idea)
  })
}
