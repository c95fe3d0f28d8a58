import { attackStory } from './attack-story.ts'
import type { AttackStep } from './attack/act.ts'
import { createCompany } from './company.ts'
import { createBackground } from './create-background.ts'
import { createRandom } from './random.ts'

/** A record and when it is played. */
export interface ScheduledRecord {
  /** milliseconds since the play began */
  readonly at: number
  /** JSON text of one CloudTrail record, whose event time is the play's start + `at` in whole seconds */
  readonly recordText: string
  /** the step of the attack; null for the company's usual day */
  readonly step: AttackStep | null
}

/** How long the play lasts, and when the attack begins in it (milliseconds). */
export const DEMO_LENGTH = 75_000
export const ATTACK_BEGINS = 8_000

/** Records of the usual day in one second, at least and at most. */
const SLOWEST = 15
const FASTEST = 25

/**
 * The demo: the company's usual day with the attack in it, ordered by time. `start` is in milliseconds since 1970. The
 * same seed and start give the same records.
 */
export function demoSchedule(seed: number, start: number): readonly ScheduledRecord[] {
  const company = createCompany(seed)
  const random = createRandom(seed + 1)
  const schedule: ScheduledRecord[] = attackStory(company, createRandom(seed + 2), start + ATTACK_BEGINS).map(
    ({ at, step, record }) => ({ at: ATTACK_BEGINS + at, recordText: record, step }),
  )
  const background = createBackground({ company, random: createRandom(seed + 3) })
  for (let second = 0; second < DEMO_LENGTH; second += 1000) {
    const times = Array.from({ length: SLOWEST + random.below(FASTEST - SLOWEST + 1) }, () => random.below(1000))
    for (const time of times.toSorted((a, b) => a - b)) {
      const at = second + time
      schedule.push({ at, recordText: background(start + at).text, step: null })
    }
  }
  return schedule.toSorted((a, b) => a.at - b.at)
}
