import assert from 'node:assert/strict'
import { test } from 'node:test'

import { DEAD_LETTER_BYTES } from '../../../services/core/dead-letter.ts'
import { createFramer, type FrameFault } from '../../../services/ingest/framing/framer.ts'
import { SCALE } from '../../support/random.ts'
import { framed } from './framed.ts'

const LONG = `{"id":"long","text":"${'x'.repeat(200)}"}`
const SHORT = '{"id":"short"}'

const TOO_LARGE: readonly { readonly name: string; readonly input: string }[] = [
  { name: 'a line', input: `${SHORT}\n${LONG}\n${SHORT}\n` },
  { name: 'a line of text', input: `${SHORT}\n${'word '.repeat(60)}\n${SHORT}\n` },
  { name: 'an object behind others', input: `${SHORT}${LONG}${SHORT}` },
  { name: 'an object in a list', input: `{"Records":[${SHORT},${LONG},${SHORT}]}` },
  { name: 'a pretty-printed object', input: `${SHORT}\n{\n "a":\n"${'y'.repeat(200)}"}\n${SHORT}\n` },
]

for (const { name, input } of TOO_LARGE) {
  test(`passes over ${name} beyond the limit and finds what follows`, () => {
    for (const pieces of [[1], [50], [100_000]]) {
      const found = framed(Buffer.from(input), pieces, { maxRecordBytes: 100 })
      assert.equal(found.length, 3)
      assert.deepEqual([found[0], found[2]], [SHORT, SHORT])
      assert.match(found[1] ?? '', /^!too-large/)
    }
  })
}

test('takes a record of exactly the limit', () => {
  for (const pieces of [[1], [1000]]) {
    assert.deepEqual(framed(Buffer.from(`${LONG}\n${SHORT}\n`), pieces, { maxRecordBytes: LONG.length }), [LONG, SHORT])
  }
})

test('counts a record far beyond the limit without keeping it', () => {
  const framer = createFramer({ maxRecordBytes: 64 * 1024 })
  const faults: FrameFault[] = []
  const sink = { record: () => undefined, fault: (fault: FrameFault) => void faults.push(fault) }
  const piece = Buffer.alloc(256 * 1024, 'x')
  const pieces = 64 * SCALE
  framer.push(Buffer.from('{"Records":[{"a":"'), sink)
  const before = process.memoryUsage().arrayBuffers
  for (let count = 0; count < pieces; count += 1) framer.push(piece, sink)
  assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024)
  framer.push(Buffer.from('"}]}'), sink)
  framer.end(sink)
  const [fault] = faults
  assert.equal(faults.length, 1)
  assert.equal(fault?.reason, 'too-large')
  assert.equal(fault.size, pieces * piece.length + '{"a":""}'.length)
  assert.equal(fault.bytes.length, DEAD_LETTER_BYTES)
})

test('goes down as deep as it must', () => {
  const depth = 100_000
  const record = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const found = framed(Buffer.from(`{"Records":[${record},${SHORT}]}`), [4096])
  assert.equal(found.length, 2)
  assert.equal(found[0]?.length, record.length)
})

/** Input that makes a careless framer read everything again from many places. */
const HOSTILE: readonly { readonly name: string; readonly unit: string; readonly head?: string }[] = [
  { name: 'lines that each open a value', unit: '{"a":[\n' },
  { name: 'lines that each open a list', unit: '[\n' },
  { name: 'lines that each open two lists', unit: '[[]\n', head: '{"a":1}\n' },
  { name: 'objects that never end', unit: '{"a":{"b":\n', head: '{"a":1}\n' },
  { name: 'values at the start of lines in a value', unit: '\n{"a":\n', head: '{"x":[' },
  { name: 'beginnings of records in a list', unit: '{"a":', head: '{"Records":[{"a":1},' },
  { name: 'closing brackets', unit: ']}', head: '{"a":1}' },
  { name: 'commas', unit: ',', head: '[' },
  { name: 'keys of lists', unit: '{"Records":[', head: '' },
]

for (const { name, unit, head = '' } of HOSTILE) {
  test(`takes time in proportion to ${name}`, () => {
    const small = timeOf(head, unit, 256 * 1024)
    const large = timeOf(head, unit, 4 * 1024 * 1024)
    // 16 times the input; a framer that reads again without a bound takes 256 times as long.
    assert.ok(large < 80 * small + 300, `${small.toFixed(1)} ms, ${large.toFixed(1)} ms`)
  })
}

/** Milliseconds for so many bytes of a repeated unit. */
function timeOf(head: string, unit: string, size: number): number {
  const input = Buffer.from(head + unit.repeat(size / unit.length))
  const start = performance.now()
  framed(input, [64 * 1024], { maxRecordBytes: 8 * 1024 * 1024 })
  return performance.now() - start
}
