import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deadLetterOf, withoutRepeats } from '../../../services/app/embedded/handle-raw.ts'
import { decodeRaw, encodeRaw } from '../../../services/app/embedded/raw-codec.ts'
import { DEAD_LETTER_BYTES } from '../../../services/core/dead-letter.ts'
import type { EventDocument } from '../../../services/core/event.ts'
import { sampleEvent, sampleHit } from '../../support/stored-samples.ts'
import { rawBatch } from './raw-input.ts'

describe('repeats are left out together with their hits', () => {
  const [a, b] = [sampleEvent({ n: 1 }), sampleEvent({ n: 2 })]
  const copy = { ...a, text: '{"copy":true}' }
  const CASES: readonly {
    name: string
    events: readonly EventDocument[]
    hits: readonly [EventDocument, string][]
    known: readonly EventDocument[]
    left: { events: readonly EventDocument[]; hits: readonly [EventDocument, string][] }
  }[] = [
    {
      name: 'what is new stays',
      events: [a, b],
      hits: [[a, 'r']],
      known: [],
      left: { events: [a, b], hits: [[a, 'r']] },
    },
    {
      name: 'what is stored goes, with all its hits',
      events: [a, b],
      hits: [
        [a, 'r'],
        [a, 's'],
        [b, 'r'],
      ],
      known: [a],
      left: { events: [b], hits: [[b, 'r']] },
    },
    {
      name: 'of two copies the first stays, and each rule counts it once',
      events: [a, copy],
      hits: [
        [a, 'r'],
        [a, 's'],
        [copy, 'r'],
        [copy, 's'],
      ],
      known: [],
      left: {
        events: [a],
        hits: [
          [a, 'r'],
          [a, 's'],
        ],
      },
    },
    { name: 'nothing stays of nothing', events: [], hits: [], known: [a], left: { events: [], hits: [] } },
  ]
  for (const { name, events, hits, known, left } of CASES) {
    it(name, () => {
      const hitsOf = (pairs: typeof hits): ReturnType<typeof sampleHit>[] =>
        pairs.map(([event, rule]) => sampleHit(event, rule))
      const handled = { events: [...events], hits: hitsOf(hits), deadLetters: [] }
      const found = withoutRepeats(handled, new Set(known.map(({ id }) => id)))
      assert.deepEqual(found, { events: left.events, hits: hitsOf(left.hits) })
    })
  }
})

describe('a dead letter', () => {
  const rejection = { rejected: 'not-json', detail: 'why' } as const

  it('of a huge record keeps its beginning and its size', () => {
    const bytes = Buffer.alloc(DEAD_LETTER_BYTES + 5, 'x')
    const letter = deadLetterOf(rawBatch([]), 3, bytes, rejection)
    assert.deepEqual([letter.bytes.length, letter.size], [DEAD_LETTER_BYTES, DEAD_LETTER_BYTES + 5])
  })

  it('has the same id whenever it comes, and another one for another place or other bytes', () => {
    const id = (position: number, text: string, object = 'a', received = 1): string =>
      deadLetterOf({ ...rawBatch([], object), received }, position, Buffer.from(text), rejection).id
    assert.equal(id(1, 'x', 'a', 1), id(1, 'x', 'a', 2))
    assert.equal(new Set([id(1, 'x'), id(2, 'x'), id(1, 'y'), id(1, 'x', 'b')]).size, 4)
  })
})

describe('raw records in the log', () => {
  const records = ['one', 'two', 'three'].map((text) => Buffer.from(text))
  const batch = { ...rawBatch(records, 'ä b.json'), firstPosition: 501 }

  it('come back as they went in', () => {
    const stored = { ...encodeRaw(batch, 1), topic: 'tocsin.raw', partition: 0, firstOffset: 7, skipped: 0 }
    assert.deepEqual(decodeRaw(stored), batch)
  })

  it('keep their place when reading begins inside a batch', () => {
    const { key, headers } = encodeRaw(batch, 1)
    const rest = {
      key,
      headers,
      values: records.slice(2),
      topic: 'tocsin.raw',
      partition: 0,
      firstOffset: 9,
      skipped: 2,
    }
    assert.deepEqual(decodeRaw(rest), { ...batch, firstPosition: 503, records: records.slice(2) })
  })
})
