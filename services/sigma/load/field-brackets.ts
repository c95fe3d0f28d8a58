import { QUANTIFIERS, type Quantifier } from '../detection.ts'
import type { Refusal } from './draft.ts'
import { quoted } from './source-text.ts'

/** One bracket of a field name, with the path that stands before it. */
export interface Bracket {
  /** dotted name relative to what the bracket before it picked; `.` when nothing stands between the two */
  readonly path: string
  readonly pick: Quantifier | number
}

/** A field name of `sigma-version: 3`, taken apart. */
export interface BracketedName {
  readonly brackets: readonly Bracket[]
  /** what stands after the last bracket, the whole name when there is none; `.` when a bracket ends the name */
  readonly rest: string
}

/** Indexes beyond this are no places of an array. */
const MAX_INDEX = 1_000_000
const PICK_HINT = `write [${QUANTIFIERS.join('], [')}], or a whole number as in [0] or [-1]; \\[ and \\] are plain brackets`

/**
 * Takes a name apart: `a.b[0].c[any]`. `\[` and `\]` are plain brackets. A refusal tells what is wrong with the brackets; the
 * paths between them are not checked.
 */
export function parseBrackets(name: string): BracketedName | Refusal {
  const brackets: Bracket[] = []
  let text = ''
  let at = 0
  while (at < name.length) {
    const character = name.charAt(at)
    const next = name.charAt(at + 1)
    if (character === '\\' && (next === '[' || next === ']')) {
      text += next
      at += 2
    } else if (character === ']') {
      return { problem: 'has a “]” without “[”', hint: PICK_HINT }
    } else if (character === '[') {
      const end = name.indexOf(']', at)
      const pick = end < 0 ? null : pickOf(name.slice(at + 1, end))
      if (pick === null)
        return { problem: `has brackets that pick nothing: ${quoted(name.slice(at))}`, hint: PICK_HINT }
      brackets.push({ path: pathOf(text, brackets.length > 0), pick })
      text = ''
      at = end + 1
      if (at < name.length && name.charAt(at) !== '.' && name.charAt(at) !== '[') {
        return { problem: `goes on behind a bracket without a dot: ${quoted(name.slice(at))}`, hint: 'write a[0].b' }
      }
    } else {
      text += character
      at += 1
    }
  }
  return { brackets, rest: pathOf(text, brackets.length > 0) }
}

/** After a bracket the dot that joins the next name to it goes; nothing at all is the element itself. */
function pathOf(text: string, isRelative: boolean): string {
  if (!isRelative) return text
  if (text === '') return '.'
  // `a[0].` keeps its empty part, which is refused later.
  return text === '.' ? '' : text.slice(1)
}

function pickOf(text: string): Quantifier | number | null {
  const quantifier = QUANTIFIERS.find((name) => name === text)
  if (quantifier) return quantifier
  const index = /^-?\d{1,7}$/.test(text) ? Number(text) : Number.NaN
  return Math.abs(index) <= MAX_INDEX ? index : null
}
