import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { Alert, AlertStatus } from '../../core/alert.ts'
import type { AlertFilter, AlertStore } from '../../core/alert-store.ts'
import type { Hit } from '../../core/hit.ts'
import { isAtLeast, LEVELS } from '../../core/rule.ts'
import { unpackAlert } from './stored-alert.ts'
import { afterPrefix } from './text-range.ts'
import { reading } from './transaction.ts'

/** A prefix of an id must have this many characters. */
const MIN_PREFIX = 4

/** The read side of alerts, on any connection to the store. */
export class SqliteAlerts implements AlertStore {
  readonly #database: DatabaseSync
  readonly #get: StatementSync
  readonly #prefix: StatementSync
  readonly #hits: StatementSync
  readonly #counts: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#get = database.prepare('SELECT data FROM alerts WHERE id = ?')
    this.#prefix = database.prepare('SELECT data FROM alerts WHERE id >= ? AND id < ? LIMIT 2')
    this.#counts = database.prepare('SELECT status, count(*) AS count FROM alerts GROUP BY status')
    this.#hits = database.prepare('SELECT data FROM hits WHERE alert_id = ? ORDER BY time, event_id, rule_id')
  }

  async list({ status, minLevel, ruleId, from, limit }: AlertFilter): Promise<readonly Alert[]> {
    const wheres: string[] = ['1']
    const values: SQLInputValue[] = []
    const oneOf = (column: string, allowed: readonly string[]): void => {
      wheres.push(`${column} IN (SELECT value FROM json_each(?))`)
      values.push(JSON.stringify(allowed))
    }
    const levels = LEVELS.filter((level) => minLevel === null || isAtLeast(level, minLevel))
    if (status !== null) oneOf('status', status)
    if (minLevel !== null) oneOf('level', levels)
    if (ruleId !== null) oneOf('rule_id', [ruleId])
    if (from !== null) {
      wheres.push('last >= ?')
      values.push(from)
    }
    const sql = `SELECT data FROM alerts WHERE ${wheres.join(' AND ')} ORDER BY last DESC, id DESC LIMIT ?`
    const rows = reading('list alerts', () => this.#database.prepare(sql).all(...values, Math.max(0, limit)))
    return rows.map((row) => unpackAlert(row['data']))
  }

  async get(id: string): Promise<Alert | null> {
    const exact = reading('read an alert', () => this.#get.get(id))
    if (exact) return unpackAlert(exact['data'])
    const after = afterPrefix(id)
    if (id.length < MIN_PREFIX || after === null) return null
    const [only, ...others] = reading('read an alert', () => this.#prefix.all(id, after))
    return only && others.length === 0 ? unpackAlert(only['data']) : null
  }

  async count(): Promise<Readonly<Record<AlertStatus, number>>> {
    const counts = { open: 0, acknowledged: 0, closed: 0 }
    const rows = reading('count alerts', () => this.#counts.all())
    for (const row of rows) counts[String(row['status']) as AlertStatus] = Number(row['count'])
    return counts
  }

  async hits(alertId: string): Promise<readonly Hit[]> {
    const rows = reading('read hits', () => this.#hits.all(alertId))
    return rows.map((row) => JSON.parse(String(row['data'])) as Hit)
  }
}
