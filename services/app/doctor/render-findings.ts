import { formatNumberOf } from '../terminal/format.ts'
import { paint, type Style } from '../terminal/paint.ts'
import { printableValue } from '../terminal/printable.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrapText } from '../terminal/wrap-text.ts'
import type { Finding, FindingLevel } from './finding.ts'

const STYLES: Readonly<Record<FindingLevel, readonly Style[]>> = {
  ok: ['green'],
  warn: ['yellow'],
  fail: ['red', 'bold'],
}
const LEVEL_WIDTH = 6
const CHECK_WIDTH = 15
const INDENT = ' '.repeat(LEVEL_WIDTH + CHECK_WIDTH)

/** One finding for a person: level, part, what; below it what to do. No line break at the end. */
export function renderFinding({ check, level, what, cure }: Finding, terminal: Terminal): string {
  const width = terminal.width - INDENT.length
  const [first = '', ...rest] = wrapText(printableValue(what), width)
  const label = paint(level.padEnd(LEVEL_WIDTH), STYLES[level], terminal)
  const cures = cure === '' ? [] : wrapText(`→ ${printableValue(cure)}`, width)
  return [
    `${label}${check.padEnd(CHECK_WIDTH)}${first}`,
    ...rest.map((line) => INDENT + line),
    ...cures.map((line) => INDENT + paint(line, ['cyan'], terminal)),
  ].join('\n')
}

/** `2 fail, 3 warn, 12 ok`. */
export function renderSummary(findings: readonly Finding[]): string {
  const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length
  if (count('fail') === 0 && count('warn') === 0) return `all ${formatNumberOf(findings.length, 'finding')} ok`
  return `${count('fail')} fail, ${count('warn')} warn, ${count('ok')} ok`
}
