import path from 'node:path'
import { isObject } from '../../core/json.ts'
import type { ConfigPath, PathProblem } from './config-path.ts'

/** Where references get their values from. */
export interface ReferenceSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** the text of a file, or throws */
  readonly readFile: (file: string) => string
  /** what relative file names are relative to */
  readonly directory: string
}

/** A file with its references resolved. */
export interface ResolvedFile {
  readonly value: unknown
  readonly problems: readonly PathProblem[]
}

const MAX_DEPTH = 20
const MAX_VALUES = 500_000

/** `$${`, which is a plain `${`, or a reference, closed or not. */
const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g

/** A walk through the file. */
interface Walk {
  readonly sources: ReferenceSources
  readonly problems: PathProblem[]
  values: number
}

/**
 * Copies the content of a file (text, lists and maps, as the failsafe schema of YAML gives it), with `${env:NAME}` and
 * `${file:path}` resolved inside every text. A key whose value is empty is left out: it counts as not given.
 */
export function resolveReferences(content: unknown, sources: ReferenceSources): ResolvedFile {
  const walk: Walk = { sources, problems: [], values: 0 }
  const value = copy(content, [], walk)
  return { value, problems: walk.problems }
}

function copy(value: unknown, at: ConfigPath, walk: Walk): unknown {
  walk.values += 1
  if (at.length > MAX_DEPTH) return report(walk, at, `is nested deeper than ${MAX_DEPTH} levels`)
  // Aliases make a small file unfold into a huge one.
  if (walk.values > MAX_VALUES) {
    return walk.values === MAX_VALUES + 1 ? report(walk, at, `is one of more than ${MAX_VALUES} values`) : undefined
  }
  if (typeof value === 'string') return resolveText(value, at, walk)
  if (Array.isArray(value)) return value.map((item: unknown, index) => copy(item, [...at, index], walk))
  if (!isObject(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== '' && member !== null)
  return Object.fromEntries(members.map(([key, member]) => [key, copy(member, [...at, key], walk)]))
}

function resolveText(text: string, at: ConfigPath, walk: Walk): string {
  return text.replaceAll(REFERENCE, (whole, inside: string | undefined, end: string | undefined) => {
    if (inside === undefined) return '${'
    const [, kind, name] = /^(env|file):(.+)$/.exec(inside) ?? []
    if (end === '' || kind === undefined || name === undefined) {
      report(walk, at, 'has a reference that is none', 'write ${env:NAME} or ${file:path}; a plain ${ is written $${')
      return whole
    }
    return (kind === 'env' ? readVariable(name, at, walk) : readSecretFile(name, at, walk)) ?? whole
  })
}

function readVariable(name: string, at: ConfigPath, walk: Walk): string | undefined {
  const { env } = walk.sources
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (value === undefined) report(walk, at, `needs the environment variable ${name}, which is not set`)
  return value
}

/** The file's text without the line break that editors put at the end. */
function readSecretFile(name: string, at: ConfigPath, walk: Walk): string | undefined {
  try {
    return walk.sources.readFile(path.resolve(walk.sources.directory, name)).replace(/\r?\n$/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    const reason = code === 'ENOENT' ? 'which does not exist' : `which cannot be read (${code})`
    report(walk, at, `needs the file ${name}, ${reason}`)
    return undefined
  }
}

function report(walk: Walk, at: ConfigPath, message: string, hint = ''): undefined {
  walk.problems.push({ path: at, about: 'value', message, hint })
}
