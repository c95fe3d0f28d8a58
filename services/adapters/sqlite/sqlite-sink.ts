import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Alert } from '../../core/alert.ts'
import type { BatchOutcome, BatchSink } from '../../core/batch-sink.ts'
import type { Hit, HitKey } from '../../core/hit.ts'
import type { EventColumns } from '../../core/packed-events.ts'
import { EventWriter } from './event-writer.ts'
import { stateReader } from './read-state.ts'
import type { SqliteLog } from './sqlite-log.ts'
import { packAlert, unpackAlert } from './stored-alert.ts'
import { isConstraint } from './store-error.ts'
import { reading, writing } from './transaction.ts'

/** Stores outcomes: one transaction each, together with the read offset. */
export class SqliteSink implements BatchSink {
  readonly #database: DatabaseSync
  readonly #log: SqliteLog
  readonly #events: EventWriter
  readonly #statements: ReturnType<typeof prepare>
  readonly state: BatchSink['state']

  /** `log` is on the same connection: the offset is part of the transaction. */
  constructor(database: DatabaseSync, log: SqliteLog) {
    this.#database = database
    this.#log = log
    this.#events = new EventWriter(database)
    this.#statements = prepare(database)
    this.state = stateReader(database)
  }

  async commit(outcome: BatchOutcome): Promise<void> {
    const { packed, events } = outcome
    if (packed && packed.events === events && this.#commitPacked(outcome, packed.columns)) return
    const staged = reading('store events', () => this.#events.stage(events))
    this.#transaction(() => {
      this.#events.write(staged)
      this.#write(outcome)
    })
  }

  /** The numbers of terms that are remembered may be gone: they are looked up again. */
  forgetTerms(): void {
    this.#events.rolledBack()
  }

  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return reading('look up events', () => this.#events.stored(ids))
  }

  async counted(hits: readonly Hit[]): Promise<ReadonlySet<Hit>> {
    const find = this.#statements.findHit
    return reading('look up hits', () => new Set(hits.filter((hit) => find.get(hit.ruleId, hit.eventId) !== undefined)))
  }

  async hits(keys: readonly HitKey[]): Promise<readonly Hit[]> {
    return reading('look up hits', () => this.#hitsOf(keys))
  }

  async alerts(ids: readonly string[]): Promise<readonly Alert[]> {
    const find = this.#statements.findAlert
    return reading('look up alerts', () =>
      ids
        .map((id) => find.get(id))
        .filter((row) => row !== undefined)
        .map((row) => unpackAlert(row['data'])),
    )
  }

  /**
   * Stores the blocks as they are; false, with nothing stored, when one of the events is stored already: whoever commits has
   * asked before ({@link SqliteSink.known}), so it is not asked for each event once more.
   */
  #commitPacked(outcome: BatchOutcome, columns: EventColumns): boolean {
    const staged = reading('store events', () => this.#events.stagePacked(columns))
    try {
      this.#transaction(() => {
        this.#events.write(staged)
        this.#write(outcome)
      })
      return true
    } catch (error) {
      if (isConstraint(error)) return false
      throw error
    }
  }

  #transaction(work: () => void): void {
    try {
      writing(this.#database, 'store the outcome of a batch', work)
    } catch (error) {
      this.#events.rolledBack()
      throw error
    }
  }

  #hitsOf(keys: readonly HitKey[]): Hit[] {
    const find = this.#statements.hitData
    return keys.flatMap(({ ruleId, eventId }) => {
      const row = find.get(ruleId, eventId)
      return row === undefined ? [] : [JSON.parse(String(row['data'])) as Hit]
    })
  }

  #write({ hits, settled, alerts, outbox, state, redriven, deadLetters, commands, offset }: BatchOutcome): void {
    const { insertHit, settleHit, putAlert, insertOutbox, insertDeadLetter } = this.#statements
    for (const { alertId, hit, waiting = false } of hits) {
      insertHit.run(hit.ruleId, hit.eventId, alertId, hit.time, JSON.stringify(hit), waiting ? 1 : 0)
    }
    for (const hit of settled) {
      const { ruleId, eventId, lateFor } = hit
      const [stored] = lateFor === undefined ? [] : this.#hitsOf([hit])
      settleHit.run(stored === undefined ? null : JSON.stringify({ ...stored, lateFor }), ruleId, eventId)
    }
    for (const alert of alerts) {
      const { id, version, status, rule, first, last } = alert
      putAlert.run(id, version, status, rule.level, rule.id, first, last, packAlert(alert))
    }
    for (const { id, alertId, kind, at, written } of outbox) insertOutbox.run(id, alertId, kind, at, written)
    for (const { kind, key, value } of state) {
      if (value === null) this.#statements.removeState.run(kind, key)
      else this.#statements.putState.run(kind, key, value)
    }
    for (const id of redriven) this.#statements.removeDeadLetter.run(id)
    for (const letter of deadLetters) {
      const { id, reason, detail, type, source, object, position, received, size, bytes } = letter
      insertDeadLetter.run(id, reason, JSON.stringify(detail), type, source, object, position, received, size, bytes)
    }
    for (const { commandId, outcome, detail = null } of commands) {
      this.#statements.settleCommand.run(outcome === 'under-way' ? null : outcome, detail, commandId)
    }
    if (offset) this.#log.setOffset(offset.group, offset.partition, offset.next)
  }
}

