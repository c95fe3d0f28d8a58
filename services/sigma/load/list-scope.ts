import type { PatternPart, SigmaPattern } from '../pattern.ts'
import { concatPatterns, parsePattern, type ListReference, ANY } from '../pattern.ts'
import { quoteRegex } from '../regex.ts'
import type { WatchLists } from '../types.ts'
import { quoted } from './source-text.ts'
import type { Refusal } from './draft.ts'

/** More variants of one value than this are refused. */
const MAX_VARIANTS = 10_000

/** The watch lists as one rule sees them; it writes down which ones the rule uses. */
export interface ListScope {
  /** lists that the rule named, by lower-case name */
  readonly used: Map<string, readonly string[]>
  /** everything that was asked for, by lower-case name; null: there is no such list */
  readonly asked: Map<string, readonly string[] | null>
  /** the entries, or undefined when there is no such list */
  find(name: string): readonly string[] | undefined
  /** whether there is such a list; does not count as use */
  exists(name: string): boolean
  /** names of all lists, for hints */
  names(): readonly string[]
}

/** Opens the lists for one rule. Names are compared without case. */
export function listScope(lists: WatchLists): ListScope {
  const byName = new Map([...lists].map(([name, entries]) => [name.toLowerCase(), entries]))
  const used = new Map<string, readonly string[]>()
  const asked = new Map<string, readonly string[] | null>()
  const look = (name: string): readonly string[] | undefined => {
    const key = name.toLowerCase()
    const entries = byName.get(key)
    asked.set(key, entries ?? null)
    return entries
  }
  return {
    used,
    asked,
    find(name) {
      const entries = look(name)
      if (entries) used.set(name.toLowerCase(), entries)
      return entries
    },
    exists: (name) => look(name) !== undefined,
    names: () => [...lists.keys()],
  }
}

/** One way to fill in the lists of a value: as a pattern and as the text it was. */
export interface Expansion {
  readonly pattern: SigmaPattern
  readonly raw: string
}

/**
 * Replaces every `%name%` in a value by each entry of that list: all combinations. Entries may have wildcards; inside a
 * regular expression they stand for their literal text, wildcards included. None when a list is empty.
 */
export function expandLists(text: string, isRegex: boolean, scope: ListScope): readonly Expansion[] | Refusal {
  let expansions: Expansion[] = [{ pattern: [], raw: '' }]
  for (const part of isRegex ? splitRegex(text) : parsePattern(text, true)) {
    const entries = typeof part === 'object' ? scope.find(part.list) : undefined
    if (typeof part === 'object' && !entries) return unknownList(part.list, scope)
    const choices = entries ? entries.map((entry) => entryOf(entry, isRegex)) : [literal(part)]
    if (expansions.length * choices.length > MAX_VARIANTS) {
      return { problem: `has more than ${MAX_VARIANTS} variants`, hint: 'use fewer lists in one value' }
    }
    expansions = expansions.flatMap((head) =>
      choices.map((tail) => ({ pattern: concatPatterns(head.pattern, tail.pattern), raw: head.raw + tail.raw })),
    )
  }
  return expansions
}

/** The refusal of a list that nobody configured. */
export function unknownList(name: string, scope: ListScope): Refusal {
  const known = scope.names().join(', ')
  return {
    code: 'list-unknown',
    problem: `names the list ${quoted(name)}, which does not exist`,
    hint: `add it to the configuration, empty if need be${known === '' ? '' : `; there are: ${known}`}`,
  }
}

function literal(part: PatternPart | ListReference): Expansion {
  if (typeof part === 'object') return { pattern: [], raw: '' }
  const raw = typeof part === 'string' ? part : part === ANY ? '*' : '?'
  return { pattern: [part], raw }
}

function entryOf(entry: string, isRegex: boolean): Expansion {
  const pattern = parsePattern(entry)
  return { pattern, raw: isRegex ? pattern.map((part) => regexOf(part)).join('') : entry }
}

function regexOf(part: PatternPart): string {
  if (typeof part === 'string') return quoteRegex(part)
  return part === ANY ? '(?s:.*)' : '(?s:.)'
}

/** The text of an expression around its lists. */
function splitRegex(text: string): (string | ListReference)[] {
  const parts: (string | ListReference)[] = []
  let from = 0
  for (const match of text.matchAll(/\\%|%([A-Za-z0-9_.-]+)%/g)) {
    parts.push(text.slice(from, match.index), match[1] === undefined ? '%' : { list: match[1] })
    from = match.index + match[0].length
  }
  return [...parts, text.slice(from)]
}
