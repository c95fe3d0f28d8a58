/**
 * The process that writes a backup: copying is one long call into SQLite, which only the end of a process can stop. Arguments:
 * the database and the file to write, which exists and is empty. Sends one {@link BackupMessage} and ends.
 */
import { closeSync, fsyncSync, openSync, statSync } from 'node:fs'
import { openAnyVersion } from './database.ts'
import { checkStoreFile } from './check-store-file.ts'
import { toStoreError } from './store-error.ts'
import type { BackupMessage } from './backup-store.ts'

const [source = '', target = ''] = process.argv.slice(2)
process.send?.(backUp())

function backUp(): BackupMessage {
  try {
    const { database } = openAnyVersion(source)
    try {
      // A read transaction from beginning to end: what the writer commits meanwhile is not in it.
      database.prepare('VACUUM INTO ?').run(target)
    } finally {
      database.close()
    }
    const handle = openSync(target, 'r+')
    fsyncSync(handle)
    closeSync(handle)
    return { ...checkStoreFile(target), bytes: statSync(target).size }
  } catch (error) {
    const { code, message } = toStoreError(error, `copy the store ${source}`)
    return { code, message }
  }
}
