/** Characters that take no column: marks on the letter before, joiners, variation selectors. */
const NO_COLUMN = /^(?:[\p{Mn}\p{Me}]|\u200c|\u200d)$/u

/** Characters that terminals draw as emoji, two columns wide, without being asked to. */
const EMOJI = /^\p{Emoji_Presentation}$/u

/** What makes one picture of several characters. */
const JOINED_EMOJI = /\u200d|\ufe0f|\u20e3|\p{Emoji_Modifier}|\p{Regional_Indicator}{2}/u

/** First and last code points of the blocks that East Asian fonts draw two columns wide. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
]

/** Text that has as many columns as characters. */
const NARROW = /^[\x20-\x7e\u00a1-\u02ff]*$/

/** What a terminal draws as one unit, with the columns that it takes. */
interface Glyph {
  readonly text: string
  readonly width: number
}

/** How many columns of a terminal a text takes. Meant for text that is `printable`: control characters count as one. */
export function displayWidth(text: string): number {
  return NARROW.test(text) ? text.length : glyphs(text).reduce((sum, glyph) => sum + glyph.width, 0)
}

/** The text in at most `width` columns; when it must be cut, its last column is `…`. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  return width < 1 ? '' : `${takeStart(text, width - 1)}…`
}

/** As {@link cutEnd}, but start and end stay, with `…` between them: for ARNs and paths, whose ends tell them apart. */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 3) return cutEnd(text, width)
  const tail = takeEnd(text, Math.ceil((width - 1) / 2))
  return `${takeStart(text, width - 1 - displayWidth(tail))}…${tail}`
}

/** The text with blanks behind it up to `width` columns. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** The text with blanks before it up to `width` columns. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text
}

/** As much of the start as fits into `width` columns. */
export function takeStart(text: string, width: number): string {
  return NARROW.test(text) ? text.slice(0, width) : take(glyphs(text), width).join('')
}

function takeEnd(text: string, width: number): string {
  return NARROW.test(text)
    ? text.slice(text.length - width)
    : take(glyphs(text).toReversed(), width).toReversed().join('')
}

function take(from: readonly Glyph[], width: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const glyph of from) {
    used += glyph.width
    if (used > width) break
    taken.push(glyph.text)
  }
  return taken
}

function glyphs(text: string): readonly Glyph[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => ({ text: segment, width: glyphWidth(segment) }))
}

function glyphWidth(glyph: string): number {
  if (glyph.length > 1 && JOINED_EMOJI.test(glyph)) return /\p{Emoji}/u.test(glyph) ? 2 : sumOfWidths(glyph)
  return sumOfWidths(glyph)
}

function sumOfWidths(glyph: string): number {
  let width = 0
  for (const char of glyph) width += NO_COLUMN.test(char) ? 0 : isWide(char) ? 2 : 1
  return width
}

function isWide(char: string): boolean {
  const code = char.codePointAt(0) ?? 0
  return EMOJI.test(char) || WIDE.some(([first, last]) => code >= first && code <= last)
}
