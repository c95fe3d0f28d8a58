import type { JsonValue } from '../../../core/json.ts'
import type { NewValueRule } from '../../types.ts'
import { groupsOf, tupleKey, tuplesOf } from '../group-tuples.ts'
import type { RuleOutput, RuleState, Seen } from '../rule-state.ts'
import type { EngineLimits } from '../types.ts'
import { grainLength } from './grain.ts'
import { derivedFrom, isBefore, keepHit, mergeHit } from './kept-hit.ts'
import { MinHeap } from './min-heap.ts'
import type { FirstHit, KnownValue, ValueGroup } from './new-value-group.ts'
import { emptyGroup, lastGrain, NO_HITS, noteStart, placeHit, settleValue } from './new-value-group.ts'
import { stopLearning, thinAt, trimStarts, wasThere } from './new-value-group.ts'
import { readGroup, saveGroup, tupleOfKey } from './new-value-saved.ts'
import { Recency } from './recency.ts'
import { isReadable, savedList, savedNumber, saveNumber } from './saved.ts'

/**
 * `x_new_value`: fires at the first hit of a value in a grain of time when the value was in none of the grains of the
 * history before it, and the group had been there for the time of learning. A hit that lacks one of the value fields is as
 * if it had not been: it is not checked and does not make its group known. The key of the alert is the event of that first
 * hit; when an earlier one comes late, the alert is withdrawn for good, whatever else is said of it.
 */
export function newValueState(rule: NewValueRule, limits: EngineLimits): RuleState {
  return new NewValueState(rule, limits)
}

/** Everything that is remembered; replaced as a whole when a state is loaded. */
class Memory {
  readonly groups = new Map<string, ValueGroup>()
  readonly byGroup = new Recency<ValueGroup>()
  readonly byValue = new Recency<KnownValue>()
  /** first hits that fired, by their time: nothing can take them back once the watermark is beyond it */
  readonly fired = new MinHeap<{ readonly known: KnownValue; readonly hit: FirstHit }>()
  /** number of values that are remembered */
  size = 0
  watermark = -Infinity
  /** grains before this one are over */
  grain = -Infinity
  /** the last grain of anything that a limit made us forget */
  lost = -Infinity
}

class NewValueState implements RuleState {
  readonly lookback: number
  readonly #rule: NewValueRule
  readonly #limits: EngineLimits
  readonly #grain: number
  readonly #oldestGrain: (time: number) => number
  #memory = new Memory()

  constructor(rule: NewValueRule, limits: EngineLimits) {
    this.#rule = rule
    this.#limits = limits
    const grain = grainLength(rule.history)
    this.#grain = grain
    this.#oldestGrain = (time) => Math.floor((time - rule.history) / grain)
    this.lookback = rule.history + grain
  }

