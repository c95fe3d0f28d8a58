import { formatBytes, formatCount } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is known of the store. */
export interface StoreFacts {
  readonly directory: string
  /** null = there is no store yet */
  readonly file: StoreFileFacts | null
  /** process that writes to it: its id, 0 when it is not known which, null when none does */
  readonly writer: number | null
  /** folder and files that others than the owner may touch, with their modes */
  readonly open: readonly { readonly path: string; readonly mode: number; readonly isFolder: boolean }[]
  /** what the integrity check said; null when it was not asked for */
  readonly integrity: readonly string[] | null
}

/** What is known of its file. */
export interface StoreFileFacts {
  readonly bytes: number
  /** false: a database of another program */
  readonly isOurs: boolean
  readonly version: number
  /** the version that this program writes */
  readonly current: number
}

const { ok, warn, fail } = findingsOf('store')

/** The store: there, of our version, whole, private, written by somebody. */
export function checkStore(facts: StoreFacts): readonly Finding[] {
  const { directory, file, integrity } = facts
  if (!file) return [warn(`there is no store in ${directory} yet`, '`start` makes it')]
  return [
    checkVersion(directory, file),
    checkWriter(facts.writer),
    ...facts.open.map(({ path, mode, isFolder }) =>
      warn(
        `others than its owner may use ${path} (mode ${mode.toString(8).padStart(4, '0')})`,
        `chmod ${isFolder ? '700' : '600'} ${path}`,
      ),
    ),
    ...(integrity === null ? [] : checkIntegrity(integrity)),
  ]
}

function checkVersion(directory: string, { bytes, isOurs, version, current }: StoreFileFacts): Finding {
  if (!isOurs)
    return fail(`${directory} has a database of another program`, 'choose another folder with data: or --data')
  const what = `${directory}: version ${version}, ${formatBytes(bytes)}`
  if (version > current) return fail(`${what}: written by a newer Tocsin (this one writes ${current})`, 'update Tocsin')
  if (version < current) {
    return warn(
      `${what}: written by an older Tocsin (this one writes ${current})`,
      'make a backup, then `start` brings it up to date',
    )
  }
  return ok(what)
}

function checkWriter(writer: number | null): Finding {
  if (writer === null)
    return warn(
      'no process runs on it: nothing is read, nothing rings',
      '`start` it, under something that starts it again',
    )
  return ok(writer === 0 ? 'a process runs on it' : `process ${writer} runs on it`)
}

const SHOWN = 5

function checkIntegrity(problems: readonly string[]): readonly Finding[] {
  if (problems.length === 0) return [ok('the integrity check found nothing wrong')]
  const cure = 'stop Tocsin, keep the files for a look, and restore the last backup'
  const rest = problems.length - SHOWN
  return [
    ...problems.slice(0, SHOWN).map((problem) => fail(`damaged: ${problem}`, cure)),
    ...(rest > 0 ? [fail(`${formatCount(rest)} more damages`, cure)] : []),
  ]
}
