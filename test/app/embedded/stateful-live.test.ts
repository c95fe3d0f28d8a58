import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createMemoryStore } from '../../../services/adapters/memory/memory-store.ts'
import { Pipeline } from '../../../services/app/embedded/pipeline.ts'
import { encodeRaw } from '../../../services/app/embedded/raw-codec.ts'
import { createRinger } from '../../../services/app/embedded/ringer.ts'
import type { Engine } from '../../../services/app/engine.ts'
import type { Alert } from '../../../services/core/alert.ts'
import type { BatchOutcome } from '../../../services/core/batch-sink.ts'
import { TOPICS } from '../../../services/core/log.ts'
import { Correlator } from '../../../services/correlate/correlator.ts'
import type { HealthReport } from '../../../services/correlate/health.ts'
import { recordOf, type TimedRecord } from '../../support/stateful-input.ts'
import { sampleDeadLetter } from '../../support/stored-samples.ts'
import { until } from '../../support/tocsin-process.ts'
import { RAW } from './pipeline-rig.ts'
import { batchOf, engineOf, folderFor, openOn, storeIn, type Running } from './stateful-rig.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const engine = engineOf()

const SILENCE = engineOf(`
title: Heartbeat
name: heartbeat
id: 20000000-0000-4000-8000-EXAMPLE00001
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: GetUser}, condition: selection}
level: informational
---
title: Heartbeat is gone
id: 20000000-0000-4000-8000-EXAMPLE00002
correlation: {type: x_absence, rules: [heartbeat], group-by: [cloud.region], timespan: 30m}
level: high
`)

/** So many refused calls of one actor, a second apart. */
function refused(start: number, count: number, actor = 'eve', seed = 1): TimedRecord[] {
  return Array.from({ length: count }, (_, number) =>
    recordOf({ at: start + number * 1000, name: 'ListUsers', actor, error: 'AccessDenied', number, seed }),
  )
}

function opened(told: readonly BatchOutcome[]): string[] {
  const titles: string[] = []
  const ring = createRinger(({ rule }: Alert) => void titles.push(rule.title))
  for (const outcome of told) ring(outcome)
  return titles
}

function openWith(t: TestContext, by: Engine, sources: readonly string[]): Running {
  return openOn(t, storeIn(folderFor(t)), { engine: by, sources, pace: { tell: 10 } })
}

