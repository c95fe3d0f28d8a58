import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogHandler, LogSlice, TopicPartition } from '../../services/core/log.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'
import { ALL, all, batch, records, TOPIC, ZERO } from './log-samples.ts'

/** A handler that notes what happens to it, and the promise of its having seen so many records. */
function recorder(wanted: number): LogHandler & { readonly seen: string[]; readonly enough: Promise<void> } {
  const seen: string[] = []
  let count = 0
  let finish = (): void => undefined
  const enough = new Promise<void>((resolve) => (finish = resolve))
  const places = (partitions: readonly TopicPartition[]): string =>
    partitions.map(({ topic, partition }) => `${topic}/${partition}`).join(' ')
  return {
    seen,
    enough,
    assigned: async (partitions) => void seen.push(`assigned ${places(partitions)}`),
    revoked: async (partitions) => void seen.push(`revoked ${places(partitions)}`),
    slice: async ({ partition }, slice) => {
      const found = records(slice)
      seen.push(...found.map((record) => `${partition}/${record}`))
      count += found.length
      if (count >= wanted) finish()
    },
  }
}

/** The contract of {@link import('../../services/core/log.ts').Log.consume}. */
export function consumeContract(fixture: AdapterFixture): void {
  test(
    'partitions are assigned, then read from the committed offset, then revoked',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one', 'two', 'three')])
      await log.commit('g', ZERO, 1)
      const handler = recorder(3)
      const consumer = log.consume('g', [TOPIC], { ...ALL, maxRecords: 1 }, handler)
      await log.append(TOPIC, [batch('a', 'four')])
      await handler.enough
      await consumer.stop()
      await consumer.stop()
      await consumer.done
      assert.deepEqual(handler.seen, [`assigned ${TOPIC}/0`, '0/1:two', '0/2:three', '0/3:four', `revoked ${TOPIC}/0`])
    }),
  )
  test(
    'a waiting consumer is woken by an append',
    withPorts(fixture, async ({ log }) => {
      const handler = recorder(1)
      const consumer = log.consume('g', [TOPIC], ALL, handler)
      await new Promise((resolve) => setTimeout(resolve, 20))
      const appended = performance.now()
      await log.append(TOPIC, [batch('a', 'one')])
      await handler.enough
      assert.ok(performance.now() - appended < 500, 'it only looked again by itself')
      await consumer.stop()
      assert.deepEqual(handler.seen, [`assigned ${TOPIC}/0`, '0/0:one', `revoked ${TOPIC}/0`])
    }),
  )
  test(
    'all partitions of all topics are read, each in order',
    withPorts(
      fixture,
      async ({ log }) => {
        for (let n = 0; n < 60; n += 1) await log.append(TOPIC, [batch(`key-${n}`, `${n}`)])
        await log.append('other', [batch('a', 'x')])
        const handler = recorder(61)
        const consumer = log.consume('g', [TOPIC, 'other'], { ...ALL, maxRecords: 7 }, handler)
        await handler.enough
        await consumer.stop()
        assert.equal(handler.seen[0], `assigned ${TOPIC}/0 ${TOPIC}/1 ${TOPIC}/2 other/0`)
        for (const partition of [0, 1, 2]) {
          const found = handler.seen.filter((line) => line.startsWith(`${partition}/`) && !line.endsWith(':x'))
          const expected = await all(log, { topic: TOPIC, partition })
          assert.deepEqual(
            found,
            expected.map((record) => `${partition}/${record}`),
          )
        }
      },
      { [TOPIC]: 3 },
    ),
  )
  test(
    'no method runs while another does, and stop waits for the slice in hand',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one', 'two', 'three')])
      const seen: string[] = []
      let running = 0
      const step = async (name: string): Promise<void> => {
        running += 1
        assert.equal(running, 1)
        await new Promise((resolve) => setTimeout(resolve, 5))
        seen.push(name)
        running -= 1
      }
      let first = (): void => undefined
      const isReading = new Promise<void>((resolve) => (first = resolve))
      const consumer = log.consume(
        'g',
        [TOPIC],
        { ...ALL, maxRecords: 1 },
        {
          assigned: () => step('assigned'),
          revoked: () => step('revoked'),
          slice: (_, slice) => {
            first()
            return step(records(slice).join(' '))
          },
        },
      )
      await isReading
      await consumer.stop()
      assert.deepEqual(seen, ['assigned', '0:one', 'revoked'])
    }),
  )
  test(
    'when a handler throws, the consumer ends with that error and nothing is skipped',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one', 'two')])
      const handler = recorder(9)
      const consumer = log.consume(
        'g',
        [TOPIC],
        { ...ALL, maxRecords: 1 },
        {
          ...handler,
          slice: async (partition, slice) => {
            if (records(slice)[0] === '1:two') throw new Error('cannot')
            await handler.slice(partition, slice)
            await log.commit('g', partition, slice.nextOffset)
          },
        },
      )
      await assert.rejects(consumer.done, /cannot/)
      await consumer.stop()
      assert.deepEqual(handler.seen, [`assigned ${TOPIC}/0`, '0/0:one', `revoked ${TOPIC}/0`])
      const next = recorder(1)
      const another = log.consume('g', [TOPIC], ALL, next)
      await next.enough
      await another.stop()
      assert.equal(next.seen[1], '0/1:two')
    }),
  )
  test(
    'a handler that reads ahead is told the next slice while one is handled, and gets that very slice then',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one', 'two', 'three')])
      const handler = recorder(4)
      const ahead: LogSlice[] = []
      const seen: string[] = []
      const consumer = log.consume(
        'g',
        [TOPIC],
        { ...ALL, maxRecords: 1 },
        {
          ...handler,
          ahead: (_, slice) => {
            ahead.push(slice)
            seen.push(`ahead ${records(slice).join(' ')}`)
          },
          slice: async (partition, slice) => {
            seen.push(`begin ${records(slice).join(' ')}, ${ahead.includes(slice) ? 'told' : 'not told'}`)
            await new Promise((resolve) => setTimeout(resolve, 5))
            await handler.slice(partition, slice)
          },
        },
      )
      while (handler.seen.length < 4) await new Promise((resolve) => setTimeout(resolve, 2))
      await log.append(TOPIC, [batch('a', 'four')])
      await handler.enough
      await consumer.stop()
      assert.deepEqual(seen.slice(0, 5), [
        'begin 0:one, not told',
        'ahead 1:two',
        'begin 1:two, told',
        'ahead 2:three',
        'begin 2:three, told',
      ])
      assert.deepEqual(handler.seen.slice(1, -1), ['0/0:one', '0/1:two', '0/2:three', '0/3:four'])
    }),
  )
  test(
    'a slice that was told ahead never comes when the one before it fails, and comes again to the next consumer',
    withPorts(fixture, async ({ log }) => {
      await log.append(TOPIC, [batch('a', 'one', 'two', 'three')])
      const ahead: string[] = []
      const failing = recorder(9)
      const consumer = log.consume(
        'g',
        [TOPIC],
        { ...ALL, maxRecords: 1 },
        {
          ...failing,
          ahead: (_, slice) => void ahead.push(...records(slice)),
          slice: async (partition, slice) => {
            if (ahead.includes('2:three')) throw new Error('cannot')
            await failing.slice(partition, slice)
            await new Promise((resolve) => setTimeout(resolve, 5))
            if (ahead.includes('2:three')) throw new Error('cannot')
            await log.commit('g', partition, slice.nextOffset)
          },
        },
      )
      await assert.rejects(consumer.done, /cannot/)
      assert.equal(await log.committed('g', ZERO), 1)
      assert.equal(failing.seen.at(-1), `revoked ${TOPIC}/0`)
      const next = recorder(2)
      const another = log.consume('g', [TOPIC], ALL, next)
      await next.enough
      await another.stop()
      assert.deepEqual(next.seen.slice(1, 3), ['0/1:two', '0/2:three'])
    }),
  )
}
