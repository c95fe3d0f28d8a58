import path from 'node:path'
import { PROBLEM_CODES } from '../../sigma/problem-codes.ts'
import type { RuleProblem } from '../../sigma/types.ts'
import { printableValue } from '../terminal/printable.ts'

const CODES = Object.keys(PROBLEM_CODES)

/**
 * The problems as a SARIF 2.1.0 log, which code hosts show beside the lines of a pull request. Paths are relative to `folder`.
 */
export function renderSarif(problems: readonly RuleProblem[], folder: string, version: string): string {
  const rules = Object.entries(PROBLEM_CODES).map(([id, text]) => ({ id, shortDescription: { text } }))
  const driver = { name: 'Tocsin', version, rules }
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    results: problems.map((problem) => resultOf(problem, folder)),
  }
  return JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })
}

function resultOf(problem: RuleProblem, folder: string): Record<string, unknown> {
  const { code, severity, file, line, column, message, hint } = problem
  const text = printableValue(hint === '' ? message : `${message}. What to do: ${hint}`)
  const uri = uriOf(path.relative(folder, path.resolve(folder, file)))
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: severity,
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  }
}

function uriOf(relative: string): string {
  return relative
    .split(path.sep)
    .map((part) => encodeURIComponent(part))
    .join('/')
}
