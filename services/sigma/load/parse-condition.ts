import type { Condition } from '../detection.ts'
import { isRefusal, type Refusal } from './draft.ts'
import { quoted } from './source-text.ts'

/** The search identifiers of a rule: name → what it stands for. */
export type Identifiers = ReadonlyMap<string, Condition>

/** A refusal with its place, counted from the condition's start. */
export interface ConditionProblem extends Refusal {
  readonly at: number
}

/** Parentheses and `not` may stand in each other this deep. */
const MAX_DEPTH = 64
const OPERATOR = /^(?:and|or|not|of)$/i
const MAX_LENGTH = 10_000
/** All `of` of one condition together may stand for so many parts. */
const MAX_SELECTED = 10_000
/** So many names stand in a hint at most. */
const MAX_NAMED = 20
const TOKEN = /\s*(?:([()|])|([A-Za-z0-9_*-]+)|(\S))/y
const NAME = /^[A-Za-z0-9_-]+$/

interface Token {
  readonly text: string
  readonly at: number
}

/** Where the parser stands. `used` takes the names of all identifiers that the condition refers to. */
interface Cursor {
  readonly tokens: readonly Token[]
  readonly identifiers: Identifiers
  readonly used: Set<string>
  readonly end: number
  next: number
  depth: number
  /** how many search identifiers selectors have named so far, each as often as it was named */
  selected: number
}

/**
 * Reads a condition: `not` binds tighter than `and`, `and` tighter than `or`; `1 of`, `any of`, `all of` take `them` or a
 * name with stars. Operators are lower case and end at word boundaries. Names that were used are added to `used`.
 */
export function parseCondition(
  text: string,
  identifiers: Identifiers,
  used: Set<string>,
): Condition | ConditionProblem {
  if (text.length > MAX_LENGTH)
    return problem(0, `the condition has more than ${MAX_LENGTH} characters`, 'split the rule')
  const tokens = tokenize(text)
  if (isRefusal(tokens)) return tokens
  if (tokens.length === 0) return problem(0, 'the condition is empty', 'name a search identifier')
  const cursor: Cursor = { tokens, identifiers, used, end: text.length, next: 0, depth: 0, selected: 0 }
  const condition = parseOr(cursor)
  const rest = tokens[cursor.next]
  if (isRefusal(condition) || !rest) return condition
  return problem(rest.at, `${quoted(rest.text)} is not expected here`, hintFor(rest.text))
}

function tokenize(text: string): Token[] | ConditionProblem {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const token = match[1] ?? match[2] ?? match[3] ?? ''
    const at = match.index + match[0].length - token.length
    if (token === '|') {
      const hint = 'write a correlation rule (event_count, value_count) instead'
      const message = `aggregation is not part of Sigma 2: ${quoted(text.slice(at))}`
      return { ...problem(at, message, hint), code: 'aggregation' }
    }
    if (match[3] !== undefined) {
      return problem(at, `${quoted(token)} cannot stand in a condition`, 'join names with and, or, not and parentheses')
    }
    tokens.push({ text: token, at })
  }
  return tokens
}

function parseOr(cursor: Cursor): Condition | ConditionProblem {
  return parseList(cursor, 'or', parseAnd)
}

function parseAnd(cursor: Cursor): Condition | ConditionProblem {
  return parseList(cursor, 'and', parseNot)
}

function parseList(
  cursor: Cursor,
  op: 'and' | 'or',
  parsePart: (cursor: Cursor) => Condition | ConditionProblem,
): Condition | ConditionProblem {
  const parts: Condition[] = []
  for (;;) {
    const part = parsePart(cursor)
    if (isRefusal(part)) return part
    parts.push(part)
    if (cursor.tokens[cursor.next]?.text !== op) return joined(op, parts)
    cursor.next += 1
  }
}

function joined(op: 'and' | 'or', parts: readonly Condition[]): Condition {
  const only = parts[0]
  return parts.length === 1 && only ? only : { op, parts }
}

function parseNot(cursor: Cursor): Condition | ConditionProblem {
  const token = cursor.tokens[cursor.next]
  if (token?.text !== 'not') return parsePrimary(cursor)
  cursor.next += 1
  const part = nested(cursor, token, parseNot)
  return isRefusal(part) ? part : { op: 'not', part }
}

