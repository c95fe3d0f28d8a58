import assert from 'node:assert/strict'
import { test } from 'node:test'

import { framed, WHOLE } from './framed.ts'

/** What the input holds, in order; faults as `!reason: bytes`. */
interface Case {
  readonly name: string
  readonly input: string
  readonly found: readonly string[]
}

const A = '{"id":"a","list":[1,{"x":"}]"}],"text":"q\\"\\\\"}'
const B = '{"id":"b"}'
const C = '{"id":"c","nested":{"deep":[[[{}]]]}}'
const PRETTY = JSON.stringify({ id: 'p', user: { name: 'n' }, list: [1, { y: 2 }] }, null, 2)

const FORMS: readonly Case[] = [
  { name: 'nothing', input: '', found: [] },
  { name: 'nothing but blanks', input: ' \r\n\n\t', found: [] },
  { name: 'one object without a newline', input: A, found: [A] },
  { name: 'one object a line', input: `${A}\n${B}\n${C}\n`, found: [A, B, C] },
  { name: 'one object a line, the last line not ended', input: `${A}\n${B}\n${C}`, found: [A, B, C] },
  { name: 'lines ended by CR LF', input: `${A}\r\n${B}\r\n`, found: [A, B] },
  { name: 'blank lines and indented lines', input: `\n\n  ${A}\n\n \t\n\t${B}  \n\n`, found: [A, B] },
  { name: 'a byte order mark', input: `\xef\xbb\xbf${A}\n${B}\n`, found: [A, B] },
  { name: 'objects behind each other', input: `${A}${B}${C}`, found: [A, B, C] },
  { name: 'objects behind each other with blanks', input: `${A} ${B}\n${C}${A}`, found: [A, B, C, A] },
  { name: 'lines that end in a comma', input: `${A},\n${B},\n${C}\n`, found: [A, B, C] },
  { name: 'lines of which two share one', input: `${A}\n${B}${C}\n${B}\n${C}\n`, found: [A, B, C, B, C] },
  {
    name: 'lines with what looks like two in a string',
    input: `${A}\n{"x":"}{"}\n${B}\n`,
    found: [A, '{"x":"}{"}', B],
  },
  { name: 'one pretty-printed object', input: PRETTY, found: [PRETTY] },
  { name: 'pretty-printed objects', input: `${PRETTY}\n${PRETTY}\n`, found: [PRETTY, PRETTY] },
  { name: 'lines, then a pretty-printed object, then lines', input: `${A}\n${PRETTY}\n${B}\n`, found: [A, PRETTY, B] },
  { name: 'an array', input: `[${A},${B},${C}]`, found: [A, B, C] },
  { name: 'a pretty-printed array', input: `[\n  ${A},\n  ${B}\n]\n`, found: [A, B] },
  { name: 'an empty array', input: '[]', found: [] },
  { name: 'an array a line', input: `[${A}]\n[${B},${C}]\n`, found: [A, B, C] },
  { name: 'arrays in an array', input: `[[${A}],[${B}]]`, found: [A, B] },
  { name: 'an array of numbers is one record', input: '[1,2,3]', found: ['[1,2,3]'] },
  { name: 'odd things in an array', input: `[${A},7,null,"s",[1]]`, found: [A, '7', 'null', '"s"', '[1]'] },
  { name: 'Records', input: `{"Records":[${A},${B},${C}]}`, found: [A, B, C] },
  { name: 'no records', input: '{"Records":[]}', found: [] },
  { name: 'Records with blanks', input: ` { "Records" : [ ${A} ,\n ${B} ] } \n`, found: [A, B] },
  { name: 'records in lower case', input: `{"records":[\n${A},\n${B}\n]}`, found: [A, B] },
  { name: 'one list a line', input: `{"Records":[${A}]}\n{"Records":[${B},${C}]}\n`, found: [A, B, C] },
  { name: 'lists behind each other', input: `{"Records":[${A}]}{"Records":[${B}]}`, found: [A, B] },
  { name: 'a list after lines', input: `${A}\n{"Records":[${B}]}\n${C}\n`, found: [A, B, C] },
  { name: 'lists in an array', input: `[{"Records":[${A}]},{"Records":[${B}]}]`, found: [A, B] },
  {
    name: 'a page of an API with members before and behind',
    input: `{"@context":"x","count":2,"value":[${A},${B}],"next":{"link":["]}"]}}`,
    found: [A, B],
  },
  { name: 'Events with a token', input: `{"Events": [${A}], "NextToken": "t"}`, found: [A] },
  {
    name: 'a subscription message',
    input: `{"messageType":"DATA_MESSAGE","subscriptionFilters":["f","g"],"logEvents":[${A},${B}]}`,
    found: [A, B],
  },
  { name: 'a string a line', input: '"{\\"a\\":1}"\n"{\\"b\\":2}"\n', found: ['"{\\"a\\":1}"', '"{\\"b\\":2}"'] },
  { name: 'strings in an array', input: '["{\\"a\\":1}","{}"]', found: ['"{\\"a\\":1}"', '"{}"'] },
  {
    name: 'lines of text',
    input: 'v1 eni-1 ACCEPT\nv1 eni-2 REJECT\r\n',
    found: ['v1 eni-1 ACCEPT', 'v1 eni-2 REJECT'],
  },
  { name: 'a line of text, then JSON', input: `# header\n${A}\n${B}\n`, found: ['# header', A, B] },
]

