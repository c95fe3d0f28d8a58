import type { JsonValue } from '../../../core/json.ts'
import type { AbsenceRule } from '../../types.ts'
import { groupRecord, groupsOf, tupleKey } from '../group-tuples.ts'
import type { RuleOutput, RuleState, Seen } from '../rule-state.ts'
import type { EngineLimits } from '../types.ts'
import { HitLine } from './hit-line.ts'
import type { KeptHit } from './kept-hit.ts'
import { derivedFrom, keepHit, mergeHit } from './kept-hit.ts'
import { MinHeap } from './min-heap.ts'
import { Recency } from './recency.ts'
import { isReadable, savedFlag, savedList, savedNumber, savedTexts, saveNumber } from './saved.ts'

/**
 * `x_absence`: fires when a group was silent for `timespan` after a hit: nothing came in (hit, hit + timespan], and the
 * watermark is beyond it. Every hit makes its group known, so each silence fires once.
 *
 * Groups in `expected` are waited for also when they were never there: from each hit of the rule before which the rule had
 * none at all for `retain` (its first one, above all), up to `timespan` after it. Then the alert's key and its only hit are
 * those of that hit. So all of it can be decided from the hits of the last `retain` + `timespan`; but it is decided over all
 * groups together, which a rule with `expected` must not be parted by.
 */
export function absenceState(rule: AbsenceRule, limits: EngineLimits): RuleState {
  return new AbsenceState(rule, limits)
}

interface WatchedGroup {
  readonly key: string
  readonly values: readonly string[]
  /** hits whose silence is not decided yet */
  readonly line: HitLine
  /** when the first of them has to be looked at; Infinity: never again */
  due: number
  /** its place among the recent ones; null for expected groups, which are never evicted */
  slot: number | null
  /** a limit made us forget hits that were not decided yet */
  isCut: boolean
}

/** Everything that is remembered; replaced as a whole when a state is loaded. */
class Memory {
  readonly groups = new Map<string, WatchedGroup>()
  readonly recent = new Recency<WatchedGroup>()
  readonly timers = new MinHeap<{ readonly due: number; readonly group: WatchedGroup }>()
  /** hits of the whole rule that may have begun its time; kept only for expected groups */
  readonly line: HitLine
  /** the last hit of the rule that is decided */
  before = -Infinity
  /** the last hit of an evicted group */
  lost = -Infinity
  watermark = -Infinity

  constructor(retain: number) {
    this.line = new HitLine(retain)
  }
}

class AbsenceState implements RuleState {
  readonly lookback: number
  readonly #rule: AbsenceRule
  readonly #limits: EngineLimits
  readonly #expected: ReadonlySet<string>
  #memory: Memory

  constructor(rule: AbsenceRule, limits: EngineLimits) {
    this.#rule = rule
    this.#limits = limits
    this.#expected = new Set(rule.expected)
    this.#memory = new Memory(rule.retain)
    this.lookback = rule.timespan + (rule.expected.length > 0 ? rule.retain : 0)
  }

