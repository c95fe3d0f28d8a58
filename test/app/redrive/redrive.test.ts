import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ApplyWork } from '../../../services/app/embedded/outcome-work.ts'
import { redriveWaiting } from '../../../services/app/redrive/redrive.ts'
import { readProgress, type RedriveProgress } from '../../../services/app/redrive/redrive-progress.ts'
import type { RedriveCounts } from '../../../services/app/redrive/redrive-counts.ts'
import { STORED_EVENT_REFS } from '../../../services/core/alert.ts'
import { EMPTY_OUTCOME, type BatchOutcome } from '../../../services/core/batch-sink.ts'
import { deadLetterId, type DeadLetter } from '../../../services/core/dead-letter.ts'
import { Correlator } from '../../../services/correlate/correlator.ts'
import type { Ports } from '../../contract/fixture.ts'
import { storeState } from '../../support/store-state.ts'
import { dayLines, inEventBridge, rootLines, storyLines } from '../../support/trail-input.ts'
import { engine, Refused, STORES, type Refusal } from '../embedded/pipeline-rig.ts'

/** A dead letter of the source `trail`, which was declared as something that the record is not. */
function letterOf(line: string, position: number, changes: Partial<DeadLetter> = {}): DeadLetter {
  const bytes = Buffer.from(line)
  return {
    id: deadLetterId('trail', 'a.ndjson', position, bytes),
    reason: 'not-this-type',
    detail: 'the record is not gcp/audit',
    type: 'gcp/audit',
    source: 'trail',
    object: 'a.ndjson',
    position,
    received: 1000 + position,
    bytes,
    size: bytes.length,
    ...changes,
  }
}

/** What a test sets up. */
interface Options {
  readonly store?: 'memory' | 'sqlite'
  /** the type that the source has now; undefined = there is no such source */
  readonly type?: string | undefined
  readonly maxRecordBytes?: number
  readonly refuse?: () => Refusal
}

/** Stores dead letters, drives those of the query again in the way that the program does, and gives what there is then. */
async function redriven(
  letters: readonly DeadLetter[],
  query: string,
  check: (result: {
    readonly ports: Ports
    readonly counts: RedriveCounts
    readonly outcomes: readonly BatchOutcome[]
    readonly steps: readonly RedriveProgress[]
  }) => Promise<void>,
  options: Options = {},
): Promise<void> {
  const { ports, close } = STORES[options.store ?? 'memory']()
  try {
    for (let at = 0; at < letters.length; at += 500) {
      await ports.sink.commit({ ...EMPTY_OUTCOME, deadLetters: letters.slice(at, at + 500) })
    }
    await ports.commands.push({ id: 'c1', alertId: '', kind: 'redrive', by: 'dana', at: 5000, text: query })
    const outcomes: BatchOutcome[] = []
    const steps: RedriveProgress[] = []
    const run = async (): Promise<void> => {
      await redriveWaiting({
        handlers: engine,
        typeOf: (source) => (source === 'trail' && 'type' in options ? options.type : 'auto'),
        maxRecordBytes: options.maxRecordBytes ?? 1e9,
        deadLetters: ports.deadLetters,
        commands: ports.commands,
        signal: new AbortController().signal,
        apply: applyTo(ports, outcomes, options.refuse ?? (() => null)),
        progress: (_, progress) => steps.push(progress),
      })
    }
    // As the program does: what fails is begun anew, with nothing remembered but what is stored.
    for (let attempt = 0; attempt < 100; attempt += 1) {
      try {
        await run()
        break
      } catch (error) {
        if (!(error instanceof Refused)) throw error
      }
    }
    assert.deepEqual(await ports.commands.pending(10), [])
    const counts = readProgress((await ports.commands.result('c1'))?.detail).counts
    const stay = await ports.deadLetters.count()
    assert.equal(letters.length - counts.events, stay, 'counts before and after do not add up')
    await check({ ports, counts, outcomes, steps })
  } finally {
    close()
  }
}

function applyTo(ports: Ports, outcomes: BatchOutcome[], refuse: () => Refusal): ApplyWork {
  const correlator = new Correlator({
    namespace: 'tocsin',
    maxRefs: STORED_EVENT_REFS,
    ruleOf: engine.ruleOf,
    sink: ports.sink,
    now: () => 0,
  })
  return async (work) => {
    const outcome = await work({ correlator, sink: ports.sink })
    if (!outcome) return
    const refusal = refuse()
    if (refusal !== 'before') {
      await ports.sink.commit(outcome)
      outcomes.push(outcome)
    }
    if (refusal === null) return
    correlator.drop()
    throw new Refused()
  }
}

const none = { stored: 0, unreadable: {}, notWhole: 0, alerts: 0 }

