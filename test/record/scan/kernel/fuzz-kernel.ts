import type { Scanner } from '../../../../services/record/scan/scanner.ts'
import type { TestRandom } from '../../../support/random.ts'
import { compareScan, type Outcomes } from './compare-scan.ts'
import { RandomRecord } from './random-record.ts'
import { createReference, type Wanted } from './reference-scan.ts'

/** Names that are near one another in length, ends and middle, longer than one and two blocks, and one of another script. */
const NAMES = [
  [
    'eventName',
    'eventTime',
    'eventType',
    'userIdentity',
    'arn',
    'a',
    'b',
    'id',
    'type',
    'requestParameters',
    'resources',
  ],
  [
    'constructor',
    '__proto__',
    'toString',
    'sessionContext',
    'requestParameters.name',
    'userIdentity.arn',
    'a.b',
    'b.a.id',
  ],
  [
    'sixteenLettersXY',
    'sixteenLettersXZ',
    'aNameThatIsLongerThanTwoBlocksOfSixteenBytes',
    'aNameThatIsLongerThanTwoBlacksOfSixteenBytes',
  ],
  [
    'aNameOfThirtyTwoBytesExactlyOkay',
    'aNameOfThirtyThreeBytesExactlyYes',
    'aNameThatIsLongerThanTwoBlocksOfSixteenLetters',
  ],
  ['Schlüssel', 'eventVersion', 'accessKeyId', 'sessionToken', 'password', 'secret'],
].flat()

/** What is watched for; some of these are names of members as well. */
const WATCHED = [
  'sessionToken',
  'Password',
  'masterUserPassword',
  'id',
  'X-Amz-Signature',
  'aNameThatIsLongerThanTwoBlocksOfSixteenBytes',
  'w'.repeat(70),
  'şifre',
]

/** Random paths, few or very many. */
export function randomWanted(random: TestRandom): Wanted {
  const paths: string[][] = []
  const count = random.pick([0, 1, 4, 12, 40])
  for (let at = 0; at < count; at += 1) {
    paths.push(Array.from({ length: 1 + random.int(random.pick([1, 3, 5])) }, () => random.pick(NAMES)))
  }
  for (let at = random.chance(0.1) ? 2000 : 0; at > 0; at -= 1) paths.push([random.pick(NAMES), `member${at}`])
  return { paths, names: random.chance(0.8) ? WATCHED : [] }
}

/** The keys of a path, and all that say several of them at once. */
function spellings(keys: readonly string[]): readonly string[] {
  return [...keys, ...keys.slice(1).map((_key, at) => keys.slice(at).join('.'))]
}

/** The result of a fuzz run: the first difference in words, or null. */
export interface FuzzResult extends Outcomes {
  readonly difference: string | null
}

/** Each set of paths scans so many records. */
const RECORDS = 500

/** Scans random records with random paths and compares with the reference, until something differs. */
export function fuzzKernel(create: (wanted: Wanted) => Scanner, random: TestRandom, count: number): FuzzResult {
  const outcomes: Outcomes = { accepted: 0, refused: 0, invalid: 0 }
  for (let done = 0; done < count; done += RECORDS) {
    const wanted = randomWanted(random)
    const scanner = create(wanted)
    const reference = createReference(wanted)
    const names = [...NAMES, 'sessiontoken', 'PASSWORD', 'x-amz-signature', 'W'.repeat(70)]
    const records = new RandomRecord(random, [...wanted.paths.slice(0, 60).flatMap(spellings), ...names])
    for (let at = 0; at < RECORDS; at += 1) {
      const record = records.next()
      const difference = compareScan(scanner, record, reference(record), outcomes)
      if (difference === null) continue
      const shown = JSON.stringify(record.toString('latin1'))
      const paths = wanted.paths
        .slice(0, 60)
        .map((keys) => keys.join('/'))
        .join(' ')
      return { ...outcomes, difference: `seed ${random.seed}: ${shown} with paths ${paths}: ${difference}` }
    }
  }
  return { ...outcomes, difference: null }
}
