import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createFramer, type FrameSink, type LineBoundary } from '../../../services/ingest/framing/framer.ts'
import { SCALE, type TestRandom, testRandom } from '../../support/random.ts'
import { framed, WHOLE } from './framed.ts'
import { randomInput, randomObject } from './random-input.ts'

/** Runs a check on many random things; says which seed failed. */
function forMany(count: number, check: (random: TestRandom) => void): void {
  for (let round = 0; round < count * SCALE; round += 1) {
    const random = testRandom(1000 + round)
    try {
      check(random)
    } catch (error) {
      throw new Error(`seed ${random.seed}`, { cause: error })
    }
  }
}

test('gives the same for every way to cut the input into pieces', () => {
  forMany(800, (random) => {
    const input = randomInput(random)
    const options = { maxRecordBytes: random.pick([10, 40, 100_000]) }
    const whole = framed(input, WHOLE, options)
    for (const pieces of [[1], [2], [7], [1 + random.int(90), 1 + random.int(90), 1 + random.int(9)]]) {
      assert.deepEqual(framed(input, pieces, options), whole, `in pieces of ${pieces.join(', ')}`)
    }
  })
})

test('finds every record of sound input, whatever it is packed in', () => {
  forMany(500, (random) => {
    const records = Array.from({ length: 1 + random.int(6) }, () => randomObject(random)).filter(
      (text) => !isPage(text),
    )
    const list = records.join(random.pick([',', ' ,\n', ',\r\n\t']))
    const packed = random.pick([
      `{"Records":[${list}]}`,
      `[ ${list}]\n`,
      `{"records" :\n[${list} ],"x":{}}`,
      records.join('\n'),
    ])
    const found = framed(Buffer.from(packed), [1 + random.int(200)])
    assert.deepEqual(found.map(utf8), records)
  })
})

test('loses and doubles nothing: records and faults are the input without what separates them', () => {
  forMany(500, (random) => {
    const lines = Array.from({ length: random.int(9) }, () => randomLine(random))
    const found = framed(Buffer.from(lines.join('\n')), [1 + random.int(50)])
    const bytes = found.map((text) => utf8(text).replace(/^![a-z-]+: /, '')).join('')
    assert.equal(bytes.replace(/\s/g, ''), lines.join('').replace(/\s/g, ''))
  })
})

test('goes on in the middle of a file of lines exactly where another framer stopped', () => {
  forMany(300, (random) => {
    const lines = Array.from({ length: 1 + random.int(9) }, () => randomLine(random))
    const input = Buffer.from(lines.join(random.pick(['\n', '\r\n', '\n\n'])))
    const found = framed(input, WHOLE)
    for (const { taken, boundary } of boundaries(input)) {
      const rest = framed(input.subarray(boundary.offset), [1 + random.int(50)], { resume: boundary })
      assert.deepEqual(rest, found.slice(taken), `from ${boundary.offset}`)
    }
  })
})

/** Places at which reading may go on, with how many things lie before each. */
function boundaries(input: Buffer): { readonly taken: number; readonly boundary: LineBoundary }[] {
  const found: { readonly taken: number; readonly boundary: LineBoundary }[] = []
  const framer = createFramer({ maxRecordBytes: 1024 })
  let taken = 0
  const note = (resumeAt: number): void => {
    taken += 1
    if (resumeAt >= 0) found.push({ taken, boundary: { offset: resumeAt, form: framer.form } })
  }
  const sink: FrameSink = { record: (_bytes, resumeAt) => note(resumeAt), fault: (_fault, resumeAt) => note(resumeAt) }
  for (let at = 0; at < input.length; at += 5) {
    framer.push(input.subarray(at, at + 5), sink)
    const boundary = framer.lineBoundary()
    if (boundary) found.push({ taken, boundary })
  }
  framer.end(sink)
  return found
}

function randomLine(random: TestRandom): string {
  if (random.chance(0.2)) return random.pick(['text', '{"cut":', '{"a":"b', '7', '"s"', '{"a":1}}', ']'])
  return JSON.stringify({ id: random.int(100), text: 'x'.repeat(random.int(30)) })
}

/** True for a record that is taken for a page of records itself. */
function isPage(text: string): boolean {
  return framed(Buffer.from(text), WHOLE)[0] !== Buffer.from(text).toString('latin1')
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
