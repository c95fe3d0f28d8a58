import { formatBytes, formatInstant } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is known of keeping the store small. Times in milliseconds since 1970. */
export interface RetentionFacts {
  /** bytes of the files, and those among them that hold nothing */
  readonly bytes: number
  readonly free: number
  /** null = no budget */
  readonly maxBytes: number | null
  /** when retention ran last; null = never */
  readonly ranAt: number | null
  /** since when events are whole again after the budget removed some; null when it never did */
  readonly cutFrom: number | null
  readonly isRunning: boolean
}

const { ok, warn } = findingsOf('retention')

const LATE = 24 * 3_600_000

/** Retention and disk budget: within it, and at work. */
export function checkRetention(facts: RetentionFacts, now: number): readonly Finding[] {
  return [checkBudget(facts), ...checkCut(facts), checkRun(facts, now)]
}

function checkBudget({ bytes, free, maxBytes, isRunning }: RetentionFacts): Finding {
  const used = bytes - free
  if (maxBytes === null) return ok(`${formatBytes(used)} in use, no budget (store.max_size)`)
  const what = `${formatBytes(bytes)} of ${formatBytes(maxBytes)} (store.max_size)`
  if (bytes <= maxBytes) return ok(what)
  const cure = isRunning
    ? 'the running process removes the oldest; look again in a minute'
    : '`start` removes the oldest'
  return warn(`over the budget: ${what}`, cure)
}

function checkCut({ cutFrom }: RetentionFacts): readonly Finding[] {
  if (cutFrom === null) return []
  return [
    warn(
      `the budget removed events that were to be kept: they are whole only from ${formatInstant(cutFrom)} on`,
      'raise store.max_size, or shorten retention: so that it is you who says what goes',
    ),
  ]
}

function checkRun({ ranAt, isRunning }: RetentionFacts, now: number): Finding {
  if (ranAt === null) {
    return isRunning
      ? warn('retention has not run yet', 'it runs some minutes after `start`; look again')
      : ok('retention has not run yet')
  }
  const what = `retention ran last ${formatInstant(ranAt)}`
  return isRunning && now - ranAt > LATE ? warn(what, 'see what the running process says about retention') : ok(what)
}
