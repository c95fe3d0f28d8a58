import type { DatabaseSync } from 'node:sqlite'
import type { Hit } from '../../core/hit.ts'
import type { HitStore } from '../../core/hit-store.ts'
import { toStoreError } from './store-error.ts'

/** The read side of all hits, on a connection of its own. */
export class SqliteHits implements HitStore {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** SQLite sorts, on disk where there are many. Keeps a read transaction open until the last one is taken. */
  *inOrder(): Generator<Hit, void> {
    try {
      const rows = this.#database.prepare('SELECT data FROM hits ORDER BY time, event_id, rule_id').iterate()
      for (const row of rows) yield JSON.parse(String(row['data'])) as Hit
    } catch (error) {
      throw toStoreError(error, 'read hits')
    }
  }
}
