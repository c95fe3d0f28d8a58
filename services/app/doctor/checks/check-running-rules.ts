import type { RulesRecord } from '../../reload/reload-record.ts'
import { formatInstant, formatNumberOf } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

const { ok, warn } = findingsOf('rules')

/** So many faults are told one by one. */
const NAMED = 5

/**
 * The rules of the running process, as it says itself, beside those that stand in the files (`inFiles`, see `runningRules`;
 * null when they cannot be loaded).
 */
export function checkRunningRules(record: RulesRecord | null, inFiles: string | null): readonly Finding[] {
  if (record === null) return []
  const found = record.faults.slice(0, NAMED).map(({ file, line, message, keeps }) => {
    const stays = keeps.length === 0 ? 'is left out' : `runs what was good before: ${keeps.join('; ')}`
    return warn(
      `${file}:${line}: ${message}: the running process ${stays}`,
      'put it right; it is taken up within seconds',
    )
  })
  if (record.count > NAMED) {
    found.push(warn(`${formatNumberOf(record.count - NAMED, 'more problem')} of the running rules`, 'see `status`'))
  }
  if (found.length > 0 || inFiles === null) return found
  if (record.rules === inFiles) return [ok(`the running process has these rules since ${formatInstant(record.at)}`)]
  const cure = 'they are taken up within seconds; with rules.reload: false send SIGHUP, or start anew'
  return [warn('the running process has other rules than those of the files', cure)]
}
