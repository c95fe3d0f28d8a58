import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Sweep, SweepStep } from '../../core/retention-store.ts'
import { readNote, removeNote, writeNote } from './maintenance.ts'
import { unpackAlert } from './stored-alert.ts'
import { reading, writing } from './transaction.ts'

/** Alerts of which hits are left to remove: whoever dies in between goes on with them. */
const UNFINISHED = 'alerts-in-removal'

/** Of one alert's companions, so many go for one alert of a step. */
const HITS_FOR_ONE = 10

/** Alerts at once: with each, a few rows of other tables go. */
const MOST_ALERTS = 100

/**
 * Alerts and what belongs to them. The alert goes first, together with its deliveries and commands, so that nobody meets
 * one with half of its hits; those follow in steps of their own.
 */
export class AlertRemover implements Sweep {
  readonly removed = new Map<string, number>()
  readonly #database: DatabaseSync
  readonly #before: number
  readonly #statements: ReturnType<typeof prepare>
  #afterLast = Number.MIN_SAFE_INTEGER
  #afterId = ''

  constructor(database: DatabaseSync, before: number) {
    this.#database = database
    this.#before = before
    this.#statements = prepare(database)
  }

  async step(size: number): Promise<SweepStep> {
    const unfinished = readNote(this.#database, UNFINISHED)
    const ids = unfinished ? (JSON.parse(unfinished.data) as readonly string[]) : []
    if (ids.length > 0) return this.#removeHits(ids, size * HITS_FOR_ONE)
    return this.#removeAlerts(Math.min(size, MOST_ALERTS))
  }

  #removeAlerts(size: number): SweepStep {
    const { candidates, companions } = this.#statements
    const before = this.#before
    const rows = reading('look for old alerts', () =>
      candidates.all(this.#afterLast, this.#afterLast, this.#afterId, before, size),
    )
    const due: string[] = []
    for (const row of rows) {
      this.#afterLast = Number(row['last'])
      this.#afterId = String(row['id'])
      if (lastChange(row['data']) < before) due.push(this.#afterId)
    }
    if (due.length > 0) {
      writing(this.#database, 'remove old alerts', () => {
        for (const id of due) for (const remove of companions) remove.run(id)
        writeNote(this.#database, UNFINISHED, { at: before, data: JSON.stringify(due) })
      })
      this.#count('alerts', due.length)
    }
    return { removed: due.length, isDone: rows.length < size && due.length === 0 }
  }

  #removeHits(ids: readonly string[], most: number): SweepStep {
    const removed = writing(this.#database, 'remove hits of old alerts', () => {
      const { removeHits } = this.#statements
      let left = most
      const remaining = ids.filter((id) => {
        if (left <= 0) return true
        const changes = Number(removeHits.run(id, id, left).changes)
        left -= changes
        return left <= 0
      })
      if (remaining.length === 0) removeNote(this.#database, UNFINISHED)
      else writeNote(this.#database, UNFINISHED, { at: this.#before, data: JSON.stringify(remaining) })
      return most - left
    })
    this.#count('hits', removed)
    return { removed, isDone: false }
  }

  #count(what: string, count: number): void {
    if (count > 0) this.removed.set(what, (this.removed.get(what) ?? 0) + count)
  }
}

function lastChange(data: Parameters<typeof unpackAlert>[0]): number {
  const { closed, acknowledged, notes } = unpackAlert(data)
  return Math.max(closed?.at ?? 0, acknowledged?.at ?? 0, ...notes.map(({ at }) => at))
}

/** Tables with a column `alert_id` whose rows have no meaning without the alert. */
const OF_ALERT: readonly { readonly table: string; readonly condition: string }[] = [
  { table: 'outbox', condition: '1' },
  { table: 'deliveries', condition: '1' },
  { table: 'commands', condition: 'outcome IS NOT NULL' },
]

function prepare(database: DatabaseSync): {
  candidates: StatementSync
  removeHits: StatementSync
  companions: readonly StatementSync[]
} {
  const hasColumn = database.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = 'alert_id'")
  const companions = OF_ALERT.filter(({ table }) => hasColumn.get(table) !== undefined).map(({ table, condition }) =>
    database.prepare(`DELETE FROM ${table} WHERE alert_id = ? AND ${condition}`),
  )
  return {
    candidates: database.prepare(
      `SELECT id, last, data FROM alerts INDEXED BY alerts_by_last
       WHERE last >= ? AND (last > ? OR id > ?) AND last < ? AND status <> 'open' ORDER BY last, id LIMIT ?`,
    ),
    removeHits: database.prepare(
      `DELETE FROM hits WHERE alert_id = ? AND (rule_id, event_id) IN
         (SELECT rule_id, event_id FROM hits WHERE alert_id = ? LIMIT ?)`,
    ),
    companions: [...companions, database.prepare('DELETE FROM alerts WHERE id = ?')],
  }
}
