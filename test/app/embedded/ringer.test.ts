import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRinger } from '../../../services/app/embedded/ringer.ts'
import type { Alert } from '../../../services/core/alert.ts'
import { EMPTY_OUTCOME, type BatchOutcome } from '../../../services/core/batch-sink.ts'
import { sampleAlert, sampleEvent, sampleHit } from '../../support/stored-samples.ts'

/** What a commit told of one alert: how it stands, and how many hits of it were counted just now. */
interface Change {
  readonly alert: Partial<Alert> & { readonly id: string }
  readonly hits: number
}

function outcome(...changes: readonly Change[]): BatchOutcome {
  const hits = changes.flatMap(({ alert, hits }) =>
    Array.from({ length: hits }, (_, n) => ({ alertId: alert.id, hit: sampleHit(sampleEvent({ n })) })),
  )
  return { ...EMPTY_OUTCOME, hits, alerts: changes.map(({ alert }) => sampleAlert(alert)) }
}

const CASES: readonly { name: string; outcomes: readonly BatchOutcome[]; rings: readonly string[] }[] = [
  { name: 'nothing rings for nothing', outcomes: [EMPTY_OUTCOME], rings: [] },
  {
    name: 'an alert whose first hits come rings, and not again when it grows',
    outcomes: [
      outcome({ alert: { id: 'A', count: 2 }, hits: 2 }),
      outcome({ alert: { id: 'A', count: 3, version: 2 }, hits: 1 }),
    ],
    rings: ['A'],
  },
  {
    name: 'an alert that was there before we watched does not ring when it grows',
    outcomes: [outcome({ alert: { id: 'A', count: 3, version: 2 }, hits: 1 })],
    rings: [],
  },
  {
    name: 'a command about an alert does not ring',
    outcomes: [outcome({ alert: { id: 'A', count: 3, version: 2, status: 'closed' }, hits: 0 })],
    rings: [],
  },
  {
    name: 'an alert that continues another does not ring',
    outcomes: [outcome({ alert: { id: 'B', count: 1, continues: 'A' }, hits: 1 })],
    rings: [],
  },
  {
    name: 'an alert that rang and turns out later to continue another does not ring again',
    outcomes: [
      outcome({ alert: { id: 'B', count: 1 }, hits: 1 }),
      outcome({ alert: { id: 'B', count: 1, version: 2, continues: 'A' }, hits: 0 }),
    ],
    rings: ['B'],
  },
  {
    name: 'an alert of several rules rings, although none of the hits that came are its own',
    outcomes: [outcome({ alert: { id: 'D', kind: 'correlation', count: 5 }, hits: 0 })],
    rings: ['D'],
  },
  {
    name: 'an alert that was taken back does not ring again, nor when we did not see it before',
    outcomes: [
      outcome({ alert: { id: 'D', kind: 'correlation', count: 5 }, hits: 0 }),
      outcome({ alert: { id: 'D', version: 2, status: 'closed', superseded: 'E' }, hits: 0 }),
      outcome({ alert: { id: 'F', version: 2, status: 'closed', superseded: '' }, hits: 0 }),
      outcome({ alert: { id: 'G', version: 1, status: 'closed', superseded: '' }, hits: 0 }),
    ],
    rings: ['D'],
  },
  {
    name: 'several ring in the order of their first events',
    outcomes: [
      outcome(
        { alert: { id: 'C', count: 1, first: 30 }, hits: 1 },
        { alert: { id: 'A', count: 1, first: 10 }, hits: 1 },
        { alert: { id: 'B', count: 1, first: 20 }, hits: 1 },
      ),
    ],
    rings: ['A', 'B', 'C'],
  },
]

for (const { name, outcomes, rings } of CASES) {
  test(name, () => {
    const rung: string[] = []
    const ring = createRinger(({ id }) => rung.push(id))
    for (const told of outcomes) ring(told)
    assert.deepEqual(rung, rings)
  })
}
