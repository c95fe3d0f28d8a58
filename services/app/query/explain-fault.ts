/**
 * What to say about a query that does not follow the grammar: where, what is wrong, and what the person most likely wants.
 */
import type { Token } from './lex-query.ts'
import { excerpt, type QueryError } from './query-error.ts'
import { isEventField, literalText, type Literal } from './query-value.ts'

/** A value or a query was expected where `token` stands. `field` is set when it was a value of that field. */
export function missingTerm(text: string, token: Token, before: Token | null, field?: string): QueryError {
  const raw = excerpt(text.slice(token.start, token.end))
  const position = token.start
  if (token.kind === '{' || token.kind === '}') return strayToken(token)
  if (field !== undefined && token.kind === 'word' && token.keyword === 'not') {
    const hint = `write not ${field}:value, or ${field}:(not value)`
    return { position, message: 'not cannot stand before a value', hint }
  }
  if (field !== undefined && (token.kind === '<' || token.kind === '<=' || token.kind === '>' || token.kind === '>=')) {
    return { position, message: `${raw} does not follow a colon`, hint: `write ${field} ${raw} 10` }
  }
  if (field !== undefined && token.kind === ':') {
    return { position, message: 'a value with a colon must stand in quotes', hint: quoteRun(text, token.start) }
  }
  const after = before ? ` after ${excerpt(text.slice(before.start, before.end))}` : ''
  const wanted = field === undefined ? 'a field or a value' : `a value of ${excerpt(field)}`
  if (token.kind === 'end') return { position, message: `${wanted} is missing${after}`, hint: '' }
  if (token.kind === 'word') {
    const hint = `the word itself is written \\${raw} or "${raw}"`
    return { position, message: `${wanted} is missing before ${raw}`, hint }
  }
  if (token.kind === ')' && before?.kind === '(') {
    return { position, message: 'there is nothing between the parentheses', hint: '' }
  }
  if (token.kind === ')') return { position, message: `${wanted} is missing before )`, hint: '' }
  if (token.kind === '(')
    return { position, message: 'a parenthesis cannot stand here', hint: `in text it is written \\(` }
  if (token.kind === ':') return { position, message: 'a field is missing before :', hint: quoteRun(text, token.start) }
  return { position, message: `a field is missing before ${raw}`, hint: `in text it is written in quotes: "${raw}"` }
}

/** After a whole term stands a sign that begins none. */
export function strayToken(token: Token): QueryError {
  const position = token.start
  if (token.kind === ')') return { position, message: 'this parenthesis was never opened', hint: 'in text: \\)' }
  if (token.kind === '{' || token.kind === '}') {
    const hint = 'name the field inside by its whole path (tocsin.resources.type:value); in text write \\{ and \\}'
    return { position, message: 'braces mean nothing here', hint }
  }
  return {
    position,
    message: `${token.kind} cannot stand here`,
    hint: 'a value that has this sign must stand in quotes',
  }
}

/** Two terms follow each other without `and` or `or`. */
export function adjacentTerms(text: string, before: Token | null, token: Token, next: Token | undefined): QueryError {
  const raw = excerpt(text.slice(token.start, token.end))
  const position = token.start
  const message = 'two terms stand side by side'
  if (raw === '&&' || raw === '||') {
    return { position, message: `${raw} is no operator`, hint: `write ${raw === '&&' ? 'and' : 'or'}` }
  }
  if (/^!?==?/.test(raw)) {
    const hint = 'write field:value, not field:value, or field >= 10'
    return { position, message: `${raw} is no operator`, hint }
  }
  const first = before ? text.slice(before.start, before.end) : ''
  if (raw.toLowerCase() === 'to' && first.startsWith('[')) {
    return { position, message, hint: 'a range is written field >= 1 and field <= 10' }
  }
  const isNextField = next !== undefined && [':', '<', '<=', '>', '>='].includes(next.kind)
  const isPair = before !== null && isText(before) && isText(token) && !isNextField
  if (!isPair) return { position, message, hint: 'write "and" or "or" between them' }
  const value = literalText(before) + text.slice(before.end, token.start) + literalText(token)
  return { position, message, hint: `if it is one value, put it in quotes: ${quoted(excerpt(value))}` }
}

/** A colon follows the value of a field. */
export function colonInValue(text: string, value: Literal, field: Literal): QueryError {
  // In arn:aws:iam::… typed alone, the first word only looks like a field.
  const isField = isEventField(literalText(field))
  const isAttached = field.end + 1 === value.start
  return {
    position: value.end,
    message: 'a value with a colon must stand in quotes',
    hint: quoteRun(text, isAttached && !isField ? field.start : value.start),
  }
}

/** What people bring along from other query languages, or null when there is nothing of it in the word. */
export function beginnersFault(text: string, token: Literal): QueryError | null {
  if (token.kind === 'phrase') return null
  const raw = excerpt(text.slice(token.start, token.end))
  const negation = /^[!-](?=[@a-z])/i.exec(raw)
  if (negation && isEventField(raw.slice(1))) {
    return {
      position: token.start,
      message: `${negation[0]} is no operator`,
      hint: `write not ${excerpt(raw.slice(1))}:value`,
    }
  }
  const equals = raw.search(/[!=]=?/)
  const field = raw.slice(0, Math.max(equals, 0))
  if (equals <= 0 || !raw.includes('=') || !isEventField(field)) return null
  const isNegated = raw.charAt(equals) === '!'
  const value = raw.slice(equals).replace(/^[!=]=?/, '')
  return {
    position: token.start + equals,
    message: 'a field and its value are joined by a colon',
    hint: `write ${isNegated ? 'not ' : ''}${field}:${value === '' ? 'value' : excerpt(value)}`,
  }
}

/** The hint that puts everything up to the next blank or parenthesis in quotes. */
function quoteRun(text: string, start: number): string {
  const run = /^[^\s()"]{1,200}/.exec(text.slice(start, start + 200))?.[0] ?? ''
  return `write ${quoted(run)}`
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function isText(token: Token): token is Literal {
  return token.kind === 'phrase' || (token.kind === 'word' && token.keyword === null)
}
