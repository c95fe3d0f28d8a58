import { BYTE } from './json-byte.ts'

const UTF_16 = 'UTF-16 text; convert it to UTF-8'

/** Beginnings of files that are no logs, with what they are called. */
const KNOWN_BEGINNINGS: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  [UTF_16, [0xff, 0xfe]],
  [UTF_16, [0xfe, 0xff]],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a bzip2 archive', [0x42, 0x5a, 0x68]],
  ['an xz archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['an lz4 archive', [0x04, 0x22, 0x4d, 0x18]],
  ['a snappy stream', [0xff, 0x06, 0x00, 0x00]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['an Avro file', [0x4f, 0x62, 0x6a, 0x01]],
  ['an ORC file', [0x4f, 0x52, 0x43, 0x11]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
]

const LESS_THAN = 60
const TILDE = 126

/** Control characters that text has: tab, the line ends, form feed, and escape (colours of a terminal). */
const TEXT_CONTROLS = new Set<number>([BYTE.tab, BYTE.newline, BYTE.carriageReturn, 12, 27])

/**
 * Why a file that begins like this holds no log, or null when its lines may be one. `head` is at most its first line
 * and begins with no blank.
 */
export function whyNotText(head: Uint8Array): string | null {
  for (const [name, beginning] of KNOWN_BEGINNINGS) {
    if (beginning.every((byte, index) => head[index] === byte)) return `not a text file: it looks like ${name}`
  }
  if (isUtf16(head)) return `not a text file: it looks like ${UTF_16}`
  if (isMarkup(head)) return 'a document in HTML or XML, not a log'
  // No UTF-8 character begins with 10xxxxxx or 11111xxx.
  const first = head[0] ?? 0
  const isNoCharacter = (first > TILDE && first < 0xc0) || first >= 0xf8
  if (isNoCharacter || head.some(isControl)) return 'not a text file'
  return null
}

/** `{"` or `[{` in UTF-16 without a byte order mark: a zero before or behind each character. */
function isUtf16(head: Uint8Array): boolean {
  const [first, second, third, fourth] = head
  const isOpen = (byte: number | undefined): boolean => byte === BYTE.openBrace || byte === BYTE.openBracket
  return (isOpen(first) && second === 0 && fourth === 0) || (first === 0 && isOpen(second) && third === 0)
}

/** `<!`, `<?` or `<` and a letter. A syslog line has `<` and a number. */
function isMarkup(head: Uint8Array): boolean {
  if (head[0] !== LESS_THAN) return false
  const next = head[1] ?? 0
  const folded = next | 32
  return next === 33 || next === 63 || (folded >= 97 && folded <= 122)
}

function isControl(byte: number): boolean {
  return byte < BYTE.space && !TEXT_CONTROLS.has(byte)
}
