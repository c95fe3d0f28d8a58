import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

import { PART_BYTES, PART_RECORDS } from '../../../services/ingest/reading/part-builder.ts'
import { contentOf, PACKINGS, partsOf, sourceOf } from '../sources.ts'

const RECORDS = Array.from({ length: 1200 }, (_, index) => JSON.stringify({ id: `EXAMPLE${index}`, n: index }))

const FORMS: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'lines', text: `${RECORDS.join('\n')}\n` },
  { name: 'lines without a last newline', text: RECORDS.join('\r\n') },
  { name: 'a list', text: `{"Records":[${RECORDS.join(',')}]}` },
  { name: 'an array', text: `[\n${RECORDS.join(',\n')}\n]\n` },
  { name: 'objects behind each other', text: RECORDS.join('') },
  { name: 'pretty-printed objects', text: RECORDS.map((record) => record.replace(',', ',\n  ')).join('\n') },
]

const EXPECTED = RECORDS.map((record, index) => `${index + 1} ${record}`)

for (const { name: form, text } of FORMS) {
  for (const { name: packing, pack } of PACKINGS) {
    test(`reads ${form} in ${packing}, however the bytes arrive`, async () => {
      for (const pieceBytes of [1, 7, 64 * 1024]) {
        // Only the beginning of it byte by byte: each byte is a turn of the event loop.
        const bytes = Buffer.from(pieceBytes === 1 ? text.slice(0, 300) : text)
        const content = contentOf(await partsOf(sourceOf(pack(bytes), pieceBytes)))
        const compact = content.map((line) => line.replace(/,\n {2}/, ','))
        if (pieceBytes > 1) assert.deepEqual(compact, EXPECTED)
        else assert.deepEqual(compact.slice(0, 5), EXPECTED.slice(0, 5))
      }
    })
  }
}

test('gives parts of bounded size, gapless places, and one last part', async () => {
  const large = JSON.stringify({ text: 'x'.repeat(100_000) })
  const parts = await partsOf(
    sourceOf(Buffer.from([...RECORDS, ...Array.from({ length: 30 }, () => large)].join('\n'))),
  )
  let next = 1
  for (const { firstPosition, records, end } of parts) {
    assert.equal(firstPosition, next)
    next += records.length
    assert.ok(records.length <= PART_RECORDS)
    assert.ok(Buffer.concat(records).length <= PART_BYTES + large.length)
    assert.equal(end !== null, firstPosition === parts.at(-1)?.firstPosition)
  }
  assert.equal(next, RECORDS.length + 30 + 1)
})

test('puts faults behind the records before them', async () => {
  const parts = await partsOf(sourceOf(Buffer.from('{"a":1}\n{"b":2}\noops\nagain\n{"c":3}\n')))
  assert.deepEqual(
    parts.map((part) => contentOf([part])),
    [
      [
        '1 {"a":1}',
        '2 {"b":2}',
        '3 !not-json: a line of other text between lines of JSON',
        '4 !not-json: a line of other text between lines of JSON',
      ],
      ['5 {"c":3}'],
    ],
  )
})

test('gives an empty object one empty part', async () => {
  const [part, ...more] = await partsOf(sourceOf(Buffer.alloc(0)))
  assert.deepEqual(more, [])
  assert.deepEqual(part?.records, [])
  assert.deepEqual(part?.end, { isComplete: true, compression: 'none' })
})

for (const { name: form, text } of FORMS) {
  for (const { name: packing, pack } of PACKINGS) {
    test(`goes on behind every part of ${form} in ${packing}: each record exactly once`, async () => {
      const open = sourceOf(pack(Buffer.from(text)), 5000)
      const parts = await partsOf(open)
      const all = contentOf(parts)
      for (let count = 1; count <= parts.length; count += 1) {
        const before = parts.slice(0, count)
        const after = await partsOf(open, { resume: before.at(-1)?.resume ?? assert.fail() })
        assert.deepEqual([...contentOf(before), ...contentOf(after)], all)
      }
    })
  }
}

test('goes on in plain lines without reading what lies before', async () => {
  const bytes = Buffer.from(FORMS[0]?.text ?? '')
  const [first] = await partsOf(sourceOf(bytes))
  const opened: number[] = []
  await partsOf((from) => (opened.push(from), sourceOf(bytes)(from)), { resume: first?.resume ?? assert.fail() })
  assert.deepEqual(opened, [RECORDS.slice(0, PART_RECORDS).join('\n').length])
})

