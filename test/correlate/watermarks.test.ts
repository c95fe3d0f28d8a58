import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SourceProgress } from '../../services/core/progress.ts'
import type { StateEntry } from '../../services/core/state.ts'
import { linkedRules } from '../../services/correlate/linked-rules.ts'
import { Watermarks } from '../../services/correlate/watermarks.ts'
import { testRandom } from '../support/random.ts'
import { countRule, DAY, HOUR, MINUTE } from './support/rule-info.ts'

const NOW = 100 * DAY
const DATASETS: Readonly<Record<string, readonly string[]>> = {
  trail: ['aws.cloudtrail'],
  flow: ['aws.vpc_flow'],
  both: ['aws.cloudtrail', 'aws.vpc_flow'],
  other: ['okta.system'],
}

function create(saved: readonly StateEntry[] = [], stateful = [countRule('c', ['trail'])]): Watermarks {
  const options = {
    rules: Object.keys(DATASETS),
    datasetsOf: (id: string) => DATASETS[id] ?? [],
    latenessOf: (dataset: string) => (dataset === 'aws.vpc_flow' ? HOUR : 10 * MINUTE),
    linked: linkedRules(stateful),
    maxHold: 6 * HOUR,
  }
  return new Watermarks(options, saved)
}

function told(source: string, dataset: string | null, newest: number, received = NOW): SourceProgress {
  return { source, dataset, newest, received }
}

/** Minutes before {@link NOW}; null: not known. */
function ago(time: number): number | null {
  return time === -Infinity ? null : (NOW - time) / MINUTE
}

const CASES: readonly {
  readonly name: string
  readonly steps: readonly (readonly SourceProgress[])[]
  readonly expect: Readonly<Record<string, number | null>>
  readonly silent?: readonly string[]
}[] = [
  {
    name: 'nothing is known of rules whose datasets nobody brought',
    steps: [[]],
    expect: { trail: null, other: null },
  },
  {
    name: 'the newest event less the lateness of the dataset',
    steps: [[told('a', 'aws.cloudtrail', NOW)]],
    expect: { trail: 10, flow: null, both: 10 },
  },
  {
    name: 'the source that is furthest behind decides',
    steps: [[told('a', 'aws.cloudtrail', NOW), told('b', 'aws.cloudtrail', NOW - HOUR)]],
    expect: { trail: 70 },
  },
  {
    name: 'a rule over several datasets waits for each of them',
    steps: [[told('a', 'aws.cloudtrail', NOW), told('a', 'aws.vpc_flow', NOW)]],
    expect: { trail: 10, flow: 60, both: 60 },
  },
  {
    name: 'a poll that found nothing counts for every dataset of its source',
    steps: [[told('a', 'aws.cloudtrail', NOW - DAY), told('a', 'aws.vpc_flow', NOW - DAY)], [told('a', null, NOW)]],
    expect: { trail: 10, flow: 60 },
  },
  {
    name: 'a poll that found nothing says nothing of datasets that its source never had',
    steps: [[told('a', 'aws.cloudtrail', NOW)], [told('b', null, NOW - DAY)]],
    expect: { trail: 10, flow: null },
  },
  {
    name: 'one record from the future moves nothing beyond five minutes',
    steps: [[told('a', 'aws.cloudtrail', NOW + 1000 * DAY)]],
    expect: { trail: 5 },
  },
  {
    name: 'time never goes back, whatever comes later',
    steps: [
      [told('a', 'aws.cloudtrail', NOW)],
      [told('a', 'aws.cloudtrail', NOW - DAY), told('b', 'aws.cloudtrail', NOW - DAY)],
    ],
    expect: { trail: 10 },
  },
  {
    name: 'a silent source holds for six hours',
    steps: [[told('a', 'aws.cloudtrail', NOW - 6 * HOUR, NOW - 6 * HOUR), told('b', 'aws.cloudtrail', NOW)]],
    expect: { trail: 370 },
  },
  {
    name: 'and is left out after them, which is told once',
    steps: [
      [told('a', 'aws.cloudtrail', NOW - 7 * HOUR, NOW - 7 * HOUR), told('b', 'aws.cloudtrail', NOW - HOUR)],
      [told('b', 'aws.cloudtrail', NOW)],
    ],
    expect: { trail: 10 },
    silent: ['a'],
  },
  {
    name: 'when all are silent, time stands where the last of them left it',
    steps: [[told('a', 'aws.cloudtrail', NOW - DAY, NOW - DAY)], [told('b', 'aws.vpc_flow', NOW)]],
    expect: { trail: 1450, flow: 60 },
    silent: ['a'],
  },
  {
    name: 'numbers that are none change nothing',
    steps: [[told('a', 'aws.cloudtrail', Number.NaN), told('b', 'aws.cloudtrail', NOW, Infinity)]],
    expect: { trail: null },
  },
]

