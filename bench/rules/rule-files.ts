import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generateRules, RULE_COUNTS, type RuleKind } from './generate-rules.ts'

/** SigmaHQ's rules beside this repository, where somebody has put them. */
const PUBLIC_RULES = path.resolve(import.meta.dirname, '../../../shared/corpora/sigma/rules')

const PUBLIC_FOLDERS: Readonly<Record<RuleKind, string | null>> = {
  aws: 'cloud/aws',
  cloud: 'cloud',
  all: '.',
  'every-modifier': null,
}

/** Rules in a folder. */
export interface RuleFolder {
  readonly directory: string
  /** whose they are: `SigmaHQ` or `generated` */
  readonly from: 'SigmaHQ' | 'generated'
}

/** The folder with SigmaHQ's rules of a kind; null when they are not there. */
export function publicRules(kind: RuleKind): string | null {
  const folder = PUBLIC_FOLDERS[kind]
  const directory = folder === null ? null : path.join(PUBLIC_RULES, folder)
  return directory !== null && existsSync(directory) ? directory : null
}

/**
 * A folder with rules of a kind: SigmaHQ's where they are, else generated ones, written anew below the system's folder for
 * temporary files.
 */
export async function ruleFolder(kind: RuleKind): Promise<RuleFolder> {
  const directory = publicRules(kind)
  return directory === null ? { directory: await writeRules(kind), from: 'generated' } : { directory, from: 'SigmaHQ' }
}

/** Writes generated rules of a kind, a file each, and gives their folder. */
export async function writeRules(kind: RuleKind, count = RULE_COUNTS[kind]): Promise<string> {
  const directory = path.join(tmpdir(), `tocsin-bench-rules-${kind}-${count}`)
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  const rules = generateRules(kind, count)
  await Promise.all(rules.map(({ fileName, text }) => writeFile(path.join(directory, fileName), text)))
  return directory
}
