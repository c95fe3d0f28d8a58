import type { Query } from '../../core/query.ts'
import { adjacentTerms, beginnersFault, colonInValue, missingTerm, strayToken } from './explain-fault.ts'
import { lexQuery, type Token } from './lex-query.ts'
import { isQueryError, type QueryError } from './query-error.ts'
import { literalText, matchRange, matchValue, MAX_FIELD_LENGTH, type Literal } from './query-value.ts'

/** How deep parentheses and `not` may be nested. */
export const MAX_QUERY_DEPTH = 100

/** How long a query may be, in UTF-16 units: room for a list of tens of thousands of addresses. */
export const MAX_QUERY_LENGTH = 1_000_000

/** A parser on its way through the tokens. */
interface Parser {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly now: number
  at: number
  depth: number
}

/** What is read between `and` and `or`: a whole query, or a value of the field whose list we are in. */
type ReadTerm = (parser: Parser) => Query | QueryError

/**
 * Reads the text of a search into a tree (docs/query.md has the grammar). `now` is what `now` means, in milliseconds
 * since 1970. An empty text finds all. Linear in the text's length, for any text; never throws.
 */
export function parseQuery(text: string, now: number): Query | QueryError {
  if (text.length > MAX_QUERY_LENGTH) {
    return { position: MAX_QUERY_LENGTH, message: `a query may have ${MAX_QUERY_LENGTH} characters at most`, hint: '' }
  }
  const tokens = lexQuery(text)
  if ('position' in tokens) return tokens
  if (tokens.length === 1) return { kind: 'all' }
  const parser: Parser = { text, tokens, now, at: 0, depth: 0 }
  const query = parseOr(parser, parseTerm)
  if (isQueryError(query) || peek(parser).kind === 'end') return query
  return notAnOperator(parser)
}

function parseOr(parser: Parser, term: ReadTerm): Query | QueryError {
  const of = parseChain(parser, 'or', (inner) => parseAnd(inner, term))
  return 'position' in of ? of : join('or', of)
}

function parseAnd(parser: Parser, term: ReadTerm): Query | QueryError {
  const of = parseChain(parser, 'and', (inner) => parseNot(inner, term))
  return 'position' in of ? of : join('and', mergeTimes(of))
}

function parseChain(parser: Parser, keyword: 'and' | 'or', read: ReadTerm): readonly Query[] | QueryError {
  const of: Query[] = []
  do {
    const query = read(parser)
    if (isQueryError(query)) return query
    of.push(query)
  } while (acceptKeyword(parser, keyword))
  return of
}

function join(kind: 'and' | 'or', of: readonly Query[]): Query {
  const [only, ...rest] = of
  return only && rest.length === 0 ? only : { kind, of }
}

