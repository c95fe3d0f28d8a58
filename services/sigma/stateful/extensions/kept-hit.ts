import type { JsonValue } from '../../../core/json.ts'
import type { StatefulBase } from '../../types.ts'
import { valuesOf } from '../group-tuples.ts'
import type { Seen } from '../rule-state.ts'
import type { HitRef, Observation } from '../types.ts'
import { savedList, savedNumber, savedText } from './saved.ts'

/** What is kept of an observation that an alert or a rule above may still need. */
export interface KeptHit {
  readonly time: number
  readonly eventId: string
  readonly origin: HitRef
  /** values of the rule's `carries`, in that order, sorted */
  carried: readonly (readonly string[])[]
}

const NOTHING: readonly (readonly string[])[] = []

export function keepHit(rule: StatefulBase, seen: Seen): KeptHit {
  const { observation } = seen
  const { ruleId, eventId, time } = seen.origin
  // A copy: the origin may be the observation itself, with all its fields.
  const origin = { ruleId, eventId, time }
  return { time: observation.time, eventId: observation.eventId, origin, carried: carriedOf(rule, seen) }
}

/** The order of hits: by time, then by event id. */
export function isBefore(
  one: Pick<Observation, 'time' | 'eventId'>,
  other: Pick<KeptHit, 'time' | 'eventId'>,
): boolean {
  return one.time < other.time || (one.time === other.time && one.eventId < other.eventId)
}

/**
 * The same event was seen again, perhaps by another rule or with more values: what it carries is all of that together, of
 * each field the `most` values that are first in order.
 */
export function mergeHit(rule: StatefulBase, hit: KeptHit, seen: Seen, most: number): void {
  if (rule.carries.length > 0) carryMore(hit, carriedOf(rule, seen), most)
}

/** Adds values to what a hit carries. */
export function carryMore(hit: KeptHit, more: KeptHit['carried'], most: number): void {
  hit.carried = hit.carried.map((values, at) => {
    return [...new Set([...values, ...(more[at] ?? [])])].toSorted().slice(0, most)
  })
}

/**
 * A decided hit of a stateful rule as the rules above it see it. Fields that the group (or, in `known`, anything else about
 * the alert) has a value for have this one alone.
 */
export function derivedFrom(
  rule: StatefulBase,
  hit: KeptHit,
  time: number,
  known: Readonly<Record<string, string>>,
): Observation {
  const fields: [string, readonly string[]][] = []
  for (const [at, name] of rule.carries.entries()) {
    const value = Object.hasOwn(known, name) ? known[name] : undefined
    const values = value === undefined ? (hit.carried[at] ?? []) : [value]
    if (values.length > 0) fields.push([name, values])
  }
  return { ruleId: rule.info.id, eventId: hit.eventId, time, fields: Object.fromEntries(fields) }
}

export function saveHit(hit: KeptHit): JsonValue {
  const { time, eventId, origin } = hit
  return [time, eventId, origin.ruleId, origin.eventId, origin.time, hit.carried.map((values) => [...values])]
}

export function readHit(saved: JsonValue | undefined): KeptHit {
  const [time, eventId, ruleId, originId, originTime, carried] = savedList(saved)
  return {
    time: savedNumber(time),
    eventId: savedText(eventId),
    origin: { ruleId: savedText(ruleId), eventId: savedText(originId), time: savedNumber(originTime) },
    carried: savedList(carried).map((values) => savedList(values).map(savedText)),
  }
}

function carriedOf(rule: StatefulBase, seen: Seen): readonly (readonly string[])[] {
  if (rule.carries.length === 0) return NOTHING
  return rule.carries.map((name) => valuesOf(name, rule.refs[seen.ref], seen.observation).toSorted())
}
