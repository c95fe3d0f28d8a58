import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME, type BatchOutcome } from '../../services/core/batch-sink.ts'
import type { TopicPartition } from '../../services/core/log.ts'
import {
  appError,
  collected,
  sampleAlert,
  sampleDeadLetter,
  sampleEvent,
  sampleHit,
  SAMPLE_TIME,
} from '../support/stored-samples.ts'
import { withPorts, type AdapterFixture, type Ports } from './fixture.ts'

const RAW: TopicPartition = { topic: 'tocsin.raw', partition: 0 }

/** An outcome in which everything happened. */
function fullOutcome(n: number): BatchOutcome {
  const event = sampleEvent({ n })
  return {
    offset: { group: 'g', partition: RAW, next: n + 1 },
    events: [event],
    hits: [{ alertId: `ALERT${n}`, hit: sampleHit(event) }],
    alerts: [sampleAlert({ id: `ALERT${n}` })],
    outbox: [{ id: `out-${n}`, alertId: `ALERT${n}`, kind: 'opened', at: SAMPLE_TIME, written: SAMPLE_TIME }],
    state: [{ kind: 'watermark', key: `source-${n}`, value: '1' }],
    settled: [],
    redriven: [],
    deadLetters: [sampleDeadLetter({ position: n })],
    commands: [{ commandId: `command-${n}`, outcome: 'applied' }],
  }
}

/** What the other ports show of `fullOutcome(n)` and of everything else. */
async function shown(ports: Ports, n: number): Promise<unknown> {
  const all = { query: { kind: 'all' as const }, from: null, to: null, order: 'newest' as const, limit: 100 }
  return {
    offset: await ports.log.committed('g', RAW),
    events: (await collected(ports.events.search(all))).length,
    counted: (await ports.events.count()).total,
    hits: (await ports.alerts.hits(`ALERT${n}`)).length,
    state: (await ports.sink.state('watermark')).map(({ key }) => key),
    alert: (await ports.alerts.get(`ALERT${n}`))?.version ?? null,
    deadLetters: await ports.deadLetters.count(),
    pending: (await ports.commands.pending(10)).map(({ id }) => id),
  }
}

async function pushCommand(ports: Ports, n: number): Promise<void> {
  await ports.commands.push({ id: `command-${n}`, alertId: `ALERT${n}`, kind: 'close', by: 'bob', at: n, text: '' })
}

const NOTHING = {
  offset: 0,
  events: 0,
  counted: 0,
  hits: 0,
  state: [],
  alert: null,
  deadLetters: 0,
  pending: ['command-1'],
}
const ALL_OF_IT = {
  offset: 2,
  events: 1,
  counted: 1,
  hits: 1,
  state: ['source-1'],
  alert: 1,
  deadLetters: 1,
  pending: [],
}

/** The contract of {@link import('../../services/core/batch-sink.ts').BatchSink}. */
export function batchSinkContract(fixture: AdapterFixture): void {
  describe(`BatchSink, ${fixture.name}`, () => {
    commits(fixture)
    redriven(fixture)
    failures(fixture)
    alertVersions(fixture)
    lookUps(fixture)
  })
}

