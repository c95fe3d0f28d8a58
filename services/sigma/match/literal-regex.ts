import type { TextTest } from './compile-pattern.ts'

/** Characters that mean themselves, and escaped punctuation; everything else is left to the real engine. */
const LITERAL = /^(\^?)((?:[A-Za-z0-9 _/:;,=@#%&<>"'`~!-]|\\[.\-/\\+*?()[\]{}|^$:"'])*)$/

/**
 * A regular expression that is only literal text, with or without `^` before it, as a text search; null for every other
 * one. Searching for text is many times quicker.
 */
export function literalRegex(source: string, flags: string): TextTest | null {
  if (flags.includes('i') || flags.includes('m')) return null
  const match = LITERAL.exec(source)
  if (!match) return null
  const text = (match[2] ?? '').replaceAll(/\\(.)/g, '$1')
  return match[1] === '^' ? (value) => value.startsWith(text) : (value) => value.includes(text)
}
