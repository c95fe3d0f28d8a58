import type { Alert } from '../../core/alert.ts'
import type { Level } from '../../core/rule.ts'
import { formatTime } from '../../core/time.ts'
import { describeAlert, fitInto } from '../message/describe-alert.ts'
import { safeLine } from '../message/safe-text.ts'

/** What PagerDuty calls how bad it is. */
export type PagerDutySeverity = 'critical' | 'error' | 'warning' | 'info'

/** A level of ours in PagerDuty's words. */
export const SEVERITIES: Readonly<Record<Level, PagerDutySeverity>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  informational: 'info',
}

/** PagerDuty cuts or refuses a longer summary. */
const MAX_SUMMARY = 1024

/** Of `source`, `component`, `group` and `class`. */
const MAX_NAME = 255

/** PagerDuty refuses events of more than 512 KB; we stay well below. */
const MAX_BYTES = 400_000

const MAX_LINKS = 10
const MAX_LINK = 1000

/** What an event is made from. */
export interface PagerDutyEventParts {
  readonly alert: Alert
  readonly routingKey: string
  /** links of the rule; those that are no web addresses are left out */
  readonly references: readonly string[]
  readonly programName: string
}

/**
 * The body of a `trigger` of PagerDuty's Events API v2. `dedup_key` is the alert's id: triggers with the key of an incident
 * that is open are added to it and ring no more.
 */
export function pagerDutyEvent({ alert, routingKey, references, programName }: PagerDutyEventParts): string {
  const name = (text: string): string => safeLine(text, MAX_NAME)
  const [earliest] = alert.events
  return fitInto(MAX_BYTES, (room) =>
    JSON.stringify({
      routing_key: routingKey,
      event_action: 'trigger',
      dedup_key: alert.id,
      client: 'Tocsin',
      links: linksOf(references),
      payload: {
        summary: summaryOf(alert),
        severity: SEVERITIES[alert.rule.level],
        source: name([alert.account, alert.region].filter((part) => part !== '').join(' ')) || 'unknown account',
        component: name(earliest?.target ?? '') || undefined,
        group: name(alert.account) || undefined,
        class: name(alert.rule.id),
        timestamp: formatTime(alert.first),
        custom_details: describeAlert(alert, room, programName),
      },
    }),
  )
}

/** `Root login without MFA: root in 111122223333, eu-central-1 (3 events)` */
function summaryOf(alert: Alert): string {
  const who = safeLine(alert.actor, 200) || 'unknown actor'
  const where = [safeLine(alert.account, 100), safeLine(alert.region, 100)].filter((part) => part !== '').join(', ')
  const times = alert.count > 1 ? ` (${alert.count} events)` : ''
  const title = safeLine(alert.rule.title, 500) || 'untitled rule'
  return safeLine(`${title}: ${who}${where === '' ? '' : ` in ${where}`}${times}`, MAX_SUMMARY)
}

function linksOf(references: readonly string[]): { readonly href: string; readonly text: string }[] {
  return references
    .filter((text) => text.length <= MAX_LINK && /^https?:\/\//.test(text) && URL.canParse(text))
    .slice(0, MAX_LINKS)
    .map((href) => ({ href, text: safeLine(href, MAX_NAME) }))
}
