import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'
import { reading, writing } from './transaction.ts'

/** Checkpoints on the write connection. */
export class SqliteCheckpoints implements CheckpointStore {
  readonly #database: DatabaseSync
  readonly #load: StatementSync
  readonly #page: StatementSync
  readonly #get: StatementSync
  readonly #save: StatementSync
  readonly #remove: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#load = database.prepare('SELECT object, position FROM checkpoints WHERE source = ?')
    this.#page = database.prepare(
      'SELECT object, position FROM checkpoints WHERE source = ? AND object > ? ORDER BY object LIMIT ?',
    )
    this.#get = database.prepare('SELECT position FROM checkpoints WHERE source = ? AND object = ?')
    this.#save = database.prepare('INSERT OR REPLACE INTO checkpoints(source, object, position) VALUES(?, ?, ?)')
    this.#remove = database.prepare('DELETE FROM checkpoints WHERE source = ? AND object = ?')
  }

  async load(source: string): Promise<readonly Checkpoint[]> {
    const rows = reading('read checkpoints', () => this.#load.all(source))
    return rows.map((row) => ({ source, object: String(row['object']), position: String(row['position']) }))
  }

  async page(source: string, after: string | null, limit: number): Promise<readonly Checkpoint[]> {
    const rows = reading('read checkpoints', () => this.#page.all(source, after ?? '', limit))
    return rows.map((row) => ({ source, object: String(row['object']), position: String(row['position']) }))
  }

  async get(source: string, object: string): Promise<Checkpoint | null> {
    const row = reading('read a checkpoint', () => this.#get.get(source, object))
    return row === undefined ? null : { source, object, position: String(row['position']) }
  }

  async save(checkpoints: readonly Checkpoint[]): Promise<void> {
    if (checkpoints.length === 0) return
    writing(this.#database, 'save checkpoints', () => {
      for (const { source, object, position } of checkpoints) this.#save.run(source, object, position)
    })
  }

  async remove(source: string, objects: readonly string[]): Promise<void> {
    if (objects.length === 0) return
    writing(this.#database, 'remove checkpoints', () => {
      for (const object of objects) this.#remove.run(source, object)
    })
  }
}
