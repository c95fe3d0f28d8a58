import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import type { Command } from '../../services/core/command.ts'
import { SAMPLE_TIME } from '../support/stored-samples.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'

function command(n: number): Command {
  return { id: `command-${n}`, alertId: 'ALERT1', kind: 'note', by: 'Zoë', at: SAMPLE_TIME + n, text: `note ${n}` }
}

/** The contract of {@link import('../../services/core/command-queue.ts').CommandQueue}. */
export function commandQueueContract(fixture: AdapterFixture): void {
  describe(`CommandQueue, ${fixture.name}`, () => {
    test(
      'pending commands come oldest first, whole, also after the store was opened again',
      withPorts(fixture, async ({ commands }, reopen) => {
        for (const n of [1, 2, 3]) await commands.push(command(n))
        assert.deepEqual(await commands.pending(2), [command(1), command(2)])
        assert.deepEqual(await (await reopen()).commands.pending(10), [command(1), command(2), command(3)])
      }),
    )
    test(
      'the same id again changes nothing, also after it was settled',
      withPorts(fixture, async ({ commands, sink }) => {
        await commands.push(command(1))
        await commands.push({ ...command(1), text: 'another' })
        assert.deepEqual(await commands.pending(10), [command(1)])
        await sink.commit({ ...EMPTY_OUTCOME, commands: [{ commandId: 'command-1', outcome: 'applied' }] })
        await commands.push(command(1))
        assert.deepEqual(await commands.pending(10), [])
      }),
    )
    test(
      'a settled command is not pending, whatever became of it; unknown ones are ignored',
      withPorts(fixture, async ({ commands, sink }) => {
        for (const n of [1, 2, 3, 4]) await commands.push(command(n))
        await sink.commit({
          ...EMPTY_OUTCOME,
          commands: [
            { commandId: 'command-1', outcome: 'no-alert' },
            { commandId: 'command-3', outcome: 'no-change' },
            { commandId: 'command-9', outcome: 'applied' },
          ],
        })
        assert.deepEqual(await commands.pending(10), [command(2), command(4)])
      }),
    )
    test(
      'whoever waits is told how far a command has come and what became of it, also after the store was opened again',
      withPorts(fixture, async ({ commands, sink }, reopen) => {
        await commands.push(command(1))
        assert.equal(await commands.result('command-1'), null)
        assert.equal(await commands.result('command-9'), null)
        const underWay = { commandId: 'command-1', outcome: 'under-way', detail: '{"tried":1}' } as const
        await sink.commit({ ...EMPTY_OUTCOME, commands: [underWay] })
        assert.deepEqual(await commands.result('command-1'), underWay)
        assert.deepEqual(await commands.pending(10), [command(1)])
        const applied = { commandId: 'command-1', outcome: 'applied', detail: '{"tried":2}' } as const
        await sink.commit({ ...EMPTY_OUTCOME, commands: [applied] })
        await sink.commit({ ...EMPTY_OUTCOME, commands: [underWay] })
        const again = await reopen()
        assert.deepEqual(await again.commands.result('command-1'), applied)
        assert.deepEqual(await again.commands.pending(10), [])
      }),
    )
  })
}
