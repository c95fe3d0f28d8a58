import type { RuleProblem } from '../../sigma/types.ts'
import { printable } from '../terminal/printable.ts'

/** A problem of a rule file as editors and people read it: `file:line:column: error: message (hint)`. */
export function renderProblem(problem: RuleProblem): string {
  const { file, line, column, severity, message, hint } = problem
  const advice = hint === '' ? '' : ` (${hint})`
  return printable(`${file}:${line}:${column}: ${severity}: ${message}${advice}`)
}
