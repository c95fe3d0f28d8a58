import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareScan } from './compare-scan.ts'
import { openScanner } from './open-scanner.ts'
import { createReference } from './reference-scan.ts'

const WANTED = { paths: [['a'], ['b', 'c']], names: ['secret'] }

/** Values that JSON allows, and ways to write nearly one. */
const VALID = [
  ['0', '-0', '7', '-12', '10', '0.5', '-0.05', '1e5', '1E5', '1e+5', '1e-05', '0e0', '12.50E-3', '1e999'],
  ['123456789012345', '1234567890123456', '-12345678901234', '-123456789012345', '0.1234567890123', '0.12345678901234'],
  ['true', 'false', 'null', '""', '"x"', '"é"', '"\u{1f600}"', '"\u007f"', '"\u2028"', String.raw`"\ud800"`],
  String.raw`"\"" "\\" "\/" "\b" "\f" "\n" "\r" "\t" "\u0000" "\uABCD" "\uabcd" "\u09aF" "\\\"" "\\\\"`.split(' '),
  [
    '[]',
    '{}',
    '[[]]',
    '[{}]',
    '{"x":[]}',
    '[1,2]',
    '["x",{"y":null}]',
    '[ ]',
    '{ }',
    '[ 1 , 2 ]',
    '{ "x" : 1 , "y" : 2 }',
  ],
  ['{"":1}', '{"x":1,"x":2}', '[\t\r\n ]', '{"é":1}', String.raw`{"\u0061":1}`],
].flat()
const INVALID = [
  [
    '',
    '-',
    '+1',
    '01',
    '-01',
    '00',
    '.5',
    '1.',
    '1.e5',
    '1e',
    '1e+',
    '1e-',
    '1.5.5',
    '0x10',
    '1_000',
    '١',
    '--1',
    '1 2',
    '-a',
  ],
  [
    'tru',
    'truE',
    'trues',
    'fals',
    'falsE',
    'falsey',
    'nul',
    'nulL',
    'nulls',
    'True',
    'NaN',
    'Infinity',
    'undefined',
    "'x'",
    'x',
  ],
  ['"', '"x', 'x"', '"\t"', '"\n"', '"\u0000"', '"\u001f"', '"x""y"', '"x" "y"'],
  String.raw`"\" "\x" "\'" "\0" "\u" "\u1" "\u12" "\u123" "\u123g" "\u12g4" "\u1g34" "\ug234" "\U1234" "\u 123" "\u-123" "\A" "\B" "\{"`.split(
    ' ',
  ),
  ['[', ']', '[1', '[1,', '[1,]', '[,]', '[,1]', '[1,,2]', '[1 2]', '[1;2]', '[1}', '[1]]', '[[1]', '[{]', '["x":1]'],
  [
    '{',
    '}',
    '{"x"',
    '{"x":',
    '{"x":1',
    '{"x":1,',
    '{"x":1,}',
    '{,}',
    '{"x"}',
    '{"x":}',
    '{x:1}',
    '{"x" 1}',
    '{"x"::1}',
    '{"x",1}',
  ],
  [
    '{"x":1 "y":2}',
    '{"x":1,,"y":2}',
    '{"x":1]',
    '{"x":1}}',
    '{"x":{}',
    '{"x":[}',
    '{1:2}',
    '{null:1}',
    '{"x":"y"{}}',
    '{"x":"y"[]}',
  ],
  ['/**/1', '//1', '1,', ',1', ':1', '\u00a01', '\u000b1', '\u000c1', '\ufeff1', '\u00001', '1\u0000', '1\u0085'],
].flat()

/** Where a value may stand: in wanted members, in others, deep in these, with blanks, before the end. */
const PLACES: readonly ((value: string) => string)[] = [
  (value) => `{"a":${value}}`,
  (value) => `{"a": ${value} }`,
  (value) => `{"a":${value},"b":{"c":1}}`,
  (value) => `{"b":{"c":${value}}}`,
  (value) => `{"b":${value}}`,
  (value) => `{"x":${value}}`,
  (value) => `{"x":\n${value}\r\n}`,
  (value) => `{"x":[${value}]}`,
  (value) => `{"x":{"y":${value}},"a":2}`,
  (value) => `{"x":[[0,${value},{"y":${value}}]]}`,
  (value) => value,
  (value) => ` ${value}\n`,
]

test('every value that JSON allows, and none that it does not, is taken in every place', () => {
  const scanner = openScanner(WANTED)
  const reference = createReference(WANTED)
  for (const value of [...VALID, ...INVALID]) {
    for (const place of PLACES) {
      const text = place(value)
      assert.equal(compareScan(scanner, Buffer.from(text), reference(Buffer.from(text))), null, JSON.stringify(text))
    }
  }
})

test('of these values the valid ones are valid, the others not', () => {
  const scanner = openScanner(WANTED)
  for (const value of VALID) assert.equal(scanner.scan(Buffer.from(`{"x":${value}}`)), true, value)
  for (const value of INVALID) assert.equal(scanner.scan(Buffer.from(`{"x":${value}}`)), false, value)
})

test('one byte more, less or other, in each place of a record', () => {
  const scanner = openScanner(WANTED)
  const reference = createReference(WANTED)
  const record = Buffer.from(String.raw`{"a":"x\n","b" : {"c":-1.5e2},"x":[true,{"y":"é"}]}`)
  const check = (bytes: Buffer) =>
    assert.equal(compareScan(scanner, bytes, reference(bytes)), null, JSON.stringify(bytes.toString('latin1')))
  for (let at = 0; at <= record.length; at += 1) {
    const [before, behind] = [record.subarray(0, at), record.subarray(at)]
    check(before)
    check(Buffer.concat([before, behind.subarray(1)]))
    for (const byte of Buffer.from('"\\,:{}[] \n0e\u0000\u001fé')) {
      check(Buffer.concat([before, Buffer.from([byte]), behind]))
      check(Buffer.concat([before, Buffer.from([byte]), behind.subarray(1)]))
    }
  }
})

test('every byte within a string, as a value and as a name', () => {
  const scanner = openScanner(WANTED)
  const reference = createReference(WANTED)
  for (const [head, tail] of [
    ['{"a":"', '"}'],
    ['{"x":"', '"}'],
    ['{"', '":1}'],
    ['{"x":{"', '":1}}'],
  ] as const) {
    for (let byte = 0; byte < 256; byte += 1) {
      const bytes = Buffer.concat([Buffer.from(`${head}p`), Buffer.from([byte]), Buffer.from(`q${tail}`)])
      assert.equal(compareScan(scanner, bytes, reference(bytes)), null, `byte ${byte} in ${head}`)
    }
  }
})

test('strings of every length, with what interrupts them in every place of a block', () => {
  const scanner = openScanner(WANTED)
  const reference = createReference(WANTED)
  for (let length = 0; length < 200; length += 1) {
    for (const inner of ['', String.raw`\"`, 'é', '\u0001', String.raw`\u00zz`]) {
      for (const head of ['{"a":"', '{"x":"', '{"b":{"c":"']) {
        const bytes = Buffer.from(
          `${head}${'-'.repeat(length)}${inner}${'+'.repeat(length % 70)}"${head.length > 6 ? '}' : ''}}`,
        )
        assert.equal(compareScan(scanner, bytes, reference(bytes)), null, bytes.toString('latin1'))
      }
    }
  }
})
