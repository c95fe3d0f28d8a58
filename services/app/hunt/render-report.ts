import type { HealthCount } from '../../correlate/health.ts'
import { reportSentence } from '../embedded/report-sentence.ts'
import type { Engine } from '../engine.ts'
import { printable } from '../terminal/printable.ts'

/** A line about what a limit cost a rule: for a person, or one JSON object (`rule`, `limit`, `count`, `detail`) for scripts. */
export function renderReport(
  { kind, ruleId, count }: HealthCount,
  { ruleOf }: Pick<Engine, 'ruleOf'>,
  isJson: boolean,
): string {
  const rule = ruleOf(ruleId)?.title ?? ruleId
  const detail = reportSentence({ kind, count })
  return isJson ? JSON.stringify({ rule, limit: kind, count, detail }) : printable(`${rule}: ${detail}`)
}
