import { formatDuration, formatNumberOf } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is known of telling people. */
export interface DeliveryFacts {
  /** null = no attempt to reach them was made */
  readonly reached: readonly ReachedFacts[] | null
  readonly destinations: readonly string[]
  /** what is wrong with secrets, without them */
  readonly secretProblems: readonly string[]
  readonly counts: readonly {
    readonly destination: string
    readonly state: string
    readonly count: number
    readonly oldest: number
  }[]
  /** whether a process delivers */
  readonly isRunning: boolean
}

/** Whether the host of a destination answers. */
export interface ReachedFacts {
  readonly destination: string
  /** host and port */
  readonly host: string
  /** why not; null when it answered */
  readonly fault: string | null
}

const { ok, warn, fail } = findingsOf('delivery')

/** A message that waits longer is in trouble: most are told within seconds. */
const LONG = 5 * 60_000

/** Who is told, whether they can be, and what waits for them. */
export function checkDelivery(facts: DeliveryFacts, now: number): readonly Finding[] {
  const { destinations, secretProblems, reached, counts } = facts
  if (destinations.length === 0) {
    return [
      warn(
        'nobody is paged: no destination is configured',
        'name one under deliver: in the configuration (docs/delivery.md)',
      ),
    ]
  }
  const configured = counts.filter(({ destination }) => destinations.includes(destination))
  return [
    ...(secretProblems.length === 0
      ? [ok(`${formatNumberOf(destinations.length, 'destination')}: ${destinations.join(', ')}; secrets are there`)]
      : []),
    ...secretProblems.map((problem) => fail(problem, 'give the secret to this user and to the one who runs Tocsin')),
    ...(reached ?? []).map(checkReached),
    ...configured.flatMap((count) => checkCount(count, facts.isRunning, now)),
  ]
}

function checkReached({ destination, host, fault }: ReachedFacts): Finding {
  if (fault === null) return ok(`${destination}: ${host} answers`)
  return fail(
    `${destination}: ${host} does not answer: ${fault}`,
    'see to name service, firewall, proxy and certificates; nobody is told until then',
  )
}

function checkCount(
  { destination, state, count, oldest }: DeliveryFacts['counts'][number],
  isRunning: boolean,
  now: number,
): readonly Finding[] {
  const messages = `${destination}: ${formatNumberOf(count, 'message')}`
  if (state === 'refused')
    return [warn(`${messages} refused for good`, 'see why: `alerts show` on those alerts; check key and address')]
  if (state === 'expired')
    return [
      warn(
        `${messages} never told: they were too old by then`,
        'see `alerts list`; deliver.max_age says how old is too old',
      ),
    ]
  if (state !== 'waiting') return []
  const age = now - oldest
  if (!isRunning) return [warn(`${messages} wait`, '`start` delivers them')]
  if (age < LONG) return [ok(`${messages} on the way`)]
  return [warn(`${messages} wait, the oldest for ${formatDuration(age)}`, 'see what the running process says about it')]
}
