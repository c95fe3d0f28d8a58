import type { FieldReader } from './field-reader.ts'
import { decodeString, eachString, type Span } from './json-bytes.ts'
import { textOf, toBuffer } from './text-of.ts'
import { isDeep } from './unread-members.ts'

/** What counts as a secret in one kind of record. */
export interface SecretRules {
  /** names of members whose text is a secret, compared without case, wherever they stand: `sessionToken` */
  readonly members: readonly string[]
  /** names of URL query parameters whose value is a secret: `X-Amz-Signature` */
  readonly queryParameters: readonly string[]
}

/** A record without its secrets. */
export interface Masked {
  /** the record's text when there was no secret, else with one `*` for each byte of a secret */
  readonly json: string
  /** the bytes of {@link json}; null when there was no secret, so that they are those of the record */
  readonly bytes: Uint8Array | null
  /** dotted paths of what was masked, each once */
  readonly paths: readonly string[]
  /** whether anything in the record stands deeper than rules read; known here at no cost */
  readonly isDeep: boolean
}

/** Masks the record that a reader holds. */
export type Masker = (
  record: Pick<FieldReader, 'bytes' | 'json' | 'root' | 'isScanned' | 'mayHoldWatchedName'>,
) => Masked

const STAR = 42
const NONE: readonly string[] = []
const NO_NEEDLES: readonly Buffer[] = []
const NO_SPANS: readonly Span[] = []

/** Makes the function that masks records by these rules. */
export function createMasker(rules: SecretRules): Masker {
  const isSecretName = createNameTest(rules.members)
  const isSecretAt = createSpanTest(rules.members, isSecretName)
  const needles = rules.queryParameters.map((parameter) => Buffer.from(parameter))
  const prefix = Buffer.from(sharedStart(rules.queryParameters))
  return (record) => {
    const view = toBuffer(record.bytes())
    const present = presentIn(view, prefix, needles)
    if (!record.mayHoldWatchedName && present.length === 0) return new Unmasked(record)
    // A scan has told already that a name may be there, and it takes no record that is deep.
    const { isScanned } = record
    const isDeepRecord = !isScanned && isDeep(record.root())
    const secrets = present.flatMap((parameter) => EQUALS_SIGNS.map((sign) => Buffer.concat([parameter, sign])))
    const spans: Span[] = []
    const paths = new Set<string>()
    eachString(view, (nameStart, nameEnd, start, end, path) => {
      const isSecret = nameStart >= 0 && isSecretAt(view, nameStart, nameEnd)
      if (!isSecret && secrets.length === 0) return
      const found = secretsIn(view, { start, end }, isSecret, secrets)
      if (found === NO_SPANS) return
      for (const each of found) spans.push(each)
      paths.add(path())
    })
    return spans.length === 0
      ? new Unmasked(record, isDeepRecord)
      : new MaskedRecord(view, spans, [...paths], isDeepRecord)
  }
}

/** The bytes of a record with stars over its secrets. */
class MaskedRecord implements Masked {
  readonly bytes: Buffer
  readonly paths: readonly string[]
  readonly isDeep: boolean
  #json: string | null = null

  constructor(view: Buffer, spans: readonly Span[], paths: readonly string[], isDeep: boolean) {
    this.bytes = Buffer.from(view)
    for (const span of spans) this.bytes.fill(STAR, span.start, span.end)
    this.paths = paths
    this.isDeep = isDeep
  }

  get json(): string {
    return (this.#json ??= textOf(this.bytes))
  }
}

/** A record without secrets: its text may never be asked for. */
class Unmasked implements Masked {
  readonly paths = NONE
  readonly bytes = null
  readonly isDeep: boolean
  readonly #record: Pick<FieldReader, 'json'>

  constructor(record: Pick<FieldReader, 'json'>, isDeepRecord = false) {
    this.#record = record
    this.isDeep = isDeepRecord
  }

  get json(): string {
    return this.#record.json()
  }
}

/** What all texts start with: one search instead of many. */
function sharedStart([first = '', ...others]: readonly string[]): string {
  let length = first.length
  while (others.some((other) => !other.startsWith(first.slice(0, length)))) length -= 1
  return first.slice(0, length)
}

function presentIn(view: Buffer, prefix: Buffer, needles: readonly Buffer[]): readonly Buffer[] {
  if (prefix.length > 0 && !view.includes(prefix)) return NO_NEEDLES
  let present = NO_NEEDLES
  for (const needle of needles) if (view.includes(needle)) present = [...present, needle]
  return present
}

/** How an equals sign stands in JSON text; encoders that are careful about HTML escape it. */
const EQUALS_SIGNS = ['=', String.raw`\u003d`, String.raw`\u003D`].map((sign) => Buffer.from(sign))

/** How many member names the test remembers; records use the same few hundred again and again. */
const REMEMBERED_NAMES = 5000

function createNameTest(members: readonly string[]): (name: string) => boolean {
  const secret = new Set(members.map((name) => name.toLowerCase()))
  // No change of case gives these names from a longer or a shorter one, and few names are as long as one of them.
  const isLength: boolean[] = []
  for (const name of members) isLength[name.length] = true
  const remembered = new Map<string, boolean>()
  return (name) => {
    if (isLength[name.length] !== true) return false
    const known = remembered.get(name)
    if (known !== undefined) return known
    const isSecret = secret.has(name.toLowerCase())
    if (remembered.size < REMEMBERED_NAMES) remembered.set(name, isSecret)
    return isSecret
  }
}

/** The same test of a name that stands in JSON; most are told apart by their length and never decoded. */
function createSpanTest(
  members: readonly string[],
  isSecretName: (name: string) => boolean,
): (view: Buffer, start: number, end: number) => boolean {
  const isLength: boolean[] = []
  for (const name of members) isLength[name.length] = true
  return (view, start, end) => {
    if (isLength[end - start - 2] !== true && !hasOddByte(view, start, end)) return false
    return isSecretName(decodeString(view, { start, end }))
  }
}

/** Whether a name has an escape or a character that is no ASCII: then its length in bytes tells nothing. */
function hasOddByte(view: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = view[at] ?? 0
    if (byte === BACKSLASH || byte > LAST_ASCII) return true
  }
  return false
}

const BACKSLASH = 92
const LAST_ASCII = 127

/** The places inside one string value that must be overwritten. */
function secretsIn(view: Buffer, span: Span, isSecret: boolean, parameters: readonly Buffer[]): readonly Span[] {
  if (isSecret) return isMaskedAlready(view, span) ? NO_SPANS : [{ start: span.start + 1, end: span.end - 1 }]
  const spans: Span[] = []
  // Only this far: looking on to the end of the record for every value would take its size squared.
  const text = view.subarray(0, span.end)
  for (const parameter of parameters) {
    let at = text.indexOf(parameter, span.start)
    while (at >= 0) {
      const start = at + parameter.length
      spans.push({ start, end: parameterEnd(view, start, span.end - 1) })
      at = text.indexOf(parameter, start)
    }
  }
  return spans.length === 0 ? NO_SPANS : spans
}

/** What providers write themselves in place of a value is no secret and stays readable. */
function isMaskedAlready(view: Buffer, span: Span): boolean {
  const text = decodeString(view, span)
  return text === '' || /^\*+$/.test(text) || text === 'HIDDEN_DUE_TO_SECURITY_REASONS' || text.startsWith('<')
}

function parameterEnd(view: Buffer, from: number, limit: number): number {
  let at = from
  while (at < limit && !'&#"\\ '.includes(String.fromCharCode(view[at] ?? 0))) at += 1
  return at
}
