import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileKernel } from '../../../../services/record/scan/instantiate-kernel.ts'
import { ABSENT, OBJECT, PLAIN } from '../../../../services/record/scan/scanner.ts'
import { openScanner, tokenAt, wantedPaths } from './open-scanner.ts'

const REFUSALS: readonly { name: string; paths: readonly string[]; record: string }[] = [
  { name: 'a wanted name with an escape', paths: ['eventName'], record: String.raw`{"\u0065ventName":"x"}` },
  { name: 'any name with an escape beside wanted ones', paths: ['eventName'], record: String.raw`{"x\n":1}` },
  { name: 'a name in another script beside wanted ones', paths: ['a.b'], record: '{"a":{"é":1}}' },
  { name: 'a name that says a whole path', paths: ['a.b.c'], record: '{"a.b.c":1}' },
  { name: 'a name that says the rest of a path', paths: ['a.b.c'], record: '{"a":{"b.c":1}}' },
  { name: 'a repeated member that said the rest of a path', paths: ['a.b.c'], record: '{"a":{"b.c":1},"a":1}' },
  { name: '65 levels', paths: ['a'], record: `${'{"a":'.repeat(65)}1${'}'.repeat(65)}` },
  { name: '65 levels of arrays', paths: [], record: `{"a":${'['.repeat(64)}${']'.repeat(64)}}` },
  { name: 'a line cut off before the next', paths: ['a'], record: '{"a":1\n,"b":2' },
  { name: 'two records', paths: ['a'], record: '{"a":1}\n{"a":2}' },
  { name: 'nothing', paths: ['a'], record: '' },
  { name: 'a zero byte behind the record', paths: ['a'], record: '{"a":1}\0' },
]

for (const { name, paths, record } of REFUSALS) {
  test(`refused: ${name}`, () => {
    assert.equal(openScanner(wantedPaths(...paths)).scan(Buffer.from(record)), false)
  })
}

const ACCEPTED: readonly {
  name: string
  paths: readonly string[]
  record: string
  found: Record<string, string | null>
}[] = [
  { name: '64 levels', paths: ['a'], record: `${'{"a":'.repeat(64)}1${'}'.repeat(64)}`, found: {} },
  { name: 'the last of equal names', paths: ['a'], record: '{"a":1,"a":2}', found: { a: '2' } },
  {
    name: 'nothing from below the first of equal names',
    paths: ['a.b', 'a.c.d'],
    record: '{"a":{"b":1,"c":{"d":2}},"a":{"c":{}}}',
    found: { 'a.b': null, 'a.c': '{}', 'a.c.d': null, a: '{"c":{}}' },
  },
  {
    name: 'a scalar in place of an object',
    paths: ['a.b'],
    record: '{"a":{"b":1},"a":"b"}',
    found: { a: '"b"', 'a.b': null },
  },
  { name: 'no path into an array', paths: ['a.b'], record: '{"a":[{"b":1}]}', found: { a: '[{"b":1}]', 'a.b': null } },
  {
    name: 'names that every object inherits',
    paths: ['constructor', '__proto__.a'],
    record: '{"__proto__":{"a":1}}',
    found: { constructor: null, '__proto__.a': '1' },
  },
  {
    name: 'a dotted name that is no path',
    paths: ['a.b'],
    record: '{"a.b.c":1,"b.a":2,"a":{"b":3}}',
    found: { 'a.b': '3' },
  },
  {
    name: 'the same name in another place',
    paths: ['a.b'],
    record: '{"b":1,"x":{"a":{"b":2}}}',
    found: { 'a.b': null },
  },
  {
    name: 'blanks around everything',
    paths: ['a.b'],
    record: ' \n{ "a"\t: { "b" :\r1 } } \n',
    found: { 'a.b': '1', a: '{ "b" :\r1 }' },
  },
]

for (const { name, paths, record, found } of ACCEPTED) {
  test(`found: ${name}`, () => {
    const scanner = openScanner(wantedPaths(...paths))
    assert.equal(scanner.scan(Buffer.from(record)), true)
    for (const [path, token] of Object.entries(found)) assert.equal(tokenAt(scanner, path), token, path)
  })
}

test('the slots of all descendants follow their ancestor', () => {
  const scanner = openScanner(wantedPaths('a.b.c', 'x', 'a.d', 'a.b.e', 'y.z'))
  const names = [...scanner.slotOf]
    .toSorted(([, one], [, two]) => one - two)
    .map(([name]) => name.replaceAll('\0', '.'))
  assert.deepEqual(names, ['a', 'a.b', 'a.b.c', 'a.b.e', 'a.d', 'x', 'y', 'y.z'])
  assert.equal(scanner.slots, 8)
})

