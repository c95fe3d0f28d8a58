import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fewestEvents } from '../../../../services/sigma/stateful/windows/fewest-events.ts'
import type { Threshold } from '../../../../services/sigma/types.ts'

interface Case {
  readonly name: string
  readonly thresholds: readonly Threshold[]
  readonly fewest: number
}

const CASES: readonly Case[] = [
  { name: 'five or more', thresholds: [{ op: 'gte', value: 5 }], fewest: 5 },
  { name: 'more than five', thresholds: [{ op: 'gt', value: 5 }], fewest: 6 },
  { name: 'two and a half or more', thresholds: [{ op: 'gte', value: 2.5 }], fewest: 3 },
  { name: 'more than two and a half', thresholds: [{ op: 'gt', value: 2.5 }], fewest: 3 },
  { name: 'any number, which is at least one', thresholds: [{ op: 'gte', value: -3 }], fewest: 1 },
  {
    name: 'the larger of two',
    thresholds: [
      { op: 'gte', value: 3 },
      { op: 'gt', value: 7 },
    ],
    fewest: 8,
  },
]

for (const { name, thresholds, fewest } of CASES) {
  it(`the fewest events of which a condition is true: ${name}`, () => assert.equal(fewestEvents(thresholds), fewest))
}