function commits(fixture: AdapterFixture): void {
  test(
    'everything of an outcome is stored, and is there after the store was opened again',
    withPorts(fixture, async (ports, reopen) => {
      await pushCommand(ports, 1)
      assert.deepEqual(await shown(ports, 1), NOTHING)
      await ports.sink.commit(fullOutcome(1))
      assert.deepEqual(await shown(ports, 1), ALL_OF_IT)
      assert.deepEqual(await shown(await reopen(), 1), ALL_OF_IT)
    }),
  )
  test(
    'the same outcome a second time changes nothing',
    withPorts(fixture, async (ports) => {
      await pushCommand(ports, 1)
      await ports.sink.commit(fullOutcome(1))
      await ports.sink.commit(fullOutcome(1))
      assert.deepEqual(await shown(ports, 1), ALL_OF_IT)
    }),
  )
  test(
    'repeats within an outcome are stored once',
    withPorts(fixture, async (ports) => {
      const { events, hits, deadLetters, ...rest } = fullOutcome(1)
      const twice = <T>(items: readonly T[]): T[] => [...items, ...items]
      await ports.sink.commit({ ...rest, events: twice(events), hits: twice(hits), deadLetters: twice(deadLetters) })
      assert.deepEqual(await shown(ports, 1), ALL_OF_IT)
    }),
  )
  test(
    'of two events with one id the first stays, whatever the second says',
    withPorts(fixture, async ({ sink, events }) => {
      const event = sampleEvent({ n: 1 })
      await sink.commit({ ...EMPTY_OUTCOME, events: [event, { ...event, text: '{"second":true}' }] })
      await sink.commit({ ...EMPTY_OUTCOME, events: [{ ...event, text: '{"third":true}' }] })
      assert.equal(await events.get(event.id), event.text)
    }),
  )
  test(
    'an outcome of commands alone has no offset',
    withPorts(fixture, async (ports) => {
      await ports.sink.commit(fullOutcome(1))
      await ports.sink.commit({ ...fullOutcome(2), offset: null })
      assert.equal(await ports.log.committed('g', RAW), 2)
    }),
  )
}

function redriven(fixture: AdapterFixture): void {
  test(
    'dead letters that were driven again leave with what they became; those that failed again come back changed',
    withPorts(fixture, async (ports, reopen) => {
      const letters = [1, 2, 3].map((position) => sampleDeadLetter({ position }))
      const [first, second, third] = letters
      assert.ok(first && second && third)
      await ports.sink.commit({ ...EMPTY_OUTCOME, deadLetters: letters })
      const changed = { ...second, reason: 'no-event-time' as const, detail: 'still' }
      const outcome = {
        ...EMPTY_OUTCOME,
        events: [sampleEvent({ n: 1 })],
        redriven: [first.id, second.id, 'none'],
        deadLetters: [changed],
      }
      for (let time = 0; time < 2; time += 1) await ports.sink.commit(outcome)
      const { deadLetters, events } = await reopen()
      assert.equal(await deadLetters.get(first.id), null)
      assert.equal((await deadLetters.get(second.id))?.reason, 'no-event-time')
      assert.equal((await deadLetters.get(third.id))?.reason, 'not-json')
      assert.deepEqual([await deadLetters.count(), (await events.count()).total], [2, 1])
    }),
  )
}

function failures(fixture: AdapterFixture): void {
  const outcome = fullOutcome(1)
  const event = sampleEvent({ n: 1 })
  const broken: { name: string; outcome: BatchOutcome }[] = [
    { name: 'an offset', outcome: { ...outcome, offset: { group: 'g', partition: RAW, next: Number.NaN } } },
    {
      name: "a hit's time",
      outcome: { ...outcome, hits: [{ alertId: 'ALERT1', hit: { ...sampleHit(event), time: Number.NaN } }] },
    },
    { name: "an alert's version", outcome: { ...outcome, alerts: [sampleAlert({ id: 'ALERT1', version: 1.5 })] } },
  ]
  for (const { name, outcome: bad } of broken) {
    test(
      `a commit that fails half-way because of ${name} leaves nothing, and the next one works`,
      withPorts(fixture, async (ports) => {
        await pushCommand(ports, 1)
        await assert.rejects(ports.sink.commit(bad), appError('STORE_FAILED'))
        assert.deepEqual(await shown(ports, 1), NOTHING)
        await ports.sink.commit(outcome)
        assert.deepEqual(await shown(ports, 1), ALL_OF_IT)
      }),
    )
  }
}

