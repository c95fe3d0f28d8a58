import { DEFAULT_START } from '../../../services/app/demo/write-cloudtrail-files.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import type { TestRandom } from '../../support/random.ts'
import { dayLines, inEventBridge, poisonLines, rootLines, storyLines } from '../../support/trail-input.ts'

const HOUR = 3_600_000
const RECEIVED = DEFAULT_START + 10 * HOUR

/** An hour's attack, the same attack an hour later, a usual day around them and a run of root calls. */
const RECORDS = [
  ...storyLines(3),
  ...storyLines(3, DEFAULT_START + HOUR),
  ...dayLines(3, 120, DEFAULT_START, 90_000),
  ...rootLines(60),
]
const POISON = [...poisonLines('a'), 'no JSON', '[1]', '"text"', '']

/**
 * Records in batches of random size, in random order, a third of them twice (some of those in another envelope), with
 * poison in between. Every batch is an object of its own, so where a record stands does not depend on the order of batches.
 */
export function randomBatches(random: TestRandom): RawBatch[] {
  const repeats = RECORDS.filter(() => random.chance(0.3))
  const wrapped = repeats.map((line) => (random.chance(0.5) ? inEventBridge(line) : line))
  const lines = random.shuffle([...RECORDS, ...wrapped, ...POISON])
  const batches: RawBatch[] = []
  while (lines.length > 0) {
    const records = lines.splice(0, 1 + random.int(40)).map((line) => Buffer.from(line))
    batches.push(rawBatch(records, `object-${batches.length}`))
  }
  return batches
}

/** How many different events the records of {@link randomBatches} give, and how many other things. */
export const EXPECTED = { events: RECORDS.length, poison: POISON.length }

/** Records of one object. */
export function rawBatch(records: readonly Uint8Array[], object = 'object'): RawBatch {
  return { type: 'aws/cloudtrail', source: 'trail', object, received: RECEIVED, firstPosition: 1, records }
}
