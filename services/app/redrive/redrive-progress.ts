import type { DeadLetterPlace } from '../../core/dead-letter-store.ts'
import { isObject } from '../../core/json.ts'
import { countsOf, NO_COUNTS, type RedriveCounts } from './redrive-counts.ts'

/** How far a redrive has come. */
export interface RedriveProgress {
  readonly counts: RedriveCounts
  /** the last dead letter that was looked at; null = none yet */
  readonly after: DeadLetterPlace | null
}

/** At the beginning. */
export const NO_PROGRESS: RedriveProgress = { counts: NO_COUNTS, after: null }

/** As it is kept with the command, in the same commit as what it counts: so a redrive goes on after a crash. */
export function writeProgress({ counts, after }: RedriveProgress): string {
  return JSON.stringify({ ...counts, after })
}

/** Reads what {@link writeProgress} wrote. Text that it did not write is the beginning. */
export function readProgress(text: string | undefined): RedriveProgress {
  const json = parsed(text ?? '')
  if (!isObject(json)) return NO_PROGRESS
  return { counts: countsOf(json), after: placeOf(json['after']) }
}

function placeOf(json: unknown): DeadLetterPlace | null {
  if (!isObject(json)) return null
  const { received, id } = json
  return typeof received === 'number' && typeof id === 'string' ? { received, id } : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