const NOT_LISTS: readonly string[] = [
  '{"Records":{"a":1}}',
  '{"Records":[1,2]}',
  '{"Records":null}',
  '{"records":["a","b"]}',
  '{"eventTime":"2026-03-14T08:00:00Z","Records":[{"a":1}]}',
  '{"id":"x","value":[{"a":1}]}',
  '{"user":{"name":"n"},"Events":[{"a":1}]}',
  '{"tags":[{"k":"v"}],"value":[{"a":1}]}',
  '{"other":[{"a":1}]}',
  '{"Record\\u0073":[{"a":1}]}',
]

const DAMAGE: readonly Case[] = [
  {
    name: 'a line that was cut costs only itself',
    input: `${A}\n{"id":"b","te\n${B}\n${C}\n`,
    found: [A, '!not-json: {"id":"b","te', B, C],
  },
  {
    name: 'a line that was cut behind a colon does not swallow the next',
    input: `${A}\n{"id":\n${B}\n${C}\n`,
    found: [A, '!not-json: {"id":', B, C],
  },
  {
    name: 'a line that was cut inside a list does not swallow the next',
    input: `${A}\n{"l":[1,\n${B}\n${C}\n`,
    found: [A, '!not-json: {"l":[1,', B, C],
  },
  {
    name: 'the same as the last but one line',
    input: `${A}\n{"l":[1,\n${B}\n`,
    found: [A, '!not-json: {"l":[1,', B],
  },
  { name: 'the first line was cut', input: `{"id":"b","te\n${A}\n`, found: ['!not-json: {"id":"b","te', A] },
  {
    name: 'a damaged line whose ends match all the same: whoever decodes it will say so',
    input: `${A}\n{"id":"b","te${B}\n${C}\n`,
    found: [A, `{"id":"b","te${B}`, C],
  },
  { name: 'other text between lines', input: `${A}\noops\n${B}\n`, found: [A, '!not-json: oops', B] },
  { name: 'other text behind a value', input: `${A} oops\n${B}\n`, found: [A, '!not-json: oops', B] },
  { name: 'the last line is cut off', input: `${A}\n{"id":"b`, found: [A, '!cut-off: {"id":"b'] },
  { name: 'an object is cut off', input: '{\n "id": {', found: ['!cut-off: {\n "id": {'] },
  { name: 'a list is cut off in a record', input: `{"Records":[${A},{"id`, found: [A, '!cut-off: {"id'] },
  { name: 'a list is cut off between records', input: `{"Records":[${A},`, found: [A, '!cut-off: '] },
  { name: 'an object is cut off behind its list', input: `{"Records":[${A}],"x"`, found: [A, '!cut-off: '] },
  {
    name: 'a damaged record in a list: the next that begins like its first goes on',
    input: `{"Records":[${A},{"id":"x","list":[}],"y":{"z":1}},${B},${C}]}`,
    found: [A, '!not-json: {"id":"x","list":[}],"y":{"z":1}},', B, C],
  },
  {
    name: 'a list that was cut, then another on the next line',
    input: `{"Records":[${A},{"id":"x\n{"Records":[${B}]}\n`,
    found: [A, '!not-json: {"id":"x', B],
  },
  {
    name: 'a list that was cut between records, then another',
    input: `{"Records":[${A},\n{"Records":[${B}]}\n`,
    found: [A, B, '!cut-off: '],
  },
  {
    name: 'a damaged pretty-printed object',
    input: `${PRETTY}\n{\n  "id": "q",\n  "x" 1\n}\n${PRETTY}\n`,
    found: [PRETTY, '!not-json: {\n  "id": "q",\n  "x" 1\n}', PRETTY],
  },
  {
    name: 'a pretty-printed object without its end',
    input: `${PRETTY}\n{\n  "id": {\n${PRETTY}\n${PRETTY}\n`,
    found: [PRETTY, '!not-json: {\n  "id": {', PRETTY, PRETTY],
  },
  { name: 'a closing bracket too many', input: `{"Records":[${A}]}]}\n${B}\n`, found: [A, '!not-json: ]}', B] },
  { name: 'a raw control character', input: '{"a":"\x01"}{"b":1}', found: ['!not-json: {"a":"\x01"}{"b":1}'] },
  {
    name: 'a page in HTML is one fault',
    input: '<html>\n<body>\nNo access\n</body>\n</html>\n',
    found: ['!not-json: <html>\n<body>\nNo access\n</body>\n</html>'],
  },
  {
    name: 'an answer in XML is one fault',
    input: '<?xml version="1.0"?>\n<Error/>',
    found: ['!not-json: <?xml version="1.0"?>\n<Error/>'],
  },
  { name: 'UTF-16 is one fault', input: '\xff\xfe{\0"\0a\0\n\0', found: ['!not-json: \xff\xfe{\0"\0a\0\n\0'] },
  { name: 'UTF-16 without a mark', input: '{\0"\0a\0\n\0', found: ['!not-json: {\0"\0a\0\n\0'] },
  { name: 'a file that is no text', input: '\x7fELF\x02\x01\n\n{}\n', found: ['!not-json: \x7fELF\x02\x01\n\n{}'] },
  { name: 'text that turns out to be none', input: 'abc\nd\0e\nf\n', found: ['abc', '!not-json: d\0e\nf'] },
]

const PIECES: readonly (readonly number[])[] = [WHOLE, [1], [2], [3], [7], [64], [5, 1, 11]]

for (const { name, input, found } of [...FORMS, ...DAMAGE]) {
  test(`finds the records of ${name}`, () => {
    for (const pieces of PIECES) {
      assert.deepEqual(framed(Buffer.from(input, 'latin1'), pieces), found, `in pieces of ${pieces.join(', ')} bytes`)
    }
  })
}

for (const input of NOT_LISTS) {
  test(`takes ${input} as one record`, () => {
    for (const pieces of PIECES) assert.deepEqual(framed(Buffer.from(input), pieces), [input])
  })
}
