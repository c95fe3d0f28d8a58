import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { AppError } from '../../core/errors.ts'
import { syncDirectory } from './backup-store.ts'
import { checkStoreFile, checkStoreHeader, type StoreFileFacts } from './check-store-file.ts'
import { createPrivate, databaseFile } from './database.ts'
import { toStoreError } from './store-error.ts'
import { lockStore } from './store-lock.ts'

/** Files that belong to a database and mean nothing beside another one. */
const SIDES = ['-wal', '-shm', '-journal']

/**
 * Makes the backup `file` the store in `directory`, which is created if need be. The backup is copied first and the copy is
 * read whole before it takes the place: a store that is replaced (`force`) stays until then. Throws `INPUT_NOT_FOUND`, `USAGE`
 * when a store is there, `STORE_LOCKED` while a process writes to it, `STORE_VERSION` and `STORE_FAILED` for a file that is no
 * store of ours, of a newer version, or damaged, `STORE_FULL`; the folder is as it was then.
 */
export function restoreStore(file: string, directory: string, { force }: { force: boolean }): StoreFileFacts {
  checkSource(file, directory)
  const target = databaseFile(directory)
  if (!force) refuseToReplace(target, directory)
  const lock = lockStore(directory)
  const temporary = `${target}.restore-${process.pid}`
  const replaced = `${target}.replaced`
  try {
    if (!force) refuseToReplace(target, directory)
    createPrivate(directory, temporary)
    copyFileSync(file, temporary, constants.COPYFILE_FICLONE)
    // Copied along: the mode of the backup.
    chmodSync(temporary, 0o600)
    const handle = openSync(temporary, 'r+')
    fsyncSync(handle)
    closeSync(handle)
    const facts = checkStoreFile(temporary, file)
    // The old file goes first: whoever dies in between leaves no store, but never one beside another one's log.
    if (existsSync(target)) renameSync(target, replaced)
    for (const side of SIDES) rmSync(`${target}${side}`, { force: true })
    renameSync(temporary, target)
    syncDirectory(directory)
    rmSync(replaced, { force: true })
    return facts
  } catch (error) {
    throw toStoreError(error, `restore ${file}`, { file })
  } finally {
    for (const side of ['', ...SIDES]) rmSync(`${temporary}${side}`, { force: true })
    lock.release()
  }
}

function checkSource(file: string, directory: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new AppError('INPUT_NOT_FOUND', `there is no file ${file}`, { context: { file } })
  if (!found.isFile()) throw new AppError('USAGE', `${file} is no file: name the file that \`tocsin backup\` wrote`)
  const present = statSync(databaseFile(directory), { throwIfNoEntry: false })
  if (present && present.ino === found.ino && present.dev === found.dev) {
    throw new AppError('USAGE', `${file} is the store in ${directory} itself: there is nothing to restore`)
  }
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    const text = `${file} has a write-ahead log beside it: it is a store at work and not a backup; \`tocsin backup\` makes one of it`
    throw new AppError('USAGE', text, { context: { file } })
  }
  checkStoreHeader(file)
}

function refuseToReplace(target: string, directory: string): void {
  if ((statSync(target, { throwIfNoEntry: false })?.size ?? 0) === 0) return
  throw new AppError('USAGE', `there is a store in ${directory}; --force replaces it, and everything in it is gone`)
}
