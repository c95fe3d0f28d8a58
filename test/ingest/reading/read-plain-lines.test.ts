import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_INFLATE_LIMITS } from '../../../services/ingest/decompress/decompress.ts'
import type { ReadAt } from '../../../services/ingest/reading/line-window.ts'
import { OBJECT_START, type ObjectPart, type ResumePoint } from '../../../services/ingest/reading/object-part.ts'
import { plainBeginning, readPlainLines } from '../../../services/ingest/reading/read-plain-lines.ts'
import { readRecords } from '../../../services/ingest/reading/read-records.ts'
import { randomLines } from '../../support/line-input.ts'
import { SCALE, testRandom } from '../../support/random.ts'

const MAX_RECORD = 400

/** Collects what a reading gives, in order, as texts with places. */
class Reading {
  readonly lines: string[] = []

  /** Takes JSON objects that do not ask to be refused, as a hunt does. */
  offer(before: number): (bytes: Uint8Array, position: number) => boolean {
    return (bytes, position) => {
      const text = Buffer.from(bytes).toString('utf8')
      if (!isObject(text) || text.includes('refuse me')) return false
      this.lines.push(`${before + position} ${text}`)
      return true
    }
  }

  add({ firstPosition, records, faults }: ObjectPart, before: number): void {
    for (const [index, record] of records.entries()) {
      this.lines.push(`${before + firstPosition + index} ${Buffer.from(record).toString('utf8')}`)
    }
    for (const { position, reason, bytes, size } of faults) {
      this.lines.push(`${before + position} ${reason} ${size} ${Buffer.from(bytes).toString('utf8')}`)
    }
  }
}

function isObject(text: string): boolean {
  try {
    return text.startsWith('{') && typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

async function readGenerally(
  bytes: Buffer,
  reading: Reading,
  resume: ResumePoint = OBJECT_START,
  marker: Uint8Array | null = null,
): Promise<void> {
  const pieces = async function* (from: number): AsyncGenerator<Uint8Array, void> {
    for (let at = from; at < bytes.length; at += 700) yield Buffer.from(bytes.subarray(at, at + 700))
  }
  const options = {
    maxRecordBytes: MAX_RECORD,
    inflate: DEFAULT_INFLATE_LIMITS,
    resume,
    marker,
    offer: reading.offer(0),
  }
  for await (const part of readRecords(pieces, options)) reading.add(part, 0)
}

/** Reads line by line in ranges of so many bytes, and what is no line as everything else is read. */
async function readInRanges(bytes: Buffer, reading: Reading, rangeBytes: number, memory: number): Promise<number> {
  const read: ReadAt = (into, at) => bytes.copy(into, 0, at, at + into.length)
  const beginning = plainBeginning(bytes)
  const marker = beginning?.marker ?? null
  let before = 0
  let ranges = 0
  for (let from = 0; from < bytes.length; from += rangeBytes) {
    const to = from + rangeBytes < bytes.length ? from + rangeBytes : Number.POSITIVE_INFINITY
    const offer = reading.offer(before)
    const options = { from, to, beginning, maxRecordBytes: MAX_RECORD, offer, memory: Buffer.alloc(memory) }
    const parts = readPlainLines(read, options)
    for (;;) {
      const next = await parts.next()
      if (next.done !== true) {
        reading.add(next.value, before)
        continue
      }
      const { resume, isDone } = next.value
      before += resume.taken
      ranges += 1
      if (isDone) break
      await readGenerally(bytes, reading, resume.offset === 0 ? OBJECT_START : { ...resume, taken: before }, marker)
      return ranges
    }
  }
  return ranges
}

function recordMaker(random: ReturnType<typeof testRandom>): () => string {
  let made = 0
  return () => {
    made += 1
    const pad = 'x'.repeat(random.pick([0, 10, 100, 300, 500]))
    return JSON.stringify({ eventName: `call ${made}`, ...(random.chance(0.1) ? { and: 'refuse me' } : {}), pad })
  }
}

const FIRST_SEED = 7100

test('whatever a file holds, ranges of lines give what one reading gives', async () => {
  let divided = 0
  for (let round = 0; round < 400 * SCALE; round += 1) {
    const random = testRandom(FIRST_SEED + round)
    const bytes = Buffer.from(randomLines(random, random.int(60), recordMaker(random)))
    const expected = new Reading()
    await readGenerally(bytes, expected)
    for (const rangeBytes of [
      Number.POSITIVE_INFINITY,
      1 + random.int(bytes.length + 1),
      1 + random.int(2000),
      1 + random.int(40),
    ]) {
      const found = new Reading()
      divided += (await readInRanges(bytes, found, rangeBytes, random.pick([2, 50, 1000, 20_000]))) > 1 ? 1 : 0
      assert.deepEqual(found.lines, expected.lines, `seed ${random.seed}, ranges of ${rangeBytes} bytes`)
    }
  }
  assert.ok(divided > 100, `only ${divided} files were divided`)
})

const CASES: readonly { name: string; text: string; isDone: boolean; taken: number }[] = [
  { name: 'lines of records are read to the end', text: '{"a":1}\n{"a":2}\n', isDone: true, taken: 2 },
  { name: 'a byte order mark is nothing for it', text: '\uFEFF{"a":1}\n', isDone: false, taken: 0 },
  { name: 'blanks and CR LF are passed over', text: ' \n  {"a":1}\r\n\n \n{"a":2}\n', isDone: true, taken: 2 },
  { name: 'a last line without an end is left to others', text: '{"a":1}\n{"a":2}', isDone: false, taken: 1 },
  { name: 'a list of records is nothing for it', text: '{"Records":[{"a":1}]}\n', isDone: false, taken: 0 },
  { name: 'an object over several lines is nothing for it', text: '{"a":\n1}\n', isDone: false, taken: 0 },
  { name: 'text is nothing for it', text: 'one\ntwo\n', isDone: false, taken: 0 },
  { name: 'damage within a line is settled', text: '{"a":1}\nno\n{"a":2}\n', isDone: true, taken: 3 },
  {
    name: 'a cut line is settled with the line behind it',
    text: '{"a":1}\n{"b":1,\n{"a":2}\n',
    isDone: true,
    taken: 3,
  },
  { name: 'a value over many lines ends it', text: '{"a":1}\n{"b":\n[\n1]}\n{"a":2}\n', isDone: false, taken: 1 },
]

for (const { name, text, isDone, taken } of CASES) {
  test(name, async () => {
    const bytes = Buffer.from(text)
    const read: ReadAt = (into, at) => bytes.copy(into, 0, at, at + into.length)
    const offer = new Reading().offer(0)
    const parts = readPlainLines(read, { from: 0, to: Number.POSITIVE_INFINITY, maxRecordBytes: MAX_RECORD, offer })
    for (;;) {
      const next = await parts.next()
      if (next.done !== true) continue
      assert.deepEqual([next.value.isDone, next.value.resume.taken], [isDone, taken])
      return
    }
  })
}
