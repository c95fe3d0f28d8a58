import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absenceState } from '../../../../services/sigma/stateful/extensions/absence.ts'
import { newValueState } from '../../../../services/sigma/stateful/extensions/new-value.ts'
import { rateState } from '../../../../services/sigma/stateful/extensions/rate.ts'
import { SeenValues } from '../../../../services/sigma/stateful/extensions/seen-values.ts'
import type { RuleState } from '../../../../services/sigma/stateful/rule-state.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import { SCALE, testRandom } from '../../../support/random.ts'
import type { TestRandom } from '../../../support/random.ts'
import { newValues, rates, silences } from './brute-force.ts'
import { absenceRule, asSecondRule, hitOf, newValueRule, rateRule } from './extension-rules.ts'
import type { Alerts } from './state-rig.ts'
import { StateRig } from './state-rig.ts'

const ROUNDS = Math.ceil(1000 * SCALE)
const HOSTS = ['a', 'b', 'c', 'd']
const VALUES = ['x', 'y', 'z']

/** A rule with random numbers, and what answers for it by definition. */
interface Subject {
  readonly make: () => RuleState
  readonly answer: (hits: readonly Observation[], watermark: number) => Alerts
  /** when an alert is a hit for the rules above, by its key and the time of its first hit; up to which watermark not yet */
  readonly derived: (key: string, first: number) => { readonly time: number; readonly notUpTo: number }
  readonly canSplit: boolean
  /** about how far apart things are that matter to it, milliseconds */
  readonly scale: number
  readonly seen: SeenValues | null
}

function someNewValue(random: TestRandom): Subject {
  const history = 48 + random.int(200)
  const learn = random.chance(0.3) ? 0 : random.int(history + 1)
  const carries = ['host', 'other']
  const rule = newValueRule({ history, learn, carries, ...(random.chance(0.2) ? { fields: ['value', 'other'] } : {}) })
  const limits = { ...DEFAULT_ENGINE_LIMITS, values: 64 }
  const seen = new SeenValues([rule], limits)
  const answer = (hits: readonly Observation[]): Alerts => newValues(rule, hits)
  const derived: Subject['derived'] = (_key, first) => ({ time: first, notUpTo: first })
  return { make: () => newValueState(rule, limits), answer, derived, canSplit: true, scale: history / 2, seen }
}

function someAbsence(random: TestRandom): Subject {
  const timespan = 5 + random.int(50)
  const expected = random.chance(0.5) ? [] : ['a', 'e']
  const rule = absenceRule({ timespan, retain: timespan + random.int(150), expected, carries: ['host'] })
  const make = (): RuleState => absenceState(rule, DEFAULT_ENGINE_LIMITS)
  const canSplit = expected.length === 0
  const answer = (hits: readonly Observation[], watermark: number): Alerts => silences(rule, hits, watermark)
  const derived: Subject['derived'] = (key) => ({ time: Number(key) + timespan, notUpTo: Number(key) + timespan })
  return { make, answer, derived, canSplit, scale: timespan, seen: null }
}

function someRate(random: TestRandom): Subject {
  const timespan = 10 + random.int(40)
  const numbers = {
    history: 1 + random.int(6),
    learn: random.int(6),
    factor: 1 + random.int(3) / 2,
    floor: random.int(4),
  }
  const rule = rateRule({ timespan, ...numbers, carries: ['host'] })
  const make = (): RuleState => rateState(rule, DEFAULT_ENGINE_LIMITS)
  const answer = (hits: readonly Observation[], watermark: number): Alerts => rates(rule, hits, watermark)
  const derived: Subject['derived'] = (key) => ({ time: Number(key) + timespan, notUpTo: Number(key) + timespan - 1 })
  return { make, answer, derived, canSplit: true, scale: timespan / 4, seen: null }
}

/** Hits in order of time, in bursts and pauses, many at the same time. */
function someHits(random: TestRandom, scale: number): Observation[] {
  const hits: Observation[] = []
  const hosts = HOSTS.slice(0, 1 + random.int(HOSTS.length))
  const many = <T>(items: readonly T[]): T[] =>
    random.chance(0.1) ? random.shuffle(items).slice(0, 2) : [random.pick(items)]
  let time = random.int(1000)
  for (let at = 0; at < 20 + random.int(60); at += 1) {
    time += random.chance(0.3) ? 0 : random.int(Math.ceil(random.chance(0.1) ? scale * 4 : scale / 3) + 1)
    const plain = hitOf(`e${random.int(1000)}-${at}`, time, many(hosts), random.chance(0.05) ? null : many(VALUES))
    const hit = random.chance(0.3) ? { ...plain, fields: { ...plain.fields, other: many(VALUES) } } : plain
    hits.push(hit)
    if (random.chance(0.2)) hits.push(asSecondRule(hit))
  }
  return hits
}

/** In the order of arrival, each hit at most `lateness` behind; `times` copies of it, of which one is in time. */
function arrivals(random: TestRandom, hits: readonly Observation[], lateness: number, times: number): Observation[] {
  const copies = hits.flatMap((hit) => {
    return Array.from({ length: times }, (_none, at) => {
      return { hit, at: hit.time + random.next() * (at === 0 ? lateness : lateness * 3) }
    })
  })
  return copies.toSorted((one, other) => one.at - other.at).map(({ hit }) => hit)
}

