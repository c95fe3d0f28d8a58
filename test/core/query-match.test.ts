import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '../../services/core/json.ts'
import { createQueryMatcher } from '../../services/core/query-match.ts'
import { ANY_ONE, ANY_RUN, type Query, type TextPattern } from '../../services/core/query.ts'
import { createTextFilter } from '../../services/core/query/text-filter.ts'
import { appError } from '../support/stored-samples.ts'

const TIME = 1_773_475_200_000

const DOCUMENT: JsonObject = {
  '@timestamp': '2026-03-14T08:00:00.000Z',
  event: { action: 'StopLogging', outcome: 'success' },
  source: { ip: '192.0.2.7', port: 443 },
  destination: { ip: '::ffff:198.51.100.20' },
  user: { name: 'Zoë', roles: ['Admin', 'auditor'], mfa: false, manager: null, email: '' },
  size: 1500,
  ratio: 0.25,
  code: '1500',
  negative: -3,
  serial: '12345678901234567890',
  empty: {},
  none: [],
  nothing: { inner: [null, {}] },
  rules: [{ port: 22, cidr: '203.0.113.0/24' }, { port: 3389 }, [{ port: 5432 }]],
  'dotted.name': 'first',
  dotted: { name: 'second', other: 'third' },
  deep: { 'a.b': { c: 'literal' }, a: { b: { c: 'walked', d: 'only walked' } } },
  created: '2026-03-13T23:30:00+02:00',
  v6: '2001:DB8:0:0::1',
}

function match(field: string | null, ...pattern: TextPattern): Query {
  return { kind: 'match', field, pattern }
}

function range(field: string, low: string | null, high: string | null, inclusive = true): Query {
  const bound = (value: string | null) => (value === null ? null : { value, inclusive })
  return { kind: 'range', field, low: bound(low), high: bound(high) }
}

const exists = (field: string): Query => ({ kind: 'exists', field })
const network = (field: string, cidr: string): Query => ({ kind: 'network', field, cidr })
const time = (from: number | null, to: number | null): Query => ({ kind: 'time', from, to })
const not = (of: Query): Query => ({ kind: 'not', of })
const YES = match('event.action', 'StopLogging')
const NO = match('event.action', 'StartLogging')