describe('live', () => {
  it('a count that is reached rings with the record that reaches it, once', async (t) => {
    const { embedded, told } = openWith(t, engine, [])
    const start = Date.now() - HOUR
    const records = refused(start, 12)
    await embedded.append(batchOf(records.slice(0, 4), 'a'))
    await embedded.drain()
    assert.deepEqual(opened(told), ['Call refused'])
    await embedded.append(batchOf(records.slice(4, 5), 'b'))
    await embedded.drain()
    assert.deepEqual(opened(told), ['Call refused', 'Many refused'])
    await embedded.append(batchOf(records, 'c'))
    await embedded.append(
      batchOf([recordOf({ at: start + 5 * MINUTE, name: 'CreateUser', actor: 'eve', number: 99, seed: 1 })], 'd'),
    )
    await embedded.drain()
    assert.deepEqual(opened(told), ['Call refused', 'Many refused', 'Many refused, then one worked'])
  })

  it('silence is noticed while nothing comes, and only by rounds that found nothing', async (t) => {
    const { embedded, told } = openWith(t, SILENCE, ['trail'])
    const last = Date.now() - 3 * HOUR
    await embedded.append(batchOf([recordOf({ at: last, name: 'GetUser', number: 1, seed: 1 })], 'a'))
    embedded.complete('trail', { began: last + MINUTE, isEmpty: false })
    await embedded.caughtUp
    embedded.complete('trail', { began: Date.now(), isEmpty: false })
    await new Promise((resolve) => setTimeout(resolve, 60))
    assert.deepEqual(opened(told), [])
    embedded.complete('trail', { began: Date.now(), isEmpty: true })
    await until('it rings', () => opened(told).length > 0)
    assert.deepEqual(opened(told), ['Heartbeat is gone'])
  })

  it('nothing is written while time stands still', async (t) => {
    const { embedded, told } = openWith(t, SILENCE, ['trail'])
    embedded.complete('trail', { began: Date.now(), isEmpty: true })
    await embedded.caughtUp
    const commits = told.length
    for (let round = 0; round < 5; round += 1) {
      embedded.complete('trail', { began: Date.now(), isEmpty: true })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    assert.equal(told.length, commits, 'of a source that never brought anything nothing is remembered')
  })

  it('what comes later than a rule waits is counted for plain rules, and told with the rule', async (t) => {
    const { embedded, told, said } = openWith(t, engine, ['trail'])
    embedded.complete('trail', { began: Date.now(), isEmpty: true })
    await embedded.caughtUp
    await embedded.append(batchOf(refused(Date.now() - HOUR, 1), 'a'))
    await embedded.drain()
    await embedded.append(batchOf(refused(Date.now() - 9 * HOUR, 20, 'dana', 2), 'b'))
    await embedded.drain()
    assert.deepEqual(opened(told), ['Call refused', 'Call refused'])
    assert.deepEqual(
      said.filter((line) => line.includes('later')),
      ['20 matches came later than the rule waits: not counted; a replay counts them'],
    )
  })
})

describe('before all sources have come to the end of what was there', () => {
  it('plain rules ring, rules over several events wait', async (t) => {
    const { embedded, told } = openWith(t, engine, ['trail', 'other'])
    await embedded.append(batchOf(refused(Date.now() - HOUR, 12), 'a'))
    await embedded.drain()
    embedded.complete('trail', { began: Date.now(), isEmpty: false })
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(opened(told), ['Call refused'])
    embedded.complete('other', { began: Date.now(), isEmpty: true })
    await embedded.caughtUp
    assert.deepEqual(opened(told), ['Call refused', 'Many refused'])
  })

  it('a stop and a start lose nothing of what waits', async (t) => {
    const data = storeIn(folderFor(t))
    const first = openOn(t, data, { engine, sources: ['trail'] })
    await first.embedded.append(batchOf(refused(Date.now() - HOUR, 12), 'a'))
    await first.embedded.drain()
    await first.embedded.close()
    const second = openOn(t, data, { engine, sources: ['trail'] })
    second.embedded.complete('trail', { began: Date.now(), isEmpty: true })
    await second.embedded.caughtUp
    assert.deepEqual(opened(second.told), ['Many refused'])
    await second.embedded.close()
    const third = openOn(t, data, { engine })
    await third.embedded.caughtUp
    assert.deepEqual(opened(third.told), [])
  })

  it('slices and other work have their turns while it catches up', async () => {
    const { pipeline, log, told } = memoryPipeline()
    const start = Date.now() - 3 * HOUR
    const actors = Array.from({ length: 70 }, (_, number) => `user${number}`)
    const records = actors.flatMap((actor, number) => refused(start + number, 100, actor, number))
    await log.append(TOPICS.raw, [encodeRaw(batchOf(records, 'a'), 0)])
    await pipeline.slice(RAW, await log.read(RAW, 0, { maxRecords: 1e6, maxBytes: 1e9 }))
    assert.ok(pipeline.isCatchingUp)
    const late = refused(start + MINUTE, 9, 'late', 999)
    await log.append(TOPICS.raw, [encodeRaw(batchOf(late, 'b'), 1)])
    const slice = await log.read(RAW, records.length, { maxRecords: 1e6, maxBytes: 1e9 })
    const before = told.length
    await Promise.all([
      pipeline.catchUp([], new AbortController().signal),
      pipeline.deadLetters([sampleDeadLetter({ position: 1 })]),
      pipeline.slice(RAW, slice),
    ])
    const kinds = told
      .slice(before)
      .map(({ settled, deadLetters, events }) =>
        events.length > 0 ? 'slice' : deadLetters.length > 0 ? 'letter' : settled.length,
      )
    assert.ok(kinds.indexOf('slice') < kinds.length - 1 && kinds.indexOf('letter') < kinds.length - 1, kinds.join())
    assert.equal(pipeline.isCatchingUp, false)
    const titles = opened(told)
    assert.equal(
      titles.filter((title) => title === 'Many refused').length,
      actors.length + 1,
      'what came in between too',
    )
  })

  it('it stops between two pieces when the program is to end, and goes on another time', async () => {
    const { pipeline, log, told } = memoryPipeline()
    const records = refused(Date.now() - 3 * HOUR, 5000)
    await log.append(TOPICS.raw, [encodeRaw(batchOf(records, 'a'), 0)])
    await pipeline.slice(RAW, await log.read(RAW, 0, { maxRecords: 1e6, maxBytes: 1e9 }))
    const controller = new AbortController()
    const catching = pipeline.catchUp([], controller.signal)
    controller.abort()
    await catching
    const settled = (): number => told.reduce((sum, outcome) => sum + outcome.settled.length, 0)
    assert.ok(pipeline.isCatchingUp && settled() < records.length)
    await pipeline.catchUp([], new AbortController().signal)
    assert.deepEqual([pipeline.isCatchingUp, settled()], [false, records.length])
  })
})

describe('reports', () => {
  it('are told after the commit, and not of work that could not be committed', async () => {
    let refuse = true
    const { pipeline, log, reports } = memoryPipeline(() => refuse)
    const lacking = recordOf({ at: Date.now() - HOUR, name: 'ListUsers', error: 'AccessDenied', number: 1, seed: 1 })
    const text = lacking.text
      .replace(/"principalId":"[^"]*",/, '')
      .replace(/"arn":"[^"]*",/, '')
      .replace(/"userName":"[^"]*"/, '"x":1')
    await log.append(TOPICS.raw, [encodeRaw(batchOf([{ ...lacking, text }], 'a'), 0)])
    await pipeline.catchUp([], new AbortController().signal).catch(() => undefined)
    refuse = false
    await pipeline.catchUp([], new AbortController().signal)
    refuse = true
    const slice = await log.read(RAW, 0, { maxRecords: 10, maxBytes: 1e9 })
    await assert.rejects(pipeline.slice(RAW, slice))
    assert.equal(reports.length, 0)
    refuse = false
    await pipeline.slice(RAW, slice)
    assert.deepEqual(
      reports.map(({ kind, count }) => `${kind} ${count}`),
      ['no-group 1'],
    )
  })
})

function memoryPipeline(refuses: () => boolean = () => false): {
  readonly pipeline: Pipeline
  readonly log: ReturnType<typeof createMemoryStore>['log']
  readonly told: BatchOutcome[]
  readonly reports: HealthReport[]
} {
  const { sink: stored, commands, hits, log } = createMemoryStore()
  const sink: typeof stored = {
    known: (ids) => stored.known(ids),
    counted: (asked) => stored.counted(asked),
    alerts: (ids) => stored.alerts(ids),
    hits: (keys) => stored.hits(keys),
    state: (kind) => stored.state(kind),
    commit: async (outcome) => {
      if (refuses()) throw new Error('refused by the test')
      await stored.commit(outcome)
    },
  }
  const { ruleOf, stateful, datasetsOf, normalizer, detector } = engine
  const correlator = new Correlator({ namespace: 'tocsin', maxRefs: 1000, ruleOf, stateful, datasetsOf, sink, hits })
  const told: BatchOutcome[] = []
  const reports: HealthReport[] = []
  const pipeline = new Pipeline({
    normalizer,
    detector,
    correlator,
    sink,
    commands,
    committed: (outcome) => void told.push(outcome),
    reported: (each) => void reports.push(...each),
  })
  return { pipeline, log, told, reports }
}
