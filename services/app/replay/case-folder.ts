import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { writerOf } from '../../adapters/sqlite/store-lock.ts'
import { AppError, messageOf } from '../../core/errors.ts'
import { decodeCase, encodeCase, type Case } from '../../replay/case.ts'

/** A case with its place. */
export interface FoundCase {
  readonly replayed: Case
  readonly directory: string
  /** what its files take, in bytes */
  readonly bytes: number
  /** whether a process writes to it now */
  readonly isRunning: boolean
}

const CASE_FILE = 'case.json'

/** The files of a case: its own and those of the store in it. Nothing else is ever removed. */
const OURS = /^(?:case\.json(?:\.new)?|tocsin\.[a-z.-]+)$/

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** The folder in which the cases of a store are. */
export function casesDirectory(data: string): string {
  return path.join(data, 'cases')
}

/** The folder of the case of this name. Throws `USAGE` for a name that cannot be one. */
export function caseDirectory(data: string, name: string): string {
  if (!NAME.test(name))
    throw new AppError('USAGE', `"${name}" cannot be the name of a case: up to 64 letters, digits, dots, dashes`)
  return path.join(casesDirectory(data), name)
}

/**
 * Makes an empty folder (0700) for a case. Throws `USAGE` when there is something: with `force`, a case of ours is removed
 * first, and nothing else ever; `STORE_LOCKED` when a replay is writing it.
 */
export function createCaseFolder(directory: string, { force }: { readonly force: boolean }): void {
  if (existsSync(directory) && namesIn(directory).length > 0) {
    const found = readCase(directory)
    if (!found) throw new AppError('USAGE', `${directory} is not empty and holds no case: choose another folder`)
    if (!force)
      throw new AppError(
        'USAGE',
        `the case ${directory} is there already: choose another name, or replace it with --force`,
      )
    removeCase(found)
  }
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    chmodSync(directory, 0o700)
  } catch (error) {
    throw new AppError('STORE_FAILED', `cannot make the folder ${directory}: ${messageOf(error)}`, { cause: error })
  }
}

/** Writes `case.json`, whole or not at all. */
export function writeCase(directory: string, replayed: Case): void {
  const file = path.join(directory, CASE_FILE)
  writeFileSync(`${file}.new`, encodeCase(replayed), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** The case in a folder, or null when it holds none. */
export function readCase(directory: string): FoundCase | null {
  const file = path.join(directory, CASE_FILE)
  if (!existsSync(file)) return null
  const replayed = decodeCase(readFileSync(file, 'utf8'))
  if (!replayed) return null
  let bytes = 0
  for (const name of namesIn(directory))
    bytes += statSync(path.join(directory, name), { throwIfNoEntry: false })?.size ?? 0
  return { replayed, directory, bytes, isRunning: writerOf(directory) !== null }
}

/** The cases of a store, the newest first. */
export function listCases(data: string): readonly FoundCase[] {
  const cases = casesDirectory(data)
  if (!existsSync(cases)) return []
  const found = namesIn(cases).map((name) => readCase(path.join(cases, name)))
  return found.filter((each) => each !== null).toSorted((a, b) => b.replayed.created - a.replayed.created)
}

/** Removes the files of a case, and its folder when nothing else is in it. Throws `STORE_LOCKED` while it is written. */
export function removeCase({ directory, isRunning }: FoundCase): void {
  if (isRunning) throw new AppError('STORE_LOCKED', `a replay is writing the case ${directory}: stop it first`)
  // Last what tells that the folder is ours: a removal that is cut off can be done again.
  const names = namesIn(directory).filter((name) => OURS.test(name) && name !== CASE_FILE)
  for (const name of [...names, CASE_FILE]) rmSync(path.join(directory, name), { force: true })
  if (namesIn(directory).length === 0) rmdirSync(directory)
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted()
  } catch (error) {
    throw new AppError('STORE_FAILED', `cannot read the folder ${directory}: ${messageOf(error)}`, { cause: error })
  }
}
