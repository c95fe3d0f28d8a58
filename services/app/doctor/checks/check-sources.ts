import { formatCount, formatDuration, formatInstant, formatNumberOf } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is behind one path of a source. */
export interface PathFacts {
  readonly path: string
  /** files that were found, up to a bound */
  readonly files: number
  /** there are more than were counted */
  readonly isMore: boolean
  /** what cannot be read, with the reason; some of it when it is much */
  readonly unreadable: readonly string[]
}

/** What is known of one source. */
export interface SourceFacts {
  readonly name: string
  readonly follow: boolean
  readonly paths: readonly PathFacts[]
  /** when its last record arrived, and of when that is; null when the newest raw records are all of other sources */
  readonly last: { readonly received: number; readonly eventTime: number | null } | null
  /** files that it remembers to have read; null when there is no store */
  readonly checkpoints: number | null
}

const { ok, warn, fail } = findingsOf('sources')

/** A source that brings nothing for so long is worth a look: audit logs arrive within minutes. */
const SILENT = 6 * 3_600_000

/** The sources: whether there is something to read, and when each brought something last. */
export function checkSources(sources: readonly SourceFacts[], now: number): readonly Finding[] {
  return sources.flatMap((source) => [
    ...source.paths.flatMap((path) => checkPath(source.name, path)),
    checkLast(source, now),
  ])
}

/** Sources that have left checkpoints and are configured no more. */
export function checkLeftovers(
  configured: readonly string[],
  remembered: ReadonlyMap<string, number>,
): readonly Finding[] {
  return [...remembered]
    .filter(([name]) => !configured.includes(name))
    .map(([name, objects]) =>
      warn(
        `the store remembers a source ${name} (${formatNumberOf(objects, 'file')} read) that is not configured`,
        'was it renamed? Then the new name reads all files again; give the source its old name back if that is not wanted',
      ),
    )
}

function checkPath(source: string, { path, files, isMore, unreadable }: PathFacts): readonly Finding[] {
  const found = unreadable.map((what) =>
    fail(`${source}: cannot read ${what}`, 'put the path right, or let the user who runs Tocsin read it'),
  )
  if (unreadable.length > 0) return found
  const count = `${isMore ? 'more than ' : ''}${formatCount(files)} ${files === 1 ? 'file' : 'files'}`
  if (files > 0) return [ok(`${source}: ${path}: ${count}`)]
  return [warn(`${source}: ${path} has no files`, 'is it the right folder, and does something write there?')]
}

function checkLast({ name, follow, last, checkpoints }: SourceFacts, now: number): Finding {
  if (!last) return checkNever(name, checkpoints)
  const silence = now - last.received
  const of = last.eventTime === null ? '' : `, of ${formatInstant(last.eventTime)}`
  const what = `${name}: last record received ${formatInstant(last.received)}${of}`
  if (silence < SILENT || !follow) return ok(what)
  return warn(
    `${what}: silent for ${formatDuration(silence)}`,
    'does the cloud still deliver to this place, and does Tocsin run?',
  )
}

function checkNever(name: string, checkpoints: number | null): Finding {
  const cure = 'start Tocsin; if it runs, see what it says about this source'
  if (checkpoints === null) return warn(`${name}: nothing was received yet`, cure)
  const known = checkpoints === 0 ? '' : `, though ${formatNumberOf(checkpoints, 'file')} were read before`
  return warn(`${name}: no record among the newest ones stored${known}`, cure)
}
