import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryStore } from '../../services/adapters/memory/memory-store.ts'
import { EMPTY_OUTCOME, type BatchOutcome } from '../../services/core/batch-sink.ts'
import type { Command } from '../../services/core/command.ts'
import type { Hit } from '../../services/core/hit.ts'
import { alertId } from '../../services/core/ids.ts'
import type { RuleInfo } from '../../services/core/rule.ts'
import { AlertWriter } from '../../services/correlate/alert-writer.ts'
import type { EngineOutput, Firing, Withdrawal } from '../../services/sigma/stateful/types.ts'
import { countRule, HOUR, newValueRule, sampleHit } from './support/rule-info.ts'

const GROUP = { user: 'dana' }
const HITS: readonly Hit[] = Array.from({ length: 30 }, (_, at) => sampleHit('plain', `e${10 + at}`, at * 10))

interface Rig {
  readonly writer: AlertWriter
  readonly write: (
    output: Partial<EngineOutput>,
    commands?: readonly Command[],
  ) => Promise<Pick<BatchOutcome, 'alerts' | 'outbox'>>
  readonly store: ReturnType<typeof createMemoryStore>
}

async function setUp({
  info = {},
  stored = HITS,
}: { info?: Partial<RuleInfo>; stored?: readonly Hit[] } = {}): Promise<Rig> {
  const stateful = [countRule('count', ['plain'], { info }), newValueRule('new', ['plain'], info)]
  const store = createMemoryStore()
  await store.sink.commit({ ...EMPTY_OUTCOME, hits: stored.map((hit) => ({ alertId: '', hit })) })
  const ruleOf = (id: string): RuleInfo | undefined => stateful.find((rule) => rule.info.id === id)?.info
  const writer = new AlertWriter({
    namespace: 'tocsin',
    maxRefs: 10,
    ruleOf,
    stateful,
    sink: store.sink,
    now: () => 777,
  })
  return {
    writer,
    store,
    write: async (said, commands = []) => {
      const nothing: EngineOutput = { firings: [], withdrawals: [], windows: [], reports: [] }
      const written = await writer.write([], { ...nothing, ...said }, commands)
      await store.sink.commit({ ...EMPTY_OUTCOME, ...written })
      return written
    },
  }
}

function firing(bucket: number, hits: readonly Hit[], changes: Partial<Firing> = {}): Firing {
  return {
    ruleId: 'count',
    group: GROUP,
    key: String(bucket),
    bucket,
    time: hits.at(-1)?.time ?? 0,
    hits,
    inexact: false,
    ...changes,
  }
}

function newValue(key: string, at: number): Firing {
  return firing(0, HITS.slice(at, at + 1), { ruleId: 'new', key, bucket: null })
}

function withdrawal(key: string, by: string | null): Withdrawal {
  return { ruleId: 'new', group: GROUP, key, by }
}

describe('a firing becomes an alert', () => {
  it('whose id is that of its bucket, and which says what its hits say', async () => {
    const { write } = await setUp()
    const { alerts, outbox } = await write({ firings: [firing(0, HITS.slice(0, 3))] })
    const [alert] = alerts
    assert.equal(alert?.id, alertId({ namespace: 'tocsin', ruleId: 'count', group: GROUP, time: 25, window: HOUR }))
    const { kind, count, first, last, actor, account, group, truncated, continues, inexact } = alert
    assert.deepEqual(
      { kind, count, first, last, actor, account, group, truncated, continues, inexact },
      {
        kind: 'correlation',
        count: 3,
        first: 0,
        last: 20,
        actor: 'dana',
        account: '111122223333',
        group: GROUP,
        truncated: false,
        continues: null,
        inexact: undefined,
      },
    )
    assert.deepEqual(
      alert.events.map(({ eventId, action }) => `${eventId} ${action}`),
      ['e10', 'e11', 'e12'].map((id) => `${id} DeleteTrail`),
    )
    assert.deepEqual(
      outbox.map(({ alertId: id, written }) => [id, written]),
      [[alert.id, 777]],
    )
  })

  it('that counts more with each of its firings, and points to the oldest and the newest', async () => {
    const { write, store } = await setUp()
    for (let at = 0; at < 30; at += 6) await write({ firings: [firing(0, HITS.slice(at, at + 6))] })
    const [alert] = await store.alerts.list({ status: null, minLevel: null, ruleId: null, from: null, limit: 9 })
    assert.deepEqual([alert?.count, alert?.version, alert?.truncated], [30, 5, true])
    assert.deepEqual(
      alert?.events.map(({ time }) => time),
      [0, 10, 20, 30, 40, 250, 260, 270, 280, 290],
    )
    assert.ok(alert.events.every(({ action }) => action === 'DeleteTrail'))
  })

  it('also when its hits are not stored any more', async () => {
    const { write } = await setUp({ stored: [] })
    const { alerts } = await write({ firings: [firing(0, HITS.slice(0, 2))] })
    assert.deepEqual([alerts[0]?.count, alerts[0]?.events[1]?.eventId, alerts[0]?.actor], [2, 'e11', ''])
  })

  it('with hits that are known and not stored yet', async () => {
    const { write, writer } = await setUp({ stored: [] })
    writer.add(HITS)
    const { alerts } = await write({ firings: [firing(0, HITS.slice(0, 2))] })
    assert.deepEqual([alerts[0]?.actor, alerts[0]?.events[1]?.providerId], ['dana', 'p-e11'])
  })

  it('that says when a limit was reached, from then on', async () => {
    const { write } = await setUp()
    await write({ firings: [firing(0, HITS.slice(0, 2), { inexact: true })] })
    const { alerts } = await write({ firings: [firing(0, HITS.slice(2, 3))] })
    assert.equal(alerts[0]?.inexact, true)
  })

  it('that continues the one of the bucket before and does not page', async () => {
    const { write } = await setUp()
    const first = await write({ firings: [firing(0, HITS.slice(0, 2))] })
    const second = await write({ firings: [firing(HOUR, HITS.slice(2, 3))] })
    assert.equal(second.alerts[0]?.continues, first.alerts[0]?.id)
    assert.deepEqual(second.outbox, [])
  })

  it('that continues nothing when it has no bucket', async () => {
    const { write } = await setUp()
    const { alerts, outbox } = await write({ firings: [newValue('e10', 0), newValue('e11', 1)] })
    assert.deepEqual(
      alerts.map(({ continues }) => continues),
      [null, null],
    )
    assert.equal(outbox.length, 2)
  })

  const QUIET: readonly [string, Partial<RuleInfo>, number, number][] = [
    ['an informational rule makes none', { level: 'informational' }, 0, 0],
    ['a rule that is there for others makes none', { alerts: false }, 0, 0],
    ['a low rule does not page', { level: 'low' }, 1, 0],
    ['a rule with page: false does not page', { page: false }, 1, 0],
  ]
  for (const [name, info, alerts, pages] of QUIET) {
    it(name, async () => {
      const { write } = await setUp({ info })
      const written = await write({ firings: [firing(0, HITS.slice(0, 2))] })
      assert.deepEqual([written.alerts.length, written.outbox.length], [alerts, pages])
    })
  }

  it('a rule that is gone makes none', async () => {
    const { write } = await setUp()
    assert.deepEqual((await write({ firings: [firing(0, HITS.slice(0, 2), { ruleId: 'gone' })] })).alerts, [])
  })
})

