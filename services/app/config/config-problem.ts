import { formatNumberOf } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'

/** Something about the configuration that must be put right. Never holds a resolved secret. */
export interface ConfigProblem {
  /** as the file was named by whoever loaded it */
  readonly file: string
  /** 1-based */
  readonly line: number
  /** 1-based */
  readonly column: number
  /** which setting: `sources[0].poll`; empty when it is about the whole file */
  readonly path: string
  readonly message: string
  /** what to write instead; may be empty */
  readonly hint: string
}

/**
 * All problems for a person, in the order given, no line break at the end: one as `file:line:column: path: message`, which
 * editors and terminals can follow, its hint below it, and how many there are. Safe to write to a terminal.
 */
export function renderConfigProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.flatMap(({ file, line, column, path, message, hint }) => {
    const subject = path === '' ? '' : `${path}: `
    const first = printable(`${file}:${line}:${column}: ${subject}${message}`)
    return hint === '' ? [first] : [first, `  hint: ${printable(hint)}`]
  })
  return [...lines, formatNumberOf(problems.length, 'problem')].join('\n')
}
