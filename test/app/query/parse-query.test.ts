import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Query } from '../../../services/core/query.ts'
import { parseQuery } from '../../../services/app/query/parse-query.ts'
import { isQueryError } from '../../../services/app/query/query-error.ts'
import { and, exists, match, network, not, or, plain, range, time } from './tree.ts'

const NOW = Date.parse('2026-03-14T08:17:45.123Z')
const ARN = 'arn:aws:iam::111122223333:role/Admin'

interface Understood {
  readonly name: string
  readonly text: string
  readonly tree: Query
}

const VALUES: readonly Understood[] = [
  { name: 'no text finds all', text: '', tree: { kind: 'all' } },
  { name: 'blanks find all', text: ' \t\n ', tree: { kind: 'all' } },
  { name: 'a star finds all', text: '*', tree: { kind: 'all' } },
  { name: 'any value of any field finds all', text: '*:*', tree: { kind: 'all' } },
  { name: 'field and value', text: 'event.action:ConsoleLogin', tree: match('event.action', 'ConsoleLogin') },
  { name: 'blanks around the colon', text: 'event.action : StopLogging', tree: match('event.action', 'StopLogging') },
  { name: 'a number is text', text: 'tocsin.delivery.offset:10', tree: match('tocsin.delivery.offset', '10') },
  { name: 'a phrase', text: 'user.name:"Ann Lee"', tree: plain('user.name', 'Ann Lee') },
  { name: 'a phrase with a colon', text: `user.id:"${ARN}"`, tree: plain('user.id', ARN) },
  { name: 'wildcards in a phrase are text', text: 'user.name:"a*b?"', tree: plain('user.name', 'a*b?') },
  { name: 'keywords in a phrase are text', text: 'user.name:"a or b"', tree: plain('user.name', 'a or b') },
  { name: 'an empty phrase', text: 'user.name:""', tree: plain('user.name', '') },
  { name: 'a quote in a phrase', text: String.raw`user.name:"a\"b"`, tree: plain('user.name', 'a"b') },
  { name: 'a backslash in a phrase', text: String.raw`user.name:"a\\b"`, tree: plain('user.name', String.raw`a\b`) },
  { name: 'other escapes in a phrase', text: String.raw`x:"\t\r\n\u0041"`, tree: plain('x', '\t\r\nA') },
  { name: 'no escape in a phrase', text: String.raw`x:"C:\Users\*"`, tree: plain('x', String.raw`C:\Users\*`) },
  { name: 'a bare word looks in all fields', text: 'AKIAEXAMPLE', tree: match(null, 'AKIAEXAMPLE') },
  { name: 'a bare phrase looks in all fields', text: '"Ann Lee"', tree: plain(null, 'Ann Lee') },
  { name: 'any field by its star', text: '*:AKIAEXAMPLE', tree: match(null, 'AKIAEXAMPLE') },
  { name: 'a run of any characters', text: 'event.action:Delete*', tree: match('event.action', 'Delete*') },
  { name: 'a star in the middle', text: 'event.action:*Log*', tree: match('event.action', '*Log*') },
  { name: 'one character', text: 'event.action:Get?ser', tree: match('event.action', 'Get?ser') },
  { name: 'stars in a row are one', text: 'event.action:a**b', tree: match('event.action', 'a*b') },
  { name: 'a question mark and a star', text: 'event.action:?*', tree: match('event.action', '?*') },
  { name: 'a bare word with wildcards', text: '*@example.com', tree: match(null, '*@example.com') },
  { name: 'a field that is there', text: 'error.code:*', tree: exists('error.code') },
  { name: 'stars alone mean there', text: 'error.code:***', tree: exists('error.code') },
  { name: 'a quoted star is text', text: 'error.code:"*"', tree: plain('error.code', '*') },
  { name: 'a quoted field', text: '"odd field":x', tree: match('odd field', 'x') },
  {
    name: 'a deep path',
    text: 'aws.cloudtrail.userIdentity.type:Root',
    tree: match('aws.cloudtrail.userIdentity.type', 'Root'),
  },
  { name: 'escaped wildcards', text: String.raw`x:a\*\?b`, tree: plain('x', 'a*?b') },
  { name: 'escaped signs', text: String.raw`x:a\:\(\)\"\<\>\{\}\\b`, tree: plain('x', 'a:()"<>{}\\b') },
  { name: 'an escaped blank', text: String.raw`user.name:Ann\ Lee`, tree: plain('user.name', 'Ann Lee') },
  { name: 'an escaped code', text: String.raw`x:\u0041b`, tree: plain('x', 'Ab') },
  { name: 'an escaped keyword', text: String.raw`x:\and`, tree: plain('x', 'and') },
  { name: 'an escaped NOT', text: String.raw`\NOT`, tree: plain(null, 'NOT') },
  {
    name: 'words that begin like keywords',
    text: 'x:android or y:nothing',
    tree: or(match('x', 'android'), match('y', 'nothing')),
  },
  { name: 'an escaped tab is no keyword', text: String.raw`x:a\tb`, tree: plain('x', 'a\tb') },
  {
    name: 'letters of all scripts',
    text: 'user.name:Zoë or user.name:日本',
    tree: or(match('user.name', 'Zoë'), match('user.name', '日本')),
  },
  { name: 'an ARN with escaped colons', text: String.raw`user.id:arn\:aws\:*`, tree: match('user.id', 'arn:aws:*') },
  { name: 'an equals sign after no field of ours', text: 'a=b', tree: match(null, 'a=b') },
  {
    name: "a member named like Object's own",
    text: '__proto__:x and constructor:y',
    tree: and(match('__proto__', 'x'), match('constructor', 'y')),
  },
]

