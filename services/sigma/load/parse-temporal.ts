import type { TemporalTerm } from '../types.ts'
import { isRefusal, type Refusal } from './draft.ts'
import type { ConditionProblem } from './parse-condition.ts'
import { quoted } from './source-text.ts'

/** A boolean condition of a temporal correlation: names of rules joined by and, or, not. */
export type TemporalExpression =
  | { readonly op: 'and' | 'or'; readonly parts: readonly TemporalExpression[] }
  | { readonly op: 'not'; readonly part: TemporalExpression }
  /** `at`: offset from the start of the condition */
  | { readonly op: 'rule'; readonly name: string; readonly at: number }

/** A condition that can be true in more ways than this is refused. */
export const MAX_TERMS = 256
const MAX_DEPTH = 32
const MAX_LENGTH = 2000
const TOKEN = /\s*(?:([()])|([A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_-]))|([^\s()]+))/y
const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not'])

interface Token {
  readonly text: string
  readonly at: number
}

interface Cursor {
  readonly tokens: readonly Token[]
  readonly end: number
  next: number
  depth: number
}

/** Reads the expression. `not` binds tighter than `and`, `and` tighter than `or`; operators are lower case. */
export function parseTemporal(text: string): TemporalExpression | ConditionProblem {
  if (text.length > MAX_LENGTH)
    return fault(0, `the condition has more than ${MAX_LENGTH} characters`, 'split the rule')
  const tokens = tokenize(text)
  if (isRefusal(tokens)) return tokens
  const cursor: Cursor = { tokens, end: text.length, next: 0, depth: 0 }
  const expression = parseList(cursor, 'or')
  const rest = tokens[cursor.next]
  if (isRefusal(expression) || !rest) return expression
  return fault(rest.at, `${quoted(rest.text)} is not expected here`, hintFor(rest.text))
}

function tokenize(text: string): Token[] | ConditionProblem {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const token = match[1] ?? match[2] ?? match[3] ?? ''
    const at = match.index + match[0].length - token.length
    if (match[3] !== undefined) {
      const hint = 'give the rule a “name” of letters, digits and _, and write that; an id cannot stand here'
      return fault(at, `${quoted(token)} is no name that can stand in a condition`, hint)
    }
    tokens.push({ text: token, at })
  }
  return tokens
}

function parseList(cursor: Cursor, op: 'and' | 'or'): TemporalExpression | ConditionProblem {
  const parts: TemporalExpression[] = []
  for (;;) {
    const part = op === 'or' ? parseList(cursor, 'and') : parseNot(cursor)
    if (isRefusal(part)) return part
    parts.push(part)
    if (cursor.tokens[cursor.next]?.text !== op) break
    cursor.next += 1
  }
  const [only] = parts
  return parts.length === 1 && only ? only : { op, parts }
}

function parseNot(cursor: Cursor): TemporalExpression | ConditionProblem {
  const token = cursor.tokens[cursor.next]
  if (!token) return fault(cursor.end, 'the condition ends where the name of a rule should follow', 'name a rule')
  if (token.text !== 'not' && token.text !== '(') return parseName(cursor, token)
  if (cursor.depth >= MAX_DEPTH) return fault(token.at, `the condition is more than ${MAX_DEPTH} deep`, 'simplify it')
  cursor.next += 1
  cursor.depth += 1
  const part = token.text === 'not' ? parseNot(cursor) : parseList(cursor, 'or')
  cursor.depth -= 1
  if (isRefusal(part)) return part
  if (token.text === 'not') return { op: 'not', part }
  if (cursor.tokens[cursor.next]?.text !== ')') return fault(token.at, 'this parenthesis is never closed', 'write “)”')
  cursor.next += 1
  return part
}

function parseName(cursor: Cursor, token: Token): TemporalExpression | ConditionProblem {
  if (token.text === ')' || WORDS.has(token.text)) {
    return fault(token.at, `${quoted(token.text)} is not expected here`, 'a name of a rule should stand here')
  }
  cursor.next += 1
  return { op: 'rule', name: token.text, at: token.at }
}

function hintFor(word: string): string {
  if (/^(?:and|or|not)$/i.test(word)) return 'operators are written in lower case, between names of rules'
  return word === 'of' ? 'write the names out: a and b' : 'join names with “and” or “or”'
}

function fault(at: number, problem: string, hint: string): ConditionProblem {
  return { at, problem, hint }
}

/** All names of rules in an expression, in order, each once. */
export function namesIn(expression: TemporalExpression): readonly { readonly name: string; readonly at: number }[] {
  const found = new Map<string, number>()
  const visit = (part: TemporalExpression): void => {
    if (part.op === 'rule') found.set(part.name, found.get(part.name) ?? part.at)
    else if (part.op === 'not') visit(part.part)
    else for (const one of part.parts) visit(one)
  }
  visit(expression)
  return [...found].map(([name, at]) => ({ name, at }))
}

/**
 * All ways in which an expression can be true, the least ones only. `indexOf` gives the place of a rule among the references.
 * Refused when there are more than {@link MAX_TERMS}, and when none of them can come true by a rule's match.
 */
export function temporalTerms(
  expression: TemporalExpression,
  indexOf: (name: string) => number,
): readonly TemporalTerm[] | Refusal {
  const terms = termsOf(expression, false, indexOf)
  if (terms === null) {
    const hint = 'split it into several correlations'
    return { problem: `can be true in more than ${MAX_TERMS} ways`, hint }
  }
  if (terms.some(({ has }) => has.length > 0)) return terms
  const hint = 'name a rule that has to match; for silence write a correlation of type x_absence'
  return { problem: terms.length === 0 ? 'can never hold' : 'only says what must not match', hint }
}

type Terms = readonly TemporalTerm[]

function termsOf(expression: TemporalExpression, isNegated: boolean, indexOf: (name: string) => number): Terms | null {
  if (expression.op === 'not') return termsOf(expression.part, !isNegated, indexOf)
  if (expression.op === 'rule') {
    const index = indexOf(expression.name)
    return [isNegated ? { has: [], lacks: [index] } : { has: [index], lacks: [] }]
  }
  const isAll = (expression.op === 'and') !== isNegated
  let terms: Terms = isAll ? [{ has: [], lacks: [] }] : []
  for (const part of expression.parts) {
    const more = termsOf(part, isNegated, indexOf)
    if (more === null) return null
    const joined: Terms = isAll ? terms.flatMap((one) => more.map((other) => both(one, other))) : [...terms, ...more]
    terms = least(joined)
    if (terms.length > MAX_TERMS) return null
  }
  return terms
}

function both(one: TemporalTerm, other: TemporalTerm): TemporalTerm {
  return { has: union(one.has, other.has), lacks: union(one.lacks, other.lacks) }
}

function union(one: readonly number[], other: readonly number[]): readonly number[] {
  return [...new Set([...one, ...other])].toSorted((a, b) => a - b)
}

/** Without those that contradict themselves or ask for more than another one does. */
function least(terms: Terms): Terms {
  const possible = terms.filter(({ has, lacks }) => !has.some((index) => lacks.includes(index)))
  const byText = new Map(possible.map((term) => [JSON.stringify(term), term]))
  const unique = [...byText.values()]
  if (unique.length > MAX_TERMS * 4) return unique
  return unique.filter((term) => !unique.some((other) => other !== term && asksLess(other, term)))
}

function asksLess(less: TemporalTerm, more: TemporalTerm): boolean {
  return less.has.every((index) => more.has.includes(index)) && less.lacks.every((index) => more.lacks.includes(index))
}
