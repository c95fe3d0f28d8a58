import { UNSAFE } from './printable.ts'

/** Deeper levels are not indented further: hostile nesting must not cost its depth squared. */
const MAX_INDENT = 32

const CLOSER: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['[', ']'],
])

/**
 * JSON text over several lines, two blanks a level, for a person. Works on the text, so that every digit of a number, the
 * order of the members and repeated keys stay; what could steer a terminal is written as an escape. `json` is valid JSON.
 */
export function indentJson(json: string): string {
  const parts: string[] = []
  let depth = 0
  const breakLine = (): void => void parts.push(`\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`)
  for (let at = skipBlank(json, 0); at < json.length; at = skipBlank(json, at)) {
    const char = json.charAt(at)
    const closer = CLOSER.get(char)
    if (closer !== undefined) {
      parts.push(char)
      const next = skipBlank(json, at + 1)
      const isEmpty = json.charAt(next) === closer
      if (isEmpty) parts.push(closer)
      else {
        depth += 1
        breakLine()
      }
      at = isEmpty ? next + 1 : next
    } else if (char === '}' || char === ']') {
      depth -= 1
      breakLine()
      parts.push(char)
      at += 1
    } else if (char === ',' || char === ':') {
      parts.push(char === ':' ? ': ' : char)
      if (char === ',') breakLine()
      at += 1
    } else {
      const end = char === '"' ? stringEnd(json, at) : scalarEnd(json, at)
      parts.push(json.slice(at, end).replaceAll(UNSAFE, escape))
      at = end
    }
  }
  return parts.join('')
}

function skipBlank(json: string, from: number): number {
  let at = from
  while (at < json.length && json.charCodeAt(at) <= 32) at += 1
  return at
}

function stringEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json.charAt(at) !== '"') at += json.charAt(at) === '\\' ? 2 : 1
  return at + 1
}

function scalarEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json.charCodeAt(at) > 32 && !',:]}'.includes(json.charAt(at))) at += 1
  return at
}

/** As JSON writes it: a character beyond the first 65,536 is a pair. */
function escape(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
  }).join('')
}
