import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import type { DeadLetter, DeadLetterReason } from '../../services/core/dead-letter.ts'
import { sampleDeadLetter } from '../support/stored-samples.ts'
import { withPorts, type AdapterFixture } from './fixture.ts'

const LETTERS: readonly DeadLetter[] = [
  sampleDeadLetter({ position: 2 }),
  sampleDeadLetter({ position: 1, reason: 'too-large', bytes: Buffer.from([0, 255, 10, 200]), size: 9_000_000 }),
  sampleDeadLetter({ position: 4, reason: 'too-large' }),
  sampleDeadLetter({ position: 3, detail: 'über\u0000' }),
]

/** The contract of {@link import('../../services/core/dead-letter-store.ts').DeadLetterStore}. */
export function deadLetterStoreContract(fixture: AdapterFixture): void {
  const lists: { name: string; reason: DeadLetterReason | null; limit: number; gives: number[] }[] = [
    { name: 'all, newest first', reason: null, limit: 10, gives: [4, 3, 2, 1] },
    { name: 'the newest', reason: null, limit: 2, gives: [4, 3] },
    { name: 'of a reason', reason: 'too-large', limit: 10, gives: [4, 1] },
    { name: 'of a reason that nothing has', reason: 'damaged', limit: 10, gives: [] },
    { name: 'none', reason: null, limit: 0, gives: [] },
  ]
  describe(`DeadLetterStore, ${fixture.name}`, () => {
    for (const { name, reason, limit, gives } of lists) {
      test(
        `list ${name}`,
        withPorts(fixture, async ({ sink, deadLetters }) => {
          await sink.commit({ ...EMPTY_OUTCOME, deadLetters: LETTERS })
          const found = await deadLetters.list({ reason, limit })
          assert.deepEqual(
            found.map(({ position }) => position),
            gives,
          )
        }),
      )
    }
    for (const { order, gives } of [
      { order: 'oldest', gives: [1, 2, 3, 4] },
      { order: 'newest', gives: [4, 3, 2, 1] },
    ] as const) {
      test(
        `heads come page by page, ${order} first, and those that go in between move none of the others`,
        withPorts(fixture, async ({ sink, deadLetters }) => {
          await sink.commit({ ...EMPTY_OUTCOME, deadLetters: LETTERS })
          const first = await deadLetters.heads({ order, after: null, limit: 2 })
          await sink.commit({ ...EMPTY_OUTCOME, redriven: first.slice(0, 1).map(({ id }) => id) })
          const rest = await deadLetters.heads({ order, after: first.at(-1) ?? null, limit: 10 })
          const none = await deadLetters.heads({ order, after: rest.at(-1) ?? null, limit: 10 })
          assert.deepEqual(
            [...first, ...rest, ...none].map(({ position }) => position),
            gives,
          )
        }),
      )
    }
    test(
      'a head says how much of the record is kept; letters of one time are in the order of their ids',
      withPorts(fixture, async ({ sink, deadLetters }) => {
        const letters = LETTERS.map((letter) => ({ ...letter, received: 7 }))
        await sink.commit({ ...EMPTY_OUTCOME, deadLetters: letters })
        const found = await deadLetters.heads({ order: 'oldest', after: null, limit: 10 })
        const expected = letters
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .map(({ bytes, ...head }) => ({ ...head, kept: bytes.length }))
        assert.deepEqual(found, expected)
        const after = await deadLetters.heads({ order: 'newest', after: found[2] ?? null, limit: 10 })
        assert.deepEqual(after, expected.slice(0, 2).toReversed())
      }),
    )
    test(
      'they are counted by reason',
      withPorts(fixture, async ({ sink, deadLetters }) => {
        await sink.commit({ ...EMPTY_OUTCOME, deadLetters: LETTERS })
        assert.deepEqual(Object.fromEntries(await deadLetters.countByReason()), { 'not-json': 2, 'too-large': 2 })
      }),
    )
    test(
      'a dead letter comes back with its bytes',
      withPorts(fixture, async ({ sink, deadLetters }) => {
        await sink.commit({ ...EMPTY_OUTCOME, deadLetters: LETTERS })
        for (const letter of LETTERS) {
          const found = await deadLetters.get(letter.id)
          assert.deepEqual({ ...found, bytes: Buffer.from(found?.bytes ?? []) }, letter)
        }
        assert.equal(await deadLetters.get('none'), null)
        assert.equal(await deadLetters.count(), LETTERS.length)
      }),
    )
  })
}
