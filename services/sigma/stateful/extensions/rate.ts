import type { JsonValue } from '../../../core/json.ts'
import type { RateRule } from '../../types.ts'
import { groupRecord, groupsOf, tupleKey } from '../group-tuples.ts'
import type { RuleOutput, RuleState, Seen } from '../rule-state.ts'
import type { EngineLimits, HitRef } from '../types.ts'
import { carryMore, derivedFrom, isBefore, keepHit } from './kept-hit.ts'
import type { KeptHit } from './kept-hit.ts'
import { MinHeap } from './min-heap.ts'
import { closeBucket, countOf, oldestBucket, readRateGroup, saveRateGroup, thresholdOf } from './rate-group.ts'
import type { OpenBucket, RateGroup } from './rate-group.ts'
import { Recency } from './recency.ts'
import { isReadable, savedList, savedNumber, saveNumber } from './saved.ts'

/**
 * `x_rate`: fires for an aligned bucket of `timespan` when the number of its different events exceeds
 * max(floor, factor × median of the `history` buckets before it, empty ones as zero), and the group is known: it was seen
 * in one of the `history + 1` buckets that end `learn` buckets before this one (so with `learn` 0 always). What was before
 * them does not matter, so that all of it can be decided from the hits of the last (history + learn + 1) buckets.
 *
 * A bucket is decided as soon as the watermark has reached its start, so that the baseline is final. To the rules above it
 * is one hit at its end, when the watermark has reached that.
 */
export function rateState(rule: RateRule, limits: EngineLimits): RuleState {
  return new RateState(rule, limits)
}

/** What the floor of a rule alone can ask for; a floor may be any number. */
const MOST_EVENTS = 1_000_000

/** Everything that is remembered; replaced as a whole when a state is loaded. */
class Memory {
  readonly groups = new Map<string, RateGroup>()
  readonly recent = new Recency<RateGroup>()
  /** bucket → groups in which it is not over */
  readonly open = new Map<number, Set<RateGroup>>()
  /** buckets whose start the watermark has not reached */
  readonly future = new MinHeap<number>()
  /** buckets whose start it has reached */
  readonly current = new MinHeap<number>()
  /** the last bucket of any group that was evicted */
  lost = -Infinity
  watermark = -Infinity
}

class RateState implements RuleState {
  readonly lookback: number
  readonly #rule: RateRule
  readonly #limits: EngineLimits
  /** events of one bucket of a group that can be told apart */
  readonly #mostEvents: number
  #memory = new Memory()

  constructor(rule: RateRule, limits: EngineLimits) {
    this.#rule = rule
    this.#limits = limits
    this.#mostEvents = Math.max(limits.entries, Math.min(4 * rule.floor, MOST_EVENTS))
    this.lookback = (rule.history + rule.learn + 1) * rule.timespan
  }

