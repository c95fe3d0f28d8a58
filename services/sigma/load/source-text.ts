import type { ProblemCode } from '../problem-codes.ts'
import type { RuleFile, RuleProblem } from '../types.ts'

/** A place in a file as a person counts it: both 1-based. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Collects what is wrong in one file. Offsets are UTF-16 units from the file's start. */
export interface ProblemLog {
  readonly file: string
  readonly problems: RuleProblem[]
  error(code: ProblemCode, offset: number, message: string, hint: string): void
  warn(code: ProblemCode, offset: number, message: string, hint: string): void
  /** line and column of an offset */
  place(offset: number): Place
}

/** Makes the log of a file. Lines are counted once, when the first place is asked for. */
export function problemLog(source: RuleFile): ProblemLog {
  const problems: RuleProblem[] = []
  let starts: number[] | null = null
  const place = (offset: number): Place => {
    starts ??= lineStarts(source.text)
    return placeOf(starts, offset)
  }
  const add = (
    severity: RuleProblem['severity'],
    code: ProblemCode,
    offset: number,
    message: string,
    hint: string,
  ): void => {
    problems.push({ severity, code, file: source.file, ...place(offset), message, hint })
  }
  return {
    file: source.file,
    problems,
    place,
    error: (code, offset, message, hint) => add('error', code, offset, message, hint),
    warn: (code, offset, message, hint) => add('warning', code, offset, message, hint),
  }
}

const MAX_QUOTED = 80

/** Any value as it may stand in a message: quoted, on one line, cut after 80 characters. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const line = text.replaceAll(/\s+/g, ' ')
  return `“${line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}…` : line}”`
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function placeOf(starts: readonly number[], offset: number): Place {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