const OPERATORS: readonly Understood[] = [
  { name: 'and', text: 'a:1 and b:2', tree: and(match('a', '1'), match('b', '2')) },
  { name: 'or', text: 'a:1 or b:2', tree: or(match('a', '1'), match('b', '2')) },
  { name: 'not', text: 'not a:1', tree: not(match('a', '1')) },
  {
    name: 'keywords without case',
    text: 'a:1 AND Not b:2 oR c:3',
    tree: or(and(match('a', '1'), not(match('b', '2'))), match('c', '3')),
  },
  {
    name: 'and binds closer than or',
    text: 'a or b and c',
    tree: or(match(null, 'a'), and(match(null, 'b'), match(null, 'c'))),
  },
  {
    name: 'and binds closer than or, from the left',
    text: 'a and b or c',
    tree: or(and(match(null, 'a'), match(null, 'b')), match(null, 'c')),
  },
  { name: 'not binds closest', text: 'not a and b', tree: and(not(match(null, 'a')), match(null, 'b')) },
  { name: 'not twice', text: 'not not a', tree: not(not(match(null, 'a'))) },
  {
    name: 'several in a row are one',
    text: 'a and b and c',
    tree: and(match(null, 'a'), match(null, 'b'), match(null, 'c')),
  },
  {
    name: 'parentheses first',
    text: '(a or b) and c',
    tree: and(or(match(null, 'a'), match(null, 'b')), match(null, 'c')),
  },
  { name: 'not of a group', text: 'not (a or b)', tree: not(or(match(null, 'a'), match(null, 'b'))) },
  { name: 'not close to its group', text: 'not(a)', tree: not(match(null, 'a')) },
  { name: 'parentheses around one', text: '((a:1))', tree: match('a', '1') },
  {
    name: 'a group keeps its place',
    text: 'a and (b and c)',
    tree: and(match(null, 'a'), and(match(null, 'b'), match(null, 'c'))),
  },
  { name: 'a list', text: 'x:(a or b)', tree: or(match('x', 'a'), match('x', 'b')) },
  {
    name: 'a list with everything',
    text: 'x:(a or b and not c)',
    tree: or(match('x', 'a'), and(match('x', 'b'), not(match('x', 'c')))),
  },
  { name: 'all of a list', text: 'x:(a and "b c")', tree: and(match('x', 'a'), plain('x', 'b c')) },
  {
    name: 'groups in a list',
    text: 'x:((a or b) and not (c))',
    tree: and(or(match('x', 'a'), match('x', 'b')), not(match('x', 'c'))),
  },
  { name: 'a list of one', text: 'x:(a)', tree: match('x', 'a') },
  { name: 'wildcards in a list', text: 'x:(Delete* or *)', tree: or(match('x', 'Delete*'), exists('x')) },
  {
    name: 'a list, then another field',
    text: 'x:(a or b) and y:c',
    tree: and(or(match('x', 'a'), match('x', 'b')), match('y', 'c')),
  },
]

