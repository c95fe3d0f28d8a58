/**
 * File names are bytes; ours are texts. A name that is no UTF-8 is held with each byte that does not fit as one lone
 * surrogate (U+DC80 … U+DCFF for 0x80 … 0xFF), so that nothing is lost and every path can be found again.
 */
const ESCAPED = /[\udc80-\udcff]/
const ESCAPE_BASE = 0xdc00

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a name's bytes. */
export function nameOf(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes)
  } catch {
    return escaped(bytes)
  }
}

/** What to give to the file system for a path of {@link nameOf} names: text, or bytes where text does not do. */
export function systemPath(path: string): string | Buffer {
  // The expression is without the `u` flag: halves of whole pairs match it as well, so look closer.
  if (!ESCAPED.test(path) || path.isWellFormed()) return path
  const pieces: Buffer[] = []
  let text = ''
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0xdc80 || code > 0xdcff) text += character
    else {
      pieces.push(Buffer.from(text), Buffer.from([code - ESCAPE_BASE]))
      text = ''
    }
  }
  return Buffer.concat([...pieces, Buffer.from(text)])
}

/** Decodes as much as is UTF-8, character by character, and escapes the other bytes. */
function escaped(bytes: Uint8Array): string {
  let name = ''
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
    const character = length > 0 && at + length <= bytes.length ? decoded(bytes.subarray(at, at + length)) : null
    name += character ?? String.fromCharCode(ESCAPE_BASE + first)
    at += character === null ? 1 : length
  }
  return name
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes)
  } catch {
    return null
  }
}

/** A path as text that can be written anywhere: bytes that are no UTF-8 are lost. */
export function printablePath(path: string): string {
  return path.toWellFormed()
}
