import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { groupRecord, groupsOf, tupleKey } from '../../../services/sigma/stateful/group-tuples.ts'
import type { Observation } from '../../../services/sigma/stateful/types.ts'
import { numericRule } from './support/stateful-rule.ts'

interface Case {
  readonly name: string
  readonly groupBy: readonly string[]
  readonly aliases?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly fields: Observation['fields']
  readonly groups: readonly (readonly string[])[]
  readonly cut?: number
}

const hostile = JSON.parse('{"__proto__": ["x"], "constructor": ["y"]}')

const CASES: readonly Case[] = [
  { name: 'no fields: one group for all', groupBy: [], fields: { u: ['a'] }, groups: [[]] },
  { name: 'one value', groupBy: ['u'], fields: { u: ['a'] }, groups: [['a']] },
  { name: 'a missing field', groupBy: ['u'], fields: {}, groups: [] },
  { name: 'one of two fields missing', groupBy: ['u', 'v'], fields: { u: ['a'] }, groups: [] },
  { name: 'the empty text', groupBy: ['u'], fields: { u: [''] }, groups: [['']] },
  { name: 'an inherited name is no field', groupBy: ['toString'], fields: {}, groups: [] },
  { name: 'hostile names', groupBy: ['__proto__', 'constructor'], fields: hostile, groups: [['x', 'y']] },
  {
    name: 'every combination, the last field first to change',
    groupBy: ['u', 'v'],
    fields: { u: ['a', 'b'], v: ['x', 'y'] },
    groups: [
      ['a', 'x'],
      ['a', 'y'],
      ['b', 'x'],
      ['b', 'y'],
    ],
  },
  {
    name: 'at most four',
    groupBy: ['u', 'v'],
    fields: { u: ['a', 'b', 'c'], v: ['x', 'y', 'z'] },
    groups: [
      ['a', 'x'],
      ['a', 'y'],
      ['a', 'z'],
      ['b', 'x'],
    ],
    cut: 5,
  },
  { name: 'each value once', groupBy: ['u'], fields: { u: ['a', 'b', 'a'] }, groups: [['a'], ['b']] },
  { name: 'by an alias', groupBy: ['who'], aliases: { who: { r: 'u' } }, fields: { u: ['a'] }, groups: [['a']] },
]

describe('the groups of a hit', () => {
  for (const { name, groupBy, aliases, fields, groups, cut } of CASES) {
    it(name, () => {
      const rule = numericRule({ groupBy, aliases: aliases ?? {} })
      const hit = { ruleId: 'r', eventId: 'e', time: 0, fields }
      assert.deepEqual(groupsOf(rule, 0, hit, 4), { groups, cut: cut ?? 0 })
    })
  }

  it('is quick with very many values', () => {
    const values = Array.from({ length: 200_000 }, (_, at) => `v${at}`)
    const rule = numericRule({ groupBy: ['u', 'v', 'w'] })
    const hit = { ruleId: 'r', eventId: 'e', time: 0, fields: { u: values, v: values, w: values } }
    const started = performance.now()
    assert.equal(groupsOf(rule, 0, hit, 16).groups.length, 16)
    assert.ok(performance.now() - started < 1000)
  })

  it('have keys that do not run into each other', () => {
    const tuples = [['a', 'b'], ['a,b'], ['a","b'], ['["a","b"]'], ['a', 'b', ''], ['', 'a', 'b'], []]
    assert.equal(new Set(tuples.filter(({ length }) => length > 1).map(tupleKey)).size, 3)
  })

  it('are shown with the names of their fields, whatever these are', () => {
    const record = groupRecord(numericRule({ groupBy: ['__proto__', 'u'] }), ['x', 'a'])
    assert.deepEqual(Object.entries(record), [
      ['__proto__', 'x'],
      ['u', 'a'],
    ])
  })
})
