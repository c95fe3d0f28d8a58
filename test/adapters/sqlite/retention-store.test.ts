import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventDocument } from '../../../services/core/event.ts'
import { testRandom } from '../../support/random.ts'
import { collected, sampleEvent, SAMPLE_TIME } from '../../support/stored-samples.ts'
import { ALL, assertWhole, commit, EVERY_EVENT, queried, swept, withStore } from './retention-support.ts'

describe('marks', () => {
  test(
    'an event counts as stored before a time only when a mark of that time knows its block',
    withStore(async (opened) => {
      const { retention } = opened.store
      const HOUR = 3_600_000
      for (let hour = 0; hour < 4; hour += 1) {
        await commit(opened, [sampleEvent({ n: hour, dataset: 'd' })])
        await retention.mark(SAMPLE_TIME + hour * HOUR)
        await retention.mark(SAMPLE_TIME + hour * HOUR + 1000)
      }
      assert.equal(queried(opened.directory, 'SELECT * FROM event_block_marks').length, 4)
      const storedBefore = SAMPLE_TIME + 2 * HOUR - 1
      assert.equal(await swept(retention.events({ ...EVERY_EVENT, storedBefore })), 2)
      // The clock was ahead: its marks are worth nothing.
      await retention.mark(SAMPLE_TIME - 50 * HOUR)
      assert.deepEqual(queried(opened.directory, 'SELECT at FROM event_block_marks'), [{ at: SAMPLE_TIME - 50 * HOUR }])
    }),
  )
})

test(
  'terms go with their last event, and the writer gives new numbers to those that come back',
  withStore(async (opened) => {
    const { store, reader, directory } = opened
    const event = (n: number, actorName: string): EventDocument =>
      sampleEvent({ n, keys: { actorName, action: `Act${n % 2}`, account: '111122223333' } })
    const events = Array.from({ length: 40 }, (_, n) => event(n, `user-${n}`))
    await commit(opened, events)
    await swept(store.retention.events({ ...EVERY_EVENT, before: SAMPLE_TIME + 30 }))
    const sweep = store.retention.terms()
    assert.equal(await swept(sweep), 30)
    assert.deepEqual([...sweep.removed], [['terms', 30]])
    await commit(opened, [event(100, 'user-3'), event(101, 'user-35'), event(102, 'user-new')])
    const named = (name: string): Promise<string[]> =>
      collected(reader.events.search({ ...ALL, query: { kind: 'match', field: 'tocsin.actor.name', pattern: [name] } }))
    for (const [name, count] of [
      ['user-3', 1],
      ['user-4', 0],
      ['user-35', 2],
      ['user-39', 1],
      ['user-new', 1],
    ] as const) {
      assert.equal((await named(name)).length, count, name)
    }
    const lost = 'SELECT count(*) AS n FROM events WHERE actor_name NOT IN (SELECT id FROM terms)'
    assert.deepEqual(queried(directory, lost), [{ n: 0 }])
    await swept(store.retention.events(EVERY_EVENT))
    const newest = (): unknown => queried(directory, 'SELECT max(id) AS id FROM terms')[0]?.['id']
    const last = newest()
    await swept(store.retention.terms())
    assert.equal(newest(), last, 'its number is not given again')
    await commit(opened, [event(200, 'user-last')])
    assert.equal((await named('user-last')).length, 1)
    store.retention.events(EVERY_EVENT)
    assertWhole(directory)
  }),
)

test(
  'free room goes back to the disk, as much as asked for',
  withStore(async (opened) => {
    const { directory, store } = opened
    const random = testRandom(3)
    const pad = (): string => Array.from({ length: 3000 }, () => String.fromCharCode(32 + random.int(90))).join('')
    const events = Array.from({ length: 500 }, (_, n) => sampleEvent({ n, fields: { pad: pad() } }))
    await commit(opened, events)
    await commit(opened, [sampleEvent({ n: 1000 })])
    const full = await store.retention.usage()
    await swept(store.retention.events({ ...EVERY_EVENT, before: SAMPLE_TIME + 500 }))
    const emptied = await store.retention.usage()
    assert.equal(emptied.file, full.file)
    assert.ok(emptied.free > full.file / 2)
    await swept(store.retention.giveBack(200_000))
    const { file, free } = await store.retention.usage()
    assert.ok(free <= 204_800 && free > 150_000, `${free} free`)
    assert.ok(file < full.file / 2)
    await swept(store.retention.giveBack(0))
    assert.equal((await store.retention.usage()).free, 0)
    assertWhole(directory)
  }),
)
