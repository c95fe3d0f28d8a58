import assert from 'node:assert/strict'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { createMemoryStore } from '../../../services/adapters/memory/memory-store.ts'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { EventSearch } from '../../../services/core/event-store.ts'
import { ANY_RUN, type Query } from '../../../services/core/query.ts'
import { testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { collected } from '../../support/stored-samples.ts'
import { randomEvents } from '../../contract/random-search.ts'

const failure: Query = { kind: 'match', field: 'event.outcome', pattern: ['failure'] }
const region: Query = { kind: 'match', field: 'cloud.region', pattern: ['EU-Central-1'] }

const QUERIES: Readonly<Record<string, Query>> = {
  'a value': failure,
  'two values': { kind: 'and', of: [failure, region] },
  'one of two': { kind: 'or', of: [failure, region] },
  'not a value': { kind: 'not', of: failure },
  'a beginning': { kind: 'match', field: 'cloud.region', pattern: ['us-', ANY_RUN] },
  'a value that nothing has': { kind: 'match', field: 'cloud.region', pattern: ['nowhere'] },
  'any value': { kind: 'exists', field: 'cloud.region' },
  'no value': { kind: 'not', of: { kind: 'exists', field: 'event.outcome' } },
}

it('events that were stored before region and outcome had columns are found like those after', async (t) => {
  const { directory, remove } = scratchFolder()
  t.after(remove)
  const folder = path.join(directory, 'store')
  const events = randomEvents(testRandom(21), 200)
  const memory = createMemoryStore()
  await memory.sink.commit({ ...EMPTY_OUTCOME, events })
  const store = openStore(folder)
  await store.sink.commit({ ...EMPTY_OUTCOME, events })
  store.close()
  const database = new DatabaseSync(path.join(folder, 'tocsin.db'))
  // As the migration leaves the rows of version 1.
  database.exec('UPDATE events SET region = NULL, outcome = NULL WHERE slot % 2 = 0')
  database.close()
  const reader = openReader(folder)
  t.after(() => reader.close())
  for (const [name, query] of Object.entries(QUERIES)) {
    const search: EventSearch = { query, from: null, to: null, order: 'newest', limit: 1000 }
    const expected = await collected(memory.events.search(search))
    assert.deepEqual(await collected(reader.events.search(search)), expected, name)
    assert.equal(expected.length > 0, name !== 'a value that nothing has', name)
  }
})
