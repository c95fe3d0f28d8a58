import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseQuery } from '../../../services/app/query/parse-query.ts'
import { isQueryError, renderQueryError } from '../../../services/app/query/query-error.ts'
import { unknownFields } from '../../../services/app/query/unknown-fields.ts'

const RENDERED: readonly { readonly name: string; readonly text: string; readonly lines: readonly string[] }[] = [
  {
    name: 'the caret stands below the fault',
    text: 'user.name:Ann Lee',
    lines: [
      '  user.name:Ann Lee',
      '                ^',
      'two terms stand side by side',
      'hint: if it is one value, put it in quotes: "Ann Lee"',
    ],
  },
  {
    name: 'at the end',
    text: 'a and',
    lines: ['  a and', '       ^', 'a field or a value is missing after and'],
  },
  {
    name: 'wide characters take two columns',
    text: 'x:日本 y',
    lines: [
      '  x:日本 y',
      '         ^',
      'two terms stand side by side',
      'hint: if it is one value, put it in quotes: "日本 y"',
    ],
  },
  {
    name: 'control characters are shown',
    text: '"\u001b[2J" \u202ea',
    lines: [
      String.raw`  "\x1b[2J" \u202ea`,
      '            ^',
      'two terms stand side by side',
      String.raw`hint: if it is one value, put it in quotes: "\x1b[2J \u202ea"`,
    ],
  },
  {
    name: 'of a long query only the surroundings are shown',
    text: `${'x:y or '.repeat(40)}(a b)${' or x:y'.repeat(40)}`,
    lines: [
      '  …:y or x:y or x:y or x:y or (a b) or x:y or x:y or x:y or x:y…',
      '                                 ^',
      'two terms stand side by side',
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
