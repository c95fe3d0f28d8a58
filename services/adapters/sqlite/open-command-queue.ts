import type { CommandQueue } from '../../core/command-queue.ts'
import { openSideWriter } from './database.ts'
import { sqliteCommands } from './sqlite-commands.ts'

/** A command queue that another process pushes to. */
export interface SqliteCommandQueue extends CommandQueue {
  close(): void
}

/**
 * Opens the command queue of the store in `directory` beside its writer: a push is one short write that waits for the
 * writer's, and the writer's for it. Throws `STORE_MISSING`, `STORE_VERSION`, `STORE_FAILED`.
 */
export function openCommandQueue(directory: string): SqliteCommandQueue {
  const database = openSideWriter(directory)
  const queue = sqliteCommands(database, () => database)
  return {
    push: (command) => queue.push(command),
    pending: (limit) => queue.pending(limit),
    result: (id) => queue.result(id),
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}