function alertVersions(fixture: AdapterFixture): void {
  test(
    'an alert replaces an older version of itself and never a newer or equal one',
    withPorts(fixture, async ({ sink, alerts }) => {
      const put = (version: number, actor: string): Promise<void> =>
        sink.commit({ ...EMPTY_OUTCOME, alerts: [sampleAlert({ id: 'ALERT1', version, actor })] })
      const steps: [number, string, string][] = [
        [2, 'first', 'first'],
        [1, 'older', 'first'],
        [2, 'equal', 'first'],
        [3, 'newer', 'newer'],
      ]
      for (const [version, actor, stays] of steps) {
        await put(version, actor)
        assert.equal((await alerts.get('ALERT1'))?.actor, stays)
      }
    }),
  )
  test(
    'an alert keeps that its count is a least one and what took its place',
    withPorts(fixture, async ({ sink, alerts }) => {
      const cut = sampleAlert({ id: 'ALERT1', kind: 'correlation', inexact: true })
      const gone = [sampleAlert({ id: 'ALERT2', superseded: 'ALERT1' }), sampleAlert({ id: 'ALERT3', superseded: '' })]
      await sink.commit({ ...EMPTY_OUTCOME, alerts: [cut, ...gone] })
      for (const alert of [cut, ...gone]) assert.deepEqual(await alerts.get(alert.id), alert)
    }),
  )
  test(
    'an alert with a thousand events comes back as it was',
    withPorts(fixture, async ({ sink, alerts }) => {
      const events = Array.from({ length: 1000 }, (_, n) => ({
        eventId: sampleEvent({ n }).id,
        providerId: `EXAMPLE-${n}`,
        time: SAMPLE_TIME + n,
        action: 'StopLogging',
        actor: 'Zoë',
        address: '192.0.2.7',
        target: '',
        outcome: 'success',
        region: 'eu-central-1',
        object: 'a.json',
        position: n + 1,
      }))
      const alert = sampleAlert({ id: 'ALERT1', events, count: 5000, truncated: true })
      await sink.commit({ ...EMPTY_OUTCOME, alerts: [alert] })
      assert.deepEqual(await alerts.get('ALERT1'), alert)
      assert.deepEqual(await sink.alerts(['ALERT1']), [alert])
    }),
  )
}

function lookUps(fixture: AdapterFixture): void {
  test(
    'hits gives those of the keys that are stored, whole',
    withPorts(fixture, async ({ sink }) => {
      const [first, second] = [sampleEvent({ n: 1 }), sampleEvent({ n: 2 })]
      const whole = { ...sampleHit(first), fields: { 'user.name': ['Zoë', ''] }, lateFor: ['rule-9'] }
      const other = sampleHit(second, 'rule-2')
      await sink.commit({
        ...EMPTY_OUTCOME,
        hits: [
          { alertId: '', hit: whole, waiting: true },
          { alertId: 'A', hit: other },
        ],
      })
      const found = await sink.hits([other, whole, sampleHit(second), { ruleId: '', eventId: '' }])
      assert.deepEqual(
        found.toSorted((a, b) => a.time - b.time),
        [whole, other],
      )
      assert.deepEqual(await sink.hits([]), [])
    }),
  )
  test(
    'counted tells which hits are stored, by rule and event, also without the event',
    withPorts(fixture, async ({ sink }) => {
      const [first, second] = [sampleEvent({ n: 1 }), sampleEvent({ n: 2 })]
      await sink.commit({ ...EMPTY_OUTCOME, hits: [{ alertId: 'A', hit: sampleHit(first) }] })
      const asked = [sampleHit(first), sampleHit(second), sampleHit(first, 'rule-2')]
      assert.deepEqual([...(await sink.counted(asked))], asked.slice(0, 1))
      assert.deepEqual(await sink.counted([]), new Set())
    }),
  )
  test(
    'known tells which of two thousand ids are stored',
    withPorts(fixture, async ({ sink }) => {
      const events = Array.from({ length: 2000 }, (_, n) => sampleEvent({ n }))
      const stored = events.filter((_, n) => n % 3 === 0)
      await sink.commit({ ...EMPTY_OUTCOME, events: stored })
      const known = await sink.known([...events.map(({ id }) => id), 'no id', ''])
      assert.deepEqual([...known].toSorted(), stored.map(({ id }) => id).toSorted())
      assert.deepEqual(await sink.known([]), new Set())
    }),
  )
  test(
    'alerts gives those that exist',
    withPorts(fixture, async ({ sink }) => {
      await sink.commit({ ...EMPTY_OUTCOME, alerts: [sampleAlert({ id: 'ALERT1' }), sampleAlert({ id: 'ALERT2' })] })
      const found = await sink.alerts(['ALERT2', 'ALERT3', 'ALERT1', 'ALERT'])
      assert.deepEqual(found.map(({ id }) => id).toSorted(), ['ALERT1', 'ALERT2'])
    }),
  )
}
