import { parseRegex, type RegexNode } from './parse-regex.ts'

/** More alternatives than this are not followed. */
const MOST_TEXTS = 24
/** Longer texts tell nothing more. */
const MOST_LENGTH = 64

/**
 * Texts of which at least one stands, without case, in every text that the expression matches; null when none could be told.
 * Nothing is lost by null: what is not understood for certain is taken for anything.
 */
export function regexLiterals(source: string, flags: string): readonly string[] | null {
  const node = parseRegex(source, flags)
  return node ? required(literalsOf(node)) : null
}

/** What is known of the texts that a part of an expression matches. */
interface Known {
  /** all texts that it matches, where they are few */
  readonly exact: readonly string[] | null
  /** texts of which one stands in each of them */
  readonly inside: readonly string[] | null
}

const UNKNOWN: Known = { exact: null, inside: null }

function literalsOf(node: RegexNode): Known {
  switch (node.kind) {
    case 'any':
      return UNKNOWN
    case 'texts':
      return { exact: node.texts, inside: null }
    case 'sequence':
      return sequence(node.parts)
    case 'choice':
      return choice(node.parts.map((part) => literalsOf(part)))
    case 'repeat':
      return repeat(literalsOf(node.part), node.least, node.most)
  }
}

/** Joins exact texts as long as they are few; what could not be joined goes on as an own requirement. */
function sequence(parts: readonly RegexNode[]): Known {
  let exact: readonly string[] = ['']
  let inside: readonly string[] | null = null
  let isWhole = true
  for (const part of parts) {
    const known = literalsOf(part)
    const joined = known.exact && product(exact, known.exact)
    if (joined) {
      exact = joined
      continue
    }
    isWhole = false
    inside = better(better(inside, exact), known.inside)
    exact = known.exact ?? ['']
  }
  return isWhole ? { exact, inside: null } : { exact: null, inside: better(inside, exact) }
}

function choice(parts: readonly Known[]): Known {
  const exact = parts.map((part) => part.exact)
  const all = exact.includes(null) ? null : [...new Set(exact.flatMap((texts) => texts ?? []))]
  if (all && all.length <= MOST_TEXTS) return { exact: all, inside: null }
  const needed = parts.map((part) => required(part))
  return { exact: null, inside: needed.includes(null) ? null : [...new Set(needed.flatMap((texts) => texts ?? []))] }
}

function repeat(part: Known, least: number, most: number): Known {
  if (least === 0 && most === 1 && part.exact) return choice([{ exact: [''], inside: null }, part])
  return least === 0 ? UNKNOWN : { exact: least === 1 && most === 1 ? part.exact : null, inside: required(part) }
}

function required({ exact, inside }: Known): readonly string[] | null {
  return exact ? better(inside, exact) : inside
}

function product(left: readonly string[], right: readonly string[]): readonly string[] | null {
  if (left.length * right.length > MOST_TEXTS) return null
  const texts = new Set(left.flatMap((one) => right.map((other) => one + other)))
  return [...texts].some((text) => text.length > MOST_LENGTH) ? null : [...texts]
}

/** The one that fewer texts will show: its shortest text is longer, or as long and there are fewer. */
function better(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  const left = worth(one)
  const right = worth(other)
  return Math.max(left, right) <= 0 ? null : right > left ? other : one
}

function worth(texts: readonly string[] | null): number {
  if (texts === null || texts.length === 0) return 0
  const shortest = Math.min(...texts.map((text) => text.length))
  return shortest === 0 ? 0 : Math.min(shortest, 12) - texts.length / (MOST_TEXTS * 2)
}
