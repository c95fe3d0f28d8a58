import type { JsonValue } from '../../../core/json.ts'
import type { RateRule } from '../../types.ts'
import { tupleKey } from '../group-tuples.ts'
import type { HitRef } from '../types.ts'
import type { KeptHit } from './kept-hit.ts'
import { readHit, saveHit } from './kept-hit.ts'
import { savedFlag, savedList, savedNumber, savedText, savedTexts } from './saved.ts'

/** A bucket of time of one group that is not over: hits can still come. */
export interface OpenBucket {
  readonly bucket: number
  /** the different events; null when an alert counts the event already */
  readonly events: Map<string, HitRef | null>
  /** hits beyond the limit, of which nobody knows whether they are different */
  more: number
  fired: boolean
  /** what the count must exceed, once it is final and was asked for; Infinity while the group is learnt */
  threshold: number | null
  isInexact: boolean
  /** its first hit, with what all its hits carry */
  first: KeptHit
}

/** A bucket that is over. */
export interface PastBucket {
  readonly bucket: number
  readonly count: number
  readonly isInexact: boolean
}

/** What is remembered of one group. */
export interface RateGroup {
  readonly key: string
  readonly values: readonly string[]
  /** in order of time, without empty ones, as far back as they matter */
  past: readonly PastBucket[]
  /** in any order; one or two */
  open: readonly OpenBucket[]
  /** the last bucket in which it was seen */
  last: number
}

export function countOf(open: OpenBucket): number {
  return open.events.size + open.more
}

/** The oldest bucket that says anything about the bucket `bucket`. */
export function oldestBucket(rule: RateRule, bucket: number): number {
  return bucket - rule.history - rule.learn
}

/** Works out what the count of a bucket must exceed; all buckets before it are over. */
export function thresholdOf(rule: RateRule, group: RateGroup, open: OpenBucket): number {
  const { bucket } = open
  const counts: number[] = []
  let isKnown = rule.learn === 0
  for (const past of group.past) {
    if (past.bucket < oldestBucket(rule, bucket)) continue
    if (past.bucket <= bucket - rule.learn) isKnown = true
    if (past.bucket < bucket - rule.history) continue
    counts.push(past.count)
    if (past.isInexact) open.isInexact = true
  }
  return isKnown ? Math.max(rule.floor, rule.factor * medianWithZeros(counts, rule.history)) : Infinity
}

/** The median of `all` numbers, those that are not given being zero; of an even number, the mean of the two in the middle. */
export function medianWithZeros(counts: readonly number[], all: number): number {
  const sorted = counts.toSorted((one, other) => one - other)
  const zeros = all - counts.length
  const at = (place: number): number => (place < zeros ? 0 : (sorted[place - zeros] ?? 0))
  return (at((all - 1) >> 1) + at(all >> 1)) / 2
}

/** Counts an open bucket among the past ones, and forgets those that are too old for any later bucket. */
export function closeBucket(rule: RateRule, group: RateGroup, closed: OpenBucket): void {
  const { bucket, isInexact } = closed
  const oldest = oldestBucket(rule, bucket + 1)
  const past = group.past.filter((old) => old.bucket >= oldest)
  group.past = [...past, { bucket, count: countOf(closed), isInexact }]
  group.open = group.open.filter((open) => open !== closed)
}

export function saveRateGroup(group: RateGroup): JsonValue {
  const past = group.past.map(({ bucket, count, isInexact }) => [bucket, count, isInexact])
  return [[...group.values], group.last, past, group.open.map(saveOpen)]
}

/** The group that {@link saveRateGroup} saved. */
export function readRateGroup(saved: JsonValue, rule: RateRule): RateGroup {
  const [texts, last, past, open] = savedList(saved)
  const values = savedTexts(texts, rule.groupBy.length)
  return {
    key: tupleKey(values),
    values,
    last: savedNumber(last),
    past: savedList(past).map(readPast),
    open: savedList(open).map(readOpen),
  }
}

function readPast(saved: JsonValue): PastBucket {
  const [bucket, count, isInexact] = savedList(saved)
  return { bucket: savedNumber(bucket), count: savedNumber(count), isInexact: savedFlag(isInexact) }
}

function saveOpen(open: OpenBucket): JsonValue {
  const { bucket, more, fired, isInexact } = open
  const events = [...open.events].map(([id, ref]) => {
    return ref === null ? [id] : [id, ref.ruleId, ref.eventId, ref.time]
  })
  return [bucket, more, fired, isInexact, saveHit(open.first), events]
}

function readOpen(saved: JsonValue): OpenBucket {
  const [bucket, more, fired, isInexact, first, events] = savedList(saved)
  return {
    bucket: savedNumber(bucket),
    events: new Map(savedList(events).map(readEvent)),
    more: savedNumber(more),
    fired: savedFlag(fired),
    threshold: null,
    isInexact: savedFlag(isInexact),
    first: readHit(first),
  }
}

function readEvent(saved: JsonValue): [string, HitRef | null] {
  const [id, ruleId, eventId, time] = savedList(saved)
  if (ruleId === undefined) return [savedText(id), null]
  return [savedText(id), { ruleId: savedText(ruleId), eventId: savedText(eventId), time: savedNumber(time) }]
}