describe('watermarks', () => {
  for (const { name, steps, expect, silent = [] } of CASES) {
    it(name, () => {
      const watermarks = create()
      const reports = steps.flatMap((step) => {
        const heard = watermarks.hear(step)
        watermarks.follow()
        return heard
      })
      for (const [rule, minutes] of Object.entries(expect)) assert.equal(ago(watermarks.of(rule)), minutes, rule)
      assert.deepEqual(
        reports.map(({ kind, ruleId }) => [kind, ruleId]),
        silent.map((source) => ['silent', source]),
      )
    })
  }

  it('a rule that no source has anything of goes with those that it stands together with', () => {
    const watermarks = create([], [countRule('c', ['trail', 'other'])])
    watermarks.hear([told('a', 'aws.cloudtrail', NOW)])
    watermarks.follow()
    assert.deepEqual([ago(watermarks.of('other')), ago(watermarks.of('flow'))], [10, null])
    watermarks.hear([told('b', 'okta.system', NOW - DAY)])
    watermarks.follow()
    assert.equal(ago(watermarks.of('other')), 10, 'it does not go back when its own source comes up')
  })

  it('follow hits in their order no further than the sources have come', () => {
    const watermarks = create()
    watermarks.hear([told('a', 'aws.cloudtrail', NOW - HOUR)])
    watermarks.followTo(NOW - 3 * HOUR)
    assert.equal(ago(watermarks.of('trail')), 190)
    watermarks.followTo(NOW)
    assert.equal(ago(watermarks.of('trail')), 70)
    assert.equal(ago(watermarks.of('other')), null)
  })

  it('a new rule begins where others of the same datasets are', () => {
    const watermarks = create()
    watermarks.hear([told('a', 'aws.cloudtrail', NOW)])
    watermarks.follow()
    const saved = watermarks.changes().map((entry): StateEntry => {
      if (entry.key !== '["rules"]') return entry
      return { ...entry, value: JSON.stringify({ trail: NOW - HOUR, gone: 5 }) }
    })
    assert.equal(ago(create(saved).of('trail')), 60)
    const renamed = saved.map((entry) => ({ ...entry, value: entry.value?.replace('"trail"', '"both"') ?? null }))
    assert.equal(ago(create(renamed).of('both')), 60)
    assert.equal(ago(create(renamed).of('trail')), null, 'other datasets')
  })

  it('go on after a restart as if there had been none', () => {
    const random = testRandom(77)
    const stored = new Map<string, StateEntry>()
    const whole = create()
    let restarted = create()
    for (let step = 0; step < 300; step += 1) {
      const received = NOW + step * 10 * MINUTE
      const progress = Array.from({ length: random.int(3) }, () =>
        told(
          random.pick(['a', 'b', 'c']),
          random.pick(['aws.cloudtrail', 'aws.vpc_flow', 'okta.system', null]),
          received - random.int(5 * HOUR),
          received,
        ),
      )
      const silent = whole.hear(progress)
      assert.deepEqual(restarted.hear(progress), silent, `seed ${random.seed}`)
      const isHeld = random.chance(0.3)
      for (const each of [whole, restarted]) {
        if (isHeld) each.followTo(received - HOUR)
        else each.follow()
      }
      for (const entry of restarted.changes()) stored.set(entry.key, entry)
      if (random.chance(0.3)) restarted = create([...stored.values()])
      for (const rule of Object.keys(DATASETS)) assert.equal(restarted.of(rule), whole.of(rule), `seed ${random.seed}`)
      assert.equal(restarted.least, whole.least)
    }
  })
})
