import { PathTable } from '../../../../services/record/field-path.ts'
import type { FieldPath } from '../../../../services/record/field-path.ts'
import type { RecordReader } from '../../../../services/record/field-reader.ts'
import { PlainRecordReader } from '../../../../services/record/plain-record-reader.ts'
import { CLOUDTRAIL_PATHS } from '../../../../services/normalize/aws/cloudtrail/paths.ts'
import { UNKNOWN } from '../../../../services/normalize/registry.ts'
import type { TestRandom } from '../../../support/random.ts'
import { noOutcomes, ReaderComparison, type ReaderOutcomes } from './compare-readers.ts'
import { corpusLines, demoLines } from './record-lines.ts'
import { mutateRecord, type Vocabulary } from './mutate-record.ts'

/** Makes the reader that is compared with the plain one. */
export type ReaderMaker = (tables: readonly PathTable[], watched: readonly string[]) => RecordReader

/** The result of a run: the first difference in words, or null. */
export interface ComparisonResult extends ReaderOutcomes {
  readonly difference: string | null
}

const WATCHED = ['sessionToken', 'Password', 'masterUserPassword', 'arn']

/** Paths that no log has, and some whose names are special to JavaScript. */
const STRANGE = [
  '',
  ...'a a.b a.b.c b.a a..b .a é a.é constructor a.constructor __proto__ __proto__.arn toString.arn'.split(' '),
  ...'hasOwnProperty userIdentity.__proto__.type requestParameters.a.b.c.d'.split(' '),
]

/** Values that are easily read wrongly. */
const TOKENS = [
  ...'null true false 0 -0 7 -12 1.10 1e400 1E5 -0.0 123456789012345 1.0e-7 9007199254740991 9007199254740992'.split(
    ' ',
  ),
  ...'-9007199254740993 12345678901234567890 1234567890123456.5 [] {} [[]] [null] [12345678901234567890]'.split(' '),
  ...'"" "a" "ab" "abc" "abcd" "alpha" "us-east-1" "AssumedRole" "é" "\u212a" "\ud83d\ude00"'.split(' '),
  ...String.raw`"\u0041" "a\nb" "\ud800" "\"" "\\" ["x",["y"],null] [{"arn":"x"},{"b":["y"]}] {"a":{"b":"x"}}`.split(
    ' ',
  ),
  ...'"2026-02-30T10:00:00Z" "2026-02-28T23:59:60Z" "2026-02-28T23:59:59Z" "2024-02-29T00:00:00Z"'.split(' '),
  ...'"0099-01-01T00:00:00Z" "2026-02-28T24:00:00Z" "2026-02-28t23:59:59z" "2026-02-28T23:59:59.123Z"'.split(' '),
  ...'"2026-02-28T2a:59:59Z" "2026-02-28T23:59:59+02:00" "2026-13-28T23:59:59Z" "2026-00-28T23:59:59Z"'.split(' '),
  `"${'long text '.repeat(20)}"`,
]

const LINES = [...corpusLines(), ...demoLines(5, 100, 'real'), ...demoLines(7, 100, 'dense')]

/** So many records are asked about with one set of tables. */
const ROUND = 400
/** So many paths are asked about in a round. */
const ASKED = 40

/** Compares a reader with the plain one on real, made and changed records with all log types' paths and random ones. */
export function compareOnRecords(make: ReaderMaker, random: TestRandom, count: number): ComparisonResult {
  const outcomes = noOutcomes()
  for (let done = 0; done < count; done += ROUND) {
    const round = new Round(make, random)
    const difference = round.run(Math.min(ROUND, count - done))
    for (const name of Object.keys(outcomes) as (keyof ReaderOutcomes)[]) outcomes[name] += round.outcomes[name]
    if (difference !== null) return { ...outcomes, difference: `seed ${random.seed}: ${difference}` }
  }
  return { ...outcomes, difference: null }
}

/** Some hundred records for one reader. */
class Round {
  readonly #random: TestRandom
  readonly #tables: readonly PathTable[]
  readonly #reader: RecordReader
  readonly #comparison: ReaderComparison

  constructor(make: ReaderMaker, random: TestRandom) {
    this.#random = random
    this.#tables = [CLOUDTRAIL_PATHS.extend(), UNKNOWN.paths.extend(), new PathTable()]
    for (const table of this.#tables) for (let more = random.int(20); more > 0; more -= 1) this.#grow(table)
    this.#reader = make(this.#tables, WATCHED)
    this.#comparison = new ReaderComparison(new PlainRecordReader(), this.#reader, WATCHED)
  }

  get outcomes(): ReaderOutcomes {
    return this.#comparison.outcomes
  }

  run(count: number): string | null {
    const random = this.#random
    let [table, paths] = this.#nextTable()
    let vocabulary = vocabularyOf(paths)
    let line = random.pick(LINES)
    for (let at = 0; at < count; at += 1) {
      if (random.chance(0.05)) this.#grow(table)
      if (random.chance(0.2)) {
        ;[table, paths] = this.#nextTable()
        vocabulary = vocabularyOf(paths)
      }
      // The same record again and again, each time changed: values repeat, as they do in a log.
      if (random.chance(0.2)) line = random.pick(LINES)
      const bytes = random.chance(0.1) ? Buffer.from(line) : mutateRecord(line, random, vocabulary)
      const difference = this.#comparison.compare(bytes, paths, random)
      if (difference !== null) return `${difference}\n${JSON.stringify(bytes.toString('latin1')).slice(0, 3000)}`
    }
    return null
  }

  /** Says whose paths come next, and which of them. Now and then it is a table that the reader was not made for. */
  #nextTable(): [PathTable, readonly FieldPath[]] {
    const random = this.#random
    const known = random.pick(this.#tables)
    const table = random.chance(0.1) ? known.extend() : known
    if (table.paths.length === 0) this.#grow(table)
    this.#reader.use(table)
    const paths = Array.from({ length: ASKED }, () => random.pick(table.paths))
    // And somebody who does not say whose paths these are.
    return [table, random.chance(0.1) ? [...paths, ...CLOUDTRAIL_PATHS.paths.slice(0, 5)] : paths]
  }

  #grow(table: PathTable): void {
    const random = this.#random
    const known = random.pick(CLOUDTRAIL_PATHS.paths).text
    const below = `${known}.${random.pick(['arn', 'type', 'a', 'b', 'constructor'])}`
    table.add(random.pick([random.pick(STRANGE), below, `requestParameters.${known}`, random.pick(known.split('.'))]))
  }
}

/** The names of these paths, with those that say several keys at once. */
function vocabularyOf(paths: readonly FieldPath[]): Vocabulary {
  return {
    paths: paths.map(({ keys }) => keys),
    names: paths.flatMap(({ keys, suffixes }) => [...keys, ...keys, ...suffixes]),
    tokens: TOKENS,
  }
}
