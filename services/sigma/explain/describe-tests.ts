import { ANY, type SigmaPattern } from '../pattern.ts'
import type { Item, Test } from '../detection.ts'

/** So many values of a list are written out. */
const MOST_VALUES = 4

/** What a line wants of its field, for a person: `is "a" or "b"`, `does not contain "x"` and the like. */
export function describeItem({ values, link, negated }: Item): string {
  const texts = [...new Set(values.map((variants) => describeVariants(variants)))]
  const shown = texts.slice(0, MOST_VALUES)
  const rest = texts.length - shown.length
  const word = link === 'all' ? ' and ' : ' or '
  const list = joinSame(shown, word) + (rest > 0 ? `${word}${rest} more` : '')
  const wanted = texts.length === 0 ? 'is in a list that is empty' : list
  return negated ? `not (${wanted})` : wanted
}

/** What one value wants. Of the variants that modifiers made of it only the first is written out. */
export function describeVariants(variants: readonly Test[]): string {
  const [first] = variants
  if (!first) return 'is in a list that is empty'
  const text = describeTest(first)
  return variants.length > 1 ? `${text} (or one of ${variants.length - 1} variants)` : text
}

/** `is "a" or is "b"` as `is "a" or "b"`. */
function joinSame(texts: readonly string[], word: string): string {
  let verb = ''
  return texts
    .map((text) => {
      const [own = ''] = /^(?:starts with|ends with|is like|is in|matches|contains|is) (?=["/0-9])/.exec(text) ?? []
      const isSame = own !== '' && own === verb
      verb = own
      return isSame ? text.slice(own.length) : text
    })
    .join(word)
}

function describeTest(test: Test): string {
  switch (test.kind) {
    case 'pattern':
      return `${describePattern(test.pattern)}${test.cased ? ' (with case)' : ''}`
    case 'number':
    case 'boolean':
      return `is ${String(test.value)}`
    case 'null':
      return 'is null or missing'
    case 'regex':
      return `matches /${test.source}/${test.flags}`
    case 'cidr':
      return `is in ${test.network}`
    case 'compare':
      return `${test.part === null ? '' : `its ${test.part} `}${COMPARISON[test.comparison]} ${test.value}`
    case 'exists':
      return test.value ? 'is there' : 'is not there'
    case 'field':
      return `${PLACEMENT[test.placement]} the value of ${test.field}`
  }
}

const COMPARISON = { lt: '<', lte: '≤', gt: '>', gte: '≥', eq: 'is' } as const
const PLACEMENT = { equal: 'is', start: 'starts with', end: 'ends with', inside: 'contains' } as const

function describePattern(pattern: SigmaPattern): string {
  const stars = [pattern[0] === ANY, pattern.at(-1) === ANY]
  const inner = pattern.filter((part, at) => part !== ANY || (at > 0 && at < pattern.length - 1))
  const [only] = inner
  if (pattern.length > 0 && pattern.every((part) => part === ANY)) return 'has any value'
  if (inner.length === 0) return 'is ""'
  if (inner.length > 1 || typeof only !== 'string') return `is like ${JSON.stringify(patternText(pattern))}`
  const verb = stars[0] ? (stars[1] ? 'contains' : 'ends with') : stars[1] ? 'starts with' : 'is'
  return `${verb} ${JSON.stringify(only)}`
}

/** A pattern as text; a star or question mark that stands for itself looks like one that does not. */
function patternText(pattern: SigmaPattern): string {
  return pattern.map((part) => (typeof part === 'string' ? part : part === ANY ? '*' : '?')).join('')
}
