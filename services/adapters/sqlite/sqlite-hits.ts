import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Hit } from '../../core/hit.ts'
import type { HitRange, HitStore } from '../../core/hit-store.ts'
import { timePrefix } from '../../core/ids.ts'
import { mergeSorted, type Pull } from './merge-sorted.ts'
import { prepareRows } from './prepare-rows.ts'
import { toStoreError } from './store-error.ts'

/** The event times that ids tell apart; all others look like the first or the last of them. */
const LAST_TIME = 2 ** 48 - 1

/** Behind every event id. */
const AFTER_IDS = '~'

/** Hits that are held at once, of all rules together; 10 MB when they are large. */
const HELD_HITS = 16_384
const MOST_OF_A_RULE = 256
const LEAST_OF_A_RULE = 8

/** event time, event id, rule id, JSON of the hit */
type Row = readonly [number, string, string, string]

/** Reads on from behind a place: event time, event id, rule id. */
type ReadOn = (time: number, eventId: string, ruleId: string) => readonly Row[]

/**
 * The read side of all hits. The table is in the order of rule and event id, and event ids begin with the time: so the hits of
 * each rule are read in the order of time and merged. That needs no index over all hits, and reading those of a day costs the
 * same however many others there are. Waiting hits have an index.
 */
export class SqliteHits implements HitStore {
  readonly #database: DatabaseSync
  readonly #isReader: boolean

  /** `isReader`: the connection writes nothing, so that it can show the store as it is when reading begins, to the end. */
  constructor(database: DatabaseSync, { isReader }: { isReader: boolean }) {
    this.#database = database
    this.#isReader = isReader
  }

  *inOrder(range: HitRange = {}): Generator<Hit, void> {
    // A statement that is not at its end keeps what this connection sees as it is.
    const held = this.#isReader ? this.#database.prepare('SELECT 1 FROM sqlite_schema').iterate() : null
    try {
      held?.next()
      for (const [, , , data] of this.#rows(range)) yield JSON.parse(data) as Hit
    } catch (error) {
      throw toStoreError(error, 'read hits')
    } finally {
      held?.return?.()
    }
  }

  *#rows({ since = Number.MIN_SAFE_INTEGER, waiting, rules }: HitRange): Generator<Row, void> {
    const first = Math.ceil(since)
    if (waiting === true) {
      const wanted = rules ? new Set(rules) : null
      for (const row of this.#waiting(first)) if (wanted?.has(row[2]) !== false) yield row
      return
    }
    const ruleIds = rules ? [...new Set(rules)] : this.#ruleIds()
    const most = Math.max(LEAST_OF_A_RULE, Math.min(MOST_OF_A_RULE, Math.floor(HELD_HITS / (ruleIds.length + 1))))
    const only = waiting === undefined ? '' : 'AND waiting = 0'
    const merged = (from: number, open: (ruleId: string) => ReadOn): Generator<Row, void> =>
      mergeSorted(
        ruleIds.map((ruleId) => pulled(open(ruleId), from)),
        isBefore,
      )
    const { byId, byTime } = this.#statements(only, most)
    // Ids of these times do not tell the time: their hits are few, and sorted.
    if (first < 0)
      yield* merged(
        first,
        (ruleId) =>
          (...place) =>
            byTime(ruleId, '', timePrefix(1), 0, place),
      )
    const start = Math.max(first, 0)
    yield* merged(start, (ruleId) => (_, eventId) => byId(ruleId, eventId || timePrefix(start), start))
    const behind = Math.max(first, LAST_TIME + 1)
    const end = Number.MAX_SAFE_INTEGER
    yield* merged(
      behind,
      (ruleId) =>
        (...place) =>
          byTime(ruleId, timePrefix(LAST_TIME), AFTER_IDS, end, place),
    )
  }

  /** Pages of the hits of one rule: in the order of ids, and, for times that ids do not tell, sorted. */
  #statements(
    only: string,
    most: number,
  ): {
    readonly byId: (ruleId: string, after: string, since: number) => readonly Row[]
    readonly byTime: (
      ruleId: string,
      from: string,
      to: string,
      end: number,
      after: Parameters<ReadOn>,
    ) => readonly Row[]
  } {
    const columns = 'SELECT time, event_id, rule_id, data FROM hits WHERE rule_id = ?'
    const byId = this.#prepared(
      `${columns} AND event_id > ? AND time BETWEEN ? AND ${LAST_TIME} ${only} ORDER BY event_id LIMIT ${most}`,
    )
    const byTime = this.#prepared(
      `${columns} AND event_id >= ? AND event_id < ? AND time < ? AND (time, event_id) > (?, ?) ${only}
       ORDER BY time, event_id LIMIT ${most}`,
    )
    return {
      byId: (ruleId, after, since) => byId(ruleId, after, since),
      byTime: (ruleId, from, to, end, [time, eventId]) => byTime(ruleId, from, to, end, time, eventId),
    }
  }

  *#waiting(since: number): Generator<Row, void> {
    const page = this.#prepared(
      `SELECT time, event_id, rule_id, data FROM hits WHERE waiting = 1 AND (time, event_id, rule_id) > (?, ?, ?)
       ORDER BY time, event_id, rule_id LIMIT ${MOST_OF_A_RULE}`,
    )
    const pull = pulled(page, since)
    for (let row = pull(); row; row = pull()) yield row
  }

  #ruleIds(): string[] {
    const next = this.#database.prepare('SELECT min(rule_id) AS id FROM hits WHERE rule_id > ?')
    const ids: string[] = []
    for (let id = next.get('')?.['id']; typeof id === 'string'; id = next.get(id)?.['id']) ids.push(id)
    return ids
  }

  #prepared(sql: string): (...values: SQLInputValue[]) => readonly Row[] {
    const statement = prepareRows(this.#database, sql)
    return (...values) => statement.all(...values) as unknown[] as Row[]
  }
}

/** Row by row what is read page by page, from this time on. */
function pulled(readOn: ReadOn, from: number): Pull<Row> {
  let page = readOn(from, '', '')
  let at = 0
  return () => {
    if (at === page.length && at > 0) {
      const [time, eventId, ruleId] = page[at - 1] ?? [from, '', '']
      page = readOn(time, eventId, ruleId)
      at = 0
    }
    const row = page[at]
    if (row) at += 1
    return row
  }
}

function isBefore([time, eventId, ruleId]: Row, other: Row): boolean {
  if (time !== other[0]) return time < other[0]
  return eventId === other[1] ? ruleId < other[2] : eventId < other[1]
}
