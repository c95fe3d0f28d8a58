import { formatDuration, formatInstant } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What tells something about the clock. Times in milliseconds since 1970. */
export interface ClockFacts {
  readonly now: number
  /** when the newest stored record was received; null when there is none */
  readonly newestReceived: number | null
  /** of the newest stored event; null when there is none */
  readonly newestEvent: number | null
  /** what others said the time is, and how our clock differed: positive = ours is ahead */
  readonly others: readonly { readonly who: string; readonly ahead: number }[]
}

const { ok, warn, fail } = findingsOf('clock')

/** How far clocks may be apart. */
const TOLERATED = 60_000
/** An event's time is its provider's; live handling bounds it at this as well. */
const EARLY_EVENT = 5 * 60_000
const CURE = 'let a time service (chrony, systemd-timesyncd) set the clock'

/** The clock: against what is stored, and against those who say the time. */
export function checkClock({ now, newestReceived, newestEvent, others }: ClockFacts): readonly Finding[] {
  const found: Finding[] = []
  if (newestReceived !== null && newestReceived > now + TOLERATED) {
    found.push(
      fail(
        `the clock went back: a record was received ${formatInstant(newestReceived)}, in ${formatDuration(newestReceived - now)} from now`,
        CURE,
      ),
    )
  }
  if (newestEvent !== null && newestEvent > now + EARLY_EVENT) {
    found.push(
      warn(
        `the newest event is of ${formatInstant(newestEvent)}, in ${formatDuration(newestEvent - now)} from now`,
        `if the clock is right (${formatInstant(now)}), its source is wrong: see \`events search\``,
      ),
    )
  }
  for (const { who, ahead } of others) {
    if (Math.abs(ahead) <= TOLERATED) continue
    found.push(
      fail(`the clock is ${formatDuration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} that of ${who}`, CURE),
    )
  }
  if (found.length > 0) return found
  const agreed =
    others.length > 0 ? `, as ${others.map(({ who }) => who).join(', ')} say${others.length === 1 ? 's' : ''}` : ''
  return [ok(`${formatInstant(now)}${agreed}`)]
}
