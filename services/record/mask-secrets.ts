import type { JsonObject, JsonValue } from '../core/json.ts'
import { MAX_DEPTH } from './collect.ts'
import type { FieldReader } from './field-reader.ts'
import { decodeString, eachString, type Span } from './json-bytes.ts'
import { toBuffer } from './text-of.ts'
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
  /** dotted paths of what was masked, each once */
  readonly paths: readonly string[]
  /** whether anything in the record stands deeper than rules read; known here at no cost */
  readonly isDeep: boolean
}

/** Masks the record that a reader holds. */
export type Masker = (record: Pick<FieldReader, 'bytes' | 'json' | 'root'>) => Masked

const STAR = 42
const NONE: readonly string[] = []

/** Makes the function that masks records by these rules. */
export function createMasker(rules: SecretRules): Masker {
  const isSecretName = createNameTest(rules.members)
  const parameters = rules.queryParameters
  return (record) => {
    const json = record.json()
    const present = parameters.filter((parameter) => json.includes(parameter))
    if (present.length === 0 && !hasSecretName(record.root(), isSecretName, 0)) {
      return { json, paths: NONE, isDeep: false }
    }
    const isDeepRecord = isDeep(record.root())
    const needles = present.flatMap((parameter) => EQUALS_SIGNS.map((sign) => Buffer.from(parameter + sign)))
    const view = toBuffer(record.bytes())
    const spans: Span[] = []
    const paths = new Set<string>()
    eachString(view, (name, span, path) => {
      const found = secretsIn(view, name, span, isSecretName, needles)
      if (found.length === 0) return
      for (const each of found) spans.push(each)
      paths.add(path())
    })
    if (spans.length === 0) return { json, paths: NONE, isDeep: isDeepRecord }
    const copy = Buffer.from(view)
    for (const span of spans) copy.fill(STAR, span.start, span.end)
    return { json: copy.toString('utf8'), paths: [...paths], isDeep: isDeepRecord }
  }
}

/** How an equals sign stands in JSON text; encoders that are careful about HTML escape it. */
const EQUALS_SIGNS = ['=', String.raw`\u003d`, String.raw`\u003D`]

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

/** The quick look at the decoded record that nearly every record passes. What lies too deep for it is searched in the bytes. */
function hasSecretName(
  value: JsonObject | JsonValue[],
  isSecretName: (name: string) => boolean,
  depth: number,
): boolean {
  if (depth >= MAX_DEPTH) return true
  if (!Array.isArray(value)) for (const name of Object.keys(value)) if (isSecretName(name)) return true
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && hasSecretName(member, isSecretName, depth + 1)) return true
  }
  return false
}

/** The places inside one string value that must be overwritten. */
function secretsIn(
  view: Buffer,
  name: string,
  span: Span,
  isSecretName: (name: string) => boolean,
  parameters: readonly Buffer[],
): Span[] {
  if (isSecretName(name)) return isMaskedAlready(view, span) ? [] : [{ start: span.start + 1, end: span.end - 1 }]
  const spans: Span[] = []
  if (parameters.length === 0) return spans
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
  return spans
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
