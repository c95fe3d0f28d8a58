import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStatefulEngine } from '../../../../services/sigma/stateful/create-engine.ts'
import type { StateForm } from '../../../../services/sigma/stateful/create-engine.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type {
  EngineLimits,
  EngineOutput,
  Observation,
  StatefulEngine,
} from '../../../../services/sigma/stateful/types.ts'
import type { StatefulRule } from '../../../../services/sigma/types.ts'
import { SCALE, testRandom } from '../../../support/random.ts'
import type { TestRandom } from '../../../support/random.ts'
import { playEngine } from '../support/play-engine.ts'
import { advanceTo, hitStep, shuffled } from '../support/random-steps.ts'
import { withRealIds } from '../support/real-ids.ts'
import { numericRule, temporalRule } from '../support/stateful-rule.ts'

/** Streams per test: 300 by default, thousands in the long run. */
const STREAMS = Math.round(300 * (SCALE < 1 ? SCALE : 1 + (SCALE - 1) / 5))

/** What two engines are told, one thing after the other. */
type Action =
  | { readonly kind: 'hit'; readonly hit: Observation }
  | { readonly kind: 'advance'; readonly watermark: number }
  /** saved and loaded, or lost and rebuilt from hits */
  | { readonly kind: 'reload' | 'rebuild' }

/** A random rule that can be packed, sometimes with another that refers to it. */
function randomRules(random: TestRandom): readonly StatefulRule[] {
  const timespan = random.pick([4, 10, 25, 100])
  const shape = random.pick([
    { type: 'sliding' } as const,
    { type: 'sliding' } as const,
    { type: 'tumbling' } as const,
    { type: 'session', gap: random.pick([0, 1, 5]) } as const,
  ])
  const most = random.pick([4, 8, 30, 150])
  const counting = numericRule({
    rules: random.shuffle(['p', 'q', 'r', 's']).slice(0, 1 + random.int(4)),
    timespan,
    window: random.pick([timespan, 3, 2 * timespan, 17]),
    groupBy: random.pick([[], ['u'], ['u'], ['u', 'v']]),
    shape,
    condition: random.chance(0.7) ? { gte: 1 + random.int(most) } : { gt: random.int(most), gte: random.int(4) },
  })
  if (random.chance(0.8)) return [counting]
  const parent = temporalRule({ id: 'top', rules: ['c', 'p'], groupBy: counting.groupBy.slice(0, 1), timespan: 50 })
  return [{ ...counting, carries: parent.groupBy }, parent]
}

function randomEvents(random: TestRandom): readonly Observation[] {
  const [events, span] = [20 + random.int(random.pick([40, 400])), random.pick([30, 120, 1000])]
  const names = ['a', 'b', 'c', 'd', '\ud800', '\udfff', ''].slice(0, 1 + random.int(7))
  const hits = Array.from({ length: events }, (_, at) => {
    const u = random.chance(0.1) ? [random.pick(names), random.pick(names)] : [random.pick(names)]
    const fields = { u: random.chance(0.03) ? [] : u, v: [random.pick(['x', 'y'])] }
    const hit = { ruleId: random.pick(['p', 'q', 'r', 's']), eventId: `e${at}`, time: random.int(span), fields }
    return random.chance(0.1) ? [hit, { ...hit, ruleId: random.pick(['p', 'q']) }] : [hit]
  })
  return withRealIds(
    hits.flat().toSorted((a, b) => a.time - b.time),
    random.pick([0, 0, 0, 30]),
  )
}

function randomActions(random: TestRandom): readonly Action[] {
  const lateness = random.pick([0, 5, 30, 200])
  const steps = shuffled(random, randomEvents(random), { lateness, copies: random.pick([1, 1, 2]) })
  return steps.flatMap((step): readonly Action[] => {
    if (step.kind === 'hit') return [step]
    if (step.kind !== 'advance') return []
    const advance = { kind: 'advance', watermark: step.watermarkOf('p') } as const
    if (random.chance(0.95)) return [advance]
    const stop = { kind: random.pick(['reload', 'reload', 'rebuild'] as const) }
    return [advance, stop]
  })
}

/** Plays actions to an engine and gives what came of each. */
function outputs(
  rules: readonly StatefulRule[],
  actions: readonly Action[],
  { form, limits }: { readonly form: StateForm; readonly limits: EngineLimits },
): readonly unknown[] {
  const make = (): StatefulEngine => createStatefulEngine(rules, limits, undefined, form)
  let engine = make()
  let watermark = Number.NEGATIVE_INFINITY
  const observed: Observation[] = []
  return actions.map((action) => {
    if (action.kind === 'hit') {
      if (engine.observe(action.hit).length === 0) observed.push(action.hit)
    } else if (action.kind === 'advance') {
      watermark = Math.max(watermark, action.watermark)
      engine.advance(() => watermark)
    } else if (action.kind === 'reload') {
      const saved = engine.save()
      engine = make()
      assert.ok(engine.load(saved))
    } else {
      engine = make()
      engine.restore(() => watermark, [])
      for (const hit of observed) if (hit.time >= watermark - engine.lookback) engine.observe(hit)
      engine.restored()
    }
    return plainOutput(engine.take())
  })
}