const RANGES: readonly Understood[] = [
  { name: 'at least', text: 'x >= 10', tree: range('x', '>=', '10') },
  { name: 'more than', text: 'x > 10', tree: range('x', '>', '10') },
  { name: 'at most', text: 'x <= 10', tree: range('x', '<=', '10') },
  { name: 'less than', text: 'x < 10', tree: range('x', '<', '10') },
  { name: 'without blanks', text: 'x>=10', tree: range('x', '>=', '10') },
  { name: 'text in quotes', text: 'x < "2026-01-01"', tree: range('x', '<', '2026-01-01') },
  { name: 'both ends', text: 'x >= 1 and x < 5', tree: and(range('x', '>=', '1'), range('x', '<', '5')) },
  { name: 'not in a range', text: 'not x > 1', tree: not(range('x', '>', '1')) },
  { name: 'an address', text: 'source.ip >= 192.0.2.10', tree: range('source.ip', '>=', '192.0.2.10') },
]

const NETWORKS: readonly Understood[] = [
  {
    name: 'a network of a field of addresses',
    text: 'source.ip:192.0.2.0/24',
    tree: network('source.ip', '192.0.2.0/24'),
  },
  { name: 'a network in quotes', text: 'related.ip:"2001:db8::/32"', tree: network('related.ip', '2001:db8::/32') },
  {
    name: 'networks in a list',
    text: 'source.ip:(192.0.2.0/24 or 198.51.100.7)',
    tree: or(network('source.ip', '192.0.2.0/24'), match('source.ip', '198.51.100.7')),
  },
  {
    name: 'a network, or the very text, where a field may hold either',
    text: 'source.address:192.0.2.0/24',
    tree: or(plain('source.address', '192.0.2.0/24'), network('source.address', '192.0.2.0/24')),
  },
  {
    name: 'a bare network',
    text: '192.0.2.0/24',
    tree: or(plain(null, '192.0.2.0/24'), network('related.ip', '192.0.2.0/24')),
  },
  { name: 'the whole internet', text: 'source.ip:0.0.0.0/0', tree: network('source.ip', '0.0.0.0/0') },
  { name: 'no network: a path', text: 'x:a/24', tree: match('x', 'a/24') },
  { name: 'no network: more bits than an address has', text: 'x:192.0.2.0/33', tree: match('x', '192.0.2.0/33') },
  { name: 'addresses by wildcard', text: 'source.ip:192.0.2.*', tree: match('source.ip', '192.0.2.*') },
]

