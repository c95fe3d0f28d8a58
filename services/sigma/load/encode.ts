import type { PatternPart, SigmaPattern } from '../pattern.ts'

/** The UTF-16 encodings of Sigma; `wide` is `utf16le`, `utf16` starts with a byte order mark. */
export type Utf16 = 'utf16le' | 'utf16be' | 'utf16'

/** What stands for a dash in a Windows command line: hyphen, slash, en dash, em dash, horizontal bar. */
const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015']
const WORD_CHARACTER = /[\p{L}\p{N}_]/u
/** Each place multiplies the variants by five. */
export const MAX_DASHES = 3

/** The literal texts of a pattern as bytes, one character a byte; wildcards stay where they are. */
export function encodeUtf16(pattern: SigmaPattern, encoding: Utf16): SigmaPattern {
  let needsMark = encoding === 'utf16'
  return pattern.map((part): PatternPart => {
    if (typeof part !== 'string') return part
    const bytes = Buffer.from(part, 'utf16le')
    const text = (encoding === 'utf16be' ? bytes.swap16() : bytes).toString('latin1')
    const mark = needsMark ? '\u00ff\u00fe' : ''
    needsMark = false
    return mark + text
  })
}

/** Bytes in base64 with padding. */
export function encodeBase64(bytes: Buffer): string {
  return bytes.toString('base64')
}

/**
 * What the bytes look like inside a longer text that was encoded: one variant for each of the three places that they can
 * have in a group of three bytes, without the characters that depend on their neighbours. A variant is empty when the
 * bytes are too few to tell anything.
 */
export function base64Offsets(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const head = [0, 2, 3][offset] ?? 0
    const tail = [0, 3, 2][(bytes.length + offset) % 3] ?? 0
    return encoded.slice(head, encoded.length - tail)
  })
}

/**
 * All ways to write the dashes of a pattern that begin a word (`-enc`, `/enc` …); a dash inside a word (`no-profile`)
 * stays. Null when there are more than {@link MAX_DASHES}.
 */
export function dashVariants(pattern: SigmaPattern): readonly SigmaPattern[] | null {
  let variants: string[][] = [[]]
  let count = 0
  const parts: (readonly string[] | Exclude<PatternPart, string>)[] = []
  for (const part of pattern) {
    if (typeof part !== 'string') {
      parts.push(part)
      continue
    }
    const pieces = splitAtDashes(part)
    count += pieces.length - 1
    if (count > MAX_DASHES) return null
    parts.push(pieces)
  }
  for (let place = 0; place < count; place += 1) {
    variants = variants.flatMap((chosen) => DASHES.map((dash) => [...chosen, dash]))
  }
  return variants.map((dashes) => joined(parts, dashes))
}

function joined(
  parts: readonly (readonly string[] | Exclude<PatternPart, string>)[],
  dashes: readonly string[],
): SigmaPattern {
  let place = 0
  return parts.map((part): PatternPart => {
    if (typeof part === 'number') return part
    let text = part[0] ?? ''
    for (const piece of part.slice(1)) {
      text += (dashes[place] ?? '') + piece
      place += 1
    }
    return text
  })
}

/** The text around each dash that begins a word. */
function splitAtDashes(text: string): readonly string[] {
  const pieces: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const startsWord =
      DASHES.includes(text.charAt(at)) && !isWordCharacter(text.charAt(at - 1)) && isWordCharacter(text.charAt(at + 1))
    if (!startsWord) continue
    pieces.push(text.slice(from, at))
    from = at + 1
  }
  pieces.push(text.slice(from))
  return pieces
}

function isWordCharacter(character: string): boolean {
  return character !== '' && WORD_CHARACTER.test(character)
}
