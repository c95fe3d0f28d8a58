import { displayWidth, takeStart } from './display-width.ts'
import { printable, printableValue } from './printable.ts'

/** What begins an item of a list: the lines below it are indented as far. */
const LIST_ITEM = /^ {0,8}(?:[-*•]|\d{1,3}[.)]) {1,4}/

/**
 * Text in lines of at most `width` columns, broken between words; its own line breaks stay, items of lists hang, a word
 * that is longer than a line is broken. Safe to write to a terminal.
 */
export function wrapText(text: string, width: number): readonly string[] {
  const lines = text.trim().split(/\r?\n/)
  return lines.flatMap((line) => wrapLine(printable(line.replaceAll('\t', '  ').trimEnd()), Math.max(width, 1)))
}

/**
 * {@link wrapText} for texts that were wrapped for a file: a line that goes on with the sentence of the line above is joined
 * to it first. Blank lines and items of lists still begin a line.
 */
export function wrapProse(text: string, width: number): readonly string[] {
  const joined: string[] = []
  for (const line of text.trim().split(/\r?\n/)) {
    const last = joined.at(-1)
    const begins = last === undefined || last.trim() === '' || line.trim() === '' || LIST_ITEM.test(line)
    if (begins) joined.push(line)
    else joined[joined.length - 1] = `${last.trimEnd()} ${line.trim()}`
  }
  return wrapText(joined.join('\n'), width)
}

/** Words or longer units, `, ` between them, in lines of at most `width` columns: units are broken only if they must. */
export function wrapItems(items: readonly string[], width: number): readonly string[] {
  const separated = items.map((item, at) => (at < items.length - 1 ? `${printableValue(item)},` : printableValue(item)))
  return fill(separated, Math.max(width, 1))
}

function wrapLine(line: string, width: number): readonly string[] {
  const prefix = LIST_ITEM.exec(line)?.[0] ?? /^ {0,8}/.exec(line)?.[0] ?? ''
  const start = prefix.length < width / 2 ? prefix : ''
  const words = line
    .slice(start.length)
    .split(/ +/)
    .filter((word) => word !== '')
  const hanging = ' '.repeat(start.length)
  const lines = fill(words, width - start.length)
  return lines.length === 0 ? [''] : lines.map((text, at) => (at === 0 ? start : hanging) + text)
}

function fill(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) <= width) {
      line += ` ${word}`
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (displayWidth(line) > width) {
      const piece = takeStart(line, width) || line.slice(0, 1)
      lines.push(piece)
      line = line.slice(piece.length)
    }
  }
  if (line !== '') lines.push(line)
  return lines
}
