import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { Alert } from '../../../services/core/alert.ts'
import { sampleAlert, sampleEvent, sampleHit, SAMPLE_TIME } from '../../support/stored-samples.ts'
import { assertWhole, queried, swept, withStore } from './retention-support.ts'

describe('removing alerts', () => {
  const closed = { at: SAMPLE_TIME, by: 'bob', text: '' }
  const CASES: readonly { name: string; alert: Partial<Alert>; stays: boolean }[] = [
    { name: 'an open one stays, however old', alert: { last: 5 }, stays: true },
    { name: 'a closed one goes', alert: { last: 5, status: 'closed', closed: { ...closed, at: 6 } }, stays: false },
    { name: 'an acknowledged one goes', alert: { last: 5, status: 'acknowledged' }, stays: false },
    { name: 'one that was closed lately stays', alert: { last: 5, status: 'closed', closed }, stays: true },
    {
      name: 'one that somebody noted something about lately stays',
      alert: { last: 5, status: 'closed', notes: [closed] },
      stays: true,
    },
    { name: 'one whose last event is young stays', alert: { last: 1000, status: 'closed' }, stays: true },
  ]
  for (const { name, alert, stays } of CASES) {
    test(
      name,
      withStore(async ({ directory, store, reader }) => {
        const hits = (id: string): { alertId: string; hit: ReturnType<typeof sampleHit> }[] =>
          Array.from({ length: 90 }, (_, n) => ({ alertId: id, hit: sampleHit(sampleEvent({ n }), id) }))
        const outbox = ['AAAA', 'BBBB'].map((id) => ({
          id: `o-${id}`,
          alertId: id,
          kind: 'opened' as const,
          at: 1,
          written: 1,
        }))
        const alerts = [sampleAlert({ id: 'AAAA', ...alert }), sampleAlert({ id: 'BBBB', last: 7 })]
        for (const id of ['AAAA', 'BBBB']) {
          await store.commands.push({ id: `c-${id}`, alertId: id, kind: 'note', by: 'bob', at: 1, text: 'x' })
        }
        const commands = ['c-AAAA', 'c-BBBB'].map((commandId) => ({ commandId, outcome: 'applied' as const }))
        await store.sink.commit({ ...EMPTY_OUTCOME, alerts, outbox, hits: ['AAAA', 'BBBB'].flatMap(hits), commands })
        const sweep = store.retention.alerts(1000)
        await swept(sweep, 3)
        const left = stays ? ['AAAA', 'BBBB'] : ['BBBB']
        assert.deepEqual(
          (await reader.alerts.list({ status: null, minLevel: null, ruleId: null, from: null, limit: 9 }))
            .map(({ id }) => id)
            .toSorted(),
          left,
        )
        for (const table of ['hits', 'outbox', 'commands']) {
          const ids = queried(directory, `SELECT DISTINCT alert_id FROM ${table} ORDER BY 1`)
          assert.deepEqual(
            ids.map((row) => row['alert_id']),
            left,
            table,
          )
        }
        assert.deepEqual(
          [...sweep.removed],
          stays
            ? []
            : [
                ['alerts', 1],
                ['hits', 90],
              ],
        )
        assertWhole(directory)
      }),
    )
  }
  test(
    'who dies between an alert and its hits is followed by one who removes the rest',
    withStore(async ({ directory, store }) => {
      const hits = Array.from({ length: 50 }, (_, n) => ({ alertId: 'AAAA', hit: sampleHit(sampleEvent({ n })) }))
      const alerts = [sampleAlert({ id: 'AAAA', last: 5, status: 'closed' })]
      await store.sink.commit({ ...EMPTY_OUTCOME, alerts, hits })
      const first = store.retention.alerts(1000)
      await first.step(1)
      await first.step(1)
      assert.equal(queried(directory, 'SELECT * FROM hits').length, 40)
      await swept(store.retention.alerts(1000))
      assertWhole(directory)
    }),
  )
})