const TIMES: readonly Understood[] = [
  { name: 'since a day ago', text: '@timestamp >= now-1d', tree: time('2026-03-13T08:17:45.123Z', null) },
  { name: 'after now', text: '@timestamp > now', tree: time('2026-03-14T08:17:45.124Z', null) },
  { name: 'until now', text: '@timestamp <= now', tree: time(null, '2026-03-14T08:17:45.123Z') },
  { name: 'before now', text: '@timestamp < now', tree: time(null, '2026-03-14T08:17:45.122Z') },
  {
    name: 'since the start of yesterday',
    text: '@timestamp >= now-1d/d',
    tree: time('2026-03-13T00:00:00.000Z', null),
  },
  { name: 'after yesterday', text: '@timestamp > now-1d/d', tree: time('2026-03-14T00:00:00.000Z', null) },
  { name: 'before today', text: '@timestamp < now/d', tree: time(null, '2026-03-13T23:59:59.999Z') },
  { name: 'until the end of today', text: '@timestamp <= now/d', tree: time(null, '2026-03-14T23:59:59.999Z') },
  { name: 'today', text: '@timestamp:now/d', tree: time('2026-03-14T00:00:00.000Z', '2026-03-14T23:59:59.999Z') },
  {
    name: 'this week, from Monday',
    text: '@timestamp:now/w',
    tree: time('2026-03-09T00:00:00.000Z', '2026-03-15T23:59:59.999Z'),
  },
  {
    name: 'last month',
    text: '@timestamp:now-1M/M',
    tree: time('2026-02-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z'),
  },
  {
    name: 'a month is as long as it is',
    text: '@timestamp >= now-15d-1M',
    tree: time('2026-01-27T08:17:45.123Z', null),
  },
  { name: 'hours and minutes', text: '@timestamp >= now-2h-30m', tree: time('2026-03-14T05:47:45.123Z', null) },
  { name: 'seconds', text: '@timestamp >= now+5s', tree: time('2026-03-14T08:17:50.123Z', null) },
  { name: 'a year', text: '@timestamp:2026', tree: time('2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z') },
  { name: 'a month', text: '@timestamp:2024-02', tree: time('2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z') },
  { name: 'a day', text: '@timestamp:2026-03-14', tree: time('2026-03-14T00:00:00.000Z', '2026-03-14T23:59:59.999Z') },
  { name: 'after a day', text: '@timestamp > 2026-03-14', tree: time('2026-03-15T00:00:00.000Z', null) },
  {
    name: 'until a day, that day included',
    text: '@timestamp <= "2026-03-14"',
    tree: time(null, '2026-03-14T23:59:59.999Z'),
  },
  { name: 'before a day', text: '@timestamp < 2026-03-14', tree: time(null, '2026-03-13T23:59:59.999Z') },
  {
    name: 'an hour',
    text: '@timestamp:2026-03-14T08',
    tree: time('2026-03-14T08:00:00.000Z', '2026-03-14T08:59:59.999Z'),
  },
  {
    name: 'a minute',
    text: '@timestamp:"2026-03-14 08:17"',
    tree: time('2026-03-14T08:17:00.000Z', '2026-03-14T08:17:59.999Z'),
  },
  {
    name: 'a second',
    text: '@timestamp:"2026-03-14T08:17:45Z"',
    tree: time('2026-03-14T08:17:45.000Z', '2026-03-14T08:17:45.999Z'),
  },
  {
    name: 'a millisecond',
    text: '@timestamp:"2026-03-14T08:17:45.123Z"',
    tree: time('2026-03-14T08:17:45.123Z', '2026-03-14T08:17:45.123Z'),
  },
  {
    name: 'another zone',
    text: '@timestamp >= "2026-03-14T08:17:45+02:00"',
    tree: time('2026-03-14T06:17:45.000Z', null),
  },
  {
    name: 'milliseconds since 1970',
    text: '@timestamp >= 1773476265123',
    tree: time('2026-03-14T08:17:45.123Z', null),
  },
  {
    name: 'bounds that hold together are one span',
    text: '@timestamp >= 2026-03-01 and a:b and @timestamp < 2026-03-08',
    tree: and(time('2026-03-01T00:00:00Z', '2026-03-07T23:59:59.999Z'), match('a', 'b')),
  },
  {
    name: 'the narrower bounds count',
    text: '@timestamp >= 2026-03-01 and @timestamp >= 2026-03-02',
    tree: time('2026-03-02T00:00:00Z', null),
  },
  {
    name: 'one of two days',
    text: '@timestamp:(2026-03-01 or 2026-03-03)',
    tree: or(
      time('2026-03-01T00:00:00Z', '2026-03-01T23:59:59.999Z'),
      time('2026-03-03T00:00:00Z', '2026-03-03T23:59:59.999Z'),
    ),
  },
  { name: 'a time that is there', text: '@timestamp:*', tree: exists('@timestamp') },
  {
    name: 'other dates are ranges of the form that events have',
    text: 'event.ingested >= now-1h',
    tree: range('event.ingested', '>=', '2026-03-14T07:17:45.123Z'),
  },
]

describe('a query is understood', () => {
  for (const { name, text, tree } of [...VALUES, ...OPERATORS, ...RANGES, ...NETWORKS, ...TIMES]) {
    test(`${name}: ${text}`, () => {
      assert.deepEqual(parseQuery(text, NOW), tree)
    })
  }
})

