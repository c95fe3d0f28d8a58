import { RE2JS } from 're2js'
import { messageOf } from '../core/errors.ts'

/** Programs longer than this are refused: time is linear in text × program. */
const MAX_PROGRAM = 5000
const MAX_SOURCE = 10_000

const LOOK_AROUND = /\(\?(?:[=!]|<[=!])/
const BACK_REFERENCE = /\\(?:[1-9]|k[<{'])/

/** What is wrong with a regular expression, and what to write instead. */
export interface RegexProblem {
  readonly problem: string
  readonly hint: string
}

/**
 * So many steps a search may take at worst (about a tenth of a second): an expression of n instructions reads the first
 * `MAX_STEPS / n` characters of a text. Of one with 60 instructions, which is long, that is 64 KB.
 */
const MAX_STEPS = 4_000_000

/** A compiled expression: searches anywhere in a text, in time linear to its length. */
export interface Regex {
  /** how many instructions it has once its repetitions are written out */
  readonly size: number
  /** so many characters of a text are read, the rest does not exist for it */
  readonly reads: number
  test(text: string): boolean
}

/**
 * Compiles an expression of RE2's language. `flags` is any of `i`, `m`, `s`. Look-around and back-references do not exist
 * there, because they cannot be run in linear time.
 */
export function compileRegex(source: string, flags: string): Regex | RegexProblem {
  if (source.length > MAX_SOURCE)
    return { problem: `has ${source.length} characters, more than ${MAX_SOURCE}`, hint: 'split it' }
  try {
    const regex = RE2JS.compile(source, flagBits(flags))
    const size = regex.re2().numberOfInstructions()
    const reads = Math.floor(MAX_STEPS / size)
    const test = (text: string): boolean => regex.test(text.length > reads ? text.slice(0, reads) : text)
    if (size <= MAX_PROGRAM) return { size, reads, test }
    return { problem: 'is too large once its repetitions are written out', hint: 'use smaller repeat counts' }
  } catch (error) {
    if (LOOK_AROUND.test(source)) {
      const hint = 'use a second item, or a filter with “and not” in the condition'
      return { problem: 'uses look-around, which cannot be run in linear time', hint }
    }
    if (BACK_REFERENCE.test(source)) {
      return { problem: 'uses a back-reference, which cannot be run in linear time', hint: 'write the text out' }
    }
    const reason = messageOf(error).replace('error parsing regexp: ', '')
    return { problem: `cannot be read: ${reason}`, hint: 'the language is RE2' }
  }
}

/** True for what {@link compileRegex} gives when it refuses. */
export function isRegexProblem(result: Regex | RegexProblem): result is RegexProblem {
  return 'problem' in result
}

/** Text as an expression that matches exactly it. */
export function quoteRegex(text: string): string {
  return RE2JS.quote(text)
}

function flagBits(flags: string): number {
  return (
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0)
  )
}