function plainOutput({ firings, reports, windows }: EngineOutput): unknown {
  return { firings, windows, reports: reports.map(({ kind, count, time }) => ({ kind, count, time })) }
}

describe('groups that are packed answer as groups of objects do', () => {
  it(`after every hit, ${STREAMS} streams`, () => {
    for (let at = 0; at < STREAMS; at += 1) {
      const random = testRandom(110_000_000 + at)
      const rules = randomRules(random)
      const actions = randomActions(random)
      const limits = { ...DEFAULT_ENGINE_LIMITS, groups: random.pick([1, 2, 3, 1000]), values: random.pick([1, 16]) }
      const told = `seed ${random.seed}: ${JSON.stringify(rules)}`
      const [packed, plain] = (['packed', 'plain'] as const).map((form) => outputs(rules, actions, { form, limits }))
      assert.deepEqual(packed, plain, told)
    }
  })

  it(`in which alerts there are, when entries are cut, ${STREAMS} streams`, () => {
    for (let at = 0; at < STREAMS; at += 1) {
      const random = testRandom(120_000_000 + at)
      const rules = randomRules(random).slice(0, 1)
      const hits = randomEvents(random)
      const limits = { ...DEFAULT_ENGINE_LIMITS, entries: random.pick([4, 12, 60]) }
      const steps = shuffled(random, hits, { lateness: random.pick([0, 10, 100]) })
      const keys = (['packed', 'plain'] as const).map((form) =>
        playEngine(rules, steps, limits, form).plain.map(({ group, key }) => ({ group, key })),
      )
      assert.deepEqual(keys[0], keys[1], `seed ${random.seed}`)
    }
  })

  it(`after a packed engine took up what an engine of objects saved, ${STREAMS} streams`, () => {
    for (let at = 0; at < STREAMS; at += 1) {
      const random = testRandom(130_000_000 + at)
      const rules = randomRules(random)
      const hits = randomEvents(random)
      const steps = shuffled(random, hits, { lateness: random.pick([0, 20]) })
      const middle = random.int(steps.length)
      const crossed = [...steps.slice(0, middle), { kind: 'reload', form: 'packed' } as const, ...steps.slice(middle)]
      const end = advanceTo((hits.at(-1)?.time ?? 0) + 1)
      const [one, other] = [
        playEngine(rules, [...crossed, end], DEFAULT_ENGINE_LIMITS, 'plain'),
        playEngine(rules, [...steps, end]),
      ]
      assert.deepEqual(one.plain, other.plain, `seed ${random.seed}`)
    }
  })
})

describe('a packed group', () => {
  const TIME = Date.UTC(2026, 2, 14)
  const DAY = 86_400_000

  function hits(times: readonly number[]): readonly Observation[] {
    const plain = times.map((time, at) => ({ ruleId: 'r', eventId: `e${at}`, time: time - TIME, fields: { u: ['a'] } }))
    return withRealIds(plain)
  }

  const CASES = [
    {
      name: 'spans more time than 32 bits of milliseconds',
      times: [0, 20, 30, 49, 50, 60].map((day) => TIME + day * DAY),
    },
    { name: 'has hits long before its first one', times: [90, 30, 31, 91, 32].map((day) => TIME + day * DAY) },
    { name: 'goes on for years', times: Array.from({ length: 300 }, (_, week) => TIME + 7 * week * DAY) },
    { name: 'has a thousand hits of one time', times: Array.from({ length: 1000 }, () => TIME) },
    { name: 'has hits in the order of falling time', times: Array.from({ length: 400 }, (_, at) => TIME - at) },
  ]
  for (const { name, times } of CASES) {
    it(`answers as one of objects when it ${name}`, () => {
      for (const gte of [2, 3, 5, 250, 1001]) {
        const rule = numericRule({ condition: { gte }, timespan: 35 * DAY })
        const steps = hits(times).map(hitStep)
        const [packed, plain] = (['packed', 'plain'] as const).map((form) =>
          playEngine([rule], steps, DEFAULT_ENGINE_LIMITS, form),
        )
        assert.deepEqual(packed?.plain, plain?.plain, `gte ${gte}`)
        assert.deepEqual(packed?.reports, plain?.reports)
      }
    })
  }
})