/** What the rules above see of these alerts, as text. */
function derivedOf(subject: Subject, alerts: Alerts, hits: readonly Observation[], end: number): string[] {
  const texts: string[] = []
  for (const [name, ids] of alerts) {
    const counted = hits.filter(({ eventId }) => ids.includes(eventId))
    const [first] = counted
      .map(({ time, eventId }) => ({ time, eventId }))
      .toSorted((one, other) => {
        return one.time - other.time || (one.eventId < other.eventId ? -1 : 1)
      })
    const { time, notUpTo } = subject.derived(name.slice(name.indexOf(' @ ') + 3), first?.time ?? 0)
    if (end > notUpTo) texts.push(`${name.slice(5, 6)} ${first?.eventId} ${time}`)
  }
  return texts.toSorted()
}

function deliver(rig: StateRig, hits: readonly Observation[], lateness: number, end: number): StateRig {
  let newest = -Infinity
  for (const hit of hits) {
    rig.see(hit)
    newest = Math.max(newest, hit.time)
    rig.advanceTo(newest - lateness)
  }
  return rig.advanceTo(end)
}

function deliverInterrupted(
  rig: StateRig,
  hits: readonly Observation[],
  lateness: number,
  end: number,
  random: TestRandom,
  interrupt: (rig: StateRig) => void,
): StateRig {
  const at = random.int(hits.length)
  let newest = -Infinity
  for (const [index, hit] of hits.entries()) {
    rig.see(hit)
    newest = Math.max(newest, hit.time)
    rig.advanceTo(newest - lateness)
    if (index === at || random.chance(0.03)) interrupt(rig)
  }
  return rig.advanceTo(end)
}

/** The alerts of four states, each of which sees its own groups, and all of them all of the time. */
function split(subject: Subject, hits: readonly Observation[], lateness: number, end: number): Alerts {
  const rigs = HOSTS.map(() => new StateRig(subject.make))
  let newest = -Infinity
  for (const hit of hits) {
    const field = hit.ruleId === 'one' ? 'host' : 'machine'
    for (const host of hit.fields[field] ?? []) {
      rigs[HOSTS.indexOf(host)]?.see({ ...hit, fields: { ...hit.fields, [field]: [host] } })
    }
    newest = Math.max(newest, hit.time)
    for (const rig of rigs) rig.advanceTo(newest - lateness)
  }
  const alerts = rigs.flatMap((rig) => [...rig.advanceTo(end).alerts])
  return new Map(alerts.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Only hits that change something are stored; lost states are made anew from those alone. */
function stored(
  subject: Subject,
  hits: readonly Observation[],
  lateness: number,
  end: number,
  random: TestRandom,
): Alerts {
  const kept: Observation[] = []
  const rig = new StateRig(subject.make)
  let newest = -Infinity
  for (const hit of hits) {
    if (hit.time >= rig.watermark && subject.seen?.changesNothing(hit) === false) {
      rig.see(hit)
      kept.push(hit)
      subject.seen.add(hit)
    }
    newest = Math.max(newest, hit.time)
    rig.advanceTo(newest - lateness)
    if (random.chance(0.05)) rig.rebuild(random.shuffle(kept))
    if (random.chance(0.02)) subject.seen?.clear()
  }
  return rig.advanceTo(end).alerts
}

function check(subject: Subject, random: TestRandom): number {
  const hits = someHits(random, subject.scale)
  const lateness = random.chance(0.1) ? 0 : random.int(Math.ceil(subject.scale * 4))
  const newest = Math.max(...hits.map(({ time }) => time))
  const end = newest + (random.chance(0.5) ? 0 : random.int(Math.ceil(subject.scale * 3)))
  const expected = subject.answer(hits, end)
  const shuffled = arrivals(random, hits, lateness, 1)
  const fresh = (): StateRig => new StateRig(subject.make)
  const above = derivedOf(subject, expected, hits, end)
  const equal = (alerts: Alerts, how: string): void => assert.deepEqual([...alerts], [...expected], how)
  const same = (rig: StateRig, how: string): void => {
    equal(rig.alerts, how)
    const texts = rig.derived.map(({ fields, eventId, time }) => `${fields['host']?.join()} ${eventId} ${time}`)
    assert.deepEqual(texts.toSorted(), above, `${how}: for the rules above`)
  }
  same(deliver(fresh(), hits, 0, end), 'in order')
  same(deliver(fresh(), hits, lateness, end), 'in order, the watermark behind')
  same(deliver(fresh(), shuffled, lateness, end), 'shuffled')
  same(deliver(fresh(), random.shuffle(hits), Infinity, end), 'in any order, the watermark at the end')
  same(deliver(fresh(), arrivals(random, hits, lateness, 3), lateness, end), 'three times')
  same(
    deliverInterrupted(fresh(), shuffled, lateness, end, random, (rig) => rig.reload()),
    'saved and loaded',
  )
  const rebuild = (rig: StateRig): unknown => rig.rebuild(random.shuffle([...rig.accepted, ...rig.accepted]))
  same(deliverInterrupted(fresh(), shuffled, lateness, end, random, rebuild), 'rebuilt')
  if (subject.canSplit) equal(split(subject, shuffled, lateness, end), 'split over four')
  if (subject.seen !== null) equal(stored(subject, shuffled, lateness, end, random), 'without what changes nothing')
  return expected.size
}

describe('on random streams, the definition is what comes out, however the hits arrive', () => {
  const subjects = { x_new_value: someNewValue, x_absence: someAbsence, x_rate: someRate }
  for (const [name, some] of Object.entries(subjects)) {
    it(`${name}, ${ROUNDS} streams`, () => {
      let alerts = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const random = testRandom(5000 + round)
        try {
          alerts += check(some(random), random)
        } catch (error) {
          throw new Error(`seed ${random.seed} (TOCSIN_SEED)`, { cause: error })
        }
      }
      // Nothing compared with nothing would prove nothing.
      assert.ok(alerts > ROUNDS, `${alerts} alerts`)
    })
  }
})