/** Bounds on the event time that hold together become one span, so that a store finds it in one place. */
function mergeTimes(of: readonly Query[]): readonly Query[] {
  const merged: Query[] = []
  let place = -1
  for (const query of of) {
    const earlier = merged[place]
    if (query.kind !== 'time') merged.push(query)
    else if (earlier?.kind === 'time') {
      merged[place] = { kind: 'time', from: later(earlier.from, query.from), to: sooner(earlier.to, query.to) }
    } else place = merged.push(query) - 1
  }
  return merged
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

function sooner(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

function parseNot(parser: Parser, term: ReadTerm): Query | QueryError {
  const position = peek(parser).start
  if (!acceptKeyword(parser, 'not')) return term(parser)
  return nested(parser, position, () => {
    const query = parseNot(parser, term)
    return isQueryError(query) ? query : { kind: 'not', of: query }
  })
}

/** A query in parentheses, a field with what is asked of it, or a value alone. */
function parseTerm(parser: Parser): Query | QueryError {
  const token = peek(parser)
  if (token.kind === '(') return parseGroup(parser, parseTerm)
  if (!isLiteral(token)) return missingTerm(parser.text, token, previous(parser))
  parser.at += 1
  const sign = peek(parser)
  if (sign.kind === ':') return parseField(parser, token)
  if (sign.kind === '<' || sign.kind === '<=' || sign.kind === '>' || sign.kind === '>=') {
    const field = fieldName(parser, token)
    if (typeof field !== 'string') return field
    parser.at += 1
    const value = takeValue(parser, token)
    return 'position' in value ? value : matchRange(field, sign.kind, value, parser.now)
  }
  return beginnersFault(parser.text, token) ?? matchValue(null, token, parser.now)
}

function parseField(parser: Parser, token: Literal): Query | QueryError {
  parser.at += 1
  // `*:value` is how Kibana writes "in any field".
  const field = parser.text.slice(token.start, token.end) === '*' ? null : fieldName(parser, token)
  if (field !== null && typeof field !== 'string') return field
  const readValue: ReadTerm = () => {
    if (peek(parser).kind === '(') return parseGroup(parser, readValue)
    const value = takeValue(parser, token)
    return 'position' in value ? value : matchValue(field, value, parser.now)
  }
  return readValue(parser)
}

function parseGroup(parser: Parser, term: ReadTerm): Query | QueryError {
  const open = peek(parser)
  parser.at += 1
  return nested(parser, open.start, () => {
    const query = parseOr(parser, term)
    if (isQueryError(query)) return query
    const close = peek(parser)
    if (close.kind === 'end') {
      return { position: open.start, message: 'this parenthesis is never closed', hint: 'add ) where the group ends' }
    }
    if (close.kind !== ')') return notAnOperator(parser)
    parser.at += 1
    return query
  })
}

function nested(parser: Parser, position: number, read: () => Query | QueryError): Query | QueryError {
  if (parser.depth >= MAX_QUERY_DEPTH) {
    return {
      position,
      message: `the query is nested deeper than ${MAX_QUERY_DEPTH} levels`,
      hint: 'use fewer parentheses and not',
    }
  }
  parser.depth += 1
  const query = read()
  parser.depth -= 1
  return query
}

/** The value that must stand here, for the field that `field` names. */
function takeValue(parser: Parser, field: Literal): Literal | QueryError {
  const token = peek(parser)
  if (!isLiteral(token)) return missingTerm(parser.text, token, previous(parser), literalText(field))
  parser.at += 1
  return peek(parser).kind === ':' ? colonInValue(parser.text, token, field) : token
}

function fieldName(parser: Parser, token: Literal): string | QueryError {
  if (token.end - token.start > MAX_FIELD_LENGTH) {
    return { position: token.start, message: `a field name may have ${MAX_FIELD_LENGTH} characters at most`, hint: '' }
  }
  const fault = beginnersFault(parser.text, token)
  if (fault) return fault
  if (token.kind === 'phrase') return token.text
  const [name, ...rest] = token.parts
  if (typeof name === 'string' && rest.length === 0) return name
  return {
    position: token.start,
    message: 'a field name cannot have wildcards',
    hint: 'name one field, or leave the field out to look in all of them',
  }
}

/** After a whole term: what stands here is neither `and` nor `or`. */
function notAnOperator(parser: Parser): QueryError {
  const token = peek(parser)
  const isTerm = token.kind === 'word' || token.kind === 'phrase' || token.kind === '('
  if (!isTerm) return strayToken(token)
  const next = parser.tokens[parser.at + 1]
  return adjacentTerms(parser.text, previous(parser), token, next)
}

function isLiteral(token: Token): token is Literal {
  return token.kind === 'phrase' || (token.kind === 'word' && token.keyword === null)
}

function acceptKeyword(parser: Parser, keyword: 'and' | 'or' | 'not'): boolean {
  const token = peek(parser)
  if (token.kind !== 'word' || token.keyword !== keyword) return false
  parser.at += 1
  return true
}

function peek(parser: Parser): Token {
  return parser.tokens[parser.at] ?? { kind: 'end', start: parser.text.length, end: parser.text.length }
}

function previous(parser: Parser): Token | null {
  return parser.tokens[parser.at - 1] ?? null
}
