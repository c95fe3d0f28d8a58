import path from 'node:path'
import { FAILSAFE_SCHEMA, loadAll, YAMLException } from 'js-yaml'
import { messageOf } from '../../core/errors.ts'
import type { Environment } from '../cli/directories.ts'
import { buildConfig } from './build-config.ts'
import { checkShape } from './check-shape.ts'
import { checkTogether } from './check-together.ts'
import type { Config } from './config.ts'
import type { ConfigProblem } from './config-problem.ts'
import { locateProblems, syntaxProblems } from './locate-problems.ts'
import { resolveReferences } from './resolve-references.ts'

/** What reading a configuration needs besides its text. */
export interface LoadConfigOptions {
  /** the file's name, for messages; relative paths in it are relative to its folder */
  readonly file: string
  readonly env: Environment
  /** the text of a file that a `${file:…}` names, or throws */
  readonly readFile: (file: string) => string
}

/** A configuration, or everything that is wrong with it, in the order of the file. */
export type LoadedConfig = { readonly config: Config } | { readonly problems: readonly ConfigProblem[] }

/**
 * Reads the text of a configuration file: YAML, references, shape, and what the settings say together. Every scalar is
 * taken as it is written (an account number keeps its leading zero). Never throws; an empty text is the default.
 */
export function loadConfig(text: string, options: LoadConfigOptions): LoadedConfig {
  const directory = path.dirname(path.resolve(options.file))
  const parsed = parseYaml(text, options.file)
  if ('problems' in parsed) return parsed
  const resolved = resolveReferences(parsed.content, { env: options.env, readFile: options.readFile, directory })
  const shape = checkShape(resolved.value, parsed.content)
  const unresolved = new Set(resolved.problems.map((problem) => JSON.stringify(problem.path)))
  const wrong = [...('problems' in shape ? shape.problems : []), ...checkTogether(resolved.value)]
  // What could not be resolved has the wrong shape only because of that.
  const problems = [...resolved.problems, ...wrong.filter(({ path }) => !unresolved.has(JSON.stringify(path)))]
  if ('problems' in shape || problems.length > 0) {
    return { problems: locateProblems(problems, text, options.file) }
  }
  return { config: buildConfig(shape.file, { directory, env: options.env }) }
}

type ParsedYaml = { readonly content: unknown } | { readonly problems: readonly ConfigProblem[] }

function parseYaml(text: string, file: string): ParsedYaml {
  try {
    const [content, ...others]: readonly unknown[] = loadAll(text, { schema: FAILSAFE_SCHEMA })
    if (others.length === 0) return { content: content === undefined || content === '' ? {} : content }
    const message = 'the file has more than one document'
    return { problems: [{ file, line: 1, column: 1, path: '', message, hint: 'take out the lines that are ---' }] }
  } catch (error) {
    const found = syntaxProblems(text, file)
    if (found.length > 0) return { problems: found }
    const mark = error instanceof YAMLException ? error.mark : undefined
    const reason = error instanceof YAMLException ? error.reason : messageOf(error)
    const place = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 }
    return { problems: [{ file, ...place, path: '', message: `no valid YAML: ${reason}`, hint: '' }] }
  }
}
