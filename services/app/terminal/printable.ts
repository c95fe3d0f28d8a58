/**
 * Everything that could steer a terminal or deceive its reader: control characters, line and paragraph separators,
 * direction marks, invisible characters, halves of surrogate pairs. (Joiners stay: scripts and emoji need them.)
 */
export const UNSAFE =
  /[\u034f\p{Cc}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\p{Cs}]/gu

/** Marks piled on one letter beyond what any script needs: they would run over the lines around it. */
const PILED_MARKS = /(\p{M}{4})(\p{M}+)/gu

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** No single value fills more than a few lines of any terminal. */
const LONGEST = 2000

/** {@link printable}, and without its middle when it is so long that nobody would read it. */
export function printableValue(text: string): string {
  if (text.length <= LONGEST) return printable(text)
  return printable(`${text.slice(0, LONGEST / 2)}…${text.slice(-LONGEST / 2)}`)
}

/**
 * Text from outside as one line that is safe to write to a terminal: what is unsafe is shown as an escape (`\n`,
 * `\x1b`, `\u202e`). Everything that comes from a log, a rule or a file name passes through here before it is printed.
 */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, escape).replaceAll(PILED_MARKS, (_, kept: string, rest: string) => {
    return kept + Array.from(rest, escape).join('')
  })
}

function escape(char: string): string {
  const short = SHORT.get(char)
  if (short !== undefined) return short
  const code = char.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}
