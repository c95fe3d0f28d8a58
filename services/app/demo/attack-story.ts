import { actRecord, type AttackStep } from './attack/act.ts'
import { damage } from './attack/damage.ts'
import { discovery } from './attack/discovery.ts'
import { guessedLogin } from './attack/guessed-login.ts'
import { createStage } from './attack/stage.ts'
import { takeover } from './attack/takeover.ts'
import type { Company } from './company.ts'
import type { Random } from './random.ts'

/** One record of the attack. */
export interface AttackRecord {
  /** milliseconds since the attack began */
  readonly at: number
  readonly step: AttackStep
  /** JSON text of the CloudTrail record */
  readonly record: string
}

/**
 * A minute in which somebody with a stolen key of the CI user takes over the company's first account, ordered by time.
 * Each of the six alarms has its cause in it: root login, changes in IAM, a security group open to the world, instances
 * in an unusual region, keys scheduled for deletion, and a run of denied calls; and what only shows over time: a key from a
 * new network, a guessed password, a new region. `start` is in milliseconds since 1970.
 */
export function attackStory(company: Company, random: Random, start: number): readonly AttackRecord[] {
  const stage = createStage(company, random, start)
  return [...discovery(stage), ...guessedLogin(), ...takeover(stage), ...damage(stage)].map((act) => ({
    at: Math.round(act.second * 1000),
    step: act.step,
    record: actRecord(stage, act),
  }))
}
