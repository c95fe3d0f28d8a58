import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EventSweep, Sweep, SweepStep } from '../../core/retention-store.ts'
import { firstKeyAt } from './document-key.ts'
import { prepareRows } from './prepare-rows.ts'
import { TERM_COLUMNS } from './schema.ts'
import { termText } from './terms.ts'
import { reading, writing } from './transaction.ts'

/** For one row that goes, so many are looked at in one step: others may stand between. */
const LOOKED_FOR_ONE = 8

/** The oldest first, in the order of their keys. A block goes with its last event. */
export class EventRemover implements Sweep {
  readonly removed = new Map<string, number>()
  readonly #database: DatabaseSync
  readonly #statements: ReturnType<typeof prepare>
  readonly #names: ReadonlyMap<number, string>
  readonly #end: Uint8Array
  #from: Uint8Array

  /** Reads the sweep's marks once: what is stored after this is not of its time. */
  constructor(database: DatabaseSync, sweep: EventSweep) {
    this.#database = database
    this.#from = firstKeyAt(sweep.from)
    this.#end = firstKeyAt(sweep.before ?? Number.POSITIVE_INFINITY)
    const lastBlock = sweep.storedBefore === null ? null : lastBlockAt(database, sweep.storedBefore)
    this.#names = datasetNames(database)
    this.#statements = prepare(database, condition(this.#names, sweep.datasets, lastBlock))
  }

  async step(size: number): Promise<SweepStep> {
    const { windowEnd, lastOf } = this.#statements
    const [from, end] = [this.#from, this.#end]
    const found = reading('look for old events', () => {
      const window = bytesIn(windowEnd.get(from, end, size * LOOKED_FOR_ONE))
      const [last, count] = rowOf(lastOf.get(from, window ?? end, size))
      return { window, last: bytesIn([last]), count: Number(count) }
    })
    const { window, last, count } = found
    if (last !== null) writing(this.#database, 'remove old events', () => this.#remove(from, last))
    // When the step is full, more may stand behind its last one, within the window.
    if (last !== null && count >= size) this.#from = Buffer.concat([last, Buffer.alloc(1)])
    else if (window !== null) this.#from = window
    else return { removed: count, isDone: true }
    return { removed: count, isDone: false }
  }

  #remove(from: Uint8Array, last: Uint8Array): void {
    const { remove, addGone, removeBlock, removeGap, lessCounted } = this.#statements
    const gone = new Map<number, number>()
    const byDataset = new Map<number, number>()
    for (const row of remove.all(from, last) as unknown[]) {
      const [block, dataset] = rowOf(row).map(Number)
      if (block === undefined || dataset === undefined) continue
      gone.set(block, (gone.get(block) ?? 0) + 1)
      byDataset.set(dataset, (byDataset.get(dataset) ?? 0) + 1)
    }
    for (const [block, count] of gone) {
      addGone.run(block, count)
      if (Number(removeBlock.run(block).changes) > 0) removeGap.run(block)
    }
    for (const [dataset, count] of byDataset) {
      const name = this.#names.get(dataset) ?? ''
      lessCounted.run(count, name)
      this.removed.set(name, (this.removed.get(name) ?? 0) + count)
    }
  }
}

/**
 * Removes blocks whose events are all gone and that had to stay then because they were the newest. Gives how many.
 */
export function removeEmptyBlocks(database: DatabaseSync, most: number): number {
  const rows = database
    .prepare(
      `SELECT g.block AS block FROM event_block_gaps g LEFT JOIN event_blocks b ON b.id = g.block
       WHERE (b.id IS NULL OR g.gone >= b.count) AND g.block < (SELECT max(id) FROM event_blocks) LIMIT ?`,
    )
    .all(most)
  if (rows.length === 0) return 0
  const removeBlock = database.prepare('DELETE FROM event_blocks WHERE id = ?')
  const removeGap = database.prepare('DELETE FROM event_block_gaps WHERE block = ?')
  writing(database, 'remove empty blocks', () => {
    for (const { block } of rows) {
      removeBlock.run(Number(block))
      removeGap.run(Number(block))
    }
  })
  return rows.length
}

/** The newest block that certainly stood there at this time; 0 when that is not known. */
function lastBlockAt(database: DatabaseSync, time: number): number {
  const row = database
    .prepare('SELECT block FROM event_block_marks WHERE at <= ? ORDER BY at DESC LIMIT 1')
    .get(Math.floor(time))
  return row ? Number(row['block']) : 0
}

/** Number of a dataset's term → its name. */
function datasetNames(database: DatabaseSync): ReadonlyMap<number, string> {
  const terms = database.prepare('SELECT id FROM terms WHERE field = ? AND text = ?')
  const names = database.prepare('SELECT name FROM datasets').all()
  const found = new Map<number, string>()
  for (const { name } of names) {
    const row = terms.get(TERM_COLUMNS.dataset.field, termText(String(name)))
    if (row) found.set(Number(row['id']), String(name))
  }
  return found
}

function condition(
  names: ReadonlyMap<number, string>,
  datasets: readonly string[] | null,
  lastBlock: number | null,
): string {
  const parts = ['1']
  if (datasets !== null) {
    const ids = [...names].filter(([, name]) => datasets.includes(name)).map(([id]) => id)
    parts.push(`dataset IN (${ids.join(',')})`)
  }
  if (lastBlock !== null) parts.push(`block <= ${lastBlock}`)
  return parts.join(' AND ')
}

type Name = 'windowEnd' | 'lastOf' | 'remove' | 'addGone' | 'removeBlock' | 'removeGap' | 'lessCounted'

function prepare(database: DatabaseSync, where: string): Record<Name, StatementSync> {
  return {
    windowEnd: prepareRows(database, 'SELECT id FROM events WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?'),
    lastOf: prepareRows(
      database,
      `SELECT max(id), count(*) FROM
         (SELECT id FROM events WHERE id >= ? AND id < ? AND ${where} ORDER BY id LIMIT ?)`,
    ),
    remove: prepareRows(database, `DELETE FROM events WHERE id >= ? AND id <= ? AND ${where} RETURNING block, dataset`),
    addGone: database.prepare(
      `INSERT INTO event_block_gaps(block, gone) VALUES(?, ?)
       ON CONFLICT(block) DO UPDATE SET gone = event_block_gaps.gone + excluded.gone`,
    ),
    // The newest block stays until there is a newer one: its number would be given again, and a reader that has found an
    // event in it would read another event's document.
    removeBlock: database.prepare(
      `DELETE FROM event_blocks WHERE id = ?1 AND count <= (SELECT gone FROM event_block_gaps WHERE block = ?1)
         AND id < (SELECT max(id) FROM event_blocks)`,
    ),
    removeGap: database.prepare('DELETE FROM event_block_gaps WHERE block = ?'),
    lessCounted: database.prepare('UPDATE datasets SET events = max(0, events - ?) WHERE name = ?'),
  }
}

function rowOf(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : []
}

/** The bytes in the first column; null for no row and for null. */
function bytesIn(row: unknown): Uint8Array | null {
  const [value] = rowOf(row)
  return value instanceof Uint8Array ? value : null
}