function prepare(
  database: DatabaseSync,
): Record<
  | 'findHit'
  | 'findAlert'
  | 'insertHit'
  | 'settleHit'
  | 'putAlert'
  | 'insertOutbox'
  | 'putState'
  | 'removeState'
  | 'hitData'
  | 'removeDeadLetter'
  | 'insertDeadLetter'
  | 'settleCommand',
  StatementSync
> {
  return {
    findHit: database.prepare('SELECT 1 FROM hits WHERE rule_id = ? AND event_id = ?'),
    findAlert: database.prepare('SELECT data FROM alerts WHERE id = ?'),
    insertHit: database.prepare(
      `INSERT INTO hits(rule_id, event_id, alert_id, time, data, waiting) VALUES(?, ?, ?, ?, ?, ?)
       ON CONFLICT(rule_id, event_id) DO NOTHING`,
    ),
    settleHit: database.prepare(
      'UPDATE hits SET waiting = 0, data = coalesce(?, data) WHERE rule_id = ? AND event_id = ? AND waiting = 1',
    ),
    putAlert: database.prepare(
      `INSERT INTO alerts(id, version, status, level, rule_id, first, last, data) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT(id) DO UPDATE SET version = excluded.version, status = excluded.status, level = excluded.level,
         rule_id = excluded.rule_id, first = excluded.first, last = excluded.last, data = excluded.data
       WHERE excluded.version > alerts.version`,
    ),
    insertOutbox: database.prepare(
      'INSERT INTO outbox(id, alert_id, kind, at, written) VALUES(?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING',
    ),
    putState: database.prepare(
      'INSERT INTO state(kind, key, value) VALUES(?, ?, ?) ON CONFLICT(kind, key) DO UPDATE SET value = excluded.value',
    ),
    removeState: database.prepare('DELETE FROM state WHERE kind = ? AND key = ?'),
    hitData: database.prepare('SELECT data FROM hits WHERE rule_id = ? AND event_id = ?'),
    removeDeadLetter: database.prepare('DELETE FROM dead_letters WHERE id = ?'),
    insertDeadLetter: database.prepare(
      `INSERT INTO dead_letters(id, reason, detail, type, source, object, position, received, size, bytes)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING`,
    ),
    settleCommand: database.prepare('UPDATE commands SET outcome = ?, detail = ? WHERE id = ? AND outcome IS NULL'),
  }
}