function nested(
  cursor: Cursor,
  token: Token,
  parse: (cursor: Cursor) => Condition | ConditionProblem,
): Condition | ConditionProblem {
  if (cursor.depth >= MAX_DEPTH) return problem(token.at, `the condition is more than ${MAX_DEPTH} deep`, 'simplify it')
  cursor.depth += 1
  const condition = parse(cursor)
  cursor.depth -= 1
  return condition
}

function parsePrimary(cursor: Cursor): Condition | ConditionProblem {
  const token = cursor.tokens[cursor.next]
  if (!token) {
    const hint = `name one of: ${namesOf(cursor)}`
    return problem(cursor.end, 'the condition ends where a search identifier should follow', hint)
  }
  cursor.next += 1
  if (token.text === '(') {
    const inner = nested(cursor, token, parseOr)
    if (isRefusal(inner)) return inner
    if (cursor.tokens[cursor.next]?.text !== ')') {
      return problem(token.at, 'this parenthesis is never closed', 'write “)” where it should end')
    }
    cursor.next += 1
    return inner
  }
  if (cursor.tokens[cursor.next]?.text === 'of') return parseSelector(cursor, token)
  const identifier = cursor.identifiers.get(token.text)
  if (identifier) {
    cursor.used.add(token.text)
    return identifier
  }
  if (!NAME.test(token.text))
    return problem(token.at, `${quoted(token.text)} is not expected here`, hintFor(token.text))
  const hint = OPERATOR.test(token.text) ? hintFor(token.text) : `there are: ${namesOf(cursor)}`
  return problem(token.at, `there is no search identifier ${quoted(token.text)}`, hint)
}

/** `1 of`, `any of`, `all of`, with `token` being the word before `of`. */
function parseSelector(cursor: Cursor, token: Token): Condition | ConditionProblem {
  const pattern = cursor.tokens[cursor.next + 1]
  if (token.text !== '1' && token.text !== 'any' && token.text !== 'all') {
    return problem(token.at, `${quoted(`${token.text} of`)} is not part of Sigma`, 'write “1 of”, “any of” or “all of”')
  }
  if (!pattern || pattern.text === '(' || pattern.text === ')') {
    const hint = 'write “1 of selection_*” or “all of them”'
    return problem(token.at, 'after “of” must stand “them” or a name, with or without *', hint)
  }
  cursor.next += 2
  const parts: Condition[] = []
  for (const [name, condition] of cursor.identifiers) {
    if (!isSelected(name, pattern.text)) continue
    cursor.used.add(name)
    parts.push(condition)
  }
  cursor.selected += parts.length
  if (cursor.selected > MAX_SELECTED) {
    const message = `the condition selects more than ${MAX_SELECTED} search identifiers`
    return problem(pattern.at, message, 'write fewer search identifiers, or lists in one of them')
  }
  if (parts.length > 0) return joined(token.text === 'all' ? 'and' : 'or', parts)
  const hint = `there are: ${namesOf(cursor)}`
  return problem(pattern.at, `${quoted(pattern.text)} selects no search identifier`, hint)
}

/** Names with a leading underscore are selected only by patterns with one. */
function isSelected(name: string, pattern: string): boolean {
  if (pattern === 'them') return !name.startsWith('_')
  if (name.startsWith('_') && !pattern.startsWith('_')) return false
  const pieces = pattern.split('*')
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (pieces.length === 1) return name === pattern
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at + last.length <= name.length
}

/** Names of search identifiers, for hints. */
function namesOf({ identifiers }: Cursor): string {
  const names = [...identifiers.keys()]
  return names.length > MAX_NAMED ? `${names.slice(0, MAX_NAMED).join(', ')} …` : names.join(', ')
}

function hintFor(word: string): string {
  const isOperator = OPERATOR.test(word) && word !== word.toLowerCase()
  return isOperator
    ? 'operators are written in lower case'
    : 'join search identifiers with and, or, not and parentheses'
}

function problem(at: number, text: string, hint: string): ConditionProblem {
  return { at, problem: text, hint }
}
