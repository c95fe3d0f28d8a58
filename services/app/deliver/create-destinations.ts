import type { Destination } from '../../core/destination.ts'
import { pagerDuty, PAGERDUTY_URLS } from '../../deliver/pagerduty/pagerduty.ts'
import { webhook } from '../../deliver/webhook/webhook.ts'
import type { DeliverConfig } from '../config/deliver-config.ts'
import { placeOf, type Secrets } from './read-secrets.ts'

/** What destinations need besides their configuration. */
export interface DestinationParts {
  readonly secrets: Secrets
  /** links of a rule, by its id */
  readonly referencesOf: (ruleId: string) => readonly string[]
  /** milliseconds since 1970 */
  readonly now: () => number
}

/** How a receiver is told to look at an alert: not how the one who runs the service started it. */
const PROGRAM_NAME = 'tocsin'

/** The destinations of a configuration, in its order. */
export function createDestinations({ destinations }: DeliverConfig, parts: DestinationParts): readonly Destination[] {
  const { secrets, referencesOf, now } = parts
  const secret = (at: string): string => secrets.get(at) ?? ''
  return destinations.map((destination, index) => {
    const { name, timeout } = destination
    const common = { name, timeout, programName: PROGRAM_NAME, now }
    const at = placeOf(index)
    if (destination.kind === 'pagerduty') {
      const url = new URL(destination.url ?? PAGERDUTY_URLS[destination.region])
      return pagerDuty({ ...common, url, routingKey: secret(`${at}.routing_key`), referencesOf })
    }
    const { header } = destination
    return webhook({
      ...common,
      url: new URL(destination.url),
      secret: secret(`${at}.secret`),
      header: header && { name: header.name, value: secret(`${at}.header.value`) },
    })
  })
}
