import { isObject, type JsonValue } from '../../services/core/json.ts'
import type { TestRandom } from '../support/random.ts'

/** JSON text that nobody expects at its place. */
const HOSTILE: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '-1.5',
  '1.10',
  '1e308',
  '1e400',
  '9007199254740993',
  '-123456789012345678901234567890',
  '0.1234567890123456789',
  '""',
  '"*"',
  '"arn:"',
  '"arn:aws:iam::111122223333:role/"',
  '"0.0.0.0/0"',
  '"::ffff:192.0.2.1"',
  '"HIDDEN_DUE_TO_SECURITY_REASONS"',
  String.raw`"a\u0000b"`,
  String.raw`"\ud800"`,
  '"\u202ex\u2066"',
  String.raw`"\u001b[31m\r\n"`,
  '[]',
  '[[]]',
  '[null,[null],{}]',
  '{}',
  '{"items":{}}',
  '{"items":[{"items":[]}]}',
  '{"value":{"value":true}}',
  '{"__proto__":{"a":1},"constructor":1,"toString":2,"hasOwnProperty":3,"":4}',
  String.raw`"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\"}]}"`,
  String.raw`"{\"Statement\":{"`,
  '"%7B%22Statement%22%3A1%7D"',
]
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'items',
  'Statement',
  'detail',
  'message',
  'a.b',
  '',
  'eventName',
]

/** Deep, long and wide values are made rarely: they cost most. */
function hostileJson(random: TestRandom): string {
  if (!random.chance(0.04)) return random.pick(HOSTILE)
  const size = 1 + random.int(2000)
  switch (random.int(5)) {
    case 0:
      return `${'['.repeat(size)}1${']'.repeat(size)}`
    case 1:
      return `${'{"items":'.repeat(size)}1${'}'.repeat(size)}`
    case 2:
      return JSON.stringify(`${'{"Statement":['.repeat(size)}${']}'.repeat(size)}`)
    case 3:
      return JSON.stringify(random.pick(['x', '*', '\u0000', 'é', '0', '%7B', '{"']).repeat(size * 5))
    default:
      return `[${Array.from({ length: size * 3 }, () => random.pick(HOSTILE)).join(',')}]`
  }
}

/** Writes a value as JSON with some members lost, renamed, repeated or replaced. */
function damaged(value: JsonValue, random: TestRandom, rate: number): string {
  if (random.chance(rate)) return hostileJson(random)
  if (Array.isArray(value)) {
    const items = value.map((item) => damaged(item, random, rate))
    const repeats = random.chance(rate) ? random.int(200) : 0
    return `[${[...items, ...Array.from({ length: repeats }, () => items[0] ?? 'null')].join(',')}]`
  }
  if (!isObject(value)) return JSON.stringify(value)
  const members: string[] = []
  for (const [key, item] of Object.entries(value)) {
    if (random.chance(rate / 2)) continue
    const name = JSON.stringify(random.chance(rate / 3) ? random.pick(NAMES) : key)
    members.push(`${name}:${damaged(item, random, rate)}`)
    if (random.chance(rate / 3)) members.push(`${name}:${hostileJson(random)}`)
  }
  return `{${members.join(random.chance(0.02) ? ' ,\r\n\t' : ',')}}`
}

/** Changes to bytes, as a broken disk, a cut connection or two writers at once make them. */
function damagedBytes(bytes: Buffer, other: Buffer, random: TestRandom): Buffer {
  const at = random.int(bytes.length + 1)
  const to = Math.min(bytes.length, at + random.int(random.chance(0.8) ? 8 : bytes.length))
  switch (random.int(7)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      if (at < bytes.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(8))
      return flipped
    }
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), randomBytes(random), bytes.subarray(at)])
    case 4:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.int(other.length + 1))])
    case 5:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)])
    default:
      return Buffer.concat([bytes, random.pick(JOINTS), other])
  }
}

const JOINTS = ['', '\n', '\r\n', ',', '\0', ' ', '\ufeff'].map((text) => Buffer.from(text))

function randomBytes(random: TestRandom): Buffer {
  const pick = random.int(4)
  if (pick === 0) return Buffer.from(random.pick(['{', '}', '[', ']', '"', ',', ':', '\\', '\0', '\n', '{"', '"}']))
  return Buffer.from(Array.from({ length: 1 + random.int(12) }, () => random.int(256)))
}

/** A record with one to four kinds of damage; `other` is a record that may run into it. */
export function mutate(record: JsonValue, other: JsonValue, random: TestRandom): Buffer {
  const isStructural = random.chance(0.75)
  let bytes: Buffer = Buffer.from(
    isStructural ? damaged(record, random, 0.01 + random.next() * 0.08) : JSON.stringify(record),
  )
  const count = isStructural ? random.int(3) * random.int(2) : 1 + random.int(3)
  for (let round = 0; round < count; round += 1) bytes = damagedBytes(bytes, Buffer.from(JSON.stringify(other)), random)
  return bytes
}
