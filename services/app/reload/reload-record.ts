import { isObject } from '../../core/json.ts'
import type { StateEntry } from '../../core/state.ts'
import type { RuleFault } from '../../sigma/reload/reload-rule-set.ts'

/** Under which kind the running process says which rules it runs. */
export const RULES_KIND = 'rules'

const KEY = 'running'

/** So many faults are remembered; how many there are is said as well. */
const MOST_FAULTS = 50
/** So many titles of a fault are. */
const MOST_TITLES = 10

/** Which rules the process runs, or ran last. */
export interface RulesRecord {
  /** since when, milliseconds since 1970 */
  readonly at: number
  /** see `runningRules` */
  readonly rules: string
  readonly faults: readonly FaultRecord[]
  /** how many there are, told one by one or not */
  readonly count: number
}

/** Something that is wrong with a file, and what stays in effect as it was meanwhile. */
export interface FaultRecord {
  readonly file: string
  readonly line: number
  readonly message: string
  readonly hint: string
  /** titles of rules */
  readonly keeps: readonly string[]
}

/** The record of rules with their faults. */
export function rulesRecord(at: number, rules: string, faults: readonly RuleFault[]): RulesRecord {
  const told = faults.slice(0, MOST_FAULTS).map(({ problem: { file, line, message, hint }, keeps }) => {
    return { file, line, message, hint, keeps: keeps.slice(0, MOST_TITLES) }
  })
  return { at, rules, faults: told, count: faults.length }
}

/** The entry that remembers it. */
export function rulesEntry(record: RulesRecord): StateEntry {
  return { kind: RULES_KIND, key: KEY, value: JSON.stringify(record) }
}

/** What is remembered; null when no process ever said it. */
export function readRulesRecord(saved: readonly StateEntry[]): RulesRecord | null {
  const value = saved.find(({ key }) => key === KEY)?.value
  const read: unknown = JSON.parse(value ?? 'null')
  return isObject(read) ? (JSON.parse(value ?? 'null') as RulesRecord) : null
}
