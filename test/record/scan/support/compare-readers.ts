import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '../../../../services/core/json.ts'
import type { FieldPath } from '../../../../services/record/field-path.ts'
import type { FieldReader, RecordReader } from '../../../../services/record/field-reader.ts'
import type { TestRandom } from '../../../support/random.ts'

/** How often each outcome was seen, and how many answers were compared. */
export interface ReaderOutcomes {
  accepted: number
  refused: number
  invalid: number
  compared: number
}

export function noOutcomes(): ReaderOutcomes {
  return { accepted: 0, refused: 0, invalid: 0, compared: 0 }
}

type Question = readonly [name: string, ask: (record: FieldReader, path: FieldPath) => unknown]

const ROOM = 40
const FIRST = 3

const QUESTIONS: readonly Question[] = [
  ['get', (record, path) => record.get(path)],
  ['text', (record, path) => record.text(path)],
  ['reach', (record, path) => record.reach(path)],
  ['collect', (record, path) => collected(record, path, [])],
  ['collect behind others', (record, path) => collected(record, path, fullList(record, path))],
  ['token', (record, path) => record.token(path)],
  ['tokenKind', (record, path) => record.tokenKind(path)],
  ['tokenStart', (record, path) => record.tokenStart(path)],
  ['tokenEnd', (record, path) => record.tokenEnd(path)],
  ['copyToken', (record, path) => copied(record, path)],
  ['isoTime', (record, path) => record.isoTime(path)],
]

/** Asks a reader and one that is known to be right the same questions about one record after the other. */
export class ReaderComparison {
  readonly outcomes = noOutcomes()
  readonly #right: RecordReader
  readonly #asked: RecordReader
  readonly #watched: ReadonlySet<string>
  /** an answer to the record before, and what it was */
  #before: { readonly value: JsonValue; readonly text: string } | null = null

  /** `watched`: the names that `asked` was made to watch for. */
  constructor(right: RecordReader, asked: RecordReader, watched: readonly string[]) {
    this.#right = right
    this.#asked = asked
    this.#watched = new Set(watched.map((name) => name.toLowerCase()))
  }

  /** Loads both with the record, asks about some of the paths in any order, and gives the first difference in words, or null. */
  compare(bytes: Uint8Array, paths: readonly FieldPath[], random: TestRandom): string | null {
    try {
      return this.#compare(bytes, paths, random)
    } catch (error) {
      return `failed: ${String(error)}`
    }
  }

  #compare(bytes: Uint8Array, paths: readonly FieldPath[], random: TestRandom): string | null {
    const [right, asked] = [this.#right, this.#asked]
    const [rightFault, fault] = [right.load(bytes), asked.load(bytes)]
    this.outcomes[fault ? 'invalid' : asked.isScanned ? 'accepted' : 'refused'] += 1
    if (!isDeepStrictEqual(fault, rightFault))
      return `load: ${JSON.stringify(fault)}, not ${JSON.stringify(rightFault)}`
    if (this.#before && JSON.stringify(this.#before.value) !== this.#before.text) return 'an older answer has changed'
    if (random.chance(0.1)) right.root()
    if (random.chance(0.1)) asked.root()
    for (let count = Math.min(24, paths.length * 3); count > 0; count -= 1) {
      const path = random.pick(paths)
      const [name, ask] = random.pick(QUESTIONS)
      const [answer, wanted] = [ask(asked, path), ask(right, path)]
      this.outcomes.compared += 1
      if (!isSame(answer, wanted)) return `${name} ${path.text}: ${shown(answer)}, not ${shown(wanted)}`
      if (name === 'get' && answer !== undefined && random.chance(0.2)) {
        this.#before = { value: answer as JsonValue, text: JSON.stringify(answer) }
      }
    }
    return random.chance(0.3) ? this.#compareWhole() : null
  }

  #compareWhole(): string | null {
    const [right, asked] = [this.#right, this.#asked]
    if (asked.bytes() !== right.bytes() && asked.bytes().length + right.bytes().length > 0) return 'other bytes'
    if (asked.json() !== right.json()) return 'another text'
    if (!isSame(asked.root(), right.root())) return 'another record'
    const names = memberNames(right.root())
    if (!asked.mayHoldWatchedName && names.some((name) => this.#watched.has(name.toLowerCase()))) {
      return 'a watched name was not told'
    }
    const isBroken = /[\r\n]/.test(right.json().replaceAll(/"(?:[^"\\]|\\.)*"/g, ''))
    return isBroken && !asked.mayHoldLineBreak ? 'a line break was not told' : null
  }
}

/** Equal also in −0 and in the order of members. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object') return false
  return JSON.stringify(one) === JSON.stringify(other) && isDeepStrictEqual(one, other)
}

function shown(value: unknown): string {
  return Object.is(value, -0) ? '-0' : (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 200)
}

function collected(record: FieldReader, path: FieldPath, into: JsonValue[]): unknown {
  const isReached = record.collect(path, into)
  return [isReached, into.slice(-ROOM), into.length]
}

/** A list that has room for two values, for one, or for none. */
function fullList(record: FieldReader, path: FieldPath): JsonValue[] {
  const list: JsonValue[] = []
  list.length = 4096 - (record.tokenKind(path) === 'array' ? 2 : path.keys.length % 2)
  return list
}

/** What stands in the room up to the end of a copied token. */
function copied(record: FieldReader, path: FieldPath): string {
  const room = new Uint8Array(ROOM)
  const end = record.copyToken(path, room, FIRST)
  return `${end} ${end < 0 ? '' : Buffer.from(room.subarray(0, end)).toString('latin1')}`
}

function memberNames(value: JsonValue): string[] {
  const names: string[] = []
  const left: JsonValue[] = [value]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (!Array.isArray(next)) names.push(...Object.keys(next))
    for (const item of Object.values(next)) left.push(item)
  }
  return names
}