test('tells a damaged object once, with the record that the damage cuts', async () => {
  const packed = gzipSync(`{"Records":[{"a":1},{"b":"${'x'.repeat(50)}"}]}`)
  const parts = await partsOf(sourceOf(packed.subarray(0, -12)))
  const [record, fault, ...more] = contentOf(parts)
  assert.equal(record, '1 {"a":1}')
  assert.match(fault ?? '', /^2 !damaged: the gzip stream is cut off/)
  assert.deepEqual(more, [])
})

test('tells of a refused object behind what was read of it', async () => {
  const packed = gzipSync('{"a":1}\n'.repeat(100_000))
  const inflate = { maxInflatedBytes: 1e9, maxRatio: 10, ratioFromBytes: 100_000 }
  const parts = await partsOf(sourceOf(packed), { inflate })
  assert.match(contentOf(parts).at(-1) ?? '', /^\d+ !refused: inflates to more than 10 times its size/)
  assert.equal(parts.at(-1)?.end?.isComplete, true)
})

/** What reading an object that stops inside of something gives under each policy. */
const TAILS: readonly {
  readonly name: string
  readonly input: Buffer
  readonly growing: readonly string[]
  readonly settled: readonly string[]
  /** whether nothing is left for later */
  readonly isComplete: { readonly growing: boolean; readonly settled: boolean }
}[] = [
  {
    name: 'whole lines',
    input: Buffer.from('{"a":1}\n{"b":2}\n'),
    growing: ['1 {"a":1}', '2 {"b":2}'],
    settled: ['1 {"a":1}', '2 {"b":2}'],
    isComplete: { growing: true, settled: true },
  },
  {
    name: 'a last line that is whole but for its newline',
    input: Buffer.from('{"a":1}\n{"b":2}'),
    growing: ['1 {"a":1}'],
    settled: ['1 {"a":1}', '2 {"b":2}'],
    isComplete: { growing: false, settled: true },
  },
  {
    name: 'half a last line',
    input: Buffer.from('{"a":1}\n{"b":{"c":2}'),
    growing: ['1 {"a":1}'],
    settled: ['1 {"a":1}'],
    isComplete: { growing: false, settled: false },
  },
  {
    name: 'half a list',
    input: Buffer.from('{"Records":[{"a":1},{"b"'),
    growing: ['1 {"a":1}'],
    settled: ['1 {"a":1}', '2 !cut-off: the input ends inside the record'],
    isComplete: { growing: false, settled: true },
  },
  {
    name: 'gzip that is cut off between lines',
    input: gzipSync('{"a":1}\n').subarray(0, -4),
    growing: ['1 {"a":1}'],
    settled: ['1 {"a":1}', '2 !damaged: the gzip stream is cut off after 24 bytes'],
    isComplete: { growing: false, settled: true },
  },
]

for (const { name, input, growing, settled, isComplete } of TAILS) {
  test(`leaves or takes the end of ${name}`, async () => {
    for (const [tail, expected, complete] of [
      ['growing', growing, isComplete.growing],
      ['settled', settled, isComplete.settled],
    ] as const) {
      const parts = await partsOf(sourceOf(input), { tail })
      assert.deepEqual(contentOf(parts), expected, tail)
      assert.equal(parts.at(-1)?.end?.isComplete, complete, tail)
    }
  })
}

test('reads on in an object that has grown, wherever it was cut, and repeats and loses nothing', async () => {
  for (const { name, text } of FORMS) {
    const whole = Buffer.from(text.slice(0, 400))
    const all = contentOf(await partsOf(sourceOf(whole), { tail: 'growing' }))
    for (let cut = 0; cut <= whole.length; cut += 1) {
      for (const tail of ['growing', 'settled'] as const) {
        const first = await partsOf(sourceOf(whole.subarray(0, cut)), { tail })
        const second = await partsOf(sourceOf(whole), {
          tail: 'growing',
          resume: first.at(-1)?.resume ?? assert.fail(),
        })
        const records = contentOf(first).filter((line) => !line.includes('!cut-off'))
        assert.deepEqual([...records, ...contentOf(second)], all, `${name}, ${tail}, cut at ${cut}`)
      }
    }
  }
})
