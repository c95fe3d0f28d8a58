import type { TestRandom } from '../../../support/random.ts'

/** A value as it will be written: members as pairs, so that a name can be repeated. */
type Value = string | Value[] | { readonly members: [string, Value][] }

const SCALARS = [
  'null true false 0 -0 1 -17 3.25 1e5 1E+2 -0.0e-1 0.10 123456789012345 1234567890123456 -9007199254740993 1e400'.split(
    ' ',
  ),
  '"" "a" "us-east-1" "iam.amazonaws.com" "2026-01-05T10:00:00Z" "198.51.100.7"'.split(' '),
  [
    '"with a blank"',
    '"é"',
    '"a\u2028"',
    '"\ud83d\ude00x"',
    '"\\u0041"',
    '"\\ud800"',
    '"\\\\"',
    '"\\""',
    '"\\/\\b\\f\\n\\r\\t"',
    '"\u007f"',
  ],
].flat()

/** What JSON does not allow, or only just. */
const JUNK = [
  '01 -01 00 1. .5 - +1 1e 1e+ 1e- 0x1 1.5.2 1.e1 -.1 --1 tru truee True trux nul nulll nulx fals falsee falsx fal'.split(
    ' ',
  ),
  [
    'NaN',
    'Infinity',
    '',
    '"\\u12"',
    '"\\u00g0"',
    '"\\u0g00"',
    '"\\ug000"',
    '"\\u000g"',
    '"\\x"',
    '"\\\'"',
    '"\u0001"',
    '"\t"',
    '"\n"',
    '"\u001f"',
    '"\\"',
    '"',
  ],
  [
    '[1,]',
    '[,1]',
    '[1 2]',
    '[,]',
    '{"a":1,}',
    '{,}',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    '{"a":1 "b":2}',
    '{"a" 1}',
    '{"a"::1}',
    '{"a",1}',
  ],
  [
    '[}',
    '{]',
    '[1]]',
    '{}}',
    '{"a":[}',
    '[{]',
    '["a":1]',
    '{"a":1]',
    '[1}',
    '[',
    '{',
    '{"a":',
    '{1:2}',
    '{null:1}',
    "'a'",
    '/**/1',
    '"\\U0041"',
  ],
].flat()

const LETTERS = Array.from('abc/: ,{}[]')
const SEPARATORS = [
  ',',
  ':',
  '}',
  ']',
  '{',
  '[',
  '\u000b',
  '\u000c',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\0',
  '1',
  '"',
  '\b',
]
const BLANKS = [' ', '  ', '\t', '\r', '\n', ' \t ', '\r\n']

/** Builds records around wanted names, writes them in all ways that JSON allows and in some that it does not. */
export class RandomRecord {
  readonly #random: TestRandom
  readonly #names: readonly string[]
  #blanks = 0
  #escapes = 0
  #junk = 0

  /** `names`: what members are mostly called. */
  constructor(random: TestRandom, names: readonly string[]) {
    this.#random = random
    this.#names = names
  }

  /** The bytes of one record, valid or not. */
  next(): Buffer {
    const random = this.#random
    this.#blanks = random.chance(0.3) ? random.pick([0.02, 0.2, 0.8]) : 0
    this.#escapes = random.chance(0.1) ? random.pick([0.01, 0.1]) : 0
    this.#junk = random.chance(0.3) ? random.pick([0.02, 0.1]) : 0
    const root = random.chance(0.03) ? this.#value(0) : this.#object(0)
    let text = this.#blank() + this.#write(root) + this.#blank()
    if (random.chance(0.05)) text += random.pick(SEPARATORS)
    const bytes = Buffer.from(text)
    return random.chance(0.3) ? this.#damage(bytes) : bytes
  }

