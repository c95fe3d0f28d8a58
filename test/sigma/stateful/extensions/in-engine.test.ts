import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStatefulEngine } from '../../../../services/sigma/stateful/create-engine.ts'
import type { EngineOutput, Observation, StatefulEngine } from '../../../../services/sigma/stateful/types.ts'
import type { StatefulRule, TemporalCorrelation } from '../../../../services/sigma/types.ts'
import { testRandom } from '../../../support/random.ts'
import { absenceRule, DAY, hitOf, HOUR, newValueRule, rateRule } from './extension-rules.ts'

const at = (hours: number): number => 1000 * DAY + Math.round(hours * HOUR)
const REFS = [{ id: 'one', name: 'one', fields: {} }]

function named<T extends StatefulRule>(rule: T, id: string, more: Partial<T> = {}): T {
  return { ...rule, ...more, info: { ...rule.info, id }, refs: more.refs ?? REFS }
}

/** A value that is new to a host, and within an hour of it a silence of the host or many hits of the rule `two`. */
const RULES: readonly StatefulRule[] = [
  named(newValueRule(), 'new', { carries: ['host'] }),
  named(absenceRule(), 'silent', { carries: ['host'] }),
  named(rateRule(), 'many', { carries: ['host'] }),
  parent('new-then-silent', ['new', 'silent']),
  parent('new-then-many', ['new', 'many']),
]

function parent(id: string, refs: readonly string[]): TemporalCorrelation {
  const { learn: _learn, history: _history, fields: _fields, ...base } = newValueRule()
  return {
    ...base,
    type: 'temporal_ordered',
    info: { ...base.info, id },
    refs: refs.map((ref) => ({ id: ref, name: ref, fields: {} })),
    timespan: 2 * HOUR,
    window: { type: 'sliding' },
    terms: [{ has: [0, 1], lacks: [] }],
    thresholds: null,
  }
}

/** `rule host @ key` of all that fired and was not withdrawn. */
function collect(into: Set<string>, { firings, withdrawals }: EngineOutput): void {
  for (const { ruleId, group, key } of firings) into.add(`${ruleId} ${group['host']} @ ${key}`)
  for (const { ruleId, group, key } of withdrawals) into.delete(`${ruleId} ${group['host']} @ ${key}`)
}

/** A host that brings something new all the time, in bursts, and another one that stops. */
function someHits(seed: number): Observation[] {
  const random = testRandom(seed)
  return Array.from({ length: 120 }, (_none, index) => {
    const hour = random.int(10) + (random.chance(0.5) ? 0.9 : random.next())
    return hitOf(`e${index}`, at(random.chance(0.2) ? 3.5 : hour), random.pick(['a', 'a', 'b']), `v${random.int(40)}`)
  }).toSorted((one, other) => one.time - other.time)
}

function play(
  hits: readonly Observation[],
  interrupt: (engine: StatefulEngine, index: number) => StatefulEngine,
): string[] {
  const alerts = new Set<string>()
  let engine = createStatefulEngine(RULES)
  for (const [index, hit] of hits.entries()) {
    engine.observe(hit)
    engine.advance(() => hit.time)
    collect(alerts, engine.take())
    engine = interrupt(engine, index)
  }
  engine.advance(() => at(14))
  collect(alerts, engine.take())
  return [...alerts].toSorted()
}

/** An engine that has lost its state, and read the hits again that the old one had seen. */
function rebuilt(engine: StatefulEngine, seen: readonly Observation[]): StatefulEngine {
  const watermark = seen.at(-1)?.time ?? 0
  const fresh = createStatefulEngine(RULES)
  fresh.restore(() => watermark, [])
  for (const hit of seen.toReversed()) if (hit.time >= watermark - engine.lookback) fresh.observe(hit)
  fresh.restored()
  assert.deepEqual(fresh.take().firings, [])
  return fresh
}

function loaded(engine: StatefulEngine): StatefulEngine {
  const fresh = createStatefulEngine(RULES)
  assert.equal(fresh.load(engine.save()), true)
  return fresh
}

describe('new values, silences and rates in the engine', () => {
  it('fire, and are hits for the correlations that refer to them', () => {
    const alerts = play(someHits(1), (engine) => engine)
    for (const { info } of RULES) {
      assert.ok(
        alerts.some((alert) => alert.startsWith(`${info.id} `)),
        `${info.id}: ${alerts.join('\n')}`,
      )
    }
  })

  it('give the same alerts when the state is saved and loaded, or lost and made anew from hits, at any time', () => {
    for (const seed of [1, 2, 3, 4]) {
      const hits = someHits(seed)
      const whole = play(hits, (engine) => engine)
      assert.deepEqual(
        play(hits, (engine, index) => (index % 7 === 0 ? loaded(engine) : engine)),
        whole,
        `seed ${seed}`,
      )
      const remade = play(hits, (engine, index) =>
        index % 7 === 0 ? rebuilt(engine, hits.slice(0, index + 1)) : engine,
      )
      assert.deepEqual(remade, whole, `seed ${seed}`)
    }
  })

  it('say which hits came too late', () => {
    const engine = createStatefulEngine(RULES)
    engine.advance(() => at(5))
    assert.deepEqual(engine.observe(hitOf('1', at(4), 'a', 'x')).toSorted(), ['many', 'new', 'silent'])
    assert.deepEqual(engine.take().firings, [])
  })
})
