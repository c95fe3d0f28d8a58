import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { redriveWaiting } from '../../../services/app/redrive/redrive.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { Command } from '../../../services/core/command.ts'
import { sampleAlert, sampleDeadLetter } from '../../support/stored-samples.ts'
import { dayLines } from '../../support/trail-input.ts'
import { engine, withRig } from '../embedded/pipeline-rig.ts'

const redrive: Command = { id: 'c1', alertId: '', kind: 'redrive', by: 'dana', at: 9, text: '' }
const close: Command = { id: 'c2', alertId: 'ALERT1', kind: 'close', by: 'dana', at: 9, text: '' }

describe('a redrive beside the pipeline', () => {
  test('is not touched by what applies commands about alerts, and does not hold those up', async () => {
    await withRig({}, async ({ pipeline, ports }) => {
      await ports.sink.commit({ ...EMPTY_OUTCOME, alerts: [sampleAlert({ id: 'ALERT1' })] })
      for (const command of [redrive, close]) await ports.commands.push(command)
      for (let time = 0; time < 3; time += 1) await pipeline.applyCommands()
      assert.equal((await ports.alerts.get('ALERT1'))?.status, 'closed')
      assert.deepEqual(await ports.commands.pending(10), [redrive])
      assert.equal(await ports.commands.result('c1'), null)
    })
  })

  test('lets others have their turn between its steps', async () => {
    await withRig({}, async ({ pipeline, ports }) => {
      const lines = dayLines(3, 1000)
      const deadLetters = lines.map((line, index) => {
        const bytes = Buffer.from(line)
        return sampleDeadLetter({ position: index + 1, bytes, size: bytes.length, id: `L${index}` })
      })
      await ports.sink.commit({ ...EMPTY_OUTCOME, deadLetters, alerts: [sampleAlert({ id: 'ALERT1' })] })
      for (const command of [redrive, close]) await ports.commands.push(command)
      let closedAt = -1
      let steps = 0
      const asked: Promise<void>[] = []
      await redriveWaiting({
        handlers: engine,
        typeOf: () => 'auto',
        maxRecordBytes: 1e9,
        deadLetters: ports.deadLetters,
        commands: ports.commands,
        signal: new AbortController().signal,
        apply: (work) => pipeline.apply(work),
        progress: () => {
          steps += 1
          if (asked.length === 0) asked.push(pipeline.applyCommands().then(() => void (closedAt = steps)))
        },
      })
      await Promise.all(asked)
      assert.ok(steps >= 4, `${steps} steps`)
      assert.ok(closedAt >= 0 && closedAt < steps, `closed after step ${closedAt} of ${steps}`)
      assert.equal(await ports.deadLetters.count(), 0)
    })
  })

  test('ends after the step in hand when it is told to, and goes on another time with its counts', async () => {
    await withRig({}, async ({ pipeline, ports }) => {
      const deadLetters = dayLines(3, 600).map((line, index) => {
        const bytes = Buffer.from(line)
        return sampleDeadLetter({ position: index + 1, bytes, size: bytes.length, id: `L${index}` })
      })
      await ports.sink.commit({ ...EMPTY_OUTCOME, deadLetters })
      await ports.commands.push(redrive)
      const run = async (signal: AbortSignal, progress: () => void): Promise<boolean> =>
        redriveWaiting({
          handlers: engine,
          typeOf: () => 'auto',
          maxRecordBytes: 1e9,
          deadLetters: ports.deadLetters,
          commands: ports.commands,
          signal,
          apply: (work) => pipeline.apply(work),
          progress,
        })
      const stop = new AbortController()
      await run(stop.signal, () => stop.abort())
      assert.equal((await ports.commands.result('c1'))?.outcome, 'under-way')
      const left = await ports.deadLetters.count()
      assert.ok(left > 0 && left < 600)
      await run(new AbortController().signal, () => undefined)
      const result = await ports.commands.result('c1')
      assert.equal(result?.outcome, 'applied')
      assert.equal((JSON.parse(result?.detail ?? '') as { events: number }).events, 600)
    })
  })
})
