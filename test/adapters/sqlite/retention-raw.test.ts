import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { sampleDeadLetter, SAMPLE_TIME } from '../../support/stored-samples.ts'
import { PLACE, queried, RAW, swept, withStore, type Opened } from './retention-support.ts'

describe('removing raw records', () => {
  const append = async (opened: Opened, received: number, topic = RAW): Promise<void> =>
    opened.store.log.append(topic, [
      { key: 'k', headers: { received: String(received) }, values: [Buffer.from('a'), Buffer.from('b')] },
    ])
  const CASES: readonly {
    name: string
    received: readonly number[]
    handled: number | null
    other?: number
    before: number | null
    left: readonly number[]
  }[] = [
    { name: 'handled and old', received: [1, 2, 3], handled: 6, before: 3, left: [3] },
    { name: 'handled, whatever their age', received: [1, 2, 3], handled: 6, before: null, left: [] },
    { name: 'old but not handled', received: [1, 2, 3], handled: 2, before: 9, left: [2, 3] },
    { name: 'handled in part', received: [1, 2, 3], handled: 3, before: null, left: [2, 3] },
    { name: 'never handled at all', received: [1, 2, 3], handled: null, before: null, left: [1, 2, 3] },
    { name: 'what another reader still needs', received: [1, 2, 3], handled: 6, other: 4, before: null, left: [3] },
    { name: 'handled by another reader only', received: [1], handled: null, other: 2, before: null, left: [1] },
    {
      name: 'one of a clock that was ahead stays, those behind it go',
      received: [1, 999, 2],
      handled: 6,
      before: 9,
      left: [999],
    },
  ]
  for (const { name, received, handled, other, before, left } of CASES) {
    test(
      name,
      withStore(async (opened) => {
        const { log, retention } = opened.store
        for (const time of received) await append(opened, time)
        if (handled !== null) await log.commit('tocsin', PLACE, handled)
        if (other !== undefined) await log.commit('another', PLACE, other)
        await swept(retention.raw({ group: 'tocsin', before }), 1)
        const found = queried(opened.directory, "SELECT headers ->> 'received' AS at FROM log_blocks ORDER BY id")
        assert.deepEqual(
          found.map(({ at }) => Number(at)),
          left,
        )
        assert.equal(await log.end(PLACE), received.length * 2)
      }),
    )
  }
  test(
    'offsets go on, and a reader goes on behind what was removed',
    withStore(async (opened) => {
      const { log, retention } = opened.store
      await append(opened, 1)
      await log.commit('tocsin', PLACE, 2)
      await swept(retention.raw({ group: 'tocsin', before: null }))
      await append(opened, 2)
      const slice = await log.read(PLACE, 0, { maxRecords: 10, maxBytes: 1e6 })
      assert.deepEqual([slice.batches[0]?.firstOffset, slice.nextOffset], [2, 4])
    }),
  )
  test(
    'a topic that nobody reads keeps everything',
    withStore(async (opened) => {
      await append(opened, 1, 'other')
      await opened.store.log.commit('tocsin', PLACE, 99)
      assert.equal(await swept(opened.store.retention.raw({ group: 'tocsin', before: null })), 0)
    }),
  )
})

test(
  'dead letters go by the time they were received',
  withStore(async ({ store, reader }) => {
    const deadLetters = Array.from({ length: 30 }, (_, position) => sampleDeadLetter({ position }))
    await store.sink.commit({ ...EMPTY_OUTCOME, deadLetters })
    assert.equal(await swept(store.retention.deadLetters(SAMPLE_TIME + 12)), 12)
    assert.equal(await reader.deadLetters.count(), 18)
    assert.equal(await swept(store.retention.deadLetters(null)), 18)
  }),
)

test(
  'what waits to be handled is measured',
  withStore(async ({ store }) => {
    const append = (): Promise<void> => store.log.append(RAW, [{ key: 'k', headers: {}, values: [randomBytes(5000)] }])
    assert.equal(await store.retention.waitingBytes('tocsin'), 0)
    for (let n = 0; n < 4; n += 1) await append()
    const all = await store.retention.waitingBytes('tocsin')
    assert.ok(all > 20_000 && all < 21_000, `${all}`)
    await store.log.commit('tocsin', PLACE, 3)
    const rest = await store.retention.waitingBytes('tocsin')
    assert.ok(rest > 5000 && rest < 5500, `${rest}`)
  }),
)
