import type { JsonValue } from '../core/json.ts'
import type { FieldReader } from './field-reader.ts'
import { decodeString, eachString, type Span } from './json-bytes.ts'

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
}

/** Masks the record that a reader holds. */
export type Masker = (record: Pick<FieldReader, 'bytes' | 'json' | 'root'>) => Masked

const STAR = 42
const NONE: readonly string[] = []

/** No record is searched deeper; what lies below is searched in its bytes. */
const MAX_DEPTH = 64

/** No text that is shorter can hold a query parameter worth hiding. */
const SHORTEST_ADDRESS = 16

/** Makes the function that masks records by these rules. */
export function createMasker(rules: SecretRules): Masker {
  const isSecretName = createNameTest(rules.members)
  const parameters = rules.queryParameters.map((name) => `${name}=`)
  const needles = parameters.map((parameter) => Buffer.from(parameter))
  return (record) => {
    const json = record.json()
    if (!mayHoldSecret(record.root(), { isSecretName, parameters }, 0)) return { json, paths: NONE }
    const bytes = record.bytes()
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const spans: Span[] = []
    const paths = new Set<string>()
    eachString(bytes, (path, span) => {
      const found = secretsIn(view, path, span, isSecretName, needles)
      if (found.length === 0) return
      spans.push(...found)
      paths.add(path)
    })
    if (spans.length === 0) return { json, paths: NONE }
    const copy = Buffer.from(bytes)
    for (const span of spans) copy.fill(STAR, span.start, span.end)
    return { json: copy.toString('utf8'), paths: [...paths] }
  }
}

/** How many member names the test remembers; records use the same few hundred again and again. */
const REMEMBERED_NAMES = 5000

function createNameTest(members: readonly string[]): (name: string) => boolean {
  const secret = new Set(members.map((name) => name.toLowerCase()))
  const remembered = new Map<string, boolean>()
  return (name) => {
    const known = remembered.get(name)
    if (known !== undefined) return known
    const isSecret = secret.has(name.toLowerCase())
    if (remembered.size < REMEMBERED_NAMES) remembered.set(name, isSecret)
    return isSecret
  }
}

interface SecretTest {
  readonly isSecretName: (name: string) => boolean
  readonly parameters: readonly string[]
}

/** The quick look at the decoded record that nearly every record passes. */
function mayHoldSecret(value: JsonValue, test: SecretTest, depth: number): boolean {
  if (typeof value === 'string') {
    return value.length >= SHORTEST_ADDRESS && test.parameters.some((parameter) => value.includes(parameter))
  }
  if (typeof value !== 'object' || value === null) return false
  if (depth >= MAX_DEPTH) return true
  if (Array.isArray(value)) return value.some((item) => mayHoldSecret(item, test, depth + 1))
  for (const name of Object.keys(value)) {
    const member = value[name]
    if (member === undefined || member === null) continue
    if (test.isSecretName(name) || mayHoldSecret(member, test, depth + 1)) return true
  }
  return false
}

/** The places inside one string value that must be overwritten. */
function secretsIn(
  view: Buffer,
  path: string,
  span: Span,
  isSecretName: (name: string) => boolean,
  parameters: readonly Buffer[],
): Span[] {
  const name = path.slice(path.lastIndexOf('.') + 1)
  if (isSecretName(name)) return isMaskedAlready(view, span) ? [] : [{ start: span.start + 1, end: span.end - 1 }]
  const spans: Span[] = []
  for (const parameter of parameters) {
    let at = view.indexOf(parameter, span.start)
    while (at >= 0 && at < span.end) {
      const start = at + parameter.length
      spans.push({ start, end: parameterEnd(view, start, span.end - 1) })
      at = view.indexOf(parameter, start)
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
