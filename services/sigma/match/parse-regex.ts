/**
 * A regular expression as far as the index needs it. `texts` are alternatives of which each is matched as it stands, folded
 * where the expression ignores case; `any` is one character or assertion of which nothing is known.
 */
export type RegexNode =
  | { readonly kind: 'any' }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly least: number; readonly most: number }

const ANY: RegexNode = { kind: 'any' }
const NOTHING: RegexNode = { kind: 'texts', texts: [''] }

const MAX_DEPTH = 60

/** A class with more characters is taken for any character. */
const MOST_CHARACTERS = 6

const CONTROL: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\u0007'],
])

interface Reading {
  readonly source: string
  /** case is ignored somewhere in the expression: then it is taken to be ignored everywhere */
  readonly ignoresCase: boolean
  at: number
}

/** What the small reader does not know: the expression is left to the presence of its field. */
class Unreadable extends Error {}

/**
 * Reads an expression of RE2's language that was found to be correct. Null for one with rare constructs: the index then knows
 * nothing of it. Never throws.
 */
export function parseRegex(source: string, flags: string): RegexNode | null {
  const ignoresCase = flags.includes('i') || /\(\?[A-Za-z]*i/.test(source)
  const reading: Reading = { source, ignoresCase, at: 0 }
  try {
    const node = readChoice(reading, 0)
    return reading.at === source.length ? node : null
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

function readChoice(reading: Reading, depth: number): RegexNode {
  if (depth > MAX_DEPTH) throw new Unreadable()
  const parts: RegexNode[] = [readSequence(reading, depth)]
  while (reading.source[reading.at] === '|') {
    reading.at += 1
    parts.push(readSequence(reading, depth))
  }
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'choice', parts }
}

function readSequence(reading: Reading, depth: number): RegexNode {
  const parts: RegexNode[] = []
  for (;;) {
    const next = reading.source[reading.at]
    if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', parts }
    parts.push(readRepeats(reading, readAtom(reading, depth)))
  }
}

/** The quantifiers behind an atom. */
function readRepeats(reading: Reading, atom: RegexNode): RegexNode {
  let node = atom
  for (;;) {
    const bounds = readBounds(reading)
    if (!bounds) return node
    // The question mark that makes a quantifier lazy changes nothing of what must be there.
    if (reading.source[reading.at] === '?') reading.at += 1
    node = { kind: 'repeat', part: node, ...bounds }
  }
}

function readBounds(reading: Reading): { least: number; most: number } | null {
  const next = reading.source[reading.at]
  if (next === '*' || next === '+' || next === '?') {
    reading.at += 1
    return { least: next === '+' ? 1 : 0, most: next === '?' ? 1 : Number.POSITIVE_INFINITY }
  }
  if (next !== '{') return null
  const match = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(reading.source.slice(reading.at, reading.at + 12))
  if (!match) throw new Unreadable()
  reading.at += match[0].length
  const least = Number(match[1])
  if (match[2] === '') return { least, most: least }
  return { least, most: match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]) }
}

function readAtom(reading: Reading, depth: number): RegexNode {
  const character = String.fromCodePoint(reading.source.codePointAt(reading.at) ?? 0)
  if (character === '(') return readGroup(reading, depth)
  if (character === '[') return readClass(reading)
  if (character === '\\') return readEscape(reading)
  reading.at += character.length
  if (character === '.') return ANY
  if (character === '^' || character === '$') return NOTHING
  if ('{*+?'.includes(character)) throw new Unreadable()
  return literal(character, reading)
}

function readGroup(reading: Reading, depth: number): RegexNode {
  const head = /^\((?:\?(?:P?<[A-Za-z0-9_]+>|[A-Za-z-]*:|[A-Za-z-]+(?=\))))?/.exec(
    reading.source.slice(reading.at, reading.at + 64),
  )
  if (!head || (head[0] === '(' && reading.source[reading.at + 1] === '?')) throw new Unreadable()
  reading.at += head[0].length
  const isFlags = /^\(\?[A-Za-z-]+$/.test(head[0])
  const node = isFlags ? NOTHING : readChoice(reading, depth + 1)
  if (reading.source[reading.at] !== ')') throw new Unreadable()
  reading.at += 1
  return node
}

function readEscape(reading: Reading): RegexNode {
  const character = readEscaped(reading)
  if (character === 'assertion') return NOTHING
  return character === null ? ANY : literal(character, reading)
}

/** The character that an escape stands for; null for one of a class of characters. */
function readEscaped(reading: Reading): string | null {
  const next = String.fromCodePoint(reading.source.codePointAt(reading.at + 1) ?? 0)
  if ('dDwWsS'.includes(next)) {
    reading.at += 2
    return null
  }
  if ('bBAz'.includes(next)) {
    reading.at += 2
    return 'assertion'
  }
  if (next === 'x') return readHex(reading)
  const control = CONTROL.get(next)
  if (control === undefined && (/[A-Za-z0-9]/.test(next) || next.charCodeAt(0) > 127)) throw new Unreadable()
  reading.at += 2
  return control ?? next
}

function readHex(reading: Reading): string {
  const match = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(
    reading.source.slice(reading.at, reading.at + 10),
  )
  const code = Number.parseInt(match?.[1] ?? match?.[2] ?? '', 16)
  if (!match || !(code <= 0x10ffff)) throw new Unreadable()
  reading.at += match[0].length
  return String.fromCodePoint(code)
}

/** A class of a few characters as those; every other one as any character. */
function readClass(reading: Reading): RegexNode {
  const { source } = reading
  reading.at += 1
  let isAny = source[reading.at] === '^'
  if (isAny) reading.at += 1
  const characters = new Set<string>()
  for (let isFirst = true; isFirst || source[reading.at] !== ']'; isFirst = false) {
    if (reading.at >= source.length) throw new Unreadable()
    const one = readMember(reading)
    // A range, or a minus sign before the end: both are rare enough to be any character.
    if (one === null || source[reading.at] === '-') isAny = true
    else characters.add(one)
  }
  reading.at += 1
  if (isAny || characters.size > MOST_CHARACTERS) return ANY
  const nodes = [...characters].map((character) => literal(character, reading))
  const texts = nodes.flatMap((node) => (node.kind === 'texts' ? node.texts : []))
  return nodes.includes(ANY) ? ANY : { kind: 'texts', texts: [...new Set(texts)] }
}

function readMember(reading: Reading): string | null {
  const { source } = reading
  const named = /^\[:\^?[a-z]+:\]/.exec(source.slice(reading.at, reading.at + 14))
  if (named) {
    reading.at += named[0].length
    return null
  }
  if (source[reading.at] === '\\') {
    const escaped = readEscaped(reading)
    if (escaped === 'assertion') throw new Unreadable()
    return escaped
  }
  const character = String.fromCodePoint(source.codePointAt(reading.at) ?? 0)
  reading.at += character.length
  return character
}

/** A character that means itself. Without case those beyond ASCII have relatives that folding does not unite. */
function literal(character: string, { ignoresCase }: Reading): RegexNode {
  if (!character.isWellFormed()) return ANY
  if (!ignoresCase) return { kind: 'texts', texts: [character] }
  return character > '\u007f' ? ANY : { kind: 'texts', texts: [character.toLowerCase()] }
}
