import type { AlertDelivery, DeliveryOutcome } from '../core/delivery.ts'
import { deliveryCommand } from '../core/delivery.ts'
import type { DeliveryResult, Destination } from '../core/destination.ts'
import { messageOf } from '../core/errors.ts'
import type { DeliveryChange, WaitingDelivery } from '../core/outbox-store.ts'
import { isAtLeast } from '../core/rule.ts'
import { formatTime } from '../core/time.ts'
import type { DelivererParts } from './deliverer.ts'
import type { DeliveryNews } from './delivery-news.ts'

/** What came of an attempt, to be stored and told. */
export interface Attempted {
  /** null when nothing was sent */
  readonly result: DeliveryResult | null
  readonly change: DeliveryChange
  /** to be told when the change is stored */
  readonly news: DeliveryNews | null
}

/** How an attempt is made. */
export interface AttemptOptions {
  readonly breakOff: AbortSignal
  /** does work with the store until it succeeds; undefined when we end before */
  readonly stored: <T>(work: () => Promise<T>) => Promise<T | undefined>
}

/**
 * Makes one attempt: notes it, sends, says what came of it. Null when we were stopped in the middle: then the delivery
 * waits, and is known to have perhaps arrived.
 */
export async function attempt(
  delivery: WaitingDelivery,
  destination: Destination,
  parts: Pick<DelivererParts, 'store' | 'alerts' | 'clock' | 'minLevel'>,
  { breakOff, stored }: AttemptOptions,
): Promise<Attempted | null> {
  const { entry } = delivery
  const found = await stored(() => parts.alerts([entry.alertId]))
  if (!found) return null
  const [alert] = found
  if (!alert) return gone(delivery, parts.clock.now())
  if (!isAtLeast(alert.rule.level, parts.minLevel)) {
    return { result: null, change: { delivery, state: 'skipped', command: null }, news: null }
  }
  const begun = await stored(() => parts.store.begin(delivery))
  if (!begun) return null
  let result: DeliveryResult
  try {
    result = await destination.send(entry, alert, breakOff)
  } catch (error) {
    result = {
      outcome: 'failed',
      detail: messageOf(error),
      retryAfter: null,
      mayHaveArrived: true,
      isMisconfigured: false,
    }
  }
  if (result.outcome === 'failed' && breakOff.aborted) return null
  return settled(begun, result, parts.clock.now())
}

/** What follows from an answer. `begun` knows of the attempts before this one. */
function settled(begun: WaitingDelivery, result: DeliveryResult, now: number): Attempted {
  const { attempts, mayHaveArrived, destination, entry } = begun
  const { detail, outcome } = result
  if (outcome !== 'failed') {
    const command = commandFor(begun, now, outcome, detail)
    const common = { destination, alertId: entry.alertId, attempts, detail }
    const news: DeliveryNews = { kind: outcome, ...common, possiblyRepeated: mayHaveArrived }
    return { result, change: { delivery: begun, state: outcome, command }, news }
  }
  // An alert is written anew with each piece of news: once in a while is enough for what goes on for hours.
  const isToldNow = (attempts & (attempts - 1)) === 0
  const command = isToldNow ? commandFor(begun, now, 'failing', detail) : null
  const delivery = { ...begun, mayHaveArrived: mayHaveArrived || result.mayHaveArrived }
  return { result, change: { delivery, state: 'waiting', command }, news: null }
}

function commandFor(
  delivery: WaitingDelivery,
  at: number,
  outcome: DeliveryOutcome,
  detail: string,
): DeliveryChange['command'] {
  const { entry, destination, attempts, mayHaveArrived } = delivery
  const trail: AlertDelivery = {
    destination,
    kind: entry.kind,
    at,
    outcome,
    attempts,
    detail,
    possiblyRepeated: mayHaveArrived,
  }
  return deliveryCommand(entry, trail)
}

function gone(delivery: WaitingDelivery, now: number): Attempted {
  const detail = 'the alert is no longer stored'
  const { destination, entry } = delivery
  const command = commandFor(delivery, now, 'expired', detail)
  const news: DeliveryNews = { kind: 'expired', destination, count: 1, alertId: entry.alertId, detail }
  return { result: null, change: { delivery, state: 'expired', command }, news }
}

/** A delivery that is not told, and why. */
export type Expired = DeliveryChange & { readonly detail: string }

/** Whether it is about events that were old already when they arrived here: an archive is read, and nobody is paged. */
export function isAboutPast({ entry }: WaitingDelivery, maxEventAge: number): boolean {
  return entry.written - entry.at > maxEventAge
}

/** A delivery {@link isAboutPast}, settled. */
export function expirePast(delivery: WaitingDelivery, now: number, maxEventAge: number): Expired {
  const age = `more than ${inHours(maxEventAge)} before it arrived here`
  const detail = `about the past: it happened at ${formatTime(delivery.entry.at)}, ${age}`
  return { delivery, state: 'expired', command: commandFor(delivery, now, 'expired', detail), detail }
}

/** A delivery that waited for too long, settled. */
export function expire(delivery: WaitingDelivery, now: number, maxAge: number): Expired {
  const { attempts, entry, mayHaveArrived } = delivery
  const tried = attempts === 0 ? 'never tried' : mayHaveArrived ? 'it may have arrived' : 'no attempt succeeded'
  const written = entry.written === 0 ? 'before anybody was told of alerts' : `at ${formatTime(entry.written)}`
  const detail = `too old: written ${written}, more than ${inHours(maxAge)} ago; ${tried}`
  return { delivery, state: 'expired', command: commandFor(delivery, now, 'expired', detail), detail }
}

function inHours(milliseconds: number): string {
  return `${milliseconds / 3_600_000} h`
}
