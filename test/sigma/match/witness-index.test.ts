import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { askedRule, ruleOf } from '../support/asked-rules.ts'
import { holds } from '../support/plain-target.ts'

const V3 = { 'sigma-version': 3 }

interface Case {
  readonly name: string
  readonly selection: unknown
  readonly more?: Readonly<Record<string, unknown>>
  /** records on which the rule holds: it must be asked */
  readonly holds: readonly unknown[]
  /** records that show nothing of it: it must not be asked */
  readonly cold: readonly unknown[]
}

const CASES: readonly Case[] = [
  { name: 'a whole text', selection: { a: 'Alpha' }, holds: [{ a: 'ALPHA' }], cold: [{ a: 'alphabet' }, {}] },
  { name: 'the empty text', selection: { a: '' }, holds: [{ a: '' }], cold: [{ a: 'x' }, { a: null }, {}] },
  { name: 'a text that Kelvin folds to', selection: { a: 'kb' }, holds: [{ a: '\u212aB' }], cold: [{ a: 'xb' }] },
  {
    name: 'a part with the Kelvin sign',
    selection: { 'a|contains': 'ok' },
    holds: [{ a: 'xO\u212ax' }],
    cold: [{ a: 'xOx' }],
  },
  { name: 'a final sigma', selection: { 'a|contains': 'ΟΣ' }, holds: [{ a: 'νικος α' }], cold: [{ a: 'νικοs' }] },
  {
    name: 'a number',
    selection: { a: 4624 },
    holds: [{ a: 4624 }, { a: '4624' }, { a: [1, 4624] }],
    cold: [{ a: 46 }],
  },
  { name: 'a boolean', selection: { a: true }, holds: [{ a: true }, { a: 'True' }], cold: [{ a: false }, { a: 1 }] },
  { name: 'a cased text', selection: { 'a|cased': 'Alpha' }, holds: [{ a: 'Alpha' }], cold: [{ a: 'beta' }] },
  {
    name: 'contains',
    selection: { 'a|contains': 'cat' },
    holds: [{ a: 'cCATc' }, { a: ['x', 'cat'] }],
    cold: [{ a: 'cacat'.slice(0, 4) }],
  },
  {
    name: 'contains, overlapping words',
    selection: { 'a|contains': ['abab', 'bab', 'ba'] },
    holds: [{ a: 'ababab' }, { a: 'xba' }],
    cold: [{ a: 'aabb' }],
  },
  { name: 'startswith', selection: { 'a|startswith': 'cat' }, holds: [{ a: 'Catalog' }], cold: [{ a: 'bobcat' }] },
  {
    name: 'endswith',
    selection: { 'a|endswith': '\\cmd.exe' },
    holds: [{ a: 'C:\\CMD.EXE' }],
    cold: [{ a: '\\cmd.exe /c' }],
  },
  {
    name: 'a long needle whose rarest run is inside',
    selection: { 'a|contains': 'eeeeeeeeeeqzqzeeeeeeeeee' },
    holds: [{ a: `xx${'e'.repeat(10)}qzqz${'e'.repeat(10)}` }],
    cold: [{ a: 'eeeqzqzeee' }],
  },
  { name: 'a wildcard inside', selection: { a: 'al*b?t' }, holds: [{ a: 'alphabet' }], cold: [{ a: 'be' }] },
  { name: 'a star alone', selection: { a: '*' }, holds: [{ a: '' }, { a: 0 }, { a: {} }], cold: [{}] },
  {
    name: 'a needle of no ASCII',
    selection: { 'a|contains': '🔑' },
    holds: [{ a: 'a🔑b' }],
    cold: [{ a: 'ab' }, { a: 'é' }],
  },
  {
    name: 'one letter of another alphabet',
    selection: { 'a|contains': 'а' },
    holds: [{ a: 'pаypal' }],
    cold: [{ a: 'paypal' }],
  },
  { name: 'one rare character', selection: { 'a|contains': '`' }, holds: [{ a: 'a`b' }], cold: [{ a: 'ab' }] },
  {
    name: 'a regular expression',
    selection: { 'a|re': 'al.*phabet\\d' },
    holds: [{ a: 'al phabet7' }],
    cold: [{ a: 'alphabe7' }],
  },
  {
    name: 'one without case and a long s',
    selection: { 'a|re|i': 'system' },
    holds: [{ a: 'SY\u017fTEM' }],
    cold: [{ a: 'sytem' }],
  },
  {
    name: 'one with alternatives',
    selection: { 'a|re': '(?:cat|dog)+food' },
    holds: [{ a: 'dogcatfood' }],
    cold: [{ a: 'foo' }],
  },
  { name: 'one without a literal', selection: { 'a|re': '^\\d+$' }, holds: [{ a: '12' }, { a: 12 }], cold: [{}] },
  {
    name: 'base64',
    selection: { 'a|base64offset|contains': 'foobar' },
    holds: [{ a: 'xZm9vYmFy' }, { a: 'mb29iYX' }],
    cold: [{ a: 'foobar' }],
  },
  { name: 'UTF-16', selection: { 'a|wide|contains': 'ab' }, holds: [{ a: 'xa\0b\0' }], cold: [{ a: 'ab' }] },
  {
    name: 'dashes',
    selection: { 'a|windash|contains': ' -enc' },
    holds: [{ a: 'x /enc' }, { a: 'x \u2013enc' }],
    cold: [{ a: 'x enc' }],
  },
  {
    name: 'contains with all',
    selection: { 'a|contains|all': ['x', 'alphabet'] },
    holds: [{ a: 'alphabetx' }],
    cold: [{ a: 'xx' }],
  },
  {
    name: 'a network',
    selection: { 'a|cidr': '192.0.2.0/24' },
    holds: [{ a: '192.0.2.7' }, { a: '::ffff:192.0.2.7' }, { a: '::ffff:c000:207' }],
    cold: [{ a: '198.51.100.7' }, { a: 'x' }],
  },
  {
    name: 'a mapped network',
    selection: { 'a|cidr': '::ffff:192.0.2.0/120' },
    holds: [{ a: '192.0.2.7' }],
    cold: [{ a: '192.0.3.7' }],
  },
  {
    name: 'a network of version 6',
    selection: { 'a|cidr': '2001:db8::/33' },
    holds: [{ a: '2001:DB8::1%eth0' }],
    cold: [{ a: '2001:db8:8000::1' }],
  },
  {
    name: 'networks of a list',
    selection: { 'a|cidr|expand': '%nets%' },
    holds: [{ a: '198.51.100.1' }],
    cold: [{ a: '203.0.113.1' }],
  },
  { name: 'a comparison', selection: { 'a|gte': 5 }, holds: [{ a: 5 }, { a: '7.5' }, { a: [1, 9] }], cold: [{ b: 5 }] },
  { name: 'a part of a time', selection: { 'a|hour': 3 }, holds: [{ a: '2026-02-03T03:59:00Z' }], cold: [{}] },
  {
    name: 'exists',
    selection: { 'a|exists': true },
    holds: [{ a: null }, { a: [] }, { a: '' }, { a: { b: 1 } }],
    cold: [{}],
  },
  {
    name: 'exists at the end of a path',
    selection: { 'a.b|exists': true },
    holds: [{ a: { b: [] } }, { a: [{ b: null }] }, { 'a.b': null }],
    cold: [{ a: [] }, { a: { c: 1 } }],
  },
  { name: 'another field', selection: { 'a|fieldref': 'b' }, holds: [{ a: 'X', b: 'x' }], cold: [{ b: 'x' }] },
  {
    name: 'text in an object',
    selection: { 'a|contains': 'deep' },
    holds: [{ a: { b: [{ c: 'DEEPER' }] } }, { a: [{ deep: 1 }] }],
    cold: [{ a: { b: 'dee' } }],
  },
  {
    name: 'a whole text in an object',
    selection: { a: 'deep' },
    holds: [{ a: { b: ['Deep'] } }],
    cold: [{ a: { b: ['deeper'] } }],
  },
  {
    name: 'JSON of an object',
    selection: { 'a|contains': '"b":7' },
    holds: [{ a: { b: 7 } }],
    cold: [{ a: { b: 8 } }],
  },
  {
    name: 'a path through arrays',
    selection: { 'a.b': 'x' },
    holds: [{ a: [{ b: 'y' }, { b: ['z', 'X'] }] }, { 'a.b': 'x' }],
    cold: [{ a: [{ b: 'y' }] }],
  },
  {
    name: 'any element',
    selection: { 'a[any]': { b: null, c: 'x' } },
    more: V3,
    holds: [{ a: [{ c: 'x' }] }, { a: { c: 'x' } }],
    cold: [{}, { b: [] }],
  },
  { name: 'any null element', selection: { 'a[any]': { '.': null } }, more: V3, holds: [{ a: [null] }], cold: [{}] },
  {
    name: 'a literal key over a path with elements',
    selection: { 'a[any]': { 'b.c': 'x' } },
    more: V3,
    holds: [{ a: [{ 'b.c': 'x', b: { c: 'y' } }], 'a.b.c': 'z' }],
    cold: [{ 'a.b.c': 'x' }],
  },
  { name: 'all elements', selection: { 'a[all]': { '.': 'x' } }, more: V3, holds: [{ a: ['x', 'X'] }], cold: [{}] },
  { name: 'an element by place', selection: { 'a[0]': 'x' }, more: V3, holds: [{ a: ['x'] }], cold: [{}] },
  {
    name: 'keywords',
    selection: ['Needle', 'haystack'],
    holds: [{ b: 'a needle!' }, { NEEDLE: 1 }, { a: [{ b: ['haySTACK'] }] }],
    cold: [{ a: 'need', b: 'le' }],
  },
  { name: 'a keyword in escapes', selection: ['c:\\"x"/y'], holds: [{ a: 'C:\\"X"/Y' }], cold: [{ a: 'c:x' }] },
  { name: 'a keyword of no ASCII', selection: ['schlüssel'], holds: [{ a: 'SCHLÜSSEL' }], cold: [{ a: 'schluessel' }] },
  {
    name: 'a keyword with the Kelvin sign in the event',
    selection: ['token'],
    holds: [{ a: 'to\u212aen' }],
    cold: [{ a: 'toen' }],
  },
  { name: 'a number as keyword', selection: [4625], holds: [{ a: 4625 }, { a: 'x4625' }], cold: [{ a: 462 }] },
  {
    name: 'or of fields',
    selection: [{ a: 'x' }, { 'b|contains': 'yy' }],
    holds: [{ a: 'X' }, { b: 'ayyb' }],
    cold: [{ a: 'yy', b: 'x' }],
  },
  { name: 'and of fields', selection: { a: null, b: 'x' }, holds: [{ b: 'x' }], cold: [{ a: null }] },
]

