import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Alert } from '../../services/core/alert.ts'
import type { AlertFilter } from '../../services/core/alert-store.ts'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import type { Level } from '../../services/core/rule.ts'
import { sampleAlert, sampleEvent, sampleHit, SAMPLE_TIME } from '../support/stored-samples.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'

const EVERYTHING: AlertFilter = { status: null, minLevel: null, ruleId: null, from: null, limit: 100 }

function alert(id: string, last: number, level: Level, changes: Partial<Alert> = {}): Alert {
  const plain = sampleAlert({ id })
  const ruleId = changes.rule?.id ?? 'rule-1'
  return { ...plain, last: SAMPLE_TIME + last, ...changes, rule: { ...plain.rule, level, id: ruleId } }
}

const RULE_2 = { ...sampleAlert({ id: '' }).rule, id: 'rule-2' }

const ALERTS = [
  alert('AAAA1111', 1, 'high'),
  alert('AAAA2222', 3, 'critical', { status: 'acknowledged' }),
  alert('BBBB1111', 2, 'low', { rule: RULE_2 }),
  alert('BBBB2222', 2, 'medium', { status: 'closed', rule: RULE_2 }),
]

/** The contract of {@link import('../../services/core/alert-store.ts').AlertStore}. */
export function alertStoreContract(fixture: AdapterFixture): void {
  describe(`AlertStore, ${fixture.name}`, () => {
    lists(fixture)
    gets(fixture)
    hitsOf(fixture)
    counts(fixture)
  })
}

function counts(fixture: AdapterFixture): void {
  test(
    'counts alerts by state, those that changed it in the new one',
    withPorts(fixture, async ({ sink, alerts }) => {
      assert.deepEqual(await alerts.count(), { open: 0, acknowledged: 0, closed: 0 })
      await sink.commit({ ...EMPTY_OUTCOME, alerts: ALERTS })
      assert.deepEqual(await alerts.count(), { open: 2, acknowledged: 1, closed: 1 })
      const changed = alert('AAAA1111', 1, 'high', { status: 'closed', version: 2 })
      await sink.commit({ ...EMPTY_OUTCOME, alerts: [changed] })
      assert.deepEqual(await alerts.count(), { open: 1, acknowledged: 1, closed: 2 })
    }),
  )
}

function lists(fixture: AdapterFixture): void {
  const cases: { name: string; filter: Partial<AlertFilter>; gives: string[] }[] = [
    { name: 'all, newest first', filter: {}, gives: ['AAAA2222', 'BBBB2222', 'BBBB1111', 'AAAA1111'] },
    { name: 'of a state', filter: { status: ['open'] }, gives: ['BBBB1111', 'AAAA1111'] },
    { name: 'of two states', filter: { status: ['open', 'closed'] }, gives: ['BBBB2222', 'BBBB1111', 'AAAA1111'] },
    { name: 'of no state', filter: { status: [] }, gives: [] },
    { name: 'from a level on', filter: { minLevel: 'medium' }, gives: ['AAAA2222', 'BBBB2222', 'AAAA1111'] },
    { name: 'of a rule', filter: { ruleId: 'rule-2' }, gives: ['BBBB2222', 'BBBB1111'] },
    { name: 'of a rule that rang never', filter: { ruleId: 'rule' }, gives: [] },
    { name: 'from a time on', filter: { from: SAMPLE_TIME + 2 }, gives: ['AAAA2222', 'BBBB2222', 'BBBB1111'] },
    { name: 'the newest two', filter: { limit: 2 }, gives: ['AAAA2222', 'BBBB2222'] },
    { name: 'none', filter: { limit: 0 }, gives: [] },
    {
      name: 'all conditions at once',
      filter: { status: ['open'], minLevel: 'high', ruleId: 'rule-1' },
      gives: ['AAAA1111'],
    },
  ]
  for (const { name, filter, gives } of cases) {
    test(
      `list ${name}`,
      withPorts(fixture, async ({ sink, alerts }) => {
        await sink.commit({ ...EMPTY_OUTCOME, alerts: ALERTS })
        const found = await alerts.list({ ...EVERYTHING, ...filter })
        assert.deepEqual(
          found.map(({ id }) => id),
          gives,
        )
        for (const one of found)
          assert.deepEqual(
            one,
            ALERTS.find(({ id }) => id === one.id),
          )
      }),
    )
  }
}

function gets(fixture: AdapterFixture): void {
  const cases: { name: string; id: string; gives: string | null }[] = [
    { name: 'a whole id', id: 'BBBB1111', gives: 'BBBB1111' },
    { name: 'the beginning of one id', id: 'BBBB2', gives: 'BBBB2222' },
    { name: 'the beginning of two ids', id: 'BBBB', gives: null },
    { name: 'the beginning of none', id: 'CCCC', gives: null },
    { name: 'three characters', id: 'AAA', gives: null },
    { name: 'nothing', id: '', gives: null },
    { name: 'signs that searches use', id: 'BBBB2%', gives: null },
    { name: 'a short id that is whole', id: 'X', gives: 'X' },
  ]
  for (const { name, id, gives } of cases) {
    test(
      `get by ${name}`,
      withPorts(fixture, async ({ sink, alerts }) => {
        await sink.commit({ ...EMPTY_OUTCOME, alerts: [...ALERTS, alert('X', 1, 'low')] })
        assert.equal((await alerts.get(id))?.id ?? null, gives)
      }),
    )
  }
}

function hitsOf(fixture: AdapterFixture): void {
  test(
    'hits of an alert come in the order of time and id, whole',
    withPorts(fixture, async ({ sink, alerts }) => {
      const events = [5, 3, 4, 1, 2].map((n) => sampleEvent({ n, time: SAMPLE_TIME + (n % 2) }))
      const hits = events.map((event) => ({ alertId: 'AAAA1111', hit: sampleHit(event) }))
      await sink.commit({ ...EMPTY_OUTCOME, hits: hits.slice(0, 3) })
      await sink.commit({
        ...EMPTY_OUTCOME,
        hits: [...hits.slice(3), { alertId: 'BBBB1111', hit: sampleHit(sampleEvent({ n: 9 })) }],
      })
      const expected = hits.map(({ hit }) => hit).toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))
      assert.deepEqual(await alerts.hits('AAAA1111'), expected)
      assert.deepEqual(await alerts.hits('CCCC'), [])
    }),
  )
  test(
    'rule and event identify a hit: it stays with the alert that counted it first',
    withPorts(fixture, async ({ sink, alerts }) => {
      const event = sampleEvent({ n: 1 })
      await sink.commit({ ...EMPTY_OUTCOME, hits: [{ alertId: 'AAAA1111', hit: sampleHit(event) }] })
      await sink.commit({
        ...EMPTY_OUTCOME,
        hits: [
          { alertId: 'BBBB1111', hit: sampleHit(event) },
          { alertId: 'BBBB1111', hit: sampleHit(event, 'rule-2') },
        ],
      })
      assert.deepEqual([(await alerts.hits('AAAA1111')).length, (await alerts.hits('BBBB1111')).length], [1, 1])
    }),
  )
}
