import type { Query } from '../query.ts'
import { foldCase } from './fold-case.ts'

/** Shorter runs are in almost every document. */
const MIN_RUN = 3

/**
 * A quick test of a document's JSON text that holds for every document that the query matches (and for others): it saves
 * parsing those that cannot match. Null when the query gives nothing to look for.
 *
 * Only runs of ASCII letters and digits are looked for. They stand in JSON text as they are, unless somebody wrote them as
 * escapes: text with any `\u` passes. A number's text may be written in another way than JavaScript writes it, so a run
 * needs a letter that no number has.
 */
export function createTextFilter(query: Query): ((text: string) => boolean) | null {
  const required = requiredText(query)
  if (!required) return null
  return (text) => {
    const lower = text.toLowerCase()
    return required(lower) || lower.includes('\\u')
  }
}

type TextTest = (lower: string) => boolean

function requiredText(query: Query): TextTest | null {
  switch (query.kind) {
    case 'and': {
      const tests = query.of.map((part) => requiredText(part)).filter((test) => test !== null)
      return tests.length === 0 ? null : (lower) => tests.every((test) => test(lower))
    }
    case 'or': {
      const tests = query.of.map((part) => requiredText(part)).filter((test) => test !== null)
      // A long list costs more than parsing does.
      if (tests.length < query.of.length || tests.length > 20) return null
      return (lower) => tests.some((test) => test(lower))
    }
    case 'match': {
      const run = longestRun(query.pattern.filter((part) => typeof part === 'string'))
      return run === null ? null : (lower) => lower.includes(run)
    }
    case 'all':
    case 'not':
    case 'exists':
    case 'time':
    case 'range':
    case 'network':
      return null
    default:
      return query satisfies never
  }
}

function longestRun(parts: readonly string[]): string | null {
  const runs = parts.flatMap((part) => foldCase(part).match(/[0-9a-z]+/g) ?? [])
  const usable = runs.filter((run) => run.length >= MIN_RUN && /[a-df-z]/.test(run) && !'infinity'.includes(run))
  return usable.reduce<string | null>((best, run) => (best && best.length >= run.length ? best : run), null)
}
