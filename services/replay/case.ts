import { isObject, type JsonValue } from '../core/json.ts'
import { LEVELS, type Level } from '../core/rule.ts'
import type { Span } from './span.ts'

/** How far a replay has come. `failed`: it could not go on, and `error` says why. */
export type CaseState = 'running' | 'finished' | 'stopped' | 'failed'

const STATES: readonly CaseState[] = ['running', 'finished', 'stopped', 'failed']

/** What was read: a store, or files. */
export type CaseSource =
  | { readonly kind: 'store'; readonly store: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] }

/** What a replay brought. */
export interface CaseCounts {
  /** records that were read, repeats included */
  readonly records: number
  /** records whose event lies outside the span, and raw records that arrived before it and were passed over */
  readonly outside: number
  readonly events: number
  readonly deadLetters: number
  readonly alerts: Readonly<Record<Level, number>>
}

/** One replay with its results: what stands in `case.json`. Its events, hits and alerts are in the store beside it. */
export interface Case {
  /** its name: that of its folder */
  readonly id: string
  readonly state: CaseState
  /** milliseconds since 1970 */
  readonly created: number
  readonly finished: number | null
  readonly span: Span
  readonly source: CaseSource
  readonly namespace: string
  /** hash over the rules that ran, and how many there were */
  readonly rules: { readonly hash: string; readonly count: number }
  readonly counts: CaseCounts
  readonly error: string | null
}

/** Tells our file from any other that is called `case.json`. */
const FORMAT = 'tocsin.case.1'

/** No alerts of any level. */
export function noAlerts(): Record<Level, number> {
  return { informational: 0, low: 0, medium: 0, high: 0, critical: 0 }
}

/** Nothing read yet. */
export const NO_COUNTS: CaseCounts = { records: 0, outside: 0, events: 0, deadLetters: 0, alerts: noAlerts() }

/** The text of `case.json`. */
export function encodeCase(replayed: Case): string {
  return `${JSON.stringify({ format: FORMAT, ...replayed }, null, 2)}\n`
}

/** Reads the text of a `case.json`; null when it is not one of ours. */
export function decodeCase(text: string): Case | null {
  const file = parsed(text)
  if (!isObject(file) || file['format'] !== FORMAT) return null
  const { id, created, namespace } = file
  const state = STATES.find((known) => known === file['state'])
  const span = spanOf(file['span'])
  const source = sourceOf(file['source'])
  const rules = rulesOf(file['rules'])
  const counts = countsOf(file['counts'])
  const isWhole = typeof id === 'string' && typeof created === 'number' && typeof namespace === 'string'
  if (!isWhole || !state || !span || !source || !rules || !counts) return null
  const finished = numberOrNull(file['finished'])
  const error = typeof file['error'] === 'string' ? file['error'] : null
  return { id, state, created, finished, span, source, namespace, rules, counts, error }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function spanOf(value: JsonValue | undefined): Span | null {
  return isObject(value) ? { from: numberOrNull(value['from']), to: numberOrNull(value['to']) } : null
}

function sourceOf(value: JsonValue | undefined): CaseSource | null {
  if (!isObject(value)) return null
  const { kind, store, paths } = value
  if (kind === 'store' && typeof store === 'string') return { kind, store }
  if (kind !== 'files' || !Array.isArray(paths)) return null
  return { kind, paths: paths.filter((each) => typeof each === 'string') }
}

function rulesOf(value: JsonValue | undefined): Case['rules'] | null {
  return isObject(value) && typeof value['hash'] === 'string'
    ? { hash: value['hash'], count: numberOrNull(value['count']) ?? 0 }
    : null
}

function countsOf(value: JsonValue | undefined): CaseCounts | null {
  if (!isObject(value)) return null
  const byLevel = value['alerts']
  const alerts = noAlerts()
  if (isObject(byLevel)) for (const level of LEVELS) alerts[level] = numberOrNull(byLevel[level]) ?? 0
  const count = (name: string): number => numberOrNull(value[name]) ?? 0
  return {
    records: count('records'),
    outside: count('outside'),
    events: count('events'),
    deadLetters: count('deadLetters'),
    alerts,
  }
}

function numberOrNull(value: JsonValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}
