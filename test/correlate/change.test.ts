import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Hit } from '../../services/core/hit.ts'
import type { CorrelatorRules } from '../../services/correlate/correlator.ts'
import { readVersions, VERSION_KIND } from '../../services/correlate/rule-versions.ts'
import { stateMeanings } from '../../services/sigma/state-hash.ts'
import type { StatefulRule } from '../../services/sigma/types.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { assertSame, canonical, DATASET, LiveRig } from './support/live-rig.ts'
import {
  absenceRule,
  countRule,
  DAY,
  HOUR,
  MINUTE,
  missingRule,
  newValueRule,
  rateRule,
  ruleInfo,
  sampleHit,
} from './support/rule-info.ts'

const T = 20_000 * DAY
const ROUNDS = Math.ceil(12 * SCALE)

function rulesOf(stateful: readonly StatefulRule[]): CorrelatorRules {
  const infos = new Map(stateful.map(({ info }) => [info.id, info]))
  return {
    ruleOf: (id) => infos.get(id) ?? ruleInfo(id, { alerts: false }),
    stateful,
    meanings: stateMeanings([], stateful),
    datasetsOf: () => [DATASET],
  }
}

function rigOf(stateful: readonly StatefulRule[]): LiveRig {
  return new LiveRig(stateful, rulesOf(stateful))
}

async function change(rig: LiveRig, stateful: readonly StatefulRule[]): Promise<void> {
  await rig.commit(await rig.correlator.change(rulesOf(stateful)))
}

/** So many hits of a user, a minute apart. */
function hits(count: number, from: number, rule = 'denied', user = 'dana'): Hit[] {
  return Array.from({ length: count }, (_, at) => {
    const time = from + at * MINUTE
    return sampleHit(rule, `${String(time).padStart(16, '0')}-${rule}-${user}`, time, user, String(time % 5))
  })
}

async function countsOf(rig: LiveRig): Promise<[string, number][]> {
  return (await rig.alerts()).map(({ rule, count }): [string, number] => [rule.title, count])
}

async function startsOf(rig: LiveRig): Promise<Record<string, number | null>> {
  const versions = readVersions(await rig.store.sink.state(VERSION_KIND))
  return Object.fromEntries([...versions].map(([id, { from }]) => [id, from === null ? null : from - T]))
}

describe('when rules change while hits come', () => {
  for (const forgets of [false, true]) {
    const again = forgets ? ', and its memory is lost then' : ''
    const changed = async (rig: LiveRig, stateful: readonly StatefulRule[]): Promise<void> => {
      await change(rig, stateful)
      if (forgets) rig.correlator.drop()
    }

    it(`one whose title changes goes on with what it has counted${again}`, async () => {
      const rig = rigOf([countRule('burst', ['denied'])])
      await rig.bring(hits(2, T))
      await changed(rig, [countRule('burst', ['denied'], { info: { title: 'Burst', level: 'low' } })])
      await rig.bring(hits(1, T + 5 * MINUTE))
      assert.deepEqual(await countsOf(rig), [['Burst', 3]])
      assert.deepEqual(await startsOf(rig), { burst: null })
    })

    it(`one whose threshold changes starts cold${again}`, async () => {
      const rig = rigOf([countRule('burst', ['denied'])])
      await rig.bring(hits(2, T))
      await changed(rig, [countRule('burst', ['denied'], { value: 2, info: { title: 'Two' } })])
      await rig.bring(hits(1, T + 5 * MINUTE))
      assert.deepEqual(await countsOf(rig), [])
      await rig.bring(hits(1, T + 6 * MINUTE))
      assert.deepEqual(await countsOf(rig), [['Two', 2]])
      assert.deepEqual(await startsOf(rig), { burst: MINUTE + 1 })
    })

    it(`a new one counts what comes from then on, a known one beside it everything${again}`, async () => {
      const rig = rigOf([countRule('burst', ['denied'])])
      await rig.bring(hits(2, T))
      await changed(rig, [countRule('burst', ['denied']), countRule('other', ['denied'], { value: 2 })])
      await rig.bring(hits(2, T + 5 * MINUTE))
      assert.deepEqual(Object.fromEntries(await countsOf(rig)), { 'Rule burst': 4, 'Rule other': 2 })
    })

    it(`one that goes and comes back starts cold${again}`, async () => {
      const rig = rigOf([countRule('burst', ['denied']), countRule('other', ['denied'], { value: 9 })])
      await rig.bring(hits(2, T))
      await changed(rig, [countRule('other', ['denied'], { value: 9 })])
      await rig.bring(hits(1, T + 5 * MINUTE))
      await changed(rig, [countRule('burst', ['denied']), countRule('other', ['denied'], { value: 9 })])
      await rig.bring(hits(2, T + 8 * MINUTE))
      assert.deepEqual(await countsOf(rig), [])
      await rig.bring(hits(1, T + 12 * MINUTE))
      assert.deepEqual(await countsOf(rig), [['Rule burst', 3]])
    })

    it(`the top of a chain starts cold over a rule that goes on${again}`, async () => {
      const burst = countRule('burst', ['denied'], { value: 2, info: { alerts: false } })
      const rig = rigOf([burst, countRule('top', ['burst'], { value: 3 })])
      await rig.bring(hits(3, T))
      await changed(rig, [burst, countRule('top', ['burst'], { value: 2 })])
      await rig.bring(hits(1, T + 5 * MINUTE))
      assert.deepEqual(await countsOf(rig), [])
      await rig.bring(hits(1, T + 6 * MINUTE))
      const [alert] = await rig.alerts()
      assert.equal(alert?.rule.id, 'top')
    })

    it(`an open window of an older version closes without a word${again}`, async () => {
      const few = (value: number): StatefulRule => countRule('few', ['denied'], { op: 'lt', value })
      const rig = rigOf([few(3)])
      await rig.bring(hits(2, T))
      await changed(rig, [few(4)])
      await rig.comeTo(T + 3 * HOUR)
      assert.deepEqual(await countsOf(rig), [])
      assert.deepEqual(await rig.store.sink.state('window'), [])
      await rig.bring(hits(1, T + 4 * HOUR))
      await rig.comeTo(T + 9 * HOUR)
      assert.deepEqual(await countsOf(rig), [['Rule few', 1]])
    })
  }

  it('the first rule over several events can come later', async () => {
    const rig = rigOf([])
    await rig.bring(hits(2, T))
    await change(rig, [countRule('burst', ['denied'])])
    await rig.bring(hits(3, T + 5 * MINUTE))
    assert.deepEqual(await countsOf(rig), [['Rule burst', 3]])
  })

  it('and the last one can go', async () => {
    const rig = rigOf([countRule('burst', ['denied'])])
    await rig.bring(hits(2, T))
    await change(rig, [])
    await rig.bring(hits(2, T + 5 * MINUTE))
    assert.deepEqual([await countsOf(rig), await startsOf(rig)], [[], {}])
  })

  it('a store that knows no versions yet takes every rule for one that it knows', async () => {
    const rig = rigOf([countRule('burst', ['denied'])])
    await rig.bring(hits(2, T))
    const versions = await rig.store.sink.state(VERSION_KIND)
    await rig.commit({ state: versions.map((entry) => ({ ...entry, value: null })) })
    rig.correlator.drop()
    await rig.bring(hits(1, T + 5 * MINUTE))
    assert.deepEqual(await countsOf(rig), [['Rule burst', 3]])
  })
})

