import type { ConfigProblem } from '../../config/config-problem.ts'
import { formatNumberOf } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is known of the configuration. */
export interface ConfigurationFacts {
  /** null = there is none, and everything is at its default */
  readonly file: string | null
  /** why the file could not be opened; null when it could */
  readonly unreadable: string | null
  readonly problems: readonly ConfigProblem[]
  /** names of the configured sources; empty when there are problems */
  readonly sources: readonly string[]
}

const { ok, warn, fail } = findingsOf('configuration')

/** The configuration: whether it is there, good, and names something to watch. */
export function checkConfiguration({ file, unreadable, problems, sources }: ConfigurationFacts): readonly Finding[] {
  const rest = warn(
    'rules, sources, retention and delivery were not looked at',
    'put the configuration right, then ask again',
  )
  if (unreadable !== null) {
    return [fail(unreadable, 'name an existing file with --config, and let this user read it'), rest]
  }
  if (problems.length > 0) {
    const found = problems.map(({ file: name, line, column, path, message, hint }) => {
      const subject = path === '' ? '' : `${path}: `
      return fail(`${name}:${line}:${column}: ${subject}${message}`, hint === '' ? 'see docs/configuration.md' : hint)
    })
    return [...found, rest]
  }
  if (file === null) {
    return [
      warn(
        'there is no tocsin.yml in this folder: defaults, no sources',
        'copy tocsin.example.yml, or name one with --config',
      ),
    ]
  }
  if (sources.length === 0)
    return [warn(`${file} is good, but has no sources: nothing is watched`, 'name your log folders under sources:')]
  return [ok(`${file} is good: ${formatNumberOf(sources.length, 'source')}`)]
}
