import { contentHash } from '../../core/ids.ts'
import { canonicalJson, isObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import type { StatefulRule } from '../types.ts'

/** Raised whenever what states save gets another form. */
const VERSION = 1

/** Parts of a rule that its state does not depend on; of `info` only id and window matter. */
const MEANINGLESS: ReadonlySet<string> = new Set(['info', 'tests', 'blind', 'taxonomy'])

/** The state of one rule as it is saved. */
export interface SavedRule {
  /** null: none yet */
  readonly watermark: number | null
  readonly state: JsonValue
}

/** Hash over what gives the state of these rules its meaning; titles, levels, descriptions do not matter. */
export function rulesHash(rules: readonly StatefulRule[]): string {
  return contentHash(canonicalJson(rules.map(ruleMeaning)))
}

/** The parts of a rule that give its state its meaning, those that it hands on to others among them. */
export function ruleMeaning(rule: StatefulRule): Record<string, unknown> {
  const parts = Object.entries(rule).filter(([key]) => !MEANINGLESS.has(key))
  return {
    ...Object.fromEntries<unknown>(parts),
    id: rule.info.id,
    bucket: rule.info.window,
    blind: rule.blind !== null,
  }
}

/**
 * The text of a saved engine: a line that says of which rules it is, with a checksum, then the states. Empty when it would be
 * larger than a text can be.
 */
export function writeSaved(hash: string, rules: readonly SavedRule[]): string {
  try {
    const body = JSON.stringify(rules)
    return `${headOf(hash, body)}\n${body}`
  } catch (error) {
    if (error instanceof RangeError) return ''
    throw error
  }
}

/** What {@link writeSaved} was given; null when the text is of other rules or another version, or damaged. */
export function readSaved(text: string, hash: string): readonly SavedRule[] | null {
  const end = text.indexOf('\n')
  const body = text.slice(end + 1)
  if (end < 0 || text.slice(0, end) !== headOf(hash, body)) return null
  try {
    const rules: unknown = JSON.parse(body)
    return Array.isArray(rules) ? rules.flatMap(savedRule) : null
  } catch {
    return null
  }
}

function headOf(hash: string, body: string): string {
  return JSON.stringify({ version: VERSION, rules: hash, check: contentHash(body) })
}

function savedRule(value: unknown): SavedRule[] {
  if (!isObject(value)) return []
  const watermark = value['watermark']
  if (watermark !== null && typeof watermark !== 'number') return []
  return [{ watermark: watermark ?? null, state: value['state'] ?? null }]
}
