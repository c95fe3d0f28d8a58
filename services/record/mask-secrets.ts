import { decodeString, eachString, type Span } from './json-bytes.ts'

/** What counts as a secret in one kind of record. */
export interface SecretRules {
  /** names of members whose text is a secret, compared without case, wherever they stand: `sessionToken` */
  readonly members: readonly string[]
  /** names of URL query parameters whose value is a secret: `X-Amz-Signature` */
  readonly queryParameters: readonly string[]
  /** bytes of which at least one stands in every record that holds a secret: the quick test that most records fail */
  readonly hints: readonly string[]
}

/** A record without its secrets. */
export interface Masked {
  /** the same bytes when there was no secret, else a copy of the same length with `*` for each byte of a secret */
  readonly bytes: Uint8Array
  /** dotted paths of what was masked, each once */
  readonly paths: readonly string[]
}

const STAR = 42
const NONE: readonly string[] = []

/** Makes the function that masks records by these rules. Its input must be JSON that `JSON.parse` accepts. */
export function createMasker(rules: SecretRules): (bytes: Uint8Array) => Masked {
  const members = new Set(rules.members.map((name) => name.toLowerCase()))
  const hints = rules.hints.map((hint) => Buffer.from(hint))
  const parameters = rules.queryParameters.map((name) => Buffer.from(`${name}=`))
  return (bytes) => {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (!hints.some((hint) => view.includes(hint))) return { bytes, paths: NONE }
    const spans: Span[] = []
    const paths = new Set<string>()
    eachString(bytes, (path, span) => {
      const found = secretsIn(view, path, span, members, parameters)
      if (found.length === 0) return
      spans.push(...found)
      paths.add(path)
    })
    if (spans.length === 0) return { bytes, paths: NONE }
    const copy = Uint8Array.from(bytes)
    for (const span of spans) copy.fill(STAR, span.start, span.end)
    return { bytes: copy, paths: [...paths] }
  }
}

/** The places inside one string value that must be overwritten. */
function secretsIn(
  view: Buffer,
  path: string,
  span: Span,
  members: ReadonlySet<string>,
  parameters: readonly Buffer[],
): Span[] {
  const name = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  if (members.has(name)) return isMaskedAlready(view, span) ? [] : [{ start: span.start + 1, end: span.end - 1 }]
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
