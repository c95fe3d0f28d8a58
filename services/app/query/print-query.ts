import { ANY_ONE, ANY_RUN, type Bound, type Query, type TextPattern } from '../../core/query.ts'
import { formatTime } from '../../core/time.ts'
import { ADDRESS_FIELD, isNetwork, patternText, TIME_FIELD } from './query-value.ts'

/** How tightly the printed text holds together: what is looser than its place needs parentheses. */
const BINDING = { or: 0, and: 1, not: 2, term: 3 } as const

/** What needs no quotes: none of it is a sign, a blank, a wildcard, a backslash, or an operator of other languages. */
const PLAIN = /^[^\s():<>"{}\\*?=!-][^\s():<>"{}\\*?=!]*$/
const KEYWORD = /^(?:and|or|not)$/i
const WORD_SIGN = /^-|[\s():<>"{}\\*?=!]/g

/**
 * A query as text that is read back as the same tree. A range with two bounds is printed as two conditions: the same
 * for fields with one value. Depth is that of the tree.
 */
export function printQuery(query: Query): string {
  return print(query, BINDING.or)
}

function print(query: Query, around: number): string {
  switch (query.kind) {
    case 'all':
      return '*'
    case 'and':
      return printChain(query.of, 'and', around, '*')
    case 'or':
      return printCidrPair(query.of) ?? printChain(query.of, 'or', around, 'not *')
    case 'not':
      return enclose(`not ${print(query.of, BINDING.not)}`, BINDING.not, around)
    case 'exists':
      return `${printText(query.field)}:*`
    case 'match':
      return printMatch(query.field, printPattern(query.pattern))
    case 'range':
      return printBounds(printText(query.field), query.low, query.high, around)
    case 'time':
      return printTime(query.from, query.to, around)
    case 'network':
      return printMatch(query.field, printText(query.cidr))
  }
}

function printChain(of: readonly Query[], word: 'and' | 'or', around: number, empty: string): string {
  const [only] = of
  if (only && of.length === 1) return print(only, around)
  if (!only) return enclose(empty, empty === '*' ? BINDING.term : BINDING.not, around)
  const inner = of.map((query) => print(query, BINDING[word] + 1))
  return enclose(inner.join(` ${word} `), BINDING[word], around)
}

function enclose(text: string, binding: number, around: number): string {
  return binding < around ? `(${text})` : text
}

/** A network on a field that may hold networks as text is read as two conditions: print the one it was. */
function printCidrPair(of: readonly Query[]): string | null {
  const [match, network] = of
  if (of.length !== 2 || match?.kind !== 'match' || network?.kind !== 'network') return null
  const isOne = patternText(match.pattern) === network.cidr && (match.field ?? ADDRESS_FIELD) === network.field
  return isOne && isNetwork(network.cidr) ? printMatch(match.field, printText(network.cidr)) : null
}

function printMatch(field: string | null, value: string): string {
  return field === null ? value : `${printText(field)}:${value}`
}

function printTime(from: number | null, to: number | null, around: number): string {
  if (from !== null && from === to) return `${TIME_FIELD}:${printText(formatTime(from))}`
  return printBounds(TIME_FIELD, timeBound(from), timeBound(to), around)
}

function timeBound(time: number | null): Bound | null {
  return time === null ? null : { value: formatTime(time), inclusive: true }
}

function printBounds(field: string, low: Bound | null, high: Bound | null, around: number): string {
  const parts: string[] = []
  if (low) parts.push(`${field} >${low.inclusive ? '=' : ''} ${printText(low.value)}`)
  if (high) parts.push(`${field} <${high.inclusive ? '=' : ''} ${printText(high.value)}`)
  if (parts.length === 0) return `${field}:*`
  return enclose(parts.join(' and '), parts.length === 2 ? BINDING.and : BINDING.term, around)
}

function printPattern(pattern: TextPattern): string {
  if (pattern.every((part) => typeof part === 'string')) return printText(pattern.join(''))
  return pattern.map((part) => (part === ANY_RUN ? '*' : part === ANY_ONE ? '?' : escapeWord(part))).join('')
}

function printText(text: string): string {
  if (PLAIN.test(text) && !KEYWORD.test(text)) return text
  return `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`
}

function escapeWord(text: string): string {
  return text.replaceAll(WORD_SIGN, (sign) =>
    sign === '\n' ? '\\n' : sign === '\r' ? '\\r' : sign === '\t' ? '\\t' : `\\${sign}`,
  )
}
