import type { Alert, AlertEventRef } from '../../core/alert.ts'
import type { JsonObject } from '../../core/json.ts'
import { formatTime } from '../../core/time.ts'
import { safeLine, safeLines } from './safe-text.ts'

/** How much of an alert is said. */
export interface Room {
  /** events, the oldest */
  readonly events: number
  /** UTF-16 units of a value from a log */
  readonly value: number
  /** UTF-16 units of a text from a rule */
  readonly prose: number
  /** tags, group fields, other lists */
  readonly items: number
}

/** From the most to the least generous: the last one fits into any message. */
export const ROOMS: readonly Room[] = [
  { events: 20, value: 500, prose: 4000, items: 50 },
  { events: 5, value: 200, prose: 1000, items: 20 },
  { events: 0, value: 100, prose: 200, items: 5 },
]

/**
 * An alert for whoever is told of it: what every kind of message says. Everything in it is bounded by `room` and safe to
 * show. The names are part of what docs/delivery.md promises: added to, never changed.
 */
export function describeAlert(alert: Alert, room: Room, programName: string): JsonObject {
  const { rule } = alert
  const events = alert.events.slice(0, room.events)
  const value = (text: string): string => safeLine(text, room.value)
  const group = Object.entries(alert.group).slice(0, room.items)
  return {
    id: alert.id,
    status: alert.status,
    level: rule.level,
    title: value(rule.title),
    rule: {
      id: value(rule.id),
      description: safeLines(rule.description, room.prose),
      tags: rule.tags.slice(0, room.items).map(value),
      false_positives: rule.falsepositives.slice(0, room.items).map((text) => safeLines(text, room.prose)),
    },
    runbook: safeLines(rule.runbook, room.prose),
    first: formatTime(alert.first),
    last: formatTime(alert.last),
    count: alert.count,
    actor: value(alert.actor),
    account: value(alert.account),
    region: value(alert.region),
    group: Object.fromEntries(group.map(([field, text]) => [value(field), value(text)])),
    events: events.map((event) => describeEvent(event, value)),
    more_events: alert.count - events.length,
    look_at_it: `${programName} alerts show ${alert.id}`,
  }
}

function describeEvent(event: AlertEventRef, value: (text: string) => string): JsonObject {
  return {
    id: value(event.providerId),
    at: formatTime(event.time),
    action: value(event.action),
    outcome: value(event.outcome),
    actor: value(event.actor),
    address: value(event.address),
    target: value(event.target),
    region: value(event.region),
  }
}

/** The first text that `write` makes for one of {@link ROOMS} with at most `bytes` bytes; else the shortest. */
export function fitInto(bytes: number, write: (room: Room) => string): string {
  let text = ''
  for (const room of ROOMS) {
    text = write(room)
    if (Buffer.byteLength(text) <= bytes) break
  }
  return text
}