describe('hits that wait when a rule changes', () => {
  const waiting = async (before: readonly StatefulRule[], after: readonly StatefulRule[]): Promise<LiveRig> => {
    const rig = new LiveRig(before, { ...rulesOf(before), live: false })
    await rig.catchUp()
    await rig.bring(hits(2, T))
    const next = new LiveRig(before, { ...rulesOf(before), live: false, sink: rig.store.sink, hits: rig.store.hits })
    const commit = next.commit.bind(next)
    next.commit = async (outcome) => {
      await rig.commit(outcome)
      await commit(outcome)
    }
    await next.bring(hits(3, T + 5 * MINUTE))
    await change(next, after)
    await next.catchUp()
    return next
  }

  it('are counted by it, and those that were counted before are not', async () => {
    const rig = await waiting([countRule('burst', ['denied'], { value: 9 })], [countRule('burst', ['denied'])])
    assert.deepEqual(await countsOf(rig), [['Rule burst', 3]])
  })

  it('are not counted by a rule that is new', async () => {
    const known = countRule('burst', ['denied'], { value: 9 })
    const rig = await waiting([known], [known, countRule('new', ['denied'])])
    assert.deepEqual(await countsOf(rig), [])
  })
})

/** One of some sets of rules: each in a version of its own, or not there. */
function someRules(random: TestRandom): StatefulRule[] {
  const info = { title: `Title ${random.int(3)}` }
  const burst = countRule('burst', ['denied', 'refused'], { value: 2 + random.int(2), info })
  const others: StatefulRule[] = [
    countRule('few', ['denied'], { op: 'lt', value: 2 + random.int(2), timespan: 20 * MINUTE, info }),
    missingRule('missing', ['denied', 'allowed'], (20 + random.int(2)) * MINUTE),
    newValueRule('new', [random.pick(['allowed', 'denied'])], info),
    absenceRule('silent', ['refused'], (30 + 30 * random.int(2)) * MINUTE),
    rateRule('rate', ['allowed'], (10 + 10 * random.int(2)) * MINUTE),
  ]
  const top = countRule('top', ['burst'], { value: 2 + random.int(2), timespan: 2 * HOUR })
  const chosen = others.filter(() => random.chance(0.8))
  if (random.chance(0.2)) return chosen
  return [burst, ...chosen, ...(random.chance(0.7) ? [top] : [])]
}

function someHits(random: TestRandom, at: number): Hit[] {
  return Array.from({ length: random.int(8) }, () => {
    const time = at + random.int(20) * MINUTE - random.int(30) * MINUTE
    const rule = random.pick(['denied', 'refused', 'allowed'])
    const user = random.pick(['dana', 'eve'])
    const id = `${String(time).padStart(16, '0')}-${random.int(1e9)}`
    return sampleHit(rule, id, time, user, String(random.int(4)))
  })
}

describe('rules that change again and again give the same alerts', () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    it(`whether memory is carried over or made anew from what is stored (round ${round})`, async () => {
      const play = async (forgets: boolean): Promise<readonly unknown[]> => {
        const random = testRandom(800 + round)
        const rig = rigOf(someRules(random))
        for (let step = 0; step < 40; step += 1) {
          await rig.bring(someHits(random, T + step * 15 * MINUTE))
          if (random.chance(0.25)) await change(rig, someRules(random))
          if (forgets) rig.correlator.drop()
        }
        await rig.comeTo(T + 20 * HOUR)
        const versions = await rig.store.sink.state(VERSION_KIND)
        return [...canonical(await rig.alerts(), { links: true }), versions]
      }
      const carried = await play(false)
      assertSame(await play(true), carried, `seed ${800 + round}`)
    })
  }
})
