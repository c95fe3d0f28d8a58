import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReadLimits } from '../../services/core/log.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'
import { consumeContract } from './log-consume.contract.ts'
import { ALL, all, batch, records, TOPIC, ZERO } from './log-samples.ts'

/** The contract of {@link import('../../services/core/log.ts').Log}. */
export function logContract(fixture: AdapterFixture): void {
  describe(`Log, ${fixture.name}`, () => {
    describe('append and read', () => appendAndRead(fixture))
    describe('limits', () => readLimits(fixture))
    describe('offsets', () => offsets(fixture))
    describe('consume', () => consumeContract(fixture))
  })
}

function appendAndRead(fixture: AdapterFixture): void {
  test(
    'records come back in order, with offsets without gaps, key and headers',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one', 'two'), batch('b', 'three')])
      await log.append(TOPIC, [batch('a', 'four')])
      const slice = await log.read(ZERO, 0, ALL)
      assert.deepEqual(records(slice), ['0:one', '1:two', '2:three', '3:four'])
      assert.equal(slice.nextOffset, 4)
      assert.equal(await log.end(ZERO), 4)
      assert.deepEqual(
        slice.batches.map(({ key, headers, skipped }) => [key, headers['note'], skipped]),
        [
          ['a', 'über a', 0],
          ['b', 'über b', 0],
          ['a', 'über a', 0],
        ],
      )
    }),
  )
  test(
    'a read may begin inside an appended batch and says how much of it was skipped',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one', 'two', 'three')])
      const slice = await log.read(ZERO, 1, ALL)
      assert.deepEqual(records(slice), ['1:two', '2:three'])
      assert.deepEqual([slice.batches[0]?.skipped, slice.batches[0]?.firstOffset], [1, 1])
    }),
  )
  test(
    'a read at the end gives nothing and the same offset',
    withPorts(fixture, async ({ log }) => {
      assert.deepEqual(await log.read(ZERO, 0, ALL), { batches: [], nextOffset: 0 })
      await log.append(TOPIC, [batch('a', 'one')])
      assert.deepEqual(await log.read(ZERO, 1, ALL), { batches: [], nextOffset: 1 })
    }),
  )
  test(
    'empty batches leave no trace, and empty values are values',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [])
      await log.append(TOPIC, [batch('a'), batch('a', '', 'x')])
      assert.deepEqual(await all(log, ZERO), ['0:', '1:x'])
    }),
  )
  test(
    'the caller may use its buffers again after an append',
    withPorts(fixture, async ({ log }) => {
      const value = Buffer.from('before')
      await log.append(TOPIC, [{ key: 'a', headers: {}, values: [value] }])
      value.fill('x')
      assert.deepEqual(await all(log, ZERO), ['0:before'])
    }),
  )
  test(
    'what was appended is there after the store was opened again',
    withPorts(fixture, async ({ log }, reopen) => {
      await log.append(TOPIC, [batch('a', 'one', 'two')])
      const again = await reopen()
      await again.log.append(TOPIC, [batch('a', 'three')])
      assert.deepEqual(await all(again.log, ZERO), ['0:one', '1:two', '2:three'])
    }),
  )
  test(
    'topics are apart',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one')])
      await log.append('other', [batch('a', 'two')])
      assert.deepEqual(await all(log, { topic: 'other', partition: 0 }), ['0:two'])
    }),
  )
  test(
    'equal keys meet in one partition and keep their order; other keys use all partitions',
    withPorts(
      fixture,
      async ({ log }) => {
        for (let n = 0; n < 64; n += 1) await log.append(TOPIC, [batch(`key-${n % 16}`, `${n}`)])
        assert.equal(log.partitions(TOPIC), 3)
        const partitionOfKey = new Map<string, number>()
        let found = 0
        for (let partition = 0; partition < 3; partition += 1) {
          const slice = await log.read({ topic: TOPIC, partition }, 0, ALL)
          assert.ok(slice.batches.length > 0, `partition ${partition} is empty`)
          const latest = new Map<string, number>()
          for (const { key, values, partition: at } of slice.batches) {
            assert.equal(partitionOfKey.get(key) ?? at, at)
            partitionOfKey.set(key, at)
            for (const value of values) {
              const n = Number(Buffer.from(value).toString())
              assert.ok(n > (latest.get(key) ?? -1))
              latest.set(key, n)
              found += 1
            }
          }
        }
        assert.equal(found, 64)
      },
      { [TOPIC]: 3 },
    ),
  )
}

