import { cutEnd, cutMiddle, displayWidth, padLeft, padRight } from './display-width.ts'
import { formatCount } from './format.ts'
import { paint, type Style } from './paint.ts'
import { printableValue } from './printable.ts'
import type { Terminal } from './terminal.ts'

/** A column of a table. */
export interface Column {
  /** shown in capitals above the column */
  readonly title: string
  /** numbers stand right, everything else left, unless said otherwise */
  readonly align?: 'left' | 'right'
  /** where a long text is cut: in the `middle` for what is told apart by its end, as ARNs and paths */
  readonly cut?: 'end' | 'middle'
  /** columns that it keeps when the table must shrink; default 8 */
  readonly min?: number
}

/** A value in a table: numbers get thousands separators, `12+` is a least one; text may come from anywhere. */
export type Cell =
  | string
  | number
  | { readonly atLeast: number }
  | { readonly text: string; readonly styles: readonly Style[] }

const GAP = '  '
const DEFAULT_MIN = 8

/**
 * A table without rules, one line per row, no line break at the end. It is as narrow as its content allows; where that
 * is wider than the terminal, the widest columns give way first. All texts are made safe to write.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  terminal: Pick<Terminal, 'width' | 'color'>,
): string {
  const texts = rows.map((row) => columns.map((_, at) => cellText(row[at] ?? '')))
  const titles = columns.map((column) => column.title.toUpperCase())
  const natural = titles.map((title, at) =>
    texts.reduce((widest, row) => Math.max(widest, displayWidth(row[at] ?? '')), displayWidth(title)),
  )
  const isNumeric = columns.map((_, at) => rows.length > 0 && rows.every((row) => isNumber(row[at])))
  const isRight = columns.map(({ align }, at) => (align === undefined ? isNumeric[at] : align === 'right'))
  // Half a number is another number: those columns never give way.
  const least = (min: number | undefined): readonly number[] =>
    columns.map((column, at) => (isNumeric[at] === true ? Infinity : (min ?? column.min ?? DEFAULT_MIN)))
  const room = terminal.width - GAP.length * (columns.length - 1)
  const widths = fitWidths(fitWidths(natural, least(undefined), room), least(1), room)
  const line = (cells: readonly string[], styles: readonly (readonly Style[])[]): string => {
    const painted = columns.map((column, at) => {
      const width = widths[at] ?? 0
      const cut = (column.cut === 'middle' ? cutMiddle : cutEnd)(cells[at] ?? '', width)
      const isLast = at === columns.length - 1
      const padded = isRight[at] === true ? padLeft(cut, width) : isLast ? cut : padRight(cut, width)
      return paintCell(padded, styles[at] ?? [], terminal)
    })
    return painted.join(GAP).trimEnd()
  }
  const dim = columns.map((): readonly Style[] => ['dim'])
  return [line(titles, dim), ...texts.map((cells, at) => line(cells, (rows[at] ?? []).map(cellStyles)))].join('\n')
}

/** Widths that together take at most `available` columns, if the least ones allow that: the widest give way first. */
export function fitWidths(natural: readonly number[], least: readonly number[], available: number): readonly number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, width) => sum + width, 0) - available
  while (excess > 0) {
    let widest = -1
    for (const [at, width] of widths.entries()) {
      if (width > (least[at] ?? 0) && width > (widths[widest] ?? 0)) widest = at
    }
    if (widest < 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}

/** Styles only what is seen: blanks for alignment stay outside, so that a background has the size of its word. */
function paintCell(padded: string, styles: readonly Style[], terminal: Pick<Terminal, 'color'>): string {
  const text = padded.trim()
  if (text === '') return padded
  const start = padded.indexOf(text)
  return padded.slice(0, start) + paint(text, styles, terminal) + padded.slice(start + text.length)
}

function isNumber(cell: Cell | undefined): boolean {
  return typeof cell === 'number' || (typeof cell === 'object' && 'atLeast' in cell)
}

function cellText(cell: Cell): string {
  if (typeof cell === 'number') return formatCount(cell)
  if (typeof cell === 'object' && 'atLeast' in cell) return `${formatCount(cell.atLeast)}+`
  return printableValue(typeof cell === 'string' ? cell : cell.text)
}

function cellStyles(cell: Cell): readonly Style[] {
  return typeof cell === 'object' && 'styles' in cell ? cell.styles : []
}
