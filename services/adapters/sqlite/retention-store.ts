import type { DatabaseSync } from 'node:sqlite'
import type {
  EventSweep,
  HitSweep,
  MaintenanceNote,
  RawSweep,
  RetentionStore,
  StoreUsage,
  Sweep,
  SweepStep,
} from '../../core/retention-store.ts'
import type { StateEntry } from '../../core/state.ts'
import { readNote, writeNote } from './maintenance.ts'
import { oldestEvent, pragma, storeUsage } from './store-facts.ts'
import { AlertRemover } from './retention-alerts.ts'
import { EventRemover, removeEmptyBlocks } from './retention-events.ts'
import { HitRemover } from './retention-hits.ts'
import { StateRemover } from './retention-state.ts'
import { TermRemover } from './retention-terms.ts'
import { RawRemover } from './retention-raw.ts'
import { reading, writing } from './transaction.ts'

/** So often it is remembered which block is the newest, in milliseconds. */
const MARK_INTERVAL = 3_600_000

/** Dead letters hold up to 1 MB each: few go in one step. */
const MOST_LETTERS = 64

/** Empty blocks that are looked for when a sweep of events begins. */
const MOST_EMPTY_BLOCKS = 200

/** Retention on the write connection. */
export class SqliteRetention implements RetentionStore {
  readonly #database: DatabaseSync
  readonly #file: string
  readonly #forgetTerms: () => void

  /** `forgetTerms` makes the writer of events on this connection forget the numbers of terms. */
  constructor(database: DatabaseSync, file: string, forgetTerms: () => void) {
    this.#database = database
    this.#file = file
    this.#forgetTerms = forgetTerms
  }

  async datasets(): Promise<readonly string[]> {
    const rows = reading('read datasets', () => this.#database.prepare('SELECT name FROM datasets').all())
    return rows.map((row) => String(row['name']))
  }

  async usage(): Promise<StoreUsage> {
    return reading('measure the store', () => storeUsage(this.#database, this.#file))
  }

  async waitingBytes(group: string): Promise<number> {
    const row = reading('measure what waits', () =>
      this.#database
        .prepare(
          `SELECT sum(length(b.data)) AS bytes FROM log_ends e
           LEFT JOIN log_offsets o ON o.topic = e.topic AND o.partition = e.partition AND o.consumers = ?
           JOIN log_blocks b ON b.topic = e.topic AND b.partition = e.partition
             AND b.first_offset >= coalesce(o.next, 0)`,
        )
        .get(group),
    )
    return Number(row?.['bytes'] ?? 0)
  }

  async oldestEvent(): Promise<number | null> {
    return reading('look for the oldest event', () => oldestEvent(this.#database))
  }

  async mark(now: number): Promise<void> {
    const database = this.#database
    const at = Math.floor(now)
    const last = reading('read marks', () => database.prepare('SELECT max(at) AS at FROM event_block_marks').get())
    const before = last?.['at'] ?? null
    if (before !== null && at - Number(before) < MARK_INTERVAL && at >= Number(before)) return
    writing(database, 'mark what is stored', () => {
      // A clock that was ahead for a while must not keep everything for ever.
      database.prepare('DELETE FROM event_block_marks WHERE at > ?').run(at)
      database
        .prepare('INSERT OR REPLACE INTO event_block_marks(at, block) SELECT ?, coalesce(max(id), 0) FROM event_blocks')
        .run(at)
    })
  }

  async note(name: string): Promise<MaintenanceNote | null> {
    return reading('read what maintenance noted', () => readNote(this.#database, name))
  }

  async setNote(name: string, note: MaintenanceNote): Promise<void> {
    writing(this.#database, 'note what maintenance did', () => writeNote(this.#database, name, note))
  }

  events(sweep: EventSweep): Sweep {
    return reading('look for old events', () => {
      removeEmptyBlocks(this.#database, MOST_EMPTY_BLOCKS)
      return new EventRemover(this.#database, sweep)
    })
  }

  raw(sweep: RawSweep): Sweep {
    return reading('look for old raw records', () => new RawRemover(this.#database, sweep))
  }

  deadLetters(before: number | null): Sweep {
    const remove = this.#database.prepare(
      `DELETE FROM dead_letters WHERE seq IN
         (SELECT seq FROM dead_letters WHERE received < ? ORDER BY received, id LIMIT ?)`,
    )
    const limit = before === null ? Number.MAX_SAFE_INTEGER : Math.floor(before)
    return sweepOf('dead letters', async (size) => {
      const most = Math.min(size, MOST_LETTERS)
      const { changes } = writing(this.#database, 'remove old dead letters', () => remove.run(limit, most))
      return { removed: Number(changes), isDone: Number(changes) < most }
    })
  }

  alerts(before: number): Sweep {
    return reading('look for old alerts', () => new AlertRemover(this.#database, Math.floor(before)))
  }

  hits(sweep: HitSweep): Sweep {
    return reading('look for old hits', () => new HitRemover(this.#database, sweep))
  }

  state(kind: string, isDue: (entry: StateEntry) => boolean): Sweep {
    return reading('look through what is remembered', () => new StateRemover(this.#database, kind, isDue))
  }

  terms(): Sweep {
    return reading('look for terms without events', () => new TermRemover(this.#database, this.#forgetTerms))
  }

  giveBack(keep: number): Sweep {
    return sweepOf('pages', async (size) =>
      reading('give free room back', () => {
        const pageSize = pragma(this.#database, 'page_size')
        const free = pragma(this.#database, 'freelist_count')
        const most = Math.min(size, free - Math.ceil(keep / pageSize))
        if (most <= 0) return { removed: 0, isDone: true }
        this.#database.exec(`PRAGMA incremental_vacuum(${most})`)
        const removed = free - pragma(this.#database, 'freelist_count')
        return { removed, isDone: removed <= 0 }
      }),
    )
  }

  async limitLog(bytes: number): Promise<void> {
    reading('bound the log', () => {
      const pages = Math.max(1, Math.floor(bytes / pragma(this.#database, 'page_size')))
      this.#database.exec(`PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${Math.floor(bytes)}`)
    })
  }

  async settle(): Promise<void> {
    reading('write the log into the file', () => this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)'))
  }
}

/** A sweep that is one statement, again and again. */
function sweepOf(what: string, step: (size: number) => Promise<SweepStep>): Sweep {
  const removed = new Map<string, number>()
  return {
    removed,
    step: async (size) => {
      const done = await step(size)
      if (done.removed > 0) removed.set(what, (removed.get(what) ?? 0) + done.removed)
      return done
    },
  }
}
