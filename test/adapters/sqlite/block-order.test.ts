import assert from 'node:assert/strict'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { EventPacker } from '../../../services/adapters/sqlite/event-packer.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { openPackedEvents } from '../../../services/adapters/sqlite/packed-events.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { sampleEvent } from '../../support/stored-samples.ts'

const EVENTS = Array.from({ length: 1000 }, (_, n) =>
  sampleEvent({
    n,
    dataset: n % 2 ? 'gcp.audit' : 'aws.cloudtrail',
    keys: { actorId: `actor-${n % 10}` },
    fields: { pad: 'x'.repeat(10_000) },
  }),
)

for (const form of ['packed', 'one by one'] as const) {
  it(`a block holds one dataset, and an actor stands in as few blocks as can be (${form})`, async (t) => {
    const { directory, remove } = scratchFolder()
    t.after(remove)
    const store = openStore(path.join(directory, 'store'))
    const packer = new EventPacker()
    for (const event of EVENTS) packer.add(event)
    const packed = openPackedEvents(packer.take())
    const outcome = form === 'packed' ? { events: packed.events, packed } : { events: EVENTS }
    await store.sink.commit({ ...EMPTY_OUTCOME, ...outcome })
    store.close()
    const database = new DatabaseSync(path.join(directory, 'store', 'tocsin.db'))
    const count = (sql: string): unknown => database.prepare(sql).get()?.['n']
    assert.equal(count('SELECT max(n) AS n FROM (SELECT count(DISTINCT dataset) AS n FROM events GROUP BY block)'), 1)
    // A hundred documents of 10 KB take eight blocks of 128 KB, nine when they begin in the middle of one.
    const most = Number(
      count('SELECT max(n) AS n FROM (SELECT count(DISTINCT block) AS n FROM events GROUP BY actor_id)'),
    )
    assert.ok(most <= 9, `${most} blocks`)
    assert.ok(Number(count('SELECT count(*) AS n FROM event_blocks')) > 60)
    database.close()
  })
}
