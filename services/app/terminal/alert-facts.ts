/** What an alert's events say together: for people, so the most frequent comes first. */
import type { Alert, AlertEventRef } from '../../core/alert.ts'
import { formatCount } from './format.ts'
import type { Cell } from './render-table.ts'

/** A value with how often it stands in the alert's events. */
export interface Tally {
  readonly value: string
  readonly count: number
  /** how many of them failed */
  readonly failed: number
}

/** The values of one field over the events that the alert still points to; empty ones left out, most frequent first. */
export function tally(alert: Alert, field: 'action' | 'address' | 'target' | 'region'): readonly Tally[] {
  const counts = new Map<string, { count: number; failed: number }>()
  for (const event of alert.events) {
    const value = event[field]
    if (value === '') continue
    const entry = counts.get(value) ?? { count: 0, failed: 0 }
    entry.count += 1
    if (isFailure(event)) entry.failed += 1
    counts.set(value, entry)
  }
  return [...counts].map(([value, entry]) => ({ value, ...entry })).toSorted((a, b) => b.count - a.count)
}

function isFailure(event: AlertEventRef): boolean {
  return event.outcome === 'failure'
}

/** `ConsoleLogin ×3 (2 failed)`; how often is left out when it is once. */
export function describeTally(entry: Tally): string {
  const times = entry.count > 1 ? ` ×${formatCount(entry.count)}` : ''
  const failed =
    entry.failed === 0 ? '' : entry.failed === entry.count ? ' (failed)' : ` (${formatCount(entry.failed)} failed)`
  return `${entry.value}${times}${failed}`
}

/** The first `limit` of them; the last item says how many more there are. */
export function firstOf(items: readonly string[], limit: number): readonly string[] {
  if (items.length <= limit + 1) return items
  return [...items.slice(0, limit), `and ${formatCount(items.length - limit)} more`]
}

/** How many events, as a number for a person: `12`, or `at least 12` when a limit has cut the count. */
export function countOf({ count, inexact = false }: Pick<Alert, 'count' | 'inexact'>): string {
  return `${inexact ? 'at least ' : ''}${formatCount(count)}`
}

/** The same in a table. */
export function countCell({ count, inexact = false }: Pick<Alert, 'count' | 'inexact'>): Cell {
  return inexact ? { atLeast: count } : count
}

/** What to know of an alert that an event which came late has made void; null for all others. */
export function supersededBy({ superseded }: Alert): string | null {
  if (superseded === undefined) return null
  return superseded === ''
    ? 'this alert does not hold any more, and no other is in its place: an earlier event came late'
    : `superseded by ${superseded}: an earlier event came late`
}

/** An alert's state in a word: `superseded` says more than that it is closed. */
export function statusOf({ status, superseded }: Alert): string {
  return superseded === undefined ? status : 'superseded'
}

/** The rule's title, or that it has none. */
export function titleOf(alert: Alert): string {
  return alert.rule.title.trim() === '' ? 'untitled rule' : alert.rule.title
}

/** Who acted, for a person; what stands there when the record does not say. */
export function actorOf(alert: Alert): string {
  return alert.actor === '' ? 'unknown actor' : alert.actor
}

/**
 * The group's fields that say more than who and in which account; of a rule over several events all of them, since they say
 * what those have in common.
 */
export function otherGroupFields(alert: Alert): readonly (readonly [string, string])[] {
  if (alert.kind === 'correlation') return Object.entries(alert.group)
  const shown = new Set([alert.actor, alert.account, ''])
  return Object.entries(alert.group).filter(([field, value]) => field !== ACTOR_ID && !shown.has(value))
}

const ACTOR_ID = 'tocsin.actor.id'

/** The actor's id where it is more than the name. */
export function actorId(alert: Alert): string | null {
  const id = Object.hasOwn(alert.group, ACTOR_ID) ? (alert.group[ACTOR_ID] ?? '') : ''
  return id === '' || id === alert.actor ? null : id
}
