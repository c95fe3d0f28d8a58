import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { EventPacker } from '../../../services/adapters/sqlite/event-packer.ts'
import { openReader, type SqliteReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore, type SqliteStore } from '../../../services/adapters/sqlite/open-store.ts'
import { openPackedEvents } from '../../../services/adapters/sqlite/packed-events.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { EventDocument } from '../../../services/core/event.ts'
import type { PackedEvents } from '../../../services/core/packed-events.ts'
import { testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { collected, sampleEvent } from '../../support/stored-samples.ts'

const random = testRandom(11)

/** Events of two datasets in any order, with what is hard to pack in them. */
const EVENTS: readonly EventDocument[] = random.shuffle(
  Array.from({ length: 1300 }, (_, n) =>
    sampleEvent({
      n,
      dataset: n % 3 === 0 ? 'gcp.audit' : 'aws.cloudtrail',
      keys: {
        actorName: random.pick(['alice', 'Zoë 😀', '']),
        action: `action-${n % 7}`,
        address: n % 2 ? '' : '192.0.2.1',
      },
      fields: { pad: 'é'.repeat(random.int(n % 100 === 0 ? 20_000 : 50)) },
    }),
  ),
)

function pack(events: readonly EventDocument[]): PackedEvents {
  const packer = new EventPacker()
  for (const event of events) packer.add(event)
  return openPackedEvents(packer.take())
}

const byId = (a: EventDocument, b: EventDocument): number => (a.id < b.id ? -1 : 1)
const plain = ({ id, time, dataset, keys, text }: EventDocument): EventDocument => ({ id, time, dataset, keys, text })

function open(t: TestContext): { store: SqliteStore; reader: SqliteReader } {
  const { directory, remove } = scratchFolder()
  const store = openStore(path.join(directory, 'store'))
  const reader = openReader(path.join(directory, 'store'))
  t.after(() => {
    reader.close()
    store.close()
    remove()
  })
  return { store, reader }
}

async function contents({ events }: SqliteReader): Promise<{ texts: string[]; count: unknown }> {
  const search = { query: { kind: 'all' }, from: null, to: null, order: 'oldest', limit: 1e6 } as const
  return { texts: await collected(events.search(search)), count: await events.count() }
}

describe('packed events', () => {
  it('are the events that were packed, in the order of their ids', async () => {
    const { events, columns } = pack(EVENTS)
    assert.deepEqual(events.map(plain), EVENTS.toSorted(byId).map(plain))
    assert.equal(columns.terms[0], '')
  })

  it('have the first of two with the same id', async () => {
    const [event = sampleEvent({})] = EVENTS
    const { events } = pack([event, { ...event, text: '{"copy":true}' }])
    assert.deepEqual(events.map(plain), [plain(event)])
  })

  it('may be none; a packer can be used again', async () => {
    const packer = new EventPacker()
    assert.equal(packer.take().count, 0)
    for (const events of [EVENTS.slice(0, 700), EVENTS.slice(700)]) {
      for (const event of events) packer.add(event)
      const packed = openPackedEvents(packer.take())
      assert.deepEqual(packed.events.map(plain).toSorted(byId), events.map(plain).toSorted(byId))
    }
  })

  it('are stored as the same events would be one by one', async (t) => {
    const [one, other] = [open(t), open(t)]
    await one.store.sink.commit({ ...EMPTY_OUTCOME, events: EVENTS })
    const packed = pack(EVENTS)
    await other.store.sink.commit({ ...EMPTY_OUTCOME, events: packed.events, packed })
    assert.deepEqual(await contents(other.reader), await contents(one.reader))
    const search = { from: null, to: null, order: 'oldest', limit: 1e6 } as const
    const query = { kind: 'match', field: 'tocsin.actor.name', pattern: ['zoë 😀'] } as const
    assert.deepEqual(
      await collected(other.reader.events.search({ ...search, query })),
      await collected(one.reader.events.search({ ...search, query })),
    )
  })

  it('of which some are stored already leave those as they are', async (t) => {
    const [one, other] = [open(t), open(t)]
    const packed = pack(EVENTS)
    for (const { store } of [one, other]) await store.sink.commit({ ...EMPTY_OUTCOME, events: EVENTS.slice(0, 100) })
    await one.store.sink.commit({ ...EMPTY_OUTCOME, events: EVENTS })
    await other.store.sink.commit({ ...EMPTY_OUTCOME, events: packed.events, packed })
    await other.store.sink.commit({ ...EMPTY_OUTCOME, events: packed.events, packed })
    assert.deepEqual(await contents(other.reader), await contents(one.reader))
  })

  it('are not used when they are not those of the outcome', async (t) => {
    const { store, reader } = open(t)
    const packed = pack(EVENTS)
    await store.sink.commit({ ...EMPTY_OUTCOME, events: packed.events.slice(0, 10), packed })
    assert.equal((await reader.events.count()).total, 10)
  })
})

describe('which events are known', () => {
  it('is told for ids inside and outside of what is stored, and for what is no id', async (t) => {
    const { store } = open(t)
    const sorted = EVENTS.toSorted(byId)
    const stored = sorted.filter((_, index) => index % 10 === 0)
    await store.sink.commit({ ...EMPTY_OUTCOME, events: stored })
    const ids = (events: readonly EventDocument[]): string[] => events.map(({ id }) => id)
    for (const [name, asked, expected] of [
      ['all', sorted, stored],
      ['between two that are stored', sorted.slice(1, 10), []],
      ['in any order', sorted.slice(0, 30).toReversed(), stored.slice(0, 3)],
      ['none', [], []],
    ] as const) {
      assert.deepEqual([...(await store.sink.known(ids(asked)))].toSorted(), ids(expected), name)
    }
    assert.deepEqual(await store.sink.known(['no id', ...ids(stored.slice(0, 1))]), new Set(ids(stored.slice(0, 1))))
  })
})