  #object(depth: number): Value {
    const random = this.#random
    const members: [string, Value][] = []
    const count = random.int(depth === 0 ? 12 : 5)
    for (let at = 0; at < count; at += 1) members.push([this.#name(), this.#value(depth + 1)])
    // Repeated names: with the same object, with a part of it, with something else.
    const [repeated] = members.length > 0 && random.chance(0.3) ? [random.pick(members)] : []
    if (repeated) {
      const [name, value] = repeated
      const isObject = typeof value !== 'string' && !Array.isArray(value)
      const part = isObject ? { members: value.members.slice(random.int(value.members.length + 1)) } : value
      members.splice(random.int(members.length + 1), 0, [name, random.pick([value, part, this.#value(depth + 1)])])
    }
    return { members }
  }

  #name(): string {
    const random = this.#random
    if (random.chance(0.8)) return random.pick(this.#names)
    const name = random.pick(this.#names)
    return random.pick([
      () => '',
      () => 'x',
      () => name.toUpperCase(),
      () => name.slice(0, -1),
      () => `${name}x`,
      () => name.replace('e', 'é'),
      // another character in the same place
      () => name.replace(name.charAt(random.int(name.length)), 'Q'),
      () => 'n'.repeat(random.int(150)),
    ])()
  }

  #value(depth: number): Value {
    const random = this.#random
    if (this.#junk > 0 && random.chance(this.#junk)) return random.pick(JUNK)
    const roll = random.next()
    if (roll < 0.4 && depth < 6) return this.#object(depth)
    if (roll < 0.5 && depth < 6) return Array.from({ length: random.int(4) }, () => this.#value(depth + 1))
    if (roll < 0.51) return this.#nest(this.#scalar())
    return this.#scalar()
  }

  #scalar(): Value {
    const random = this.#random
    if (random.chance(0.7)) return random.pick(SCALARS)
    // Strings of all lengths put what follows at all places of a block.
    const text = Array.from({ length: random.int(random.chance(0.1) ? 300 : 40) }, () => random.pick(LETTERS))
    if (random.chance(0.1))
      text.splice(random.int(text.length + 1), 0, random.pick(['\\"', '\\\\', '\\n', 'é', '\u212a', '\\u00e9']))
    return `"${text.join('')}"`
  }

  /** Around the number of levels that is allowed. */
  #nest(value: Value): Value {
    let nested = value
    for (let level = 55 + this.#random.int(14); level > 0; level -= 1) {
      nested = this.#random.chance(0.5) ? [nested] : { members: [[this.#name(), nested]] }
    }
    return nested
  }

  #write(value: Value): string {
    if (typeof value === 'string') return value
    if (Array.isArray(value)) {
      return `[${this.#blank()}${value.map((item) => this.#write(item) + this.#blank()).join(`,${this.#blank()}`)}]`
    }
    const members = value.members.map(
      ([name, member]) => `${this.#key(name)}${this.#blank()}:${this.#blank()}${this.#write(member)}${this.#blank()}`,
    )
    const comma = this.#junk > 0 && this.#random.chance(this.#junk / 20) ? ',' : ''
    return `{${this.#blank()}${members.join(`,${this.#blank()}`)}${comma}}`
  }

  #key(name: string): string {
    const escape = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
    if (this.#escapes === 0) return `"${name}"`
    return `"${Array.from(name, (letter) => (this.#random.chance(this.#escapes) ? escape(letter) : letter)).join('')}"`
  }

  #blank(): string {
    const random = this.#random
    if (this.#junk > 0 && random.chance(this.#junk / 20)) return random.pick(SEPARATORS)
    return this.#blanks > 0 && random.chance(this.#blanks) ? random.pick(BLANKS) : ''
  }

  /** Cuts, inserts, deletes, flips, repeats or glues bytes. */
  #damage(bytes: Buffer): Buffer {
    const random = this.#random
    const at = random.int(bytes.length + 1)
    const to = Math.min(bytes.length, at + 1 + random.int(4))
    return random.pick([
      () => bytes.subarray(0, at),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random.int(256)]), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]),
      () => Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]),
      () => Buffer.concat([bytes, bytes.subarray(at)]),
      () => {
        const copy = Buffer.from(bytes)
        if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random.int(8))
        return copy
      },
      () => {
        const copy = Buffer.from(bytes)
        if (at < copy.length) copy[at] = random.pick([...Buffer.from('"\\{}[]:, \t\n\r0-.eE\u0080\u001f')])
        return copy
      },
    ])()
  }
}
