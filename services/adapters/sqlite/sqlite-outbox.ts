import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { OutboxEntry } from '../../core/outbox-entry.ts'
import type { DeliveryChange, OutboxStore, WaitingCount, WaitingDelivery } from '../../core/outbox-store.ts'
import { reading, writing } from './transaction.ts'

/** The outbox of a store, on its write connection. */
export class SqliteOutbox implements OutboxStore {
  readonly #database: DatabaseSync
  readonly #statements: ReturnType<typeof prepare>

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = prepare(database)
  }

  async take(destination: string, limit: number): Promise<number> {
    const { position, entriesAfter, insert, setPosition } = this.#statements
    const rows = reading('read the outbox', () => {
      const after = position.get(destination)?.['seq'] ?? 0
      return entriesAfter.all(after, Math.max(0, limit))
    })
    const last = rows.at(-1)
    if (!last) return 0
    writing(this.#database, 'store deliveries', () => {
      for (const row of rows) {
        const { id, alertId, kind, at, written } = entryOf(row, 'id')
        insert.run(destination, id, Number(row['seq']), alertId, kind, at, written)
      }
      setPosition.run(destination, Number(last['seq']))
    })
    return rows.length
  }

  async due(destination: string, now: number, limit: number): Promise<readonly WaitingDelivery[]> {
    return reading('read deliveries', () =>
      this.#statements.due.all(destination, now, Math.max(0, limit)).map(waitingOf),
    )
  }

  async writtenBefore(destination: string, time: number, limit: number): Promise<readonly WaitingDelivery[]> {
    const { writtenBefore } = this.#statements
    return reading('read deliveries', () => writtenBefore.all(destination, time, Math.max(0, limit)).map(waitingOf))
  }

  async nextAfter(destination: string, now: number): Promise<number | null> {
    const row = reading('read deliveries', () => this.#statements.nextAfter.get(destination, now))
    return numberOrNull(row?.['next'])
  }

  async waiting(destination: string): Promise<WaitingCount> {
    const row = reading('count deliveries', () => this.#statements.waiting.get(destination))
    return { count: Number(row?.['count']), oldest: numberOrNull(row?.['oldest']) }
  }

  async begin(delivery: WaitingDelivery): Promise<WaitingDelivery> {
    const { destination, entry } = delivery
    const attempts = delivery.attempts + 1
    writing(this.#database, 'note that a delivery begins', () =>
      this.#statements.begin.run(attempts, destination, entry.id),
    )
    return { ...delivery, attempts }
  }

  async change(changes: readonly DeliveryChange[]): Promise<void> {
    const { settle, push } = this.#statements
    writing(this.#database, 'store what became of deliveries', () => {
      for (const { delivery, state, command } of changes) {
        const { destination, entry, attempts, next, mayHaveArrived } = delivery
        const { changes } = settle.run(state, attempts, next, Number(mayHaveArrived), destination, entry.id)
        if (command === null || Number(changes) === 0) continue
        const { id, alertId, kind, by, at, text } = command
        push.run(id, alertId, kind, by, at, text)
      }
    })
  }
}

const WAITING = `SELECT destination, entry, alert_id, kind, at, written, attempts, next, doubt FROM deliveries
  WHERE destination = ? AND state = 'waiting'`

function prepare(
  database: DatabaseSync,
): Record<
  | 'position'
  | 'setPosition'
  | 'entriesAfter'
  | 'insert'
  | 'due'
  | 'writtenBefore'
  | 'nextAfter'
  | 'waiting'
  | 'begin'
  | 'settle'
  | 'push',
  StatementSync
> {
  const of = (sql: string): StatementSync => database.prepare(sql)
  return {
    position: of('SELECT seq FROM delivery_positions WHERE destination = ?'),
    setPosition: of(
      `INSERT INTO delivery_positions(destination, seq) VALUES(?, ?)
       ON CONFLICT(destination) DO UPDATE SET seq = excluded.seq`,
    ),
    entriesAfter: of('SELECT seq, id, alert_id, kind, at, written FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?'),
    insert: of(
      `INSERT INTO deliveries(destination, entry, seq, alert_id, kind, at, written, state, attempts, next, doubt)
       VALUES(?, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0, 0) ON CONFLICT(destination, entry) DO NOTHING`,
    ),
    due: of(`${WAITING} AND next <= ? ORDER BY seq LIMIT ?`),
    writtenBefore: of(`${WAITING} AND written < ? ORDER BY written, seq LIMIT ?`),
    nextAfter: of("SELECT min(next) AS next FROM deliveries WHERE destination = ? AND state = 'waiting' AND next > ?"),
    waiting: of(
      "SELECT count(*) AS count, min(written) AS oldest FROM deliveries WHERE destination = ? AND state = 'waiting'",
    ),
    begin: of(
      "UPDATE deliveries SET attempts = ?, doubt = 1 WHERE destination = ? AND entry = ? AND state = 'waiting'",
    ),
    settle: of(
      `UPDATE deliveries SET state = ?, attempts = ?, next = ?, doubt = ?
       WHERE destination = ? AND entry = ? AND state = 'waiting'`,
    ),
    push: of(
      `INSERT INTO commands(id, alert_id, kind, by, at, text) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING`,
    ),
  }
}

type Row = Record<string, SQLOutputValue>

function entryOf(row: Row, id: 'id' | 'entry'): OutboxEntry {
  return {
    id: String(row[id]),
    alertId: String(row['alert_id']),
    kind: String(row['kind']) as OutboxEntry['kind'],
    at: Number(row['at']),
    written: Number(row['written']),
  }
}

function waitingOf(row: Row): WaitingDelivery {
  return {
    entry: entryOf(row, 'entry'),
    destination: String(row['destination']),
    attempts: Number(row['attempts']),
    next: Number(row['next']),
    mayHaveArrived: row['doubt'] === 1,
  }
}

function numberOrNull(value: SQLOutputValue | undefined): number | null {
  return value === undefined || value === null ? null : Number(value)
}
