import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ANY_ONE, ANY_RUN, type Query, type TextPattern } from '../../../services/core/query.ts'
import { isNetwork } from '../../../services/app/query/query-value.ts'
import { parseQuery } from '../../../services/app/query/parse-query.ts'
import { printQuery } from '../../../services/app/query/print-query.ts'
import { isQueryError, renderQueryError } from '../../../services/app/query/query-error.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'
import { and, exists, match, network, not, or, plain, range, time } from './tree.ts'

const NOW = Date.parse('2026-03-14T08:17:45.123Z')

const PRINTED: readonly { readonly tree: Query; readonly text: string }[] = [
  { tree: { kind: 'all' }, text: '*' },
  { tree: and(), text: '*' },
  { tree: or(), text: 'not *' },
  { tree: and(match('a', 'b')), text: 'a:b' },
  { tree: match('event.action', 'Delete*'), text: 'event.action:Delete*' },
  { tree: match(null, 'a?'), text: 'a?' },
  { tree: plain('x', 'a b'), text: 'x:"a b"' },
  { tree: plain('x', 'or'), text: 'x:"or"' },
  { tree: plain('x', '*'), text: 'x:"*"' },
  { tree: plain('x', ''), text: 'x:""' },
  { tree: plain(null, 'event.action=x'), text: '"event.action=x"' },
  { tree: match('x', 'a b*'), text: String.raw`x:a\ b*` },
  { tree: match('odd field', 'a'), text: '"odd field":a' },
  { tree: exists('error.code'), text: 'error.code:*' },
  { tree: range('x', '>=', '10'), text: 'x >= 10' },
  { tree: range('x', '<', '2001:db8::1'), text: 'x < "2001:db8::1"' },
  { tree: network('source.ip', '192.0.2.0/24'), text: 'source.ip:192.0.2.0/24' },
  { tree: or(plain('x', '2001:db8::/32'), network('x', '2001:db8::/32')), text: 'x:"2001:db8::/32"' },
  { tree: time('2026-03-14T08:17:45Z', null), text: '@timestamp >= "2026-03-14T08:17:45.000Z"' },
  { tree: time('2026-03-14T08:17:45Z', '2026-03-14T08:17:45Z'), text: '@timestamp:"2026-03-14T08:17:45.000Z"' },
  { tree: not(and(match('a', '1'), match('b', '2'))), text: 'not (a:1 and b:2)' },
  { tree: or(and(match('a', '1'), match('b', '2')), match('c', '3')), text: 'a:1 and b:2 or c:3' },
  { tree: and(or(match('a', '1'), match('b', '2')), match('c', '3')), text: '(a:1 or b:2) and c:3' },
  {
    tree: not(time('2026-03-14T00:00:00Z', '2026-03-15T00:00:00Z')),
    text: 'not (@timestamp >= "2026-03-14T00:00:00.000Z" and @timestamp <= "2026-03-15T00:00:00.000Z")',
  },
]

describe('a tree is printed', () => {
  for (const { tree, text } of PRINTED) test(text, () => assert.equal(printQuery(tree), text))
})

const SIGNS = [
  'a',
  'B',
  '7',
  ' ',
  '(',
  ')',
  ':',
  '"',
  '\\',
  '<',
  '>',
  '=',
  '*',
  '?',
  '{',
  '}',
  '-',
  '!',
  '/',
  'or',
  'and',
  'not',
  '\n',
  '\t',
  'é',
  '日',
  '🔥',
  '\u202e',
]
const FIELDS = [
  'event.action',
  'source.ip',
  'user.name',
  'aws.cloudtrail.requestParameters.name',
  'odd field',
  'a:b',
  'not',
  'no=field',
]

function randomText(random: TestRandom, atMost: number): string {
  return Array.from({ length: 1 + random.int(atMost) }, () => random.pick(SIGNS)).join('')
}

function randomPattern(random: TestRandom): TextPattern {
  const parts: TextPattern[number][] = []
  const length = 1 + random.int(4)
  while (parts.length < length) {
    const last = parts.at(-1)
    if (typeof last !== 'string' && random.chance(0.7)) parts.push(randomText(random, 5))
    else if (last === ANY_RUN || random.chance(0.3)) parts.push(ANY_ONE)
    else parts.push(ANY_RUN)
  }
  const [only] = parts
  // A text that is a network (`::/7`) is read as one: the parser gives no such match alone.
  const isOther = parts.length === 1 && (only === ANY_RUN || (typeof only === 'string' && isNetwork(only)))
  return isOther ? ['x'] : parts
}

function randomLeaf(random: TestRandom): Query {
  const field = random.pick(FIELDS)
  const kind = random.int(8)
  if (kind === 0) return { kind: 'all' }
  if (kind === 1) return exists(field)
  if (kind === 2) return range(field, random.pick(['<', '<=', '>', '>='] as const), randomText(random, 6))
  if (kind === 3)
    return network(random.pick(['source.ip', 'related.ip']), random.pick(['192.0.2.0/24', '2001:db8::/32']))
  if (kind === 4) {
    const from = Math.floor(random.next() * 2e12)
    const to = random.chance(0.3) ? from : from + random.int(1e9)
    return {
      kind: 'time',
      ...random.pick([
        { from, to },
        { from, to: null },
        { from: null, to },
      ]),
    }
  }
  return { kind: 'match', field: random.chance(0.3) ? null : field, pattern: randomPattern(random) }
}

function randomTree(random: TestRandom, depth: number): Query {
  if (depth === 0 || random.chance(0.3)) return randomLeaf(random)
  const kind = random.pick(['and', 'or', 'not'] as const)
  if (kind === 'not') return not(randomTree(random, depth - 1))
  const of = Array.from({ length: 2 + random.int(3) }, () => randomTree(random, depth - 1))
  if (kind === 'or') return or(...of)
  // The parser joins times that hold together: a tree that it gives has one at most.
  let times = 0
  const kept = of.filter((query) => query.kind !== 'time' || (times += 1) === 1)
  return kept.length > 1 ? and(...kept) : not(and(...kept, match('a', 'b')))
}

test('any tree is printed as text that is read back as the same tree', () => {
  const random = testRandom(4711)
  for (let run = 0; run < 2000 * SCALE; run += 1) {
    const tree = randomTree(random, 4)
    const text = printQuery(tree)
    assert.deepEqual(parseQuery(text, NOW), tree, `seed ${random.seed}, run ${run}: ${text}`)
  }
})

test('any text is understood or refused at a place within it, and what is understood can be printed and read again', () => {
  const random = testRandom(4712)
  const words = [
    ...SIGNS,
    'event.action',
    ':',
    '192.0.2.0/24',
    '@timestamp',
    'now-1d',
    '>=',
    ' and ',
    ' or ',
    ' not ',
    'x:y',
  ]
  for (let run = 0; run < 5000 * SCALE; run += 1) {
    const text = Array.from({ length: random.int(12) }, () => random.pick(words)).join('')
    const query = parseQuery(text, NOW)
    const place = `seed ${random.seed}, run ${run}: ${JSON.stringify(text)}`
    if (isQueryError(query)) {
      assert.ok(query.position >= 0 && query.position <= text.length && query.message !== '', place)
      assert.ok(!/[\n\u202e]/.test(renderQueryError(text, query).split('\n')[1] ?? '\n'), place)
    } else assert.deepEqual(parseQuery(printQuery(query), NOW), query, `${place} → ${printQuery(query)}`)
  }
})
