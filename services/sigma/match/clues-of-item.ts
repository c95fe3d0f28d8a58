import type { Item, Test } from '../detection.ts'
import { isAnything, literalOf, type SigmaPattern } from '../pattern.ts'
import { foldClue, type Clue, type PartPlace } from './clue.ts'
import { regexLiterals } from './regex-literals.ts'
import { numberText } from './value-text.ts'

/** One of these alone is in too many texts to tell anything. */
const COMMON_CHARACTER = /^[a-z0-9 ._:=,/\\"'-]?$/

const PRESENT: Clue = { kind: 'present' }

/**
 * Sets of clues, each of which is enough for the index: whenever the item holds, its field shows one clue of each set. None
 * when the item can hold although its field is missing.
 */
export function cluesOfItem(item: Item): readonly (readonly Clue[])[] {
  if (item.negated) return []
  const groups = item.link === 'any' ? [item.values.flat()] : item.values
  return groups.map((tests) => cluesOfTests(tests)).filter((clues) => clues !== null)
}

/** The clues of tests of which one is enough. */
function cluesOfTests(tests: readonly Test[]): readonly Clue[] | null {
  const clues = tests.map((test) => cluesOfTest(test))
  if (clues.includes(null)) return null
  const all = clues.flatMap((some) => some ?? [])
  // A field that shows any of the clues is present, so nothing else has to be looked for.
  return all.includes(PRESENT) ? [PRESENT] : all
}

function cluesOfTest(test: Test): readonly Clue[] | null {
  switch (test.kind) {
    case 'pattern':
      return [clueOfPattern(test.pattern, test.cased)]
    case 'number':
      return [{ kind: 'equal', text: numberText(test.value) }]
    case 'boolean':
      return [{ kind: 'equal', text: String(test.value) }]
    case 'regex':
      return cluesOfRegex(test.source, test.flags)
    case 'cidr':
      return [{ kind: 'network', network: test.network }]
    case 'exists':
      return test.value ? [PRESENT] : null
    case 'null':
      return null
    case 'compare':
    case 'field':
      return [PRESENT]
  }
}

/** The whole text, or the longest of the texts between wildcards. */
function clueOfPattern(pattern: SigmaPattern, cased: boolean): Clue {
  if (isAnything(pattern)) return PRESENT
  const literal = literalOf(pattern)
  if (literal !== null) return { kind: 'equal', text: foldClue(literal) }
  let longest = ''
  let place: PartPlace = 'inside'
  for (const [at, part] of pattern.entries()) {
    if (typeof part !== 'string' || part.length <= longest.length || !survivesFolding(part, cased)) continue
    longest = part
    place = at === 0 ? 'start' : at === pattern.length - 1 ? 'end' : 'inside'
  }
  return partOf(longest, place)
}

/**
 * Half of a character is found in a text as it stands, but its other half may make it another one when both are folded. What
 * is compared without case was folded before it is looked for.
 */
function survivesFolding(part: string, cased: boolean): boolean {
  return !cased || part.isWellFormed()
}

function cluesOfRegex(source: string, flags: string): readonly Clue[] {
  const literals = regexLiterals(source, flags)
  const clues = literals?.map((literal) => partOf(literal, 'inside')) ?? [PRESENT]
  return clues.includes(PRESENT) ? [PRESENT] : clues
}

function partOf(literal: string, place: PartPlace): Clue {
  const text = foldClue(literal)
  return COMMON_CHARACTER.test(text) ? PRESENT : { kind: 'part', text, place }
}