test('a path with an empty key, with a NUL in one, or with too many of them has no slot', () => {
  const scanner = openScanner({
    paths: [['a', ''], ['', 'b'], ['c\0d'], [], Array.from({ length: 65 }, () => 'a')],
    names: [],
  })
  assert.equal(scanner.slots, 0)
  assert.equal(scanner.scan(Buffer.from('{"":{"b":1},"a":{"":2}}')), true)
})

test('watched names are told of wherever they stand, without case', () => {
  const scanner = openScanner({
    paths: [['a', 'token'], ['Password']],
    names: ['Token', 'password', 'şifre', 'w'.repeat(80)],
  })
  const told = (record: string) => scanner.scan(Buffer.from(record)) && scanner.mayHoldWatchedName
  assert.equal(told('{"a":{"token":1}}'), true)
  assert.equal(told('{"PASSWORD":1}'), true)
  assert.equal(told('{"x":[{"y":{"toKen":1}}]}'), true)
  assert.equal(told(`{"${'W'.repeat(80)}":1}`), true)
  assert.equal(told(String.raw`{"x":{"p\u0061ssword":1}}`), true)
  assert.equal(told('{"x":{"ŞİFRE":1}}'), true)
  assert.equal(told('{"x":{"to\u212aen":1}}'), true)
  assert.equal(told(`{"tokens":1,"oken":"token","x":["password"],"taken":2,"${'w'.repeat(16)}":3}`), false)
})

test('a long record takes memory, many short ones give it back', () => {
  const scanner = openScanner(wantedPaths('a', 'b.c'))
  const small = Buffer.from('{"a":"x","b":{"c":1}}')
  const scan = (record: Buffer) => {
    assert.equal(scanner.scan(record), true)
    assert.equal(tokenAt(scanner, 'b.c'), '1')
    return scanner.view.length
  }
  const before = scan(small)
  for (const size of [65_000, 70_000, 1_000_000, 5_000_000]) {
    const record = Buffer.from(`{"a":"${'x'.repeat(size)}","y":[${'1,'.repeat(size / 10)}1],"b":{"c":1}}`)
    const during = scan(record)
    assert.ok(during > record.length, `${during} bytes for ${record.length}`)
    assert.equal(
      scanner.ends[scanner.slotOf.get('a') ?? -1],
      (scanner.starts[scanner.slotOf.get('a') ?? -1] ?? 0) + size + 2,
    )
  }
  for (let at = 0; at < 1100; at += 1) scan(small)
  assert.equal(scan(small), before)
})

test('thousands of paths', () => {
  const paths = Array.from({ length: 4000 }, (_path, at) => ['parameters', `member${at}`])
  const scanner = openScanner({ paths, names: [] })
  const members = paths.map(([, name], at) => `"${name}":${at}`)
  assert.equal(scanner.scan(Buffer.from(`{"parameters":{${members.join(',')},"member4000":0}}`)), true)
  for (const at of [0, 1, 99, 1234, 3999]) assert.equal(tokenAt(scanner, `parameters.member${at}`), String(at))
  assert.equal(scanner.scan(Buffer.from('{"parameters":{}}')), true)
  assert.equal(scanner.kinds.filter((kind) => kind !== ABSENT).length, 1)
  assert.equal(scanner.kinds[0], OBJECT)
})

test('no record takes long for its size', () => {
  const scanner = openScanner({ paths: [['a', 'b'], ['a', 'c'], ['n'.repeat(40)]], names: ['nnnn', 'n'.repeat(41)] })
  const size = 1_000_000
  const repeat = (part: string) => part.repeat(size / part.length)
  const hostile = [
    `{"x":"${repeat('\\"')}"}`,
    `{"x":"${repeat('é')}"}`,
    `{"x":[${repeat('[],')}1]}`,
    `{${repeat('"a":{"b":1},')}"a":1}`,
    `{${repeat('"nnnn":1,')}"a":1}`,
    `{${repeat(`"${'n'.repeat(39)}m":1,`)}"a":1}`,
    `{"x":${' '.repeat(size)}1}`,
    repeat('{"a":'),
    `{"x":${repeat('[')}`,
    `{"x":${repeat('9')}}`,
  ].map((text) => Buffer.from(text))
  for (const bytes of hostile) scanner.scan(bytes)
  const before = process.cpuUsage()
  for (const bytes of hostile) scanner.scan(bytes)
  const { user, system } = process.cpuUsage(before)
  assert.ok(user + system < 500_000, `${(user + system) / 1000} ms for ${hostile.length} MB`)
})

test('bytes may lie anywhere in a larger buffer', () => {
  const scanner = openScanner(wantedPaths('a'))
  const whole = Buffer.from('garbage{"a":"x"}{"a":"y"}')
  assert.equal(scanner.scan(whole.subarray(7, 16)), true)
  assert.equal(tokenAt(scanner, 'a'), '"x"')
  assert.equal(scanner.kinds[0], PLAIN)
})

test('where the module does not compile there is no kernel', () => {
  assert.equal(compileKernel(Buffer.from('no module')), null)
})
