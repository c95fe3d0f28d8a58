import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createFramer, type FrameSink } from '../../../services/ingest/framing/framer.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { framed, WHOLE } from './framed.ts'
import { randomInput, randomObject } from './random-input.ts'

/** What a framer finds whose sink decodes each offer and takes those that it `wants`; also how the offers went. */
function framedByOffers(
  input: Uint8Array,
  pieceBytes: number,
  wants: (value: unknown) => boolean = () => true,
  maxRecordBytes = 1024 * 1024,
): { found: string[]; taken: number; refused: number } {
  const result: { found: string[]; taken: number; refused: number } = { found: [], taken: 0, refused: 0 }
  const framer = createFramer({ maxRecordBytes })
  const sink: FrameSink = {
    record: (bytes) => result.found.push(Buffer.from(bytes).toString('latin1')),
    fault: ({ reason, bytes, size }) => {
      const cut = size === bytes.length ? '' : ` of ${size}`
      result.found.push(`!${reason}${cut}: ${Buffer.from(bytes).toString('latin1')}`)
    },
    offer: (bytes) => {
      const isTaken = isJson(bytes, wants)
      if (isTaken) result.found.push(Buffer.from(bytes).toString('latin1'))
      result[isTaken ? 'taken' : 'refused'] += 1
      return isTaken
    },
  }
  for (let at = 0; at < input.length; at += pieceBytes) framer.push(input.slice(at, at + pieceBytes), sink)
  framer.end(sink)
  return result
}

function isJson(bytes: Uint8Array, wants: (value: unknown) => boolean): boolean {
  try {
    return wants(JSON.parse(Buffer.from(bytes).toString()))
  } catch {
    return false
  }
}

test('finds the same records and faults when they are offered, taken or refused, in sound and damaged input', () => {
  let taken = 0
  for (let round = 0; round < 1500 * SCALE; round += 1) {
    const random = testRandom(7000 + round)
    const list = Array.from(
      { length: 2 + random.int(8) },
      () => `{"eventVersion":${random.int(9)},"x":${randomObject(random)}}`,
    )
    const page = Buffer.from(`{"Records":[${list.join(random.pick([',', ',', ' ,\n', ',,', '']))}]}`)
    const input = Uint8Array.from(random.chance(0.3) ? randomInput(random) : page)
    if (random.chance(0.5))
      for (let hits = random.int(3); hits > 0; hits -= 1) input[random.int(input.length)] = random.int(256)
    const maxRecordBytes = random.pick([60, 100_000, 100_000])
    const wants = random.pick([() => true, () => random.chance(0.7)])
    const offered = framedByOffers(input, random.pick([1 + random.int(300), 10_000]), wants, maxRecordBytes)
    assert.deepEqual(offered.found, framed(input, WHOLE, { maxRecordBytes }), `seed ${random.seed}`)
    taken += offered.taken
  }
  assert.ok(taken > 300, `only ${taken} offers were taken`)
})

test('offers every record of a list but the first and the last, whole', () => {
  const records = Array.from({ length: 50 }, (_, index) => `{"eventVersion":"1.1","n":[{"n":${index}},{"n":1}]}`)
  const { found, taken, refused } = framedByOffers(Buffer.from(`{"Records":[${records.join(',')}]}`), 100_000)
  assert.deepEqual(found, records)
  assert.deepEqual({ taken, refused }, { taken: 48, refused: 0 })
})

test('guesses each place once, so that hostile input costs linear time', () => {
  const inner = '{"eventVersion":1},'.repeat(2000)
  for (const [name, text] of [
    ['records that hold what records begin with', `{"a":[${inner}{}]}`],
    ['a list that is never closed', `{"Records":[${inner.repeat(5)}`],
    ['starts that break at once', `{"Records":[{"eventVersion":1},${'{"eventVersion"\n'.repeat(10_000)}`],
    [
      'lines before a start that comes late',
      `{"Records":[{"eventVersion":1},${'{"a":1,\n'.repeat(20_000)},{"eventVersion":1}]}`,
    ],
  ] as const) {
    let offered = 0
    const framer = createFramer({ maxRecordBytes: 1024 * 1024 })
    const sink: FrameSink = {
      record: () => undefined,
      fault: () => undefined,
      offer: (bytes) => {
        offered += bytes.length
        return false
      },
    }
    framer.push(Buffer.from(text), sink)
    framer.end(sink)
    assert.ok(offered <= text.length, `${name}: ${offered} bytes were offered of ${text.length}`)
  }
})
