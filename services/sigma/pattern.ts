/** Any run of characters, also none: `*`. */
export const ANY = 0
/** Exactly one character: `?`. */
export const ONE = 1

/** A Sigma string, taken apart: literal texts and wildcards in turn. Never two literals or two {@link ANY} in a row. */
export type SigmaPattern = readonly PatternPart[]
/** See {@link SigmaPattern}. */
export type PatternPart = string | typeof ANY | typeof ONE

/** A `%name%` inside a value with `|expand`, before it is resolved. */
export interface ListReference {
  readonly list: string
}

const PLACEHOLDER = /%([A-Za-z0-9_.-]+)%/y

const SPECIAL = /[*?\\]/
const SPECIAL_OR_LIST = /[*?\\%]/

/**
 * Takes a Sigma string apart. A backslash makes `*`, `?` and itself literal and is literal before everything else. With
 * `expand`, `%name%` is a reference to a list and `\%` a literal percent.
 */
export function parsePattern(text: string): PatternPart[]
export function parsePattern(text: string, expand: true): (PatternPart | ListReference)[]
export function parsePattern(text: string, expand = false): (PatternPart | ListReference)[] {
  if (text === '') return []
  // Most texts have nothing in them to take apart; thousands of rules are kept in memory, so they are kept as they are.
  if (!(expand ? SPECIAL_OR_LIST : SPECIAL).test(text)) return [text]
  return takeApart(text, expand)
}

function takeApart(text: string, expand: boolean): (PatternPart | ListReference)[] {
  const parts: (PatternPart | ListReference)[] = []
  // What was read of the literal that is being read, up to `from`: an escape leaves a character out.
  let literal = ''
  let [at, from] = [0, 0]
  const add = (part: PatternPart | ListReference | null): void => {
    const whole = literal + text.slice(from, at)
    if (whole !== '') parts.push(whole)
    literal = ''
    if (part !== null && (part !== ANY || parts.at(-1) !== ANY)) parts.push(part)
  }
  while (at < text.length) {
    const character = text.charAt(at)
    const next = text.charAt(at + 1)
    const reference = expand && character === '%' ? referenceAt(text, at) : null
    if (character === '\\' && next !== '' && ('*?\\'.includes(next) || (expand && next === '%'))) {
      literal += text.slice(from, at)
      from = at + 1
      at += 2
    } else if (reference) {
      add({ list: reference })
      at += reference.length + 2
      from = at
    } else {
      const isWildcard = character === '*' || character === '?'
      if (isWildcard) add(character === '*' ? ANY : ONE)
      at += 1
      if (isWildcard) from = at
    }
  }
  add(null)
  // An array that grew has room to spare.
  return parts.slice()
}

function referenceAt(text: string, at: number): string | null {
  PLACEHOLDER.lastIndex = at
  return PLACEHOLDER.exec(text)?.[1] ?? null
}

/** Puts patterns one after the other and joins what belongs together. */
export function concatPatterns(...patterns: readonly SigmaPattern[]): SigmaPattern {
  const joined: PatternPart[] = []
  for (const pattern of patterns) {
    for (const part of pattern) {
      const last = joined.at(-1)
      if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
      else if (part !== ANY || last !== ANY) joined.push(part)
    }
  }
  // An array that grew has room to spare.
  return joined.slice()
}

/** The text of a pattern without wildcards; null when it has one. */
export function literalOf(pattern: SigmaPattern): string | null {
  if (pattern.length === 0) return ''
  const first = pattern[0]
  return pattern.length === 1 && typeof first === 'string' ? first : null
}

/** True for `*`: any value, also an empty one. */
export function isAnything(pattern: SigmaPattern): boolean {
  return pattern.length === 1 && pattern[0] === ANY
}
