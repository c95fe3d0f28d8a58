import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { shortHash, timePrefix } from '../../../../services/core/ids.ts'
import { PackedState } from '../../../../services/sigma/stateful/packed/packed-state.ts'
import type { RuleOutput, Seen } from '../../../../services/sigma/stateful/rule-state.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type { EngineLimits } from '../../../../services/sigma/stateful/types.ts'
import { windowContext } from '../../../../services/sigma/stateful/windows/window-context.ts'
import { numericRule } from '../support/stateful-rule.ts'

const TIME = Date.UTC(2026, 2, 14)
const MINUTE = 60_000
const NOWHERE = { derives: false, chained: false, neededFrom: () => Number.NEGATIVE_INFINITY }

function stateOf(gte: number, limits: Partial<EngineLimits> = {}): PackedState {
  const rule = numericRule({ condition: { gte }, timespan: 10 * MINUTE })
  return new PackedState(windowContext(rule, NOWHERE, { ...DEFAULT_ENGINE_LIMITS, ...limits }))
}

function seen(group: string, time: number, event: string | number = `${group} ${time}`): Seen {
  const eventId = timePrefix(time) + shortHash([String(event)])
  const observation = { ruleId: 'r', eventId, time, fields: { u: [group] } }
  return { observation, ref: 0, origin: observation }
}

describe('the packed state', () => {
  let fired = 0
  let evicted = 0
  const output: RuleOutput = {
    fire: () => (fired += 1),
    withdraw: () => {},
    window: () => {},
    derive: () => {},
    report: (kind, count) => {
      if (kind === 'groups') evicted += count
    },
  }

  beforeEach(() => {
    fired = 0
    evicted = 0
  })

  it('takes no more memory for a flood of new groups than for those that may live', () => {
    const state = stateOf(5, { groups: 10_000 })
    for (let at = 0; at < 10_000; at += 1) state.observe(seen(`g${at}`, TIME), output)
    const full = state.size
    assert.equal(full.groups, 10_000)
    for (let at = 10_000; at < 60_000; at += 1) state.observe(seen(`g${at}`, TIME), output)
    assert.equal(evicted, 50_000)
    assert.equal(state.size.groups, 10_000)
    assert.ok(state.size.pages <= full.pages + 2, `${state.size.pages} pages after the flood, ${full.pages} before it`)
  })

  it('holds no text of a group, however long it is', () => {
    const state = stateOf(5)
    for (let at = 0; at < 1000; at += 1) state.observe(seen(`${'x'.repeat(10_000)}${at}`, TIME), output)
    assert.ok(JSON.stringify(state.save()).length < 100_000)
  })

  it('gives memory back when the time of its groups is over', () => {
    const state = stateOf(50)
    for (let at = 0; at < 100_000; at += 1) state.observe(seen(`g${at % 20_000}`, TIME + at), output)
    assert.ok(state.size.pages > 15)
    state.observe(seen('late', TIME + 30 * MINUTE), output)
    state.advance(TIME + 29 * MINUTE, output)
    assert.deepEqual([state.size.groups, state.size.pages <= 2], [1, true])
  })

  it('gives entries back of groups that go on', () => {
    const state = stateOf(5000)
    for (let at = 0; at < 100_000; at += 1) {
      state.observe(seen('one', TIME + at * 1000, at), output)
      if (at % 1000 === 0) state.advance(TIME + at * 1000, output)
    }
    assert.ok(state.size.pages <= 3, `${state.size.pages} pages`)
  })

  it('keeps a group as objects only while something comes of it', () => {
    const state = stateOf(3)
    for (const at of [0, 1, 2]) state.observe(seen('one', TIME + at), output)
    assert.deepEqual([fired, state.size.objects], [1, 1])
    for (let minute = 18; minute < 40; minute += 9) {
      state.observe(seen('one', TIME + minute * MINUTE), output)
      state.advance(TIME + minute * MINUTE, output)
    }
    assert.deepEqual([fired, state.size], [1, { groups: 1, objects: 0, pages: 2 }])
  })

  it('keeps a group as numbers when there are enough hits but never in one window', () => {
    const state = stateOf(3)
    for (let at = 0; at < 100; at += 1) state.observe(seen('one', TIME + at * 6 * MINUTE), output)
    assert.deepEqual([fired, state.size.objects], [0, 0])
  })

  it('reads nothing that it did not write', () => {
    const state = stateOf(3)
    for (let at = 0; at < 5; at += 1) state.observe(seen(`g${at}`, TIME + at), output)
    const saved = state.save()
    const text = JSON.stringify(saved)
    const [quiet = ''] = /(?<="quiet":\[")[^"]+/.exec(text) ?? []
    const words = new Int32Array(Uint8Array.from(Buffer.from(quiet, 'base64')).buffer)
    const withWord = (at: number, word: number): string => {
      const changed = words.slice()
      changed[at] = word
      return text.replace(quiet, Buffer.from(changed.buffer).toString('base64'))
    }
    assert.ok(stateOf(3).load(saved))
    const damaged = [
      ...[null, [], {}, 7, 'text', { quiet: [] }, { quiet: [7] }].map((value) => JSON.stringify(value)),
      text.replace(quiet, quiet.slice(0, 8)),
      text.replace(quiet, quiet.slice(0, 6)),
      text.replace(quiet, `${quiet}","${quiet}`),
      ...[0, -1, -2, 2 ** 31 - 1, -(2 ** 31)].map((count) => withWord(0, count)),
    ]
    for (const value of damaged) assert.equal(stateOf(3).load(JSON.parse(value)), false, value)
  })
})
