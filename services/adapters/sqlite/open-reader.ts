import type { DatabaseSync } from 'node:sqlite'
import type { AlertStore } from '../../core/alert-store.ts'
import type { BatchSink } from '../../core/batch-sink.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetterStore } from '../../core/dead-letter-store.ts'
import type { EventStore } from '../../core/event-store.ts'
import type { HitStore } from '../../core/hit-store.ts'
import type { Log } from '../../core/log.ts'
import { databaseFile, openReadOnly, openSideWriter } from './database.ts'
import { LogReader } from './log-reader.ts'
import { stateReader } from './read-state.ts'
import { SqliteAlerts } from './sqlite-alerts.ts'
import { sqliteCommands } from './sqlite-commands.ts'
import { SqliteDeadLetters } from './sqlite-dead-letters.ts'
import { SqliteEvents } from './sqlite-events.ts'
import { storeFacts, type StoreFacts } from './store-facts.ts'
import { SqliteHits } from './sqlite-hits.ts'

/** What is read of a store beside its writer. */
export interface SqliteReader {
  readonly events: EventStore
  readonly alerts: AlertStore
  readonly hits: HitStore
  readonly deadLetters: DeadLetterStore
  /** the read side of the log, for replay */
  readonly log: Pick<Log, 'partitions' | 'read' | 'committed' | 'end'>
  readonly facts: StoreFacts
  /** what is remembered under a kind, ordered by key */
  readonly state: BatchSink['state']
  /** a push opens a second connection for its short write */
  readonly commands: CommandQueue
  /** A second call does nothing. */
  close(): void
}

/**
 * Opens the store in `directory` for reading, while a writer runs or not. Throws `STORE_MISSING`, `STORE_VERSION`,
 * `STORE_FAILED`. Belongs to one thread.
 */
export function openReader(directory: string): SqliteReader {
  const database = openReadOnly(directory)
  let side: DatabaseSync | null = null
  return {
    events: new SqliteEvents(database),
    alerts: new SqliteAlerts(database),
    hits: new SqliteHits(database, { isReader: true }),
    deadLetters: new SqliteDeadLetters(database),
    log: new LogReader(database),
    state: stateReader(database),
    facts: storeFacts(database, databaseFile(directory)),
    commands: sqliteCommands(database, () => (side ??= openSideWriter(directory))),
    close: () => {
      if (database.isOpen) database.close()
      if (side?.isOpen) side.close()
    },
  }
}
