import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { forgottenState, pastHits, statefulRetention } from '../../../services/app/store/stateful-retention.ts'
import { runRetention } from '../../../services/app/store/run-retention.ts'
import { EMPTY_OUTCOME, type StoredHit } from '../../../services/core/batch-sink.ts'
import type { StateEntry } from '../../../services/core/state.ts'
import { latenessOf } from '../../../services/correlate/lateness.ts'
import { Watermarks } from '../../../services/correlate/watermarks.ts'
import { swept } from '../../adapters/sqlite/retention-support.ts'
import { sampleEvent, sampleHit, SAMPLE_TIME } from '../../support/stored-samples.ts'
import { engine } from '../embedded/pipeline-rig.ts'
import { DEFAULTS, storeFolder } from './maintenance-rig.ts'

const DAY = 86_400_000
const NOW = SAMPLE_TIME

/** The `watermark` entries after sources brought these times of these datasets; a rule for each dataset. */
function watermarks(told: Readonly<Record<string, number>>): StateEntry[] {
  const marks = new Watermarks(
    { rules: Object.keys(told), datasetsOf: (rule) => [rule], latenessOf, linked: new Map(), maxHold: DAY },
    [],
  )
  marks.hear(Object.entries(told).map(([dataset, newest]) => ({ source: 's', dataset, newest, received: NOW })))
  marks.follow()
  return marks.changes()
}

function hitAt(time: number, ruleId: string, stored: Partial<StoredHit> = {}): StoredHit {
  return { alertId: '', hit: sampleHit(sampleEvent({ n: time, time }), ruleId), ...stored }
}

describe('hits that no rule looks back to', () => {
  test('without any time of a rule, age is told by the clock', () => {
    assert.deepEqual(pastHits([], NOW, DAY), { before: NOW - DAY, byRule: new Map() })
  })
  test('a rule whose sources are behind, as with an old archive, keeps what it looks back to', () => {
    const sweep = pastHits(watermarks({ old: NOW - 700 * DAY, fresh: NOW + DAY }), NOW, 2 * DAY)
    assert.deepEqual(sweep, {
      before: NOW - 2 * DAY,
      byRule: new Map([...sweep.byRule].filter(([rule]) => rule === 'old' || rule === 'fresh')),
    })
    const old = sweep.byRule.get('old') ?? 0
    assert.ok(old <= NOW - 702 * DAY && old > NOW - 704 * DAY, 'less its lateness')
    assert.ok((sweep.byRule.get('fresh') ?? NOW) <= NOW - 2 * DAY)
  })
  test('a look-back is a month at least, and longer when a rule says so', () => {
    assert.equal(statefulRetention({ stateful: [], ruleOf: () => undefined }).lookback, 32 * DAY)
  })
})

describe('what is remembered', () => {
  const long = NOW - 40 * DAY
  const lately = NOW - 20 * DAY
  const entry = (kind: string, key: unknown, value: unknown): StateEntry => ({
    kind,
    key: typeof key === 'string' ? key : JSON.stringify(key),
    value: JSON.stringify(value),
  })
  const health = (ruleId: string, last: number): StateEntry =>
    entry('health', `late ${ruleId}`, { kind: 'late', ruleId, count: 1, first: long, last })
  const CASES: readonly { name: string; entry: StateEntry; stays: boolean }[] = [
    { name: 'an open window of a rule stays', entry: entry('window', ['here', 'g'], { open: long }), stays: true },
    { name: 'one of a rule that is gone goes', entry: entry('window', ['gone', 'g'], { open: long }), stays: false },
    {
      name: 'a closed window of such a rule goes',
      entry: entry('window', ['gone', 'g'], { closed: [long - 1, long] }),
      stays: false,
    },
    { name: 'one that was open lately stays', entry: entry('window', ['gone', 'g'], { open: lately }), stays: true },
    {
      name: 'one that closed lately stays',
      entry: entry('window', ['gone', 'g'], { open: null, closed: [long, lately] }),
      stays: true,
    },
    { name: 'a window of nobody knows whom goes', entry: entry('window', 'what', 7), stays: false },
    { name: 'a count of a rule stays', entry: health('here', long), stays: true },
    { name: 'a count of a rule that is gone goes', entry: health('gone', long), stays: false },
    { name: 'a count of such a rule from lately stays', entry: health('gone', lately), stays: true },
    {
      name: 'a source that was heard of lately stays',
      entry: entry('watermark', ['source', 's', 'd'], { newest: long, received: lately }),
      stays: true,
    },
    {
      name: 'a source that was not goes',
      entry: entry('watermark', ['source', 's', 'e'], { newest: NOW, received: long }),
      stays: false,
    },
    { name: 'the times of rules stay', entry: entry('watermark', ['rules'], { here: long }), stays: true },
  ]
  for (const { name, entry: each, stays } of CASES) {
    test(name, async (t) => {
      const store = openStore(storeFolder(t))
      t.after(() => store.close())
      await store.sink.commit({ ...EMPTY_OUTCOME, state: [each] })
      const stateful = { lookback: 32 * DAY, isLoaded: (id: string) => id === 'here' }
      for (const sweep of forgottenState(store.retention, NOW, stateful)) await swept(sweep)
      assert.deepEqual(await store.sink.state(each.kind), stays ? [each] : [])
    })
  }
})

test('a daily run removes hits without an alert that are past the look-back, and says how many', async (t) => {
  const store = openStore(storeFolder(t))
  t.after(() => store.close())
  const hits = [
    hitAt(NOW - 33 * DAY, 'usual'),
    hitAt(NOW - 31 * DAY, 'usual'),
    hitAt(NOW - 33 * DAY, 'waits', { waiting: true }),
    hitAt(NOW - 720 * DAY, 'old'),
    hitAt(NOW - 800 * DAY, 'old'),
  ]
  const state = watermarks({ old: NOW - 700 * DAY, usual: NOW })
  await store.sink.commit({ ...EMPTY_OUTCOME, hits, state })
  const run = (now: number): ReturnType<typeof runRetention> =>
    runRetention({
      retention: store.retention,
      pipeline: {
        alone: async (work) => {
          await work()
        },
      },
      policy: DEFAULTS.retention,
      kindOf: () => 'audit',
      stateful: statefulRetention(engine),
      state: (kind) => store.sink.state(kind),
      now: () => now,
      signal: new AbortController().signal,
    })
  const record = await run(NOW)
  assert.deepEqual(record.others, { hits: 2 })
  const left = Array.from(store.hits.inOrder(), ({ ruleId, time }) => `${ruleId} ${(NOW - time) / DAY}`)
  assert.deepEqual(left, ['old 720', 'waits 33', 'usual 31'])
  assert.equal((await run(NOW + 3_600_000)).at, NOW + 3_600_000)
})