/** `▲` in the text marks where the fault must be found. */
const REFUSED: readonly { readonly text: string; readonly message: RegExp; readonly hint?: RegExp }[] = [
  { text: 'a ▲b', message: /side by side/, hint: /"a b"/ },
  { text: 'x:a ▲b', message: /side by side/, hint: /"a b"/ },
  { text: 'x:(a ▲b)', message: /side by side/, hint: /"a b"/ },
  { text: 'a:1 ▲b:2', message: /side by side/, hint: /"and" or "or"/ },
  { text: 'a:1 ▲(b:2)', message: /side by side/ },
  { text: 'a ▲not b', message: /side by side/ },
  { text: 'a ▲"b"', message: /side by side/ },
  { text: 'a:1 ▲&& b:2', message: /&& is no operator/, hint: /write and/ },
  { text: 'a:1 ▲|| b:2', message: /no operator/, hint: /write or/ },
  { text: 'x ▲!= a', message: /!= is no operator/, hint: /not field:value/ },
  { text: 'x ▲== a', message: /== is no operator/ },
  { text: 'event.action▲=Delete', message: /colon/, hint: /event\.action:Delete$/ },
  { text: 'event.action▲!=Delete', message: /colon/, hint: /not event\.action:Delete$/ },
  { text: '▲-event.action:Delete', message: /- is no operator/, hint: /not event\.action/ },
  { text: '▲!event.action:Delete', message: /! is no operator/ },
  { text: 'x:[1 ▲TO 5]', message: /side by side/, hint: /field >= 1/ },
  { text: 'a and▲', message: /missing after and/ },
  { text: 'a or▲', message: /missing after or/ },
  { text: 'not▲', message: /missing after not/ },
  { text: '▲and a', message: /missing before and/, hint: /\\and/ },
  { text: 'a and ▲or b', message: /missing before or/ },
  { text: 'x:▲', message: /a value of x is missing/ },
  { text: 'x >=▲', message: /a value of x is missing/ },
  { text: 'x:▲and', message: /a value of x is missing before and/ },
  { text: 'x:▲not a', message: /not cannot stand/, hint: /not x:value/ },
  { text: 'x: ▲> 5', message: /does not follow a colon/, hint: /x > 10/ },
  { text: 'x >▲> 5', message: /does not follow/ },
  { text: 'x > ▲(1 or 2)', message: /parenthesis/ },
  { text: 'x > ▲1*', message: /wildcards/ },
  { text: '▲(a', message: /never closed/ },
  { text: 'x:▲(a', message: /never closed/ },
  { text: 'a▲)', message: /never opened/ },
  { text: '(▲)', message: /nothing between/ },
  { text: 'x:(▲)', message: /nothing between/ },
  { text: '▲"a', message: /never closed/ },
  { text: '▲:a', message: /field is missing/ },
  { text: 'x:▲:a', message: /colon/ },
  { text: 'user.id:arn▲:aws:iam::111122223333:root', message: /colon/, hint: /"arn:aws:iam::111122223333:root"/ },
  { text: 'arn:aws▲:iam::111122223333:root', message: /colon/, hint: /"arn:aws:iam::111122223333:root"/ },
  { text: 'source.ip:2001▲:db8::1', message: /colon/, hint: /"2001:db8::1"/ },
  { text: '@timestamp >= 2026-03-14T08▲:17:45Z', message: /colon/, hint: /"2026-03-14T08:17:45Z"/ },
  { text: 'x:(a▲:b)', message: /colon/, hint: /"a:b"/ },
  { text: 'x:▲{ a:b }', message: /braces/, hint: /whole path/ },
  { text: 'a ▲}', message: /braces/ },
  { text: '▲sou*:a', message: /wildcards/ },
  { text: '▲? > 1', message: /wildcards/ },
  { text: String.raw`x:▲\d`, message: /\\d means nothing/ },
  { text: 'x:▲\\', message: /at the end/ },
  { text: 'x:▲\\order', message: /\\o means nothing/ },
  { text: 'source.ip:▲192.0.2.0/33', message: /no network/ },
  { text: '@timestamp >= ▲yesterday', message: /yesterday is no time/, hint: /now-15m/ },
  { text: '@timestamp:▲2026-03-*', message: /no time/ },
  { text: '@timestamp:▲2026-02-30', message: /no time/ },
  { text: '@timestamp >= ▲now-1x', message: /no time/ },
  { text: '@timestamp >= ▲now-999999y', message: /no time/ },
  { text: '@timestamp >= ▲now-1d/', message: /no time/ },
  { text: '@timestamp:(now or ▲soon)', message: /no time/ },
]

describe('a query is refused', () => {
  for (const { text: marked, message, hint } of REFUSED) {
    test(marked, () => {
      const error = parseQuery(marked.replace('▲', ''), NOW)
      assert.ok(isQueryError(error), `it was understood as ${JSON.stringify(error)}`)
      assert.equal(error.position, marked.indexOf('▲'))
      assert.match(error.message, message)
      if (hint) assert.match(error.hint, hint)
    })
  }
})
