import type { Alert, AlertNote } from '../../core/alert.ts'
import type { AlertDelivery } from '../../core/delivery.ts'
import { formatTime } from '../../core/time.ts'

/**
 * An alert as `hunt --json` writes it. The names are a contract that scripts outside rely on: they are added to, never
 * changed (docs/cli.md).
 */
export function huntAlertJson(alert: Alert): Record<string, unknown> {
  const { id, kind, rule, group, count, actor, account, region } = alert
  return {
    id,
    kind,
    rule: { id: rule.id, title: rule.title, level: rule.level, tags: rule.tags },
    first: formatTime(alert.first),
    last: formatTime(alert.last),
    count,
    group,
    actor,
    account,
    region,
    events: alert.events.map((event) => ({
      id: event.providerId,
      at: formatTime(event.time),
      file: event.object,
      position: event.position,
    })),
    ...(alert.truncated ? { truncated: true } : {}),
    ...(alert.inexact === true ? { inexact: true } : {}),
  }
}

/** A stored alert: what {@link huntAlertJson} says, which version of the rule made it, and its life. */
export function storedAlertJson(alert: Alert): Record<string, unknown> {
  const { id, title, level, tags, hash } = alert.rule
  return {
    ...huntAlertJson(alert),
    rule: { id, title, level, tags, hash },
    status: alert.status,
    version: alert.version,
    continues: alert.continues,
    ...(alert.superseded === undefined ? {} : { superseded: true, superseded_by: alert.superseded || null }),
    acknowledged: noteJson(alert.acknowledged),
    closed: noteJson(alert.closed),
    notes: alert.notes.map((note) => noteJson(note)),
    runbook: alert.rule.runbook,
    deliveries: alert.deliveries.map((delivery) => deliveryJson(delivery)),
  }
}

function deliveryJson(delivery: AlertDelivery): Record<string, unknown> {
  const { destination, kind, at, outcome, attempts, detail, possiblyRepeated } = delivery
  return { destination, kind, outcome, at: formatTime(at), attempts, possibly_repeated: possiblyRepeated, detail }
}

function noteJson(note: AlertNote | null): Record<string, unknown> | null {
  return note && { at: formatTime(note.at), by: note.by, text: note.text }
}