  observe(seen: Seen, output: RuleOutput): void {
    const { observation } = seen
    const { groups, cut } = groupsOf(this.#rule, seen.ref, observation, this.#limits.values)
    if (cut > 0) output.report('values', cut, observation.time)
    if (groups.length === 0) return output.report('no-group', 1, observation.time)
    const bucket = Math.floor(observation.time / this.#rule.timespan)
    const hit = keepHit(this.#rule, seen)
    for (const values of groups) {
      const group = this.#group(values, bucket, observation.time, output)
      const open = this.#bucket(group, bucket, hit)
      this.#note(open, hit)
      if (open.events.has(observation.eventId)) continue
      if (open.events.size < this.#mostEvents) open.events.set(observation.eventId, hit.origin)
      else this.#countOnly(open, hit, output)
      this.#decide(group, open, hit, output)
    }
  }

  advance(watermark: number, output: RuleOutput): void {
    const memory = this.#memory
    if (!(watermark > memory.watermark)) return
    memory.watermark = watermark
    const now = Math.floor(watermark / this.#rule.timespan)
    // In order of time: the buckets before one must be over when that one is decided. Current ones are before future ones.
    for (;;) {
      if (memory.current.least < now) this.#end(output)
      else if (memory.future.least <= now) this.#begin(output)
      else break
    }
    const oldest = oldestBucket(this.#rule, now)
    while (memory.recent.oldest < oldest) {
      const group = memory.recent.takeOldest()
      if (group !== undefined) memory.groups.delete(group.key)
    }
  }

  save(): JsonValue {
    const { watermark, lost, groups } = this.#memory
    return [saveNumber(watermark), saveNumber(lost), [...groups.values()].map(saveRateGroup)]
  }

  load(saved: JsonValue): boolean {
    const before = this.#memory
    const isRead = isReadable(() => {
      const memory = new Memory()
      this.#memory = memory
      const [watermark, lost, groups] = savedList(saved)
      memory.watermark = savedNumber(watermark)
      memory.lost = savedNumber(lost)
      for (const value of savedList(groups)) {
        const group = readRateGroup(value, this.#rule)
        memory.groups.set(group.key, group)
        memory.recent.add(group, group.last)
        for (const { bucket } of group.open) this.#register(group, bucket)
      }
    })
    if (!isRead) this.#memory = before
    return isRead
  }

  restore(): void {
    this.#memory = new Memory()
  }

  #group(values: readonly string[], bucket: number, time: number, output: RuleOutput): RateGroup {
    const memory = this.#memory
    const key = tupleKey(values)
    const known = memory.groups.get(key)
    if (known === undefined) {
      if (memory.groups.size >= this.#limits.groups) this.#evict(time, output)
      const group: RateGroup = { key, values, past: [], open: [], last: bucket }
      memory.groups.set(key, group)
      memory.recent.add(group, bucket)
      return group
    }
    if (bucket > known.last) {
      memory.recent.move(known, known.last, bucket)
      known.last = bucket
    }
    return known
  }

  #bucket(group: RateGroup, bucket: number, hit: KeptHit): OpenBucket {
    const known = group.open.find((open) => open.bucket === bucket)
    if (known !== undefined) return known
    const events = new Map<string, HitRef | null>()
    const first = { ...hit }
    const open: OpenBucket = { bucket, events, more: 0, fired: false, threshold: null, isInexact: false, first }
    group.open = [...group.open, open]
    this.#register(group, bucket)
    return open
  }

  #register(group: RateGroup, bucket: number): void {
    const { open, future, current, watermark } = this.#memory
    const groups = open.get(bucket)
    if (groups !== undefined) {
      groups.add(group)
      return
    }
    open.set(bucket, new Set([group]))
    const heap = bucket * this.#rule.timespan <= watermark ? current : future
    heap.push(bucket, bucket)
  }

  /** Keeps the bucket's first hit, and all that its hits carry. */
  #note(open: OpenBucket, hit: KeptHit): void {
    const carried = open.first.carried
    if (isBefore(hit, open.first)) open.first = { ...hit, carried }
    if (hit.carried.length > 0) carryMore(open.first, hit.carried, this.#limits.values)
  }

  #countOnly(open: OpenBucket, hit: KeptHit, output: RuleOutput): void {
    open.more += 1
    open.isInexact = true
    output.report('entries', 1, hit.time)
  }

  /** The watermark has reached the start of a bucket: its baseline is final. */
  #begin(output: RuleOutput): void {
    const { future, current, open } = this.#memory
    const bucket = future.pop()
    if (bucket === undefined) return
    current.push(bucket, bucket)
    for (const group of open.get(bucket) ?? []) {
      const found = group.open.find((one) => one.bucket === bucket)
      if (found !== undefined) this.#decide(group, found, null, output)
    }
  }

  /** The watermark has reached the end of a bucket: its count is final. */
  #end(output: RuleOutput): void {
    const { current, open } = this.#memory
    const bucket = current.pop()
    if (bucket === undefined) return
    for (const group of open.get(bucket) ?? []) {
      const found = group.open.find((one) => one.bucket === bucket)
      if (found === undefined) continue
      closeBucket(this.#rule, group, found)
      if (!found.fired) continue
      const end = (bucket + 1) * this.#rule.timespan
      const known = groupRecord(this.#rule, group.values)
      output.derive(derivedFrom(this.#rule, found.first, end, known), found.first.origin)
    }
    open.delete(bucket)
  }

  /** Fires when the count is high enough, or for one more hit (null: none) of a bucket that has fired. */
  #decide(group: RateGroup, open: OpenBucket, hit: KeptHit | null, output: RuleOutput): void {
    if (open.bucket * this.#rule.timespan > this.#memory.watermark) return
    if (!open.fired && !this.#holds(group, open)) return
    const hits = open.fired && hit !== null ? [hit.origin] : uncounted(open)
    if (!open.fired) for (const id of open.events.keys()) open.events.set(id, null)
    else if (hit !== null && open.events.has(hit.eventId)) open.events.set(hit.eventId, null)
    open.fired = true
    this.#fire(group, open, hits, output)
  }

  #holds(group: RateGroup, open: OpenBucket): boolean {
    const count = countOf(open)
    // The threshold is never below the floor: most buckets need none.
    if (count <= this.#rule.floor) return false
    open.threshold ??= thresholdOf(this.#rule, group, open)
    return count > open.threshold
  }

  #fire(group: RateGroup, open: OpenBucket, hits: readonly HitRef[], output: RuleOutput): void {
    const start = open.bucket * this.#rule.timespan
    output.fire({
      group: groupRecord(this.#rule, group.values),
      key: String(start),
      bucket: start,
      time: hits.reduce((latest, { time }) => Math.max(latest, time), start),
      hits,
      inexact: open.isInexact || this.#memory.lost >= oldestBucket(this.#rule, open.bucket),
    })
  }

  #evict(time: number, output: RuleOutput): void {
    const memory = this.#memory
    const group = memory.recent.takeOldest()
    if (group === undefined) return
    memory.groups.delete(group.key)
    memory.lost = Math.max(memory.lost, group.last)
    for (const { bucket } of group.open) memory.open.get(bucket)?.delete(group)
    output.report('groups', 1, time)
  }
}

/** The hits of a bucket that no alert counts yet. */
function uncounted(open: OpenBucket): readonly HitRef[] {
  return [...open.events.values()].filter((ref) => ref !== null)
}
