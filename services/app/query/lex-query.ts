import { ANY_ONE, ANY_RUN, type TextPattern } from '../../core/query.ts'
import type { QueryError } from './query-error.ts'

/** Where a token stands: `text.slice(start, end)`. */
interface Place {
  readonly start: number
  readonly end: number
}

/** Text without quotes: a field name, a value with wildcards, or a keyword. */
export interface WordToken extends Place {
  readonly kind: 'word'
  readonly parts: TextPattern
  readonly keyword: 'and' | 'or' | 'not' | null
}

/** Text in quotes, escapes resolved: wildcards and keywords mean nothing in it. */
export interface PhraseToken extends Place {
  readonly kind: 'phrase'
  readonly text: string
}

/** A sign of the grammar, or the end of the text. */
export interface SignToken extends Place {
  readonly kind: '(' | ')' | '{' | '}' | ':' | '<' | '<=' | '>' | '>=' | 'end'
}

/** The smallest part of a query that has a meaning. */
export type Token = WordToken | PhraseToken | SignToken

const SIGNS = '(){}:<>'
const KEYWORDS = ['and', 'or', 'not'] as const
const ESCAPED_WHITESPACE: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['r', '\r'],
  ['n', '\n'],
])

/** What a part of the text stands for, and where it ends. */
interface Piece {
  readonly text: string
  readonly end: number
}

/** Splits a query into tokens; the last one is always `end`. Linear in the text's length. */
export function lexQuery(text: string): readonly Token[] | QueryError {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (isBlank(char)) {
      at += 1
      continue
    }
    const token = SIGNS.includes(char) ? lexSign(text, at) : char === '"' ? lexPhrase(text, at) : lexWord(text, at)
    if ('position' in token) return token
    tokens.push(token)
    at = token.end
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length })
  return tokens
}

function isBlank(char: string): boolean {
  return char.trim() === ''
}

function lexSign(text: string, start: number): SignToken {
  const char = text.charAt(start) as SignToken['kind']
  if ((char === '<' || char === '>') && text.charAt(start + 1) === '=') {
    return { kind: char === '<' ? '<=' : '>=', start, end: start + 2 }
  }
  return { kind: char, start, end: start + 1 }
}

function lexPhrase(text: string, start: number): PhraseToken | QueryError {
  let content = ''
  let at = start + 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '"') return { kind: 'phrase', text: content, start, end: at + 1 }
    const piece = char === '\\' ? phraseEscape(text, at) : { text: char, end: at + 1 }
    content += piece.text
    at = piece.end
  }
  return { position: start, message: 'this quote is never closed', hint: 'a quote inside quotes is written \\"' }
}

/** As in Kibana: a backslash in quotes stands for itself unless what follows makes it an escape. */
function phraseEscape(text: string, at: number): Piece {
  const next = text.charAt(at + 1)
  if (next === '"' || next === '\\') return { text: next, end: at + 2 }
  return commonEscape(text, at) ?? { text: '\\', end: at + 1 }
}

/** `\t`, `\r`, `\n` and `\u` with four hexadecimal digits. */
function commonEscape(text: string, at: number): Piece | null {
  const whitespace = ESCAPED_WHITESPACE.get(text.charAt(at + 1))
  if (whitespace !== undefined) return { text: whitespace, end: at + 2 }
  const code = /^u([0-9a-fA-F]{4})$/.exec(text.slice(at + 1, at + 6))?.[1]
  return code === undefined ? null : { text: String.fromCharCode(Number.parseInt(code, 16)), end: at + 6 }
}

function lexWord(text: string, start: number): WordToken | QueryError {
  const parts: TextPattern[number][] = []
  let literal = ''
  let at = start
  const flush = (): void => {
    if (literal !== '') parts.push(literal)
    literal = ''
  }
  while (at < text.length) {
    const char = text.charAt(at)
    if (isBlank(char) || char === '"' || SIGNS.includes(char)) break
    if (char === '\\') {
      const piece = wordEscape(text, at)
      if ('position' in piece) return piece
      literal += piece.text
      at = piece.end
      continue
    }
    if (char === '*' || char === '?') {
      flush()
      if (char === '?') parts.push(ANY_ONE)
      else if (parts.at(-1) !== ANY_RUN) parts.push(ANY_RUN)
    } else literal += char
    at += 1
  }
  flush()
  const raw = text.slice(start, at).toLowerCase()
  return { kind: 'word', parts, keyword: KEYWORDS.find((keyword) => keyword === raw) ?? null, start, end: at }
}

/** Outside quotes a backslash makes the next sign plain text, and `\and` a word. */
function wordEscape(text: string, at: number): Piece | QueryError {
  const common = commonEscape(text, at)
  const keyword = /^(?:and|or|not)(?![\p{L}\p{N}_])/iu.exec(text.slice(at + 1, at + 6))?.[0]
  if (keyword !== undefined) return { text: keyword, end: at + 1 + keyword.length }
  if (common) return common
  const next = String.fromCodePoint(text.codePointAt(at + 1) ?? 0)
  if (at + 1 < text.length && !/[\p{L}\p{N}]/u.test(next)) return { text: next, end: at + 1 + next.length }
  return {
    position: at,
    message: at + 1 < text.length ? `\\${next} means nothing` : 'a backslash at the end means nothing',
    hint: 'a backslash itself is written \\\\',
  }
}
