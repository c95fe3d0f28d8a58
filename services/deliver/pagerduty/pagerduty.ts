import type { Destination, DeliveryResult } from '../../core/destination.ts'
import { judgeAnswer } from '../http/judge-answer.ts'
import { postJson, type PostResult } from '../http/post-json.ts'
import { pagerDutyEvent } from './pagerduty-event.ts'

/** Where the Events API v2 listens, by service region. */
export const PAGERDUTY_URLS = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
} as const

/** What a PagerDuty destination is made of. */
export interface PagerDutyOptions {
  readonly name: string
  readonly url: URL
  /** the integration key of a service */
  readonly routingKey: string
  readonly timeout: number
  /** links of a rule, by its id */
  readonly referencesOf: (ruleId: string) => readonly string[]
  readonly programName: string
  /** milliseconds since 1970 */
  readonly now: () => number
}

/** Opens incidents through PagerDuty's Events API v2. */
export function pagerDuty(options: PagerDutyOptions): Destination {
  const { name, url, routingKey, timeout, programName, now } = options
  return {
    name,
    timeout,
    send: async (_, alert, signal) => {
      const references = options.referencesOf(alert.rule.id)
      const body = pagerDutyEvent({ alert, routingKey, references, programName })
      const result = await postJson({ url, headers: {}, body, timeout, signal })
      const judged = judgeAnswer(result, { now: now(), secrets: [routingKey] })
      return isAboutKey(result) ? withKeyHint(judged) : judged
    },
  }
}

/** PagerDuty answers a wrong key with 400, as it does a message that it cannot read. */
function isAboutKey(result: PostResult): boolean {
  return result.kind === 'answer' && result.status === 400 && /routing[ _]?key/i.test(result.body)
}

/** A wrong key is no fault of the message: it goes on waiting until a person has put it right. */
function withKeyHint(judged: DeliveryResult): DeliveryResult {
  return { outcome: 'failed', retryAfter: null, mayHaveArrived: false, isMisconfigured: true, detail: judged.detail }
}