describe('an alert that is taken back', () => {
  it('is closed, says by which one, and that one continues it: nobody is paged twice', async () => {
    const { write, store } = await setUp()
    const [old] = (await write({ firings: [newValue('e12', 2)] })).alerts
    const { alerts, outbox } = await write({ firings: [newValue('e11', 1)], withdrawals: [withdrawal('e12', 'e11')] })
    const closed = alerts.find(({ id }) => id === old?.id)
    const fresh = alerts.find(({ id }) => id !== old?.id)
    assert.deepEqual(
      [closed?.status, closed?.superseded, closed?.closed?.by, closed?.closed?.at],
      ['closed', fresh?.id, 'tocsin', 777],
    )
    assert.deepEqual([fresh?.status, fresh?.continues, outbox], ['open', old?.id, []])
    assert.equal((await store.sink.alerts([old?.id ?? '']))[0]?.status, 'closed')
  })

  it('without one in its place is closed', async () => {
    const { write } = await setUp()
    await write({ firings: [newValue('e12', 2)] })
    const { alerts } = await write({ withdrawals: [withdrawal('e12', null)] })
    assert.deepEqual(
      alerts.map(({ status, superseded }) => [status, superseded]),
      [['closed', '']],
    )
  })

  it('that a person has closed keeps what the person said', async () => {
    const { write } = await setUp()
    const [old] = (await write({ firings: [newValue('e12', 2)] })).alerts
    const close: Command = { id: 'c', alertId: old?.id ?? '', kind: 'close', by: 'eve', at: 5, text: 'fine' }
    await write({}, [close])
    const { alerts, outbox } = await write({ firings: [newValue('e11', 1)], withdrawals: [withdrawal('e12', 'e11')] })
    assert.equal(alerts.find(({ id }) => id === old?.id)?.closed?.by, 'eve')
    assert.deepEqual(outbox, [], 'it is the same thing, and somebody saw it')
  })

  it('that did not page is not continued', async () => {
    const { write } = await setUp({ info: { level: 'low' } })
    await write({ firings: [newValue('e12', 2)] })
    const { alerts } = await write({ firings: [newValue('e11', 1)], withdrawals: [withdrawal('e12', 'e11')] })
    assert.deepEqual(
      alerts.map(({ continues }) => continues),
      [null, null],
    )
  })

  it('in the same step in which it came was never there', async () => {
    const { write } = await setUp()
    const said = { firings: [newValue('e12', 2), newValue('e11', 1)], withdrawals: [withdrawal('e12', 'e11')] }
    const { alerts, outbox } = await write(said)
    assert.deepEqual(
      alerts.map(({ first, continues }) => [first, continues]),
      [[10, null]],
    )
    assert.equal(outbox.length, 1)
  })

  it('several times in one step names the last one in its place', async () => {
    const { write } = await setUp()
    const [old] = (await write({ firings: [newValue('e12', 2)] })).alerts
    const { alerts, outbox } = await write({
      firings: [newValue('e11', 1), newValue('e10', 0)],
      withdrawals: [withdrawal('e12', 'e11'), withdrawal('e11', 'e10')],
    })
    const fresh = alerts.find(({ id }) => id !== old?.id)
    assert.deepEqual([fresh?.first, fresh?.continues, alerts.length], [0, old?.id, 2])
    assert.equal(alerts.find(({ id }) => id === old?.id)?.superseded, fresh?.id)
    assert.deepEqual(outbox, [])
  })

  it('again and again pages once, over any number of steps and restarts', async () => {
    const { write, writer } = await setUp()
    let pages = 0
    for (let at = 20; at > 0; at -= 1) {
      const withdrawals = at === 20 ? [] : [withdrawal(`e${11 + at}`, `e${10 + at}`)]
      pages += (await write({ firings: [newValue(`e${10 + at}`, at)], withdrawals })).outbox.length
      if (at % 3 === 0) writer.drop()
    }
    assert.equal(pages, 1)
  })
})
