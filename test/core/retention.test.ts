import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { keptFor, planRetention, type EventKind, type RetentionPolicy } from '../../services/core/retention.ts'

const DAY = 86_400_000
const NOW = 1_773_475_200_000
const POLICY: RetentionPolicy = {
  kinds: { audit: 365 * DAY, access: 90 * DAY, flow: 90 * DAY, dns: 90 * DAY, finding: Infinity, unknown: 365 * DAY },
  datasets: { 'aws.elb': 10 * DAY, 'own.log': Infinity },
  raw: 30 * DAY,
  deadLetters: Infinity,
  alerts: 730 * DAY,
  atLeast: 7 * DAY,
}
const KINDS = new Map<string, EventKind>(
  Object.entries({
    'aws.cloudtrail': 'audit',
    'aws.vpcflow': 'flow',
    'aws.route53': 'dns',
    'aws.elb': 'access',
    'aws.guardduty': 'finding',
  }),
)
const kindOf = (dataset: string): EventKind => KINDS.get(dataset) ?? 'unknown'
const plan = (datasets: readonly string[], policy: Partial<RetentionPolicy> = {}): ReturnType<typeof planRetention> =>
  planRetention({ ...POLICY, ...policy }, { datasets, kindOf, now: NOW })

describe('what is due', () => {
  const CASES: readonly { name: string; datasets: readonly string[]; due: readonly [readonly string[], number][] }[] = [
    { name: 'nothing where nothing is stored', datasets: [], due: [] },
    { name: 'by the kind of the dataset', datasets: ['aws.cloudtrail'], due: [[['aws.cloudtrail'], 365]] },
    {
      name: 'datasets of one span together, the shortest first',
      datasets: ['aws.vpcflow', 'what.ever', 'aws.cloudtrail', 'aws.route53'],
      due: [
        [['aws.route53', 'aws.vpcflow'], 90],
        [['aws.cloudtrail', 'what.ever'], 365],
      ],
    },
    { name: 'by the dataset, where it has a span of its own', datasets: ['aws.elb'], due: [[['aws.elb'], 10]] },
    { name: 'never, for ever', datasets: ['own.log', 'aws.guardduty'], due: [] },
    {
      name: 'a dataset named like a property of every object',
      datasets: ['constructor'],
      due: [[['constructor'], 365]],
    },
  ]
  for (const { name, datasets, due } of CASES) {
    test(name, () => {
      assert.deepEqual(
        plan(datasets).events,
        due.map(([names, days]) => ({ datasets: names, keep: days * DAY, before: NOW - days * DAY })),
      )
    })
  }
  test('everything else by its own span; what is kept for ever is not in the plan', () => {
    const { raw, deadLetters, alerts, storedBefore } = plan([])
    assert.deepEqual([raw, deadLetters, alerts], [NOW - 30 * DAY, null, NOW - 730 * DAY])
    assert.equal(storedBefore, NOW - 7 * DAY)
  })
  test('without a least time in the store, when it was stored does not matter', () => {
    assert.equal(plan([], { atLeast: 0 }).storedBefore, null)
  })
  test('kept for', () => {
    assert.equal(keptFor(POLICY, 'toString', 'flow'), 90 * DAY)
    assert.equal(keptFor(POLICY, 'own.log', 'flow'), Infinity)
  })
})