  observe(seen: Seen, output: RuleOutput): void {
    const rule = this.#rule
    const { observation } = seen
    const { groups, cut } = groupsOf(rule, seen.ref, observation, this.#limits.values)
    if (cut > 0) output.report('values', cut, observation.time)
    if (groups.length === 0) return output.report('no-group', 1, observation.time)
    const hit = keepHit(rule, seen)
    const merge = (kept: KeptHit): void => mergeHit(rule, kept, seen, this.#limits.values)
    if (this.#expected.size > 0) this.#memory.line.insert(hit, merge)
    for (const values of groups) {
      const group = this.#group(values, hit, output)
      group.line.insert(hit, merge)
      this.#cut(group, output)
      this.#schedule(group)
    }
  }

  advance(watermark: number, output: RuleOutput): void {
    const memory = this.#memory
    if (!(watermark > memory.watermark)) return
    memory.watermark = watermark
    // Before the groups, which forget hits that the expected ones are looked up among.
    this.#decideStarts(output)
    while (memory.timers.least < watermark) {
      const timer = memory.timers.pop()
      if (timer !== undefined && timer.group.due === timer.due) this.#decideGroup(timer.group, output)
    }
  }

  save(): JsonValue {
    const { watermark, before, lost, line, groups } = this.#memory
    const saved = [...groups.values()].map((group) => [[...group.values], group.isCut, group.line.save()])
    return [saveNumber(watermark), saveNumber(before), saveNumber(lost), line.save(), saved]
  }

  load(saved: JsonValue): boolean {
    const before = this.#memory
    const isRead = isReadable(() => {
      const memory = new Memory(this.#rule.retain)
      this.#memory = memory
      const [watermark, decided, lost, line, groups] = savedList(saved)
      memory.watermark = savedNumber(watermark)
      memory.before = savedNumber(decided)
      memory.lost = savedNumber(lost)
      memory.line.load(line)
      for (const group of savedList(groups)) this.#readGroup(group)
    })
    if (!isRead) this.#memory = before
    return isRead
  }

  restore(): void {
    this.#memory = new Memory(this.#rule.retain)
  }

  #readGroup(saved: JsonValue): void {
    const [texts, isCut, line] = savedList(saved)
    const values = savedTexts(texts, this.#rule.groupBy.length)
    const group = this.#newGroup(tupleKey(values), values)
    group.isCut = savedFlag(isCut)
    group.line.load(line)
    const { last } = group.line
    if (last === undefined) return
    this.#memory.groups.set(group.key, group)
    this.#touch(group, last)
    this.#schedule(group)
  }

  #newGroup(key: string, values: readonly string[]): WatchedGroup {
    return { key, values, line: new HitLine(this.#rule.timespan), due: Infinity, slot: null, isCut: false }
  }

  #group(values: readonly string[], hit: KeptHit, output: RuleOutput): WatchedGroup {
    const { groups } = this.#memory
    const key = tupleKey(values)
    let group = groups.get(key)
    if (group === undefined) {
      if (groups.size >= this.#limits.groups) this.#evict(hit.time, output)
      group = this.#newGroup(key, values)
      groups.set(key, group)
    }
    this.#touch(group, hit)
    return group
  }

  /** Notes that a group was there. */
  #touch(group: WatchedGroup, hit: KeptHit): void {
    if (this.#expected.has(group.key)) return
    const { recent } = this.#memory
    const slot = Math.floor(hit.time / this.#rule.timespan)
    if (group.slot === null) recent.add(group, slot)
    else if (slot > group.slot) recent.move(group, group.slot, slot)
    else return
    group.slot = slot
  }

  /** Sees to it that the group is looked at when the silence after its first hit would be long enough. */
  #schedule(group: WatchedGroup): void {
    const { first } = group.line
    const due = first === undefined ? Infinity : first.time + this.#rule.timespan
    if (due >= group.due) return
    group.due = due
    this.#memory.timers.push(due, { due, group })
  }

  #decideGroup(group: WatchedGroup, output: RuleOutput): void {
    const { line } = group
    const { timespan } = this.#rule
    const { watermark, lost } = this.#memory
    for (let hit = line.first; hit !== undefined && hit.time + timespan < watermark; hit = line.first) {
      const next = line.second
      const isInexact = group.isCut || lost > hit.time
      if (next === undefined || next.time > hit.time + timespan) this.#fire(group.values, hit, isInexact, output)
      line.shift()
    }
    group.due = Infinity
    if (line.first === undefined) this.#drop(group)
    else this.#schedule(group)
  }

  #decideStarts(output: RuleOutput): void {
    const memory = this.#memory
    const { timespan, retain } = this.#rule
    const { line } = memory
    for (let hit = line.first; hit !== undefined && hit.time + timespan < memory.watermark; hit = line.first) {
      if (memory.before < hit.time - retain) this.#decideExpected(hit, output)
      memory.before = hit.time
      line.shift()
    }
  }

  /** The rule's time began with this hit: which of the expected groups did not come? */
  #decideExpected(hit: KeptHit, output: RuleOutput): void {
    for (const value of this.#expected) {
      const group = this.#memory.groups.get(tupleKey([value]))
      const isThere = group?.line.hasWithin(hit.time, hit.time + this.#rule.timespan) ?? false
      if (!isThere) this.#fire([value], hit, false, output)
    }
  }

  #fire(values: readonly string[], hit: KeptHit, inexact: boolean, output: RuleOutput): void {
    const time = hit.time + this.#rule.timespan
    const group = groupRecord(this.#rule, values)
    output.fire({ group, key: String(hit.time), bucket: null, time, hits: [hit.origin], inexact })
    output.derive(derivedFrom(this.#rule, hit, time, group), hit.origin)
  }

  /** Holds a group to its number of entries; what is cut is the silence that would have been decided first. */
  #cut(group: WatchedGroup, output: RuleOutput): void {
    while (group.line.length > Math.max(this.#limits.entries, 4)) {
      const cut = group.line.shift()
      group.isCut = true
      if (cut !== undefined) output.report('entries', 1, cut.time)
    }
  }

  #drop(group: WatchedGroup): void {
    const { groups, recent } = this.#memory
    groups.delete(group.key)
    if (group.slot !== null) recent.remove(group, group.slot)
  }

  #evict(time: number, output: RuleOutput): void {
    const memory = this.#memory
    const group = memory.recent.takeOldest()
    if (group === undefined) return
    group.due = Infinity
    memory.groups.delete(group.key)
    memory.lost = Math.max(memory.lost, group.line.last?.time ?? -Infinity)
    output.report('groups', 1, time)
  }
}