/** Query, whether the document is found. */
const CASES: Record<string, [string, Query, boolean][]> = {
  match: [
    ['the whole value', YES, true],
    ['without case', match('event.action', 'stopLOGGING'), true],
    ['letters beyond ASCII without case', match('user.name', 'ZOË'), true],
    ['part of a value', match('event.action', 'Stop'), false],
    ['an item of a list', match('user.roles', 'admin'), true],
    ['all items joined', match('user.roles', 'admin,auditor'), false],
    ['a number by its text', match('size', '1500'), true],
    ['a number with another text', match('size', '1500.0'), false],
    ['a fraction', match('ratio', '0.25'), true],
    ['a number of 20 digits, of which a reader keeps all', match('serial', '12345678901234567890'), true],
    ['its neighbour', match('serial', '12345678901234567891'), false],
    ['a boolean', match('user.mfa', 'FALSE'), true],
    ['null is no value', match('user.manager', 'null'), false],
    ['the empty text', match('user.email'), true],
    ['the empty text of a field that is not there', match('user.phone'), false],
    ['an object is no value', match('user', ANY_RUN), false],
    ['the first of a list of objects', match('rules.port', '22'), true],
    ['the second of a list of objects', match('rules.port', '3389'), true],
    ['in a list in a list', match('rules.port', '5432'), true],
    ['a name with a dot', match('dotted.name', 'first'), true],
    ['a name with a dot hides the same path', match('dotted.name', 'second'), false],
    ['and hides no other', match('dotted.other', 'third'), true],
    ['a name with a dot as the rest of a path', match('deep.a.b', 'literal'), false],
    ['a path beside a name with a dot', match('deep.a.b.d', 'only walked'), true],
    ['an inherited property', match('constructor.name', 'Object'), false],
    ['a property of text', match('event.action.length', '11'), false],
  ],
  'wildcards match': [
    ['the beginning', match('event.action', 'stop', ANY_RUN), true],
    ['the end', match('event.action', ANY_RUN, 'ging'), true],
    ['the middle', match('event.action', ANY_RUN, 'pLog', ANY_RUN), true],
    ['both ends', match('event.action', 'st', ANY_RUN, 'ng'), true],
    ['everything', match('event.action', ANY_RUN), true],
    ['pieces in order', match('event.action', 's', ANY_RUN, 'l', ANY_RUN, 'g'), true],
    ['pieces out of order', match('event.action', ANY_RUN, 'log', ANY_RUN, 'stop', ANY_RUN), false],
    ['pieces that would overlap', match('event.action', 'stoplog', ANY_RUN, 'logging'), false],
    ['one character', match('user.name', 'zo', ANY_ONE), true],
    ['one character where there is none', match('user.name', 'zoë', ANY_ONE), false],
    ['a number', match('size', '15', ANY_RUN), true],
  ],
  'any field': [
    ['a value', match(null, 'Auditor'), true],
    ['a number', match(null, '3389'), true],
    ['a part', match(null, ANY_RUN, 'dito', ANY_RUN), true],
    ['a name is no value', match(null, 'outcome'), false],
    ['nothing', match(null, 'nowhere'), false],
  ],
  exists: [
    ['a value', exists('event.action'), true],
    ['the empty text', exists('user.email'), true],
    ['false', exists('user.mfa'), true],
    ['an object with values', exists('user'), true],
    ['null', exists('user.manager'), false],
    ['an empty object', exists('empty'), false],
    ['an empty list', exists('none'), false],
    ['nothing but null below', exists('nothing'), false],
    ['what is not there', exists('event.nothing'), false],
    ['what every object inherits', exists('toString'), false],
    ['in one item of a list', exists('rules.cidr'), true],
  ],
  range: [
    ['numbers as numbers', range('size', '200', '2000'), true],
    ['text that is a number', range('code', '200', '2000'), true],
    ['an end included', range('size', '1500', null), true],
    ['an end left out', range('size', '1500', null, false), false],
    ['the upper end left out', range('size', null, '1500', false), false],
    ['below zero', range('negative', '-5', '-1'), true],
    ['an exponent', range('size', '1e3', '1.6e3'), true],
    ['text is not within numbers', range('event.action', '0', null), false],
    ['one item of a list', range('rules.port', '3000', '4000'), true],
    ['no item of a list', range('rules.port', '6000', null), false],
    ['addresses as addresses', range('source.ip', '192.0.2.6', '192.0.2.10'), true],
    ['not as text', range('source.ip', '192.0.2.10', '192.0.2.60'), false],
    ['a mapped address', range('destination.ip', '198.51.100.3', '198.51.100.100'), true],
    ['version 6', range('v6', '2001:db8::', '2001:db8::ffff'), true],
    ['versions do not mix', range('v6', '0.0.0.0', null), false],
    ['times as times', range('created', '2026-03-13T21:29:59Z', '2026-03-13T21:30:00Z'), true],
    ['a date is its first instant', range('created', '2026-03-13', '2026-03-14'), true],
    ['before a date', range('created', '2026-03-14', null), false],
    ['other text as text, without case', range('event.action', 'STA', 'stz'), true],
    ['beyond other text', range('event.action', 'sz', null), false],
    ['a boolean as text', range('user.mfa', 'f', 'g'), true],
    ['open at both ends', range('size', null, null), true],
    ['open at both ends, nothing there', range('nothing', null, null), false],
  ],
  network: [
    ['inside', network('source.ip', '192.0.2.0/24'), true],
    ['outside', network('source.ip', '192.0.3.0/24'), false],
    ['the smallest', network('source.ip', '192.0.2.7/32'), true],
    ['the largest', network('source.ip', '0.0.0.0/0'), true],
    ['an address alone', network('source.ip', '192.0.2.7'), true],
    ['bits beyond the prefix', network('source.ip', '192.0.2.99/24'), true],
    ['a mapped address', network('destination.ip', '198.51.100.16/28'), true],
    ['a mapped network', network('destination.ip', '::ffff:198.51.100.0/120'), true],
    ['version 6', network('v6', '2001:db8::/32'), true],
    ['version 6 outside', network('v6', '2001:db9::/32'), false],
    ['versions do not mix', network('source.ip', '::/0'), false],
    ['text is in no network', network('event.action', '0.0.0.0/0'), false],
    ['a network as a value is no address', network('rules.cidr', '203.0.113.0/24'), false],
  ],
  time: [
    ['from included', time(TIME, null), true],
    ['to included', time(null, TIME), true],
    ['later', time(TIME + 1, null), false],
    ['earlier', time(null, TIME - 1), false],
    ['open', time(null, null), true],
  ],
  'all, and, or, not': [
    ['all', { kind: 'all' }, true],
    ['and of both', { kind: 'and', of: [YES, YES] }, true],
    ['and of one', { kind: 'and', of: [YES, NO] }, false],
    ['or of one', { kind: 'or', of: [NO, YES] }, true],
    ['or of none', { kind: 'or', of: [NO, NO] }, false],
    ['or over fields', { kind: 'or', of: [NO, match('size', '1500'), match('size', '2')] }, true],
    ['or of words anywhere', { kind: 'or', of: [match(null, 'nowhere'), match(null, 'auditor')] }, true],
    ['and of nothing', { kind: 'and', of: [] }, true],
    ['or of nothing', { kind: 'or', of: [] }, false],
    ['not', not(YES), false],
    ['not not', not(not(YES)), true],
    ['not of what is not there', not(match('nowhere', 'x')), true],
  ],
}

