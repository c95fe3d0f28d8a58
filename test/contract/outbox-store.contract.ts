import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME, type BatchSink, type OutboxEntry } from '../../services/core/batch-sink.ts'
import { deliveryCommand } from '../../services/core/delivery.ts'
import type { OutboxStore, WaitingDelivery } from '../../services/core/outbox-store.ts'
import { SAMPLE_TIME } from '../support/stored-samples.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'

function entry(n: number): OutboxEntry {
  return { id: `out-${n}`, alertId: `ALERT${n}`, kind: 'opened', at: 5, written: SAMPLE_TIME + n }
}

async function write(sink: BatchSink, ...numbers: readonly number[]): Promise<void> {
  await sink.commit({ ...EMPTY_OUTCOME, outbox: numbers.map(entry) })
}

async function due(outbox: OutboxStore, name = 'oncall', now = SAMPLE_TIME): Promise<readonly WaitingDelivery[]> {
  return outbox.due(name, now, 100)
}

const ids = (deliveries: readonly WaitingDelivery[]): string[] => deliveries.map(({ entry }) => entry.id)

async function first(outbox: OutboxStore, name = 'oncall'): Promise<WaitingDelivery> {
  const [delivery] = await due(outbox, name)
  assert.ok(delivery)
  return delivery
}

function commandOf(delivery: WaitingDelivery): ReturnType<typeof deliveryCommand> {
  const { destination, attempts, entry } = delivery
  const rest = { kind: entry.kind, at: 1, outcome: 'accepted', detail: '', possiblyRepeated: false } as const
  return deliveryCommand(entry, { destination, attempts, ...rest })
}

/** The contract of {@link OutboxStore}. */
export function outboxStoreContract(fixture: AdapterFixture): void {
  describe(`OutboxStore, ${fixture.name}`, () => {
    test(
      'each destination gets every entry once, whole and in order, also after the store was opened again',
      withPorts(fixture, async ({ outbox, sink }, reopen) => {
        await write(sink, 3, 1, 2)
        assert.deepEqual(await due(outbox), [], 'nothing waits before it was taken')
        assert.equal(await outbox.take('oncall', 2), 2)
        assert.equal(await outbox.take('oncall', 2), 1)
        assert.equal(await outbox.take('oncall', 2), 0)
        await write(sink, 1, 4)
        const again = await reopen()
        assert.equal(await again.outbox.take('oncall', 10), 1, 'an entry that is written again is no new one')
        assert.equal(await again.outbox.take('late', 10), 4, 'a destination that is added later has it all before it')
        const fresh = { attempts: 0, next: 0, mayHaveArrived: false }
        assert.deepEqual(
          await due(again.outbox),
          [3, 1, 2, 4].map((n) => ({ entry: entry(n), destination: 'oncall', ...fresh })),
        )
        assert.equal((await again.outbox.due('oncall', 0, 2)).length, 2)
        assert.deepEqual(await due(again.outbox, 'other'), [])
      }),
    )
    test(
      'an attempt that was begun and never heard of again may have arrived',
      withPorts(fixture, async ({ outbox, sink }, reopen) => {
        await write(sink, 1)
        await outbox.take('oncall', 10)
        const begun = await outbox.begin(await first(outbox))
        assert.deepEqual(
          [begun.attempts, begun.mayHaveArrived],
          [1, false],
          'of the attempts before nothing is unknown',
        )
        const found = await first((await reopen()).outbox)
        assert.deepEqual([found.attempts, found.mayHaveArrived], [1, true])
      }),
    )
    test(
      'a delivery that failed waits until its time, with what is known',
      withPorts(fixture, async ({ outbox, sink }, reopen) => {
        await write(sink, 1, 2)
        await outbox.take('oncall', 10)
        const begun = await outbox.begin(await first(outbox))
        const delivery = { ...begun, next: SAMPLE_TIME + 500, mayHaveArrived: false }
        await outbox.change([{ delivery, state: 'waiting', command: commandOf(delivery) }])
        const again = await reopen()
        assert.deepEqual(ids(await due(again.outbox)), ['out-2'])
        assert.equal(await again.outbox.nextAfter('oncall', SAMPLE_TIME), SAMPLE_TIME + 500)
        assert.equal(await again.outbox.nextAfter('oncall', SAMPLE_TIME + 500), null)
        assert.deepEqual((await due(again.outbox, 'oncall', SAMPLE_TIME + 500))[0], delivery)
        assert.deepEqual(await again.outbox.waiting('oncall'), { count: 2, oldest: SAMPLE_TIME + 1 })
        assert.deepEqual(await again.commands.pending(10), [commandOf(delivery)])
      }),
    )
    test(
      'a settled delivery never waits again, and what is said of it then is not heard',
      withPorts(fixture, async ({ outbox, sink, commands }) => {
        await write(sink, 1, 2, 3, 4)
        await outbox.take('oncall', 10)
        const all = await due(outbox)
        const states = ['accepted', 'refused', 'expired', 'skipped'] as const
        await outbox.change(all.map((delivery, at) => ({ delivery, state: states[at] ?? 'skipped', command: null })))
        const [settled] = all
        assert.ok(settled)
        await outbox.begin(settled)
        await outbox.change([{ delivery: settled, state: 'waiting', command: commandOf(settled) }])
        assert.deepEqual(await due(outbox), [])
        assert.deepEqual(await outbox.waiting('oncall'), { count: 0, oldest: null })
        assert.equal(await outbox.nextAfter('oncall', -1), null)
        assert.deepEqual(await commands.pending(10), [])
        assert.equal(await outbox.take('oncall', 10), 0)
      }),
    )
    test(
      'what was written long ago is found whenever it is to be tried',
      withPorts(fixture, async ({ outbox, sink }) => {
        await write(sink, 3, 1, 2)
        await outbox.take('oncall', 10)
        const [delivery] = await due(outbox)
        assert.ok(delivery)
        await outbox.change([{ delivery: { ...delivery, next: SAMPLE_TIME * 2 }, state: 'waiting', command: null }])
        assert.deepEqual(ids(await outbox.writtenBefore('oncall', SAMPLE_TIME + 3, 10)), ['out-1', 'out-2'])
        assert.deepEqual(ids(await outbox.writtenBefore('oncall', SAMPLE_TIME + 4, 10)), ['out-1', 'out-2', 'out-3'])
        assert.deepEqual(ids(await outbox.writtenBefore('oncall', SAMPLE_TIME + 4, 1)), ['out-1'])
      }),
    )
  })
}