function readLimits(fixture: AdapterFixture): void {
  const cases: { name: string; offset: number; limits: Partial<ReadLimits>; gives: string[] }[] = [
    { name: 'records', offset: 0, limits: { maxRecords: 2 }, gives: ['0:aaaa', '1:bbbb'] },
    { name: 'records across batches', offset: 1, limits: { maxRecords: 3 }, gives: ['1:bbbb', '2:cccc', '3:dddd'] },
    { name: 'bytes', offset: 0, limits: { maxBytes: 11 }, gives: ['0:aaaa', '1:bbbb'] },
    { name: 'bytes exactly', offset: 0, limits: { maxBytes: 12 }, gives: ['0:aaaa', '1:bbbb', '2:cccc'] },
    { name: 'a record larger than the limit is given alone', offset: 2, limits: { maxBytes: 1 }, gives: ['2:cccc'] },
    { name: 'no record at all is never meant', offset: 3, limits: { maxRecords: 0 }, gives: ['3:dddd'] },
  ]
  for (const { name, offset, limits, gives } of cases) {
    test(
      name,
      withPorts(fixture, async ({ log }) => {
        await log.append(TOPIC, [batch('a', 'aaaa', 'bbbb', 'cccc'), batch('a', 'dddd', 'eeee')])
        const slice = await log.read(ZERO, offset, { ...ALL, ...limits })
        assert.deepEqual(records(slice), gives)
        assert.equal(slice.nextOffset, offset + gives.length)
      }),
    )
  }
  test(
    'a batch of 20,000 records and one of 5 MB values come back whole, in small reads',
    withPorts(fixture, async ({ log }) => {
      const values = Array.from({ length: 20_000 }, (_, n) => Buffer.from(`${n}`))
      const large = Buffer.alloc(5_000_000, 'x')
      await log.append(TOPIC, [
        { key: 'a', headers: {}, values },
        { key: 'b', headers: {}, values: [large, large] },
      ])
      let offset = 0
      let bytes = 0
      for (;;) {
        const slice = await log.read(ZERO, offset, { maxRecords: 3000, maxBytes: 1_000_000 })
        if (slice.batches.length === 0) break
        for (const { firstOffset, skipped, key, values: some } of slice.batches) {
          if (key === 'a') assert.equal(skipped, firstOffset)
          if (key === 'a') assert.equal(Buffer.from(some[0] ?? []).toString(), `${firstOffset}`)
          for (const value of some) bytes += value.length
        }
        offset = slice.nextOffset
      }
      assert.equal(offset, 20_002)
      assert.equal(
        bytes,
        values.reduce((sum, value) => sum + value.length, 10_000_000),
      )
    }),
  )
}

function offsets(fixture: AdapterFixture): void {
  test(
    'a group that never committed goes on at 0; groups and partitions are apart',
    withPorts(
      fixture,
      async ({ log }, reopen) => {
        assert.equal(await log.committed('g', ZERO), 0)
        await log.commit('g', ZERO, 7)
        await log.commit('g', { topic: TOPIC, partition: 1 }, 9)
        await log.commit('h', ZERO, 1)
        await log.commit('g', ZERO, 5)
        const again = (await reopen()).log
        assert.deepEqual(
          [
            await again.committed('g', ZERO),
            await again.committed('g', { topic: TOPIC, partition: 1 }),
            await again.committed('h', ZERO),
            await again.committed('i', ZERO),
          ],
          [5, 9, 1, 0],
        )
      },
      { [TOPIC]: 2 },
    ),
  )
}
