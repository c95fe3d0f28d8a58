import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { HitSweep, Sweep, SweepStep } from '../../core/retention-store.ts'
import { prepareRows } from './prepare-rows.ts'
import { reading, writing } from './transaction.ts'

/** event time, event id, rule id */
type Row = readonly [number, string, string]

/**
 * Hits without an alert, the oldest first. They stand together in the index by alert, in the order of time: reading those
 * that stay costs little, and there is no index for this alone.
 */
export class HitRemover implements Sweep {
  readonly removed = new Map<string, number>()
  readonly #database: DatabaseSync
  readonly #sweep: HitSweep
  readonly #latest: number
  readonly #next: StatementSync
  readonly #remove: StatementSync
  #after: Row = [Number.MIN_SAFE_INTEGER, '', '']

  constructor(database: DatabaseSync, sweep: HitSweep) {
    this.#database = database
    this.#sweep = sweep
    this.#latest = Math.ceil(Math.max(sweep.before, ...sweep.byRule.values()))
    this.#next = prepareRows(
      database,
      `SELECT time, event_id, rule_id FROM hits INDEXED BY hits_by_alert
       WHERE alert_id = '' AND (time, event_id, rule_id) > (?, ?, ?) AND time < ? ORDER BY time, event_id, rule_id LIMIT ?`,
    )
    this.#remove = database.prepare('DELETE FROM hits WHERE rule_id = ? AND event_id = ? AND waiting = 0')
  }

  async step(size: number): Promise<SweepStep> {
    const { before, byRule } = this.#sweep
    const rows = reading('look for old hits', () => {
      return this.#next.all(...this.#after, this.#latest, size) as unknown[] as Row[]
    })
    const due = rows.filter(([time, , ruleId]) => time < (byRule.get(ruleId) ?? before))
    let removed = 0
    if (due.length > 0) {
      writing(this.#database, 'remove old hits', () => {
        for (const [, eventId, ruleId] of due) removed += Number(this.#remove.run(ruleId, eventId).changes)
      })
    }
    this.#after = rows.at(-1) ?? this.#after
    if (removed > 0) this.removed.set('hits', (this.removed.get('hits') ?? 0) + removed)
    return { removed, isDone: rows.length < size }
  }
}