describe('a redrive', () => {
  for (const store of ['memory', 'sqlite'] as const) {
    test(`makes events of what can be read now, rings and pages, and keeps the rest: ${store}`, async () => {
      const story = storyLines(3)
      const letters = [
        ...story.map((line, index) => letterOf(line, index + 1)),
        letterOf('{"hello":', 900),
        letterOf(story[0] ?? '', 901, { reason: 'cut-off' }),
        letterOf(story[1] ?? '', 902, { reason: 'too-large', size: 5_000_000 }),
        letterOf(inEventBridge(story[0] ?? ''), 903),
      ]
      await redriven(
        letters,
        '',
        async ({ ports, counts, outcomes }) => {
          const { alerts, ...rest } = counts
          assert.deepEqual(rest, {
            tried: story.length + 4,
            events: story.length + 1,
            stored: 1,
            unreadable: { 'not-json': 1 },
            notWhole: 2,
          })
          assert.equal((await ports.events.count()).total, story.length)
          const state = await storeState(ports)
          assert.equal(state.alerts.length, alerts)
          assert.ok(alerts > 3, `${alerts} alerts`)
          assert.ok(outcomes.some(({ outbox }) => outbox.length > 0))
          const failed = await ports.deadLetters.get(letters[story.length]?.id ?? '')
          assert.deepEqual([failed?.reason, failed?.type, failed?.received], ['not-json', 'auto', 1900])
          // The place where a record stood is that of the dead letter.
          assert.ok(state.hits.every((hit) => hit.includes('"object":"a.ndjson"')))
        },
        { store },
      )
    })
  }

  test('drives only what the query names', async () => {
    const letters = dayLines(1, 20).map((line, index) => letterOf(line, index + 1))
    await redriven(letters, 'position <= 5', async ({ counts, ports }) => {
      assert.deepEqual(counts, { ...none, tried: 5, events: 5, alerts: counts.alerts })
      assert.equal(await ports.deadLetters.count(), 15)
    })
  })

  const types: readonly { readonly name: string; readonly options: Options; readonly events: number }[] = [
    { name: 'the type that the source has now', options: { type: 'aws/cloudtrail' }, events: 3 },
    { name: 'the type of then when the source is gone', options: { type: undefined }, events: 0 },
    { name: 'the limit of now', options: { maxRecordBytes: 100 }, events: 0 },
  ]
  for (const { name, options, events } of types) {
    test(`goes by ${name}`, async () => {
      const letters = dayLines(1, 3).map((line, index) => letterOf(line, index + 1))
      await redriven(letters, '', async ({ counts }) => assert.equal(counts.events, events), options)
    })
  }

  test('what fails again in the same way is left as it is', async () => {
    await redriven(
      [letterOf('{}', 1)],
      '',
      async ({ counts, outcomes }) => {
        assert.deepEqual(counts, { ...none, tried: 1, events: 0, unreadable: { 'not-this-type': 1 } })
        assert.deepEqual(outcomes[0]?.redriven, [])
      },
      { type: 'gcp/audit' },
    )
  })

  test('a query that makes no sense is refused with the reason, and nothing is touched', async () => {
    const { ports, close } = STORES.memory()
    await ports.commands.push({ id: 'c1', alertId: '', kind: 'redrive', by: 'dana', at: 1, text: 'nothing:x' })
    await redriveWaiting({
      handlers: engine,
      typeOf: () => 'auto',
      maxRecordBytes: 1,
      deadLetters: ports.deadLetters,
      commands: ports.commands,
      signal: new AbortController().signal,
      apply: applyTo(ports, [], () => null),
    })
    const result = await ports.commands.result('c1')
    assert.equal(result?.outcome, 'refused')
    assert.match(result?.detail ?? '', /no field nothing/)
    close()
  })

  test('comes in steps that others can pass between, each with how far it is', async () => {
    const letters = rootLines(1300).map((line, index) => letterOf(line, index + 1))
    await redriven(letters, '', async ({ counts, steps, ports }) => {
      assert.deepEqual(counts, { ...none, tried: 1300, events: 1300, alerts: counts.alerts })
      assert.ok(steps.length >= 5, `${steps.length} steps`)
      assert.equal(
        (await ports.alerts.list({ status: null, minLevel: null, ruleId: null, from: null, limit: 9 })).length,
        1,
      )
    })
  })

  test('large records share a step only up to some megabytes', async () => {
    const pad = 'x'.repeat(900_000)
    const letters = rootLines(6).map((line, index) => letterOf(`${line.slice(0, -1)},"pad":"${pad}"}`, index + 1))
    await redriven(letters, '', async ({ counts, steps }) => {
      assert.equal(counts.events, 6)
      assert.ok(steps.length >= 2)
    })
  })

  for (const store of ['memory', 'sqlite'] as const) {
    test(`a commit that fails anywhere loses nothing and doubles nothing: ${store}`, async () => {
      const lines = [...storyLines(4), ...dayLines(4, 900), '{"broken"', ...dayLines(5, 100)]
      const letters = lines.map((line, index) => letterOf(line, index + 1))
      let whole: unknown
      await redriven(letters, '', async ({ ports }) => void (whole = await storeState(ports)), { store })
      let call = 0
      const refuse = (): Refusal => {
        call += 1
        return call % 3 === 1 ? 'before' : call % 3 === 2 ? 'after' : null
      }
      await redriven(
        letters,
        '',
        async ({ ports, counts }) => {
          assert.deepEqual(await storeState(ports), whole)
          assert.equal(counts.tried, letters.length, 'what was counted twice or not at all')
        },
        { store, refuse },
      )
      assert.ok(call > 4)
    })
  }
})