describe('a rule is asked wherever it holds, and not where nothing of it shows', () => {
  for (const { name, selection, more, holds: hot, cold } of CASES) {
    it(name, () => {
      const rule = ruleOf(selection, more)
      const asked = askedRule(rule)
      assert.equal(asked.isOpen, false)
      for (const record of hot.map((one) => JSON.stringify(one))) {
        assert.ok(holds(rule, record), `holds on ${record}`)
        assert.ok(asked.isAsked(record), `asked about ${record}`)
      }
      for (const record of cold.map((one) => JSON.stringify(one))) {
        assert.ok(!asked.isAsked(record), `not asked about ${record}`)
      }
    })
  }
})

describe('a keyword is found however JSON spells it', () => {
  const spellings = ['{"a":"n\\u0065edle"}', '{"n\\u0045edle":0}', '{"a":"x\\/needle"}', '{"a":"\\\\needle\\n"}']
  for (const json of [...spellings, '{"a":"\\u212aneedle"}', '{"a":"\\uD83D\\uDD11needle"}']) {
    it(json, () => assert.ok(askedRule(ruleOf(['needle'])).isAsked(json)))
  }
  it('a number that JSON writes in another way', () => {
    assert.ok(askedRule(ruleOf([1000])).isAsked('{"a":1e3}'))
  })
})

describe('a rule that can hold on a record with nothing in it is asked about every one', () => {
  const selections = [{ a: null }, { 'a|exists': false }, { 'a|neq': 'x' }, [{ a: 'x' }, { b: null }], ['*']]
  for (const selection of selections) {
    it(JSON.stringify(selection), () => assert.ok(askedRule(ruleOf(selection)).isOpen))
  }
  for (const key of ['a[none]', 'a[all_or_empty]']) {
    it(key, () => assert.ok(askedRule(ruleOf({ [key]: { b: 'x' } }, V3)).isOpen))
  }
  it('an element that may be missing', () => assert.ok(askedRule(ruleOf({ 'a[0].b': null }, V3)).isOpen))
})
