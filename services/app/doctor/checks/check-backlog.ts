import { formatCount, formatNumberOf } from '../../terminal/format.ts'
import { renderReasons } from '../../redrive/render-counts.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What waits in the store. */
export interface BacklogFacts {
  /** raw records that are stored and not handled yet */
  readonly waiting: number
  /** dead letters by reason */
  readonly deadLetters: Readonly<Record<string, number>>
  /** whether a process handles them */
  readonly isRunning: boolean
}

const { ok, warn } = findingsOf('backlog')

/** More than a few slices: the pipeline does not keep up. */
const MANY = 50_000

/** What waits to be handled, and what could not be. */
export function checkBacklog({ waiting, deadLetters, isRunning }: BacklogFacts): readonly Finding[] {
  return [checkWaiting(waiting, isRunning), checkDeadLetters(deadLetters)]
}

function checkWaiting(waiting: number, isRunning: boolean): Finding {
  const what = `${formatNumberOf(waiting, 'record')} stored and not handled yet`
  if (waiting === 0) return ok('every record was handled')
  if (!isRunning) return warn(what, '`start` goes on with them')
  if (waiting <= MANY) return ok(what)
  return warn(
    what,
    'it falls behind, or reads a large back-fill: see whether the number sinks; give it a quicker disk or CPU if it does not',
  )
}

function checkDeadLetters(reasons: Readonly<Record<string, number>>): Finding {
  const count = Object.values(reasons).reduce((sum, number) => sum + number, 0)
  if (count === 0) return ok('no dead letters')
  return warn(
    `${formatCount(count)} ${count === 1 ? 'record' : 'records'} could not be read (${renderReasons(reasons)})`,
    'see `dead-letters list`; after a fix `dead-letters redrive` reads them again',
  )
}