  observe(seen: Seen, output: RuleOutput): void {
    const { observation } = seen
    const rule = this.#rule
    const most = this.#limits.values
    const groups = groupsOf(rule, seen.ref, observation, most)
    const tuples = tuplesOf(rule.fields, rule.refs[seen.ref], observation, most)
    if (groups.groups.length === 0) output.report('no-group', 1, observation.time)
    const cut = groups.cut + tuples.cut
    if (cut > 0) output.report('values', cut, observation.time)
    if (tuples.groups.length === 0) return
    const grain = Math.floor(observation.time / this.#grain)
    for (const group of groups.groups) {
      const known = this.#group(group, grain, observation.time, output)
      for (const tuple of tuples.groups) this.#see(known, tuple, grain, seen, output)
    }
  }

  advance(watermark: number, output: RuleOutput): void {
    const memory = this.#memory
    if (!(watermark > memory.watermark)) return
    memory.watermark = watermark
    while (memory.fired.least < watermark) {
      const decided = memory.fired.pop()
      if (decided?.hit.fired === true) this.#derive(decided.known, decided.hit, output)
    }
    const grain = Math.floor(watermark / this.#grain)
    if (grain === memory.grain) return
    for (const known of memory.byValue.between(memory.grain, grain)) settleValue(known, grain)
    memory.grain = grain
    this.#forget(this.#oldestGrain(watermark))
  }

  save(): JsonValue {
    const { watermark, lost, groups } = this.#memory
    return [saveNumber(watermark), saveNumber(lost), [...groups.values()].map(saveGroup)]
  }

  load(saved: JsonValue): boolean {
    const memory = new Memory()
    const before = this.#memory
    const isRead = isReadable(() => {
      const [watermark, lost, groups] = savedList(saved)
      memory.watermark = savedNumber(watermark)
      memory.lost = savedNumber(lost)
      memory.grain = Math.floor(memory.watermark / this.#grain)
      this.#memory = memory
      for (const group of savedList(groups)) this.#add(readGroup(group, this.#rule, this.#grain))
    })
    if (!isRead) this.#memory = before
    return isRead
  }

  restore(): void {
    this.#memory = new Memory()
  }

  #add(group: ValueGroup): void {
    const memory = this.#memory
    memory.groups.set(group.key, group)
    memory.byGroup.add(group, group.last)
    for (const known of group.known.values()) {
      memory.size += 1
      memory.byValue.add(known, lastGrain(known))
      for (const [at, hit] of known.open.entries()) {
        if (hit.fired && hit.time >= memory.watermark) memory.fired.push(hit.time, { known, hit })
        else if (!hit.fired && this.#isNew(known, hit, at)) this.#learn(known, hit)
      }
    }
  }

  #group(values: readonly string[], grain: number, time: number, output: RuleOutput): ValueGroup {
    const memory = this.#memory
    const key = tupleKey(values)
    const known = memory.groups.get(key)
    if (known !== undefined) {
      if (grain > known.last) {
        memory.byGroup.move(known, known.last, grain)
        known.last = grain
      }
      return known
    }
    if (memory.groups.size >= this.#limits.groups) this.#evictGroup(time, output)
    const group = emptyGroup(key, values, grain)
    memory.groups.set(key, group)
    memory.byGroup.add(group, grain)
    return group
  }

  #see(group: ValueGroup, values: readonly string[], grain: number, seen: Seen, output: RuleOutput): void {
    const { observation } = seen
    const key = tupleKey(values)
    let known = group.known.get(key)
    const last = known?.open.at(-1)
    if (last?.grain === grain && !isBefore(observation, last)) return this.#merge(last, seen)
    if (known === undefined) {
      if (this.#memory.size >= this.#limits.keys) this.#evictValue(observation.time, output)
      known = { group, key, settled: -Infinity, open: NO_HITS }
      group.known.set(key, known)
      this.#memory.size += 1
      this.#memory.byValue.add(known, grain)
    }
    this.#place(known, { ...keepHit(this.#rule, seen), grain, fired: false }, seen, output)
    if (this.#rule.learn > 0 && noteStart(group, observation.time, this.#grain))
      this.#teach(group, observation.time, output)
  }

  #merge(hit: FirstHit, seen: Seen): void {
    if (hit.time === seen.observation.time && hit.eventId === seen.observation.eventId)
      mergeHit(this.#rule, hit, seen, this.#limits.values)
  }

  /** Takes a hit in that is perhaps the first one of its value in its grain, and decides about it and the one after it. */
  #place(known: KnownValue, hit: FirstHit, seen: Seen, output: RuleOutput): void {
    settleValue(known, this.#memory.grain)
    const last = lastGrain(known)
    let at = known.open.length
    while (at > 0 && (known.open[at - 1]?.grain ?? 0) >= hit.grain) at -= 1
    const there = known.open[at]
    const same = there?.grain === hit.grain ? there : undefined
    if (same !== undefined && !isBefore(hit, same)) return this.#merge(same, seen)
    placeHit(known, hit, at, same !== undefined)
    if (hit.grain > last && last > -Infinity) this.#memory.byValue.move(known, last, hit.grain)
    this.#decide(known, hit, at, output)
    const next = known.open[at + 1]
    const ousted = same ?? (next !== undefined && !this.#isNew(known, next, at + 1) ? next : undefined)
    if (ousted?.fired === true) this.#withdraw(known, ousted, hit, output)
    for (const near of [at + 1, at, at - 1]) thinAt(known, near, this.#oldestGrain)
  }

  #isNew(known: KnownValue, hit: FirstHit, at: number): boolean {
    return (known.open[at - 1]?.grain ?? known.settled) < this.#oldestGrain(hit.time)
  }

  #decide(known: KnownValue, hit: FirstHit, at: number, output: RuleOutput): void {
    if (hit.fired || !this.#isNew(known, hit, at)) return
    const { learn } = this.#rule
    const oldest = this.#oldestGrain(hit.time)
    if (learn > 0 && !wasThere(known.group, oldest * this.#grain, hit.time - learn)) return this.#learn(known, hit)
    hit.fired = true
    this.#memory.fired.push(hit.time, { known, hit })
    output.fire({
      group: this.#named(known),
      key: hit.eventId,
      bucket: null,
      time: hit.time,
      hits: [hit.origin],
      inexact: this.#memory.lost >= oldest,
    })
  }

  #learn(known: KnownValue, hit: FirstHit): void {
    const { group } = known
    group.learning ??= new Set()
    group.learning.add(known)
    group.learningUntil = Math.max(group.learningUntil, hit.time)
  }

  /** The group was there at a time that was not known: values may be new to it that came while it seemed to be new itself. */
  #teach(group: ValueGroup, time: number, output: RuleOutput): void {
    if (group.learningUntil - this.#rule.learn >= time) {
      for (const known of group.learning ?? []) {
        for (const [at, hit] of known.open.entries()) this.#decide(known, hit, at, output)
      }
    }
    trimStarts(group, this.#memory.watermark - this.#rule.learn)
  }

  #withdraw(known: KnownValue, hit: FirstHit, by: FirstHit, output: RuleOutput): void {
    hit.fired = false
    output.withdraw({ group: this.#named(known), key: hit.eventId, by: by.fired ? by.eventId : null })
  }

  #derive(known: KnownValue, hit: FirstHit, output: RuleOutput): void {
    output.derive(derivedFrom(this.#rule, hit, hit.time, this.#named(known)), hit.origin)
  }

  #named(known: KnownValue): Readonly<Record<string, string>> {
    const names = [...this.#rule.groupBy, ...this.#rule.fields]
    const values = [...known.group.values, ...tupleOfKey(known.key, this.#rule.fields.length)]
    return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))
  }

  /** Forgets what was seen last before a grain. */
  #forget(grain: number): void {
    const memory = this.#memory
    while (memory.byValue.oldest < grain) {
      const known = memory.byValue.takeOldest()
      if (known !== undefined) this.#drop(known)
    }
    while (memory.byGroup.oldest < grain) {
      const group = memory.byGroup.takeOldest()
      if (group !== undefined) memory.groups.delete(group.key)
    }
  }

  #drop(known: KnownValue): void {
    known.group.known.delete(known.key)
    stopLearning(known)
    this.#memory.size -= 1
  }

  #evictValue(time: number, output: RuleOutput): void {
    const { byValue } = this.#memory
    const known = byValue.takeOldest()
    if (known === undefined) return
    this.#lose(lastGrain(known), time, output)
    this.#drop(known)
  }

  #evictGroup(time: number, output: RuleOutput): void {
    const memory = this.#memory
    const group = memory.byGroup.takeOldest()
    if (group === undefined) return
    this.#lose(group.last, time, output)
    memory.groups.delete(group.key)
    for (const known of group.known.values()) {
      memory.byValue.remove(known, lastGrain(known))
      memory.size -= 1
    }
  }

  /** A hit of `time` made us forget something, because of a limit, that was seen last in the grain `last`. */
  #lose(last: number, time: number, output: RuleOutput): void {
    this.#memory.lost = Math.max(this.#memory.lost, last)
    output.report('groups', 1, time)
  }
}
