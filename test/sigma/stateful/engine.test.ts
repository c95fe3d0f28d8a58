import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStatefulEngine } from '../../../services/sigma/stateful/create-engine.ts'
import type { Observation, StatefulEngine } from '../../../services/sigma/stateful/types.ts'
import { numericRule, temporalRule } from './support/stateful-rule.ts'

function hit(time: number, ruleId = 'r', fields: Observation['fields'] = { u: ['a'] }): Observation {
  return { ruleId, eventId: `e${time}`, time, fields }
}

/** Event ids of every firing so far. */
function fired(engine: StatefulEngine): readonly (readonly string[])[] {
  return engine.take().firings.map(({ hits }) => hits.map(({ eventId }) => eventId))
}

const many = numericRule({ id: 'many', condition: { gte: 2 }, carries: ['u'] })
const parent = temporalRule({ id: 'parent', rules: ['many', 'q'] })

describe('an engine', () => {
  it('wants the hits of detection rules alone', () => {
    assert.deepEqual([...createStatefulEngine([parent, many]).wants].toSorted(), ['q', 'r'])
  })

  it('looks back as far as a rule and those made of it reach', () => {
    assert.equal(createStatefulEngine([many]).lookback, 20)
    assert.equal(createStatefulEngine([many, parent]).lookback, 40)
  })

  it('without rules wants nothing and says nothing', () => {
    const engine = createStatefulEngine([])
    assert.deepEqual([engine.wants.size, engine.lookback, engine.observe(hit(0))], [0, 0, []])
    engine.advance(() => 100)
    assert.deepEqual(engine.take(), { firings: [], withdrawals: [], windows: [], reports: [] })
  })

  it('tells each hit of an alert once, with the rule and the time of the hit', () => {
    const engine = createStatefulEngine([many])
    for (const time of [1, 2, 3]) engine.observe(hit(time))
    const { firings } = engine.take()
    const [first, second] = firings
    assert.deepEqual(first, {
      ruleId: 'many',
      group: { u: 'a' },
      key: '0',
      bucket: 0,
      time: 2,
      hits: [
        { ruleId: 'r', eventId: 'e1', time: 1 },
        { ruleId: 'r', eventId: 'e2', time: 2 },
      ],
      inexact: false,
    })
    assert.deepEqual(second?.hits, [{ ruleId: 'r', eventId: 'e3', time: 3 }])
  })

  it('gives what came only once', () => {
    const engine = createStatefulEngine([many])
    engine.observe(hit(1))
    engine.observe(hit(2))
    assert.equal(fired(engine).length, 1)
    assert.equal(fired(engine).length, 0)
  })

  it('refers from a parent to hits of detection rules', () => {
    const engine = createStatefulEngine([parent, many])
    for (const observation of [hit(1), hit(2), hit(3, 'q')]) engine.observe(observation)
    const refs = engine.take().firings.find(({ ruleId }) => ruleId === 'parent')?.hits
    assert.deepEqual(
      refs?.map(({ ruleId, eventId }) => [ruleId, eventId]),
      [
        ['r', 'e2'],
        ['q', 'e3'],
      ],
    )
  })

  it('lets a blind rule sleep', () => {
    const engine = createStatefulEngine([{ ...many, blind: 'the list is empty' }])
    for (const time of [1, 2]) assert.deepEqual(engine.observe(hit(time)), [])
    assert.deepEqual([engine.take().firings, engine.wants.size], [[], 0])
  })
})

describe('a hit that comes too late', () => {
  it('is not counted, and the rule is named and reported', () => {
    const engine = createStatefulEngine([many])
    engine.observe(hit(20))
    engine.advance(() => 20)
    assert.deepEqual(engine.observe(hit(19)), ['many'])
    assert.deepEqual(engine.observe(hit(18)), ['many'])
    const { firings, reports } = engine.take()
    assert.deepEqual([firings, reports], [[], [{ kind: 'late', ruleId: 'many', count: 2, time: 19 }]])
  })

  it('is not late at the watermark itself', () => {
    const engine = createStatefulEngine([many])
    engine.observe(hit(20))
    engine.advance(() => 20)
    assert.deepEqual(engine.observe({ ...hit(20), eventId: 'other' }), [])
    assert.equal(fired(engine).length, 1)
  })

  it('is late for one rule and not for another that waits for a slower source', () => {
    const slow = numericRule({ id: 'slow', rules: ['r', 'q'], condition: { gte: 2 } })
    const engine = createStatefulEngine([many, slow])
    engine.observe(hit(20))
    engine.advance((id) => (id === 'q' ? 5 : 20))
    assert.deepEqual(engine.observe(hit(19)), ['many'])
    assert.deepEqual(
      engine.take().firings.map(({ ruleId }) => ruleId),
      ['slow'],
    )
  })

  it('is late at a time that is no number', () => {
    const engine = createStatefulEngine([many])
    for (const time of [Number.NaN, Infinity, -Infinity]) assert.deepEqual(engine.observe(hit(time)), ['many'])
  })

  it('stays late when a watermark would go back', () => {
    const engine = createStatefulEngine([many])
    engine.advance(() => 20)
    engine.advance(() => 10)
    assert.deepEqual(engine.observe(hit(15)), ['many'])
  })
})

