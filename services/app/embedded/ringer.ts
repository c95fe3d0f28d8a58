import type { Alert } from '../../core/alert.ts'
import type { BatchOutcome } from '../../core/batch-sink.ts'

/** So many alerts are remembered as told. */
const REMEMBERED = 100_000

/**
 * Calls `ring` once for every alert that opens while we watch: in the order of their first events, not for those that were
 * there before (their counts only grow), nor for those that merely continue one.
 */
export function createRinger(ring: (alert: Alert) => void): (outcome: BatchOutcome) => void {
  const told = new Set<string>()
  return ({ alerts }) => {
    const opened = alerts.filter((alert) => isOpening(alert) && !told.has(alert.id))
    for (const alert of opened.toSorted((a, b) => a.first - b.first)) {
      told.add(alert.id)
      if (alert.continues === null) ring(alert)
    }
    for (const id of told) {
      if (told.size <= REMEMBERED) break
      told.delete(id)
    }
  }
}

/** Whether this is the first that is told of the alert: its first version. */
export function isOpening({ version, superseded }: Alert): boolean {
  return version === 1 && superseded === undefined
}