for (const [kind, cases] of Object.entries(CASES)) {
  describe(kind, () => {
    for (const [name, query, isFound] of cases) {
      test(`${name}: ${isFound ? 'found' : 'not found'}`, () => {
        assert.equal(createQueryMatcher(query)(DOCUMENT, TIME), isFound)
        const mayMatch = createTextFilter(query)
        if (isFound && mayMatch) assert.ok(mayMatch(JSON.stringify(DOCUMENT)), 'the quick test of the text denies it')
      })
    }
  })
}

test('a network that is none is refused when the query is read, not when it is run', () => {
  for (const cidr of [
    '',
    'x',
    '192.0.2.0/33',
    '192.0.2/24',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '2001:db8::/129',
    '1::2::3/8',
  ]) {
    assert.throws(() => createQueryMatcher(network('ip', cidr)), appError('QUERY_INVALID'), cidr)
  }
})

test('what is nested too deep is not found, and costs no stack', () => {
  let document: JsonObject = { leaf: 'x' }
  let list: JsonObject['x'] = 'x'
  for (let depth = 0; depth < 5_000; depth += 1) {
    document = { inner: document }
    list = [list]
  }
  assert.equal(createQueryMatcher(match(null, 'x'))({ document, list }, TIME), false)
  assert.equal(createQueryMatcher(match('list', 'x'))({ document, list }, TIME), false)
  assert.equal(createQueryMatcher(exists('document'))({ document, list }, TIME), false)
})

describe('the quick test of the text', () => {
  const word = (text: string): Query => match(null, ANY_RUN, text, ANY_RUN)
  const cases: { name: string; query: Query; text: string; passes: boolean | null }[] = [
    { name: 'a word that is there', query: word('Stop'), text: '{"a":"xSTOPx"}', passes: true },
    { name: 'a word that is not there', query: word('Stop'), text: '{"a":"start"}', passes: false },
    { name: 'text with escapes passes', query: word('Stop'), text: String.raw`{"a":"\u0053top"}`, passes: true },
    { name: 'a sign whose small form is a letter', query: word('skin'), text: '{"a":"s\u212Ain"}', passes: true },
    { name: 'the longest run counts', query: word('a-logging/b'), text: '{"a":"b logging"}', passes: true },
    { name: 'digits may be written otherwise', query: match(null, '1500'), text: '{"a":1.5e3}', passes: null },
    { name: 'so may large numbers', query: match(null, '1e21'), text: '{"a":1000000000000000000000}', passes: null },
    { name: 'two letters are everywhere', query: word('ab'), text: '{}', passes: null },
    { name: 'not says nothing', query: not(word('Stop')), text: '{}', passes: null },
    {
      name: 'and needs each',
      query: { kind: 'and', of: [word('stop'), word('start')] },
      text: '"stop"',
      passes: false,
    },
    { name: 'or needs one', query: { kind: 'or', of: [word('stop'), word('start')] }, text: '"stop"', passes: true },
    { name: 'or with an unknown part', query: { kind: 'or', of: [word('stop'), exists('a')] }, text: '', passes: null },
  ]
  for (const { name, query, text, passes } of cases) {
    test(name, () => {
      const mayMatch = createTextFilter(query)
      assert.equal(mayMatch ? mayMatch(text) : null, passes)
    })
  }
})