describe('a saved state', () => {
  const closing = numericRule({ id: 'few', type: 'value_count', fields: ['v'], condition: { lt: 5 } })
  const mean = numericRule({ id: 'mean', type: 'value_avg', fields: ['n'], condition: { gte: 1 } })
  const rules = [many, parent, closing, mean]

  function saved(): string {
    const engine = createStatefulEngine(rules)
    for (const time of [1, 2, 30]) engine.observe(hit(time, 'r', { u: ['a'], v: ['x'], n: ['1'] }))
    engine.advance(() => 25)
    engine.observe(hit(26, 'q'))
    return engine.save()
  }

  it('is taken up by an engine of the same rules, whatever they are called', () => {
    const renamed = rules.map((rule) => ({ ...rule, info: { ...rule.info, title: 'other', level: 'low' as const } }))
    const engine = createStatefulEngine(renamed)
    const text = saved()
    assert.equal(engine.load(text), true)
    assert.equal(engine.save(), text)
    assert.deepEqual(engine.observe(hit(24)), ['many', 'few', 'mean'])
  })

  const OTHERS = [
    { name: 'another window', rules: [{ ...many, timespan: 11 }, parent, closing, mean] },
    {
      name: 'another condition',
      rules: [many, parent, { ...closing, thresholds: [{ op: 'lt' as const, value: 6 }] }, mean],
    },
    { name: 'another bucket', rules: [{ ...many, info: { ...many.info, window: 5 } }, parent, closing, mean] },
    { name: 'a rule less', rules: [many, parent, closing] },
    { name: 'other references', rules: [many, temporalRule({ id: 'parent', rules: ['many', 's'] }), closing, mean] },
  ]
  for (const other of OTHERS) {
    it(`is refused by an engine with ${other.name}`, () => {
      const engine = createStatefulEngine(other.rules)
      assert.equal(engine.load(saved()), false)
      assert.deepEqual(engine.observe(hit(1)), [])
    })
  }

  it('is refused when it is damaged, wherever', () => {
    const text = saved()
    for (let at = 0; at < text.length; at += 7) {
      const damaged = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`
      assert.equal(createStatefulEngine(rules).load(damaged), false, `damaged at ${at}`)
    }
    for (const garbage of ['', '{', 'null', '[]', '{"version":1}', text.slice(0, -20)]) {
      assert.equal(createStatefulEngine(rules).load(garbage), false)
    }
  })

  it('leaves an engine as it was when it is refused', () => {
    const engine = createStatefulEngine([many])
    engine.observe(hit(1))
    assert.equal(engine.load('garbage'), false)
    engine.observe(hit(2))
    assert.equal(fired(engine).length, 1)
  })
})

describe('a rebuild', () => {
  it('says nothing of what was said before, and goes on as if nothing had happened', () => {
    const engine = createStatefulEngine([many])
    engine.restore(() => 15, [])
    for (const time of [1, 12, 13]) assert.deepEqual(engine.observe(hit(time)), [])
    engine.restored()
    assert.deepEqual(engine.take(), { firings: [], withdrawals: [], windows: [], reports: [] })
    assert.deepEqual(engine.observe(hit(14)), ['many'])
    engine.observe(hit(16))
    assert.deepEqual(fired(engine), [['e16']])
  })

  it('leaves out a hit for the rules that did not count it', () => {
    const other = numericRule({ id: 'other', condition: { gte: 2 } })
    const engine = createStatefulEngine([many, other])
    engine.restore(() => 15, [])
    engine.observe(hit(14), ['many'])
    engine.restored()
    engine.observe(hit(16))
    assert.deepEqual(
      engine.take().firings.map(({ ruleId }) => ruleId),
      ['other'],
    )
  })

  it('knows open windows from what was stored of them', () => {
    const few = numericRule({ id: 'few', condition: { lt: 2 } })
    const before = createStatefulEngine([few])
    const hits = [hit(0), hit(8), hit(12)]
    for (const observation of hits) before.observe(observation)
    before.advance(() => 11)
    const windows = before.take().windows
    assert.deepEqual(
      windows.map(({ kind, value }) => [kind, value]),
      [['window', '{"open":12}']],
    )
    const engine = createStatefulEngine([few])
    engine.restore(() => 11, windows)
    for (const observation of hits) engine.observe(observation)
    engine.restored()
    engine.advance(() => 23)
    const { firings, windows: closed } = engine.take()
    assert.deepEqual(
      firings.map(({ hits: counted }) => counted.map(({ eventId }) => eventId)),
      [['e12']],
    )
    assert.deepEqual(
      closed.map(({ value }) => value),
      [null],
    )
  })

  it('passes over stored windows that are none', () => {
    const few = numericRule({ id: 'few', condition: { lt: 2 } })
    const engine = createStatefulEngine([few])
    const odd = ['', 'null', '[1]', '["few"]', '["few","a"]', '["gone","a"]']
    engine.restore(
      () => 11,
      odd.flatMap((key) => ['', '{', '{"open":"x","closed":[null]}'].map((value) => ({ kind: 'window', key, value }))),
    )
    engine.observe(hit(12))
    engine.restored()
    engine.advance(() => 23)
    assert.equal(fired(engine).length, 1)
  })
})
