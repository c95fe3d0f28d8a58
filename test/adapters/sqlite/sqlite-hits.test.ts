import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { Hit } from '../../../services/core/hit.ts'
import { sampleEvent, sampleHit, SAMPLE_TIME } from '../../support/stored-samples.ts'
import { queried, withStore, type Opened } from './retention-support.ts'

const hitOf = (n: number, ruleId = `rule-${n % 3}`): Hit => sampleHit(sampleEvent({ n, time: SAMPLE_TIME + n }), ruleId)

const commit = ({ store }: Opened, hits: readonly Hit[], waiting = false): Promise<void> =>
  store.sink.commit({ ...EMPTY_OUTCOME, hits: hits.map((hit) => ({ alertId: 'A', hit, waiting })) })

const ids = (hits: Iterable<Hit>): string[] => Array.from(hits, ({ eventId }) => eventId)

test(
  'a reader shows the hits as they are when it begins to read, whatever is stored, settled or removed meanwhile',
  withStore(async (opened) => {
    const { store, reader } = opened
    const hits = Array.from({ length: 2000 }, (_, n) => hitOf(n * 2))
    await commit(opened, hits, true)
    for (const range of [{}, { waiting: true }]) {
      const found: string[] = []
      for (const { eventId } of reader.hits.inOrder(range)) {
        found.push(eventId)
        if (found.length !== 10) continue
        await commit(opened, [hitOf(1001), hitOf(99_999, 'rule-9')], true)
        await store.sink.commit({ ...EMPTY_OUTCOME, settled: hits.slice(500, 600) })
      }
      assert.deepEqual(found, ids(hits))
      // The second round begins as the first one did.
      queried(opened.directory, 'UPDATE hits SET waiting = 1')
      queried(opened.directory, 'DELETE FROM hits WHERE time % 2 = 1')
    }
  }),
)
test(
  'a reading that is left early keeps nothing open, and two can go on side by side',
  withStore(async (opened) => {
    const { reader } = opened
    const hits = Array.from({ length: 1000 }, (_, n) => hitOf(n))
    await commit(opened, hits)
    for (const hit of reader.hits.inOrder()) if (hit.ruleId !== '') break
    const [one, other] = [reader.hits.inOrder()[Symbol.iterator](), reader.hits.inOrder()[Symbol.iterator]()]
    for (const hit of hits) {
      assert.deepEqual(one.next().value, hit)
      assert.deepEqual(other.next().value, hit)
    }
    assert.ok(one.next().done === true && other.next().done === true)
    await commit(opened, [hitOf(1000)])
    assert.equal(ids(reader.hits.inOrder()).length, 1001)
  }),
)
test(
  'the writer can read while it stores, and commits while others write beside it',
  withStore(async (opened) => {
    const { store, reader } = opened
    await commit(
      opened,
      Array.from({ length: 900 }, (_, n) => hitOf(n)),
    )
    let read = 0
    for (const hit of store.hits.inOrder()) {
      read += 1
      if (read % 300 !== 0) continue
      await reader.commands.push({ id: `c${read}`, alertId: 'A', kind: 'close', by: 'bob', at: read, text: '' })
      await store.sink.commit({ ...EMPTY_OUTCOME, settled: [hit] })
    }
    assert.equal(read, 900)
  }),
)
test(
  'hits are found without reading all of them: by rule and id, waiting ones by their own index',
  withStore(async ({ directory }) => {
    const plan = (sql: string): unknown => queried(directory, `EXPLAIN QUERY PLAN ${sql}`).map((row) => row['detail'])
    assert.deepEqual(plan("SELECT data FROM hits WHERE rule_id = 'r' AND event_id > 'e' ORDER BY event_id LIMIT 9"), [
      'SEARCH hits USING PRIMARY KEY (rule_id=? AND event_id>?)',
    ])
    const waiting = `SELECT data FROM hits WHERE waiting = 1 AND (time, event_id, rule_id) > (1, 'e', 'r')
      ORDER BY time, event_id, rule_id LIMIT 9`
    assert.deepEqual(plan(waiting), ['SEARCH hits USING INDEX hits_waiting ((time,event_id,rule_id)>(?,?,?))'])
    assert.deepEqual(plan("SELECT min(rule_id) FROM hits WHERE rule_id > 'r'"), [
      'SEARCH hits USING PRIMARY KEY (rule_id>?)',
    ])
  }),
)
