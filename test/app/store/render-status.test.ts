import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { StoreStatus } from '../../../services/app/store/collect-status.ts'
import type { HealthJson } from '../../../services/app/store/describe-health.ts'
import { renderStatus } from '../../../services/app/store/render-status.ts'

const GB = 1024 ** 3
const NOW = Date.UTC(2026, 2, 14, 9)
const EARLIER = '2026-03-14T08:00:00.000Z'

const STATUS: StoreStatus = {
  store: '/srv/tocsin',
  bytes: 2 * GB,
  writer: null,
  events: { total: 0, byDataset: {}, newest: null, oldest: {} },
  alerts: { open: 1, acknowledged: 0, closed: 1200 },
  deadLetters: 0,
  waiting: 1,
  oldestRaw: null,
  correlation: { completeUpTo: {}, waiting: 0, health: [], warming: [] },
  disk: { used: GB, budget: null, percent: null, free: 3 * GB, minFree: GB },
  retention: { lastRun: null, lastRemoved: null, removedEvents: {}, removedOthers: {} },
  overBudget: null,
}

const LATE: HealthJson = {
  kind: 'late',
  rule: 'r',
  name: 'Denied calls',
  count: 3,
  first: EARLIER,
  last: EARLIER,
  meaning: '3 matches came too late',
  cure: 'replay them',
}

const CASES: readonly { name: string; status: Partial<StoreStatus>; line: string }[] = [
  {
    name: 'no budget',
    status: {},
    line: 'disk          1 GB in use, no budget (store.max_size), 3 GB free on the disk',
  },
  {
    name: 'a budget',
    status: { disk: { ...STATUS.disk, budget: 4 * GB, percent: 25 } },
    line: 'disk          1 GB in use, 25 % of the budget of 4 GB, 3 GB free on the disk',
  },
  {
    name: 'a disk that is nearly full',
    status: { disk: { ...STATUS.disk, free: GB / 2 } },
    line: 'disk          1 GB in use, no budget (store.max_size), 512 MB free on the disk: less than 1 GB (store.min_free)',
  },
  {
    name: 'a disk that does not say',
    status: { disk: { ...STATUS.disk, free: null } },
    line: 'disk          1 GB in use, no budget (store.max_size)',
  },
  {
    name: 'since when events are there, without datasets that are gone',
    status: {
      events: {
        total: 1005,
        byDataset: { 'aws.cloudtrail': 1000, gone: 0, late: 5 },
        newest: EARLIER,
        oldest: { 'aws.cloudtrail': '2025-03-14T08:00:00.000Z', late: null },
      },
    },
    line: 'events        1,005: aws.cloudtrail 1,000 since 2025-03-14, late 5',
  },
  { name: 'no raw records', status: {}, line: 'raw records   none kept' },
  {
    name: 'raw records',
    status: { oldestRaw: EARLIER },
    line: 'raw records   kept since 2026-03-14 08:00:00Z (1 h ago)',
  },
  {
    name: 'retention that never ran',
    status: {},
    line: 'retention     has not run yet (it does while start runs)',
  },
  {
    name: 'retention that found nothing',
    status: { retention: { ...STATUS.retention, lastRun: EARLIER } },
    line: 'retention     ran 2026-03-14 08:00:00Z (1 h ago), nothing was due so far',
  },
  {
    name: 'what retention removed',
    status: {
      retention: {
        lastRun: EARLIER,
        lastRemoved: '2026-03-13T09:00:00.000Z',
        removedEvents: { a: 1000, b: 1 },
        removedOthers: { raw: 1, 'dead letters': 3 },
      },
    },
    line: 'retention     ran 2026-03-14 08:00:00Z (1 h ago); removed 1,001 events, 1 raw record, 3 dead letters 2026-03-13 09:00:00Z (1 d ago)',
  },
  {
    name: 'up to which time events are complete',
    status: {
      correlation: {
        ...STATUS.correlation,
        completeUpTo: { 'aws.cloudtrail': EARLIER, 'aws.vpcflow': '2026-03-14T08:30:00.000Z' },
      },
    },
    line: 'complete      aws.cloudtrail up to 2026-03-14 08:00:00Z (1 h ago), aws.vpcflow up to 2026-03-14 08:30:00Z (30 min ago)',
  },
  {
    name: 'that matches wait, before any time is known',
    status: { correlation: { ...STATUS.correlation, waiting: 1200 } },
    line: 'complete      1,200 matches wait for what is still being read',
  },
  {
    name: 'what a rule could not count',
    status: { correlation: { ...STATUS.correlation, health: [LATE] } },
    line: '  not exact   Denied calls: 3 matches came too late, last 2026-03-14 08:00:00Z (1 h ago)',
  },
  {
    name: 'what to do about it',
    status: { correlation: { ...STATUS.correlation, health: [LATE] } },
    line: '              → replay them',
  },
  {
    name: 'what had to go before its time',
    status: {
      overBudget: {
        at: EARLIER,
        since: EARLIER,
        removedEvents: { a: 2 },
        removedOthers: { raw: 9 },
        eventsSince: '2026-02-01T00:00:00.000Z',
      },
    },
    line: '  budget      2 events, 9 raw records had to go before their time, the last 2026-03-14 08:00:00Z (1 h ago); events reach back to 2026-02-01 00:00:00Z',
  },
]

describe('status says', () => {
  for (const { name, status, line } of CASES) {
    test(name, () => {
      const lines = renderStatus({ ...STATUS, ...status }, NOW)
      assert.ok(lines.includes(line), lines.join('\n'))
    })
  }
})
