import type { BatchSink } from '../../core/batch-sink.ts'
import type { CheckpointStore } from '../../core/checkpoint.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetterStore } from '../../core/dead-letter-store.ts'
import type { HitStore } from '../../core/hit-store.ts'
import type { Log } from '../../core/log.ts'
import type { OutboxStore } from '../../core/outbox-store.ts'
import type { RetentionStore } from '../../core/retention-store.ts'
import { databaseFile, openWriter, type Migration } from './database.ts'
import { SqliteCheckpoints } from './sqlite-checkpoints.ts'
import { sqliteCommands } from './sqlite-commands.ts'
import { SqliteDeadLetters } from './sqlite-dead-letters.ts'
import { SqliteHits } from './sqlite-hits.ts'
import { SqliteLog } from './sqlite-log.ts'
import { SqliteOutbox } from './sqlite-outbox.ts'
import { SqliteRetention } from './retention-store.ts'
import { SqliteSink } from './sqlite-sink.ts'
import { lockStore } from './store-lock.ts'

/** What the one writer of a store does with it. */
export interface SqliteStore {
  readonly log: Log
  readonly sink: BatchSink
  /** as the sink has stored them so far */
  readonly hits: HitStore
  readonly checkpoints: CheckpointStore
  readonly commands: CommandQueue
  /** what is to be told to whom */
  readonly outbox: OutboxStore
  readonly deadLetters: DeadLetterStore
  readonly retention: RetentionStore
  /** what opening it has brought up to date; null when nothing */
  readonly migrated: Migration | null
  /** Stop consumers before. Gives the store free for another writer. A second call does nothing. */
  close(): void
}

/** How to open a store for writing. */
export interface StoreOptions {
  /** by topic, at least; a topic never loses partitions. One where a topic is not named */
  readonly partitions?: Readonly<Record<string, number>>
  /** bound on the size of the database file; what would go beyond fails with `STORE_FULL` */
  readonly maxBytes?: number
}

/**
 * Opens the store in `directory` as its one writer, and creates it (folder 0700, files 0600) if need be. Throws
 * `STORE_LOCKED` while another process or another call holds it, `STORE_VERSION`, `STORE_FULL`, `STORE_FAILED`. The store
 * belongs to one thread: all its work is done at once, in the caller's thread, behind the promises of the ports.
 */
export function openStore(directory: string, { partitions = {}, maxBytes }: StoreOptions = {}): SqliteStore {
  const lock = lockStore(directory)
  let close = lock.release
  try {
    const { database, migrated } = openWriter(directory, maxBytes ?? null)
    close = () => {
      if (!database.isOpen) return
      database.close()
      lock.release()
    }
    const log = new SqliteLog(database)
    log.createTopics(partitions)
    const sink = new SqliteSink(database, log)
    return {
      log,
      sink,
      hits: new SqliteHits(database, { isReader: false }),
      checkpoints: new SqliteCheckpoints(database),
      commands: sqliteCommands(database, () => database),
      outbox: new SqliteOutbox(database),
      deadLetters: new SqliteDeadLetters(database),
      retention: new SqliteRetention(database, databaseFile(directory), () => sink.forgetTerms()),
      migrated,
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}
