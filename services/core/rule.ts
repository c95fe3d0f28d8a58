/** Sigma's levels, from the least to the most serious. */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const

/** How serious a rule's match is. */
export type Level = (typeof LEVELS)[number]

/** True when `level` is at least as serious as `least`. */
export function isAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least)
}

/** What a person and the later stages need to know of a rule; its conditions stay inside the engine. */
export interface RuleInfo {
  /** the rule's `id`; where it has none, a hash of its title and log source */
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly status: string
  readonly description: string
  readonly tags: readonly string[]
  readonly falsepositives: readonly string[]
  readonly references: readonly string[]
  /** what to do when it rings: `tocsin.runbook` of the rule */
  readonly runbook: string
  /** event fields whose values make the group of an alert, in this order */
  readonly groupBy: readonly string[]
  /** length of an alert's bucket in milliseconds */
  readonly window: number
  /** `false`: its hits make no alert of their own, they are there for stateful rules that refer to it */
  readonly alerts: boolean
  /** `false` when the rule asks never to page a person */
  readonly page: boolean
  /** hash over the rule's content: says which version of the rule made an alert */
  readonly hash: string
  /** where the rule was read */
  readonly file: string
  readonly line: number
}

/** The group of a plain rule that names none: who did it, in which account (design §5). */
export const DEFAULT_GROUP_BY: readonly string[] = ['cloud.account.id', 'tocsin.actor.id']

/** The bucket of a plain rule that names none. */
export const DEFAULT_WINDOW = 3_600_000
