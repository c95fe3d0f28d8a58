import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { parseQuery } from '../../../services/app/query/parse-query.ts'
import { isQueryError, renderQueryError } from '../../../services/app/query/query-error.ts'
import { renderUnknownFields, unknownFields } from '../../../services/app/query/unknown-fields.ts'

const RENDERED: readonly { readonly name: string; readonly text: string; readonly lines: readonly string[] }[] = [
  {
    name: 'the caret stands below the fault',
    text: 'user.name:Ann Lee',
    lines: [
      'two terms stand side by side',
      '  user.name:Ann Lee',
      '                ^',
      'hint: if it is one value, put it in quotes: "Ann Lee"',
    ],
  },
  {
    name: 'at the end',
    text: 'a and',
    lines: ['a field or a value is missing after and', '  a and', '       ^'],
  },
  {
    name: 'wide characters take two columns',
    text: 'x:日本 y',
    lines: [
      'two terms stand side by side',
      '  x:日本 y',
      '         ^',
      'hint: if it is one value, put it in quotes: "日本 y"',
    ],
  },
  {
    name: 'control characters are shown',
    text: '"\u001b[2J" \u202ea',
    lines: [
      'two terms stand side by side',
      String.raw`  "\x1b[2J" \u202ea`,
      '            ^',
      String.raw`hint: if it is one value, put it in quotes: "\x1b[2J \u202ea"`,
    ],
  },
  {
    name: 'of a long query only the surroundings are shown',
    text: `${'x:y or '.repeat(40)}(a b)${' or x:y'.repeat(40)}`,
    lines: [
      'two terms stand side by side',
      '  …:y or x:y or x:y or x:y or (a b) or x:y or x:y or x:y or x:y…',
      '                                 ^',
      'hint: if it is one value, put it in quotes: "a b"',
    ],
  },
]

describe('an error is shown', () => {
  for (const { name, text, lines } of RENDERED) {
    test(name, () => {
      const error = parseQuery(text, 0)
      assert.ok(isQueryError(error))
      assert.equal(renderQueryError(text, error), lines.join('\n'))
    })
  }
})

const FIELDS: readonly { readonly text: string; readonly unknown: ReturnType<typeof unknownFields> }[] = [
  { text: 'event.action:a and source.ip >= 192.0.2.1 or @timestamp >= now', unknown: [] },
  { text: 'AKIAEXAMPLE and not aws.cloudtrail.anything.at.all:*', unknown: [] },
  { text: 'tocsin.actor:*', unknown: [] },
  { text: 'tocsin.exposure.public:true', unknown: [] },
  { text: 'evnt.action:(a or b)', unknown: [{ field: 'evnt.action', suggestions: ['event.action'] }] },
  { text: 'Event.Action:a', unknown: [{ field: 'Event.Action', suggestions: ['event.action'] }] },
  { text: 'eventName:a', unknown: [{ field: 'eventName', suggestions: ['aws.cloudtrail.eventName'] }] },
  { text: 'action >= 1', unknown: [{ field: 'action', suggestions: ['event.action'] }] },
  { text: 'zzzzzzzz:1 and not zzzzzzzz:2', unknown: [{ field: 'zzzzzzzz', suggestions: [] }] },
]

describe('fields that no event has are named', () => {
  for (const { text, unknown } of FIELDS) {
    test(text, () => {
      const query = parseQuery(text, 0)
      assert.ok(!isQueryError(query))
      assert.deepEqual(unknownFields(query), unknown)
    })
  }
})

test('a field that no event has is told with what was probably meant', () => {
  const query = parseQuery('eventName:a and evnt.action:b and "zzz\\u001b":c and region:d', 0)
  assert.ok(!isQueryError(query))
  assert.equal(
    renderUnknownFields(unknownFields(query)),
    [
      'no event has a field eventName; did you mean aws.cloudtrail.eventName?',
      'no event has a field evnt.action; did you mean event.action?',
      String.raw`no event has a field zzz\x1b`,
      'no event has a field region; did you mean cloud.region or tocsin.resource.region?',
    ].join('\n'),
  )
})

test('every example of the documentation is understood, and names fields that events have', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/query.md'), 'utf8')
  const rows = page.split('\n').filter((line) => /^\| [`*]/.test(line))
  const times = page.indexOf('## Times')
  let examples = 0
  for (const row of rows) {
    for (const [, code = ''] of (row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)) {
      if (code.includes('…')) continue
      const text = page.indexOf(row) > times ? `@timestamp:${code}` : code
      const query = parseQuery(text, Date.parse('2026-03-14T08:17:45Z'))
      assert.ok(!isQueryError(query), isQueryError(query) ? renderQueryError(text, query) : '')
      assert.deepEqual(
        unknownFields(query).filter(({ field }) => field.includes('.')),
        [],
        text,
      )
      examples += 1
    }
  }
  assert.ok(examples > 25, `only ${examples} examples were found`)
})
