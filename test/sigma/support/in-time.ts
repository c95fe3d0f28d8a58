import assert from 'node:assert/strict'
import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import type { SigmaRule } from '../../../services/sigma/types.ts'
import { inputOf, loadText, plainTarget, ruleText } from './plain-target.ts'

/**
 * Milliseconds of CPU: far more than anything that is asked here needs, far less than what grows with a power of its size
 * takes.
 */
const PATIENCE = 1500

/** Does something and fails when it took too long. */
export function timed<T>(work: () => T): T {
  const start = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(start)
  const took = (user + system) / 1000
  assert.ok(took < PATIENCE, `took ${took.toFixed(0)} ms of CPU`)
  return result
}

/** What is said of a file that is refused, soon enough. */
export function refused(text: string): string {
  const { rules, problems } = timed(() => loadText(text))
  assert.deepEqual(rules, [])
  return problems.map((problem) => problem.message).join('\n')
}

/** Whether a selection holds on a record; loading, compiling and asking each take a bounded time. */
export function match(sel: unknown, json: string): boolean {
  const { rules, problems } = timed(() => loadText(ruleText({ sel, condition: 'sel' })))
  assert.deepEqual(
    problems.filter((problem) => problem.severity === 'error'),
    [],
  )
  const { matcher } = timed(() => compileMatcher(rules, plainTarget()))
  const input = inputOf(json)
  const found: SigmaRule[] = []
  timed(() => matcher.match(input, found))
  return found.length === 1
}
