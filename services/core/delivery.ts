import type { OutboxEntry } from './outbox-entry.ts'
import type { Command } from './command.ts'
import { shortHash } from './ids.ts'
import { isObject } from './json.ts'

/**
 * What an alert knows of telling one destination: `accepted`; `refused` for good; `expired` when it was too late to tell;
 * `failing` while nobody could be told yet and it goes on. All but `failing` are final.
 */
export const DELIVERY_OUTCOMES = ['accepted', 'refused', 'expired', 'failing'] as const

/** One of {@link DELIVERY_OUTCOMES}. */
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number]

/** The trail that telling somebody leaves on an alert: one entry for each destination and kind of message. */
export interface AlertDelivery {
  /** the destination's name in the configuration */
  readonly destination: string
  readonly kind: OutboxEntry['kind']
  /** when this outcome was known, milliseconds since 1970 */
  readonly at: number
  readonly outcome: DeliveryOutcome
  /** how many attempts were begun until then */
  readonly attempts: number
  /** the other side's answer or the fault, for a person; short, printable, without secrets; may be empty */
  readonly detail: string
  /** an attempt before the last one may have arrived without our knowing: what was told may have been told twice */
  readonly possiblyRepeated: boolean
}

/** The command by which `correlate` learns of a delivery. The same news again has the same id. */
export function deliveryCommand(entry: Pick<OutboxEntry, 'id' | 'alertId'>, delivery: AlertDelivery): Command {
  const { destination, outcome, attempts, at } = delivery
  return {
    id: `delivery-${shortHash([entry.id, destination, outcome, String(attempts)])}`,
    alertId: entry.alertId,
    kind: 'delivery',
    by: destination,
    at,
    text: JSON.stringify(delivery),
  }
}

/** What a {@link deliveryCommand} says, or null when its text is none. */
export function readDelivery(command: Pick<Command, 'text'>): AlertDelivery | null {
  const value = parse(command.text)
  if (!isObject(value)) return null
  const { destination, kind, at, outcome, attempts, detail, possiblyRepeated } = value
  const known = DELIVERY_OUTCOMES.find((name) => name === outcome)
  const message = KINDS.find((name) => name === kind)
  const isWhole =
    typeof destination === 'string' &&
    typeof at === 'number' &&
    typeof attempts === 'number' &&
    typeof detail === 'string' &&
    typeof possiblyRepeated === 'boolean'
  if (!isWhole || !known || !message) return null
  return { destination, kind: message, at, outcome: known, attempts, detail, possiblyRepeated }
}

const KINDS: readonly OutboxEntry['kind'][] = ['opened', 'acknowledged', 'closed']

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * The trail with one more piece of news, or null when that is known already or older than what is known: what is final
 * stays, and of a delivery that goes on the news of the latest attempt counts.
 */
export function withDelivery(trail: readonly AlertDelivery[], news: AlertDelivery): readonly AlertDelivery[] | null {
  const at = trail.findIndex(({ destination, kind }) => destination === news.destination && kind === news.kind)
  const known = trail[at]
  if (!known) return [...trail, news]
  if (known.outcome !== 'failing' || (news.outcome === 'failing' && news.attempts <= known.attempts)) return null
  return trail.with(at, news)
}
