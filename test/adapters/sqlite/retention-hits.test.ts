import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME, type StoredHit } from '../../../services/core/batch-sink.ts'
import { sampleAlert, sampleEvent, sampleHit, SAMPLE_TIME } from '../../support/stored-samples.ts'
import { assertWhole, queried, swept, withStore } from './retention-support.ts'

/** A hit so many milliseconds after {@link SAMPLE_TIME}. */
function hitAt(after: number, ruleId = 'rule-1', stored: Partial<StoredHit> = {}): StoredHit {
  return { alertId: '', hit: sampleHit(sampleEvent({ n: after, time: SAMPLE_TIME + after }), ruleId), ...stored }
}

const NO_RULES: ReadonlyMap<string, number> = new Map()

describe('removing hits without an alert', () => {
  test(
    'those before the time go, the others stay, and so do hits of alerts and hits that wait',
    withStore(async ({ store, directory }) => {
      const plain = Array.from({ length: 300 }, (_, n) => hitAt(n, `rule-${n % 4}`))
      const ofAlert = hitAt(1000, 'rule-1', { alertId: 'ALERT1' })
      const waiting = hitAt(20, 'rule-9', { waiting: true })
      const early = hitAt(-SAMPLE_TIME - 5000)
      const hits = [...plain, ofAlert, waiting, early]
      await store.sink.commit({ ...EMPTY_OUTCOME, hits, alerts: [sampleAlert({ id: 'ALERT1' })] })
      const sweep = store.retention.hits({ before: SAMPLE_TIME + 200, byRule: NO_RULES })
      assert.equal(await swept(sweep), 201)
      assert.deepEqual([...sweep.removed], [['hits', 201]])
      const left = [waiting, ...plain.slice(200), ofAlert].map(({ hit }) => hit)
      assert.deepEqual([...store.hits.inOrder()], left)
      assert.equal(await swept(store.retention.hits({ before: SAMPLE_TIME + 200, byRule: NO_RULES })), 0)
      assertWhole(directory)

      await store.sink.commit({ ...EMPTY_OUTCOME, settled: [waiting.hit] })
      assert.equal(await swept(store.retention.hits({ before: SAMPLE_TIME + 200, byRule: NO_RULES })), 1)
    }),
  )
  test(
    'a rule whose time stands further back, or further on, has a time of its own',
    withStore(async ({ store }) => {
      const hits = [0, 100, 200, 300].flatMap((after) => ['slow', 'usual', 'quick'].map((rule) => hitAt(after, rule)))
      await store.sink.commit({ ...EMPTY_OUTCOME, hits })
      const byRule = new Map([
        ['slow', SAMPLE_TIME + 100],
        ['quick', SAMPLE_TIME + 300.5],
      ])
      assert.equal(await swept(store.retention.hits({ before: SAMPLE_TIME + 200, byRule })), 1 + 2 + 4)
      const left = Array.from(store.hits.inOrder(), ({ ruleId, time }) => `${ruleId} ${time - SAMPLE_TIME}`)
      assert.deepEqual(left.toSorted(), ['slow 100', 'slow 200', 'slow 300', 'usual 200', 'usual 300'])
    }),
  )
  test(
    'they are found without reading the hits of alerts',
    withStore(async ({ directory }) => {
      const sql = `EXPLAIN QUERY PLAN SELECT rule_id FROM hits INDEXED BY hits_by_alert
        WHERE alert_id = '' AND (time, event_id, rule_id) > (1, '', '') AND time < 9 ORDER BY time, event_id, rule_id`
      const plan = queried(directory, sql).map((row) => String(row['detail']))
      assert.deepEqual(plan, [
        'SEARCH hits USING COVERING INDEX hits_by_alert (alert_id=? AND (time,event_id,rule_id)>(?,?,?) AND time<?)',
      ])
    }),
  )
})

test(
  'of what is remembered that goes which is due, of one kind',
  withStore(async ({ store }) => {
    const keys = Array.from({ length: 50 }, (_, n) => `${n}`)
    const state = ['window', 'health'].flatMap((kind) => keys.map((key) => ({ kind, key, value: key })))
    await store.sink.commit({ ...EMPTY_OUTCOME, state: [...state, { kind: 'window', key: '', value: '1' }] })
    const isOdd = ({ value }: { value: string | null }): boolean => Number(value) % 2 === 1
    assert.equal(await swept(store.retention.state('window', isOdd)), 26)
    assert.equal((await store.sink.state('window')).length, 25)
    assert.equal((await store.sink.state('health')).length, 50)
  }),
)
