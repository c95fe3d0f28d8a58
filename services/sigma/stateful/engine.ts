import type { StateEntry } from '../../core/state.ts'
import type { StatefulRule } from '../types.ts'
import { OutputCollector, readWindowKey } from './engine-output.ts'
import type { RuleOutput, RuleState } from './rule-state.ts'
import { readSaved, rulesHash, writeSaved } from './saved-state.ts'
import type { EngineOutput, HitRef, Observation, RuleStarts, StatefulEngine, WatermarkOf } from './types.ts'

/** What a rule's state may know of the rules around it. */
export interface RulePlace {
  /** other rules refer to it: it has to derive hits */
  readonly derives: boolean
  /** it refers to stateful rules */
  readonly chained: boolean
  /** derived hits before this time are of no use to anybody */
  neededFrom(): number
}

/** Makes the empty state of a rule. */
export type MakeState = (rule: StatefulRule, place: RulePlace) => RuleState

/** One rule in the engine. */
interface Slot {
  rule: StatefulRule
  readonly place: RulePlace
  readonly output: RuleOutput
  state: RuleState
  watermark: number
  /** hits before this event time are not for it */
  from: number
  /** to whom its hits go */
  readonly parents: Route[]
}

interface Route {
  readonly slot: Slot
  readonly ref: number
}

const NONE: readonly string[] = []

/** The engine over the states of its rules; see {@link StatefulEngine}. */
export class Engine implements StatefulEngine {
  wants: ReadonlySet<string> = new Set()
  lookback = 0
  /** children before parents */
  #slots: readonly Slot[] = []
  /** detection rule → who wants its hits */
  readonly #routes = new Map<string, Route[]>()
  readonly #collector = new OutputCollector()
  readonly #makeState: MakeState
  #hash = ''
  #restoring = false

  constructor(rules: readonly StatefulRule[], makeState: MakeState, from: RuleStarts = NO_STARTS) {
    this.#makeState = makeState
    this.#link(childrenFirst(rules), from, new Map())
  }

  /** Makes the slots of these rules, children before parents; those of `kept` stay with what they remember. */
  #link(ordered: readonly StatefulRule[], from: RuleStarts, kept: ReadonlyMap<string, Slot>): void {
    this.#hash = rulesHash(ordered)
    this.#routes.clear()
    for (const slot of kept.values()) slot.parents.length = 0
    const slots = new Map<string, Slot>()
    for (const [id, { rule, ...around }] of placesOf(ordered)) {
      const slot = kept.get(id) ?? this.#newSlot(rule, around)
      slot.rule = rule
      slot.from = from.get(id) ?? Number.NEGATIVE_INFINITY
      // A blind rule stands where it stands, so that time goes on for its parents, but it sees nothing.
      const refs = rule.blind === null ? rule.refs : []
      for (const [ref, { id: of }] of refs.entries()) this.#routesOf(slots.get(of), of).push({ slot, ref })
      slots.set(id, slot)
    }
    this.#slots = [...slots.values()]
    this.wants = new Set(this.#routes.keys())
    this.lookback = Math.max(0, ...this.#slots.map(lookbackOf))
  }

  #newSlot(rule: StatefulRule, known: Omit<RulePlace, 'neededFrom'>): Slot {
    const parents: Route[] = []
    const output = this.#collector.of(rule.info.id, (observation, origin) => {
      for (const { slot, ref } of parents) this.#give(slot, ref, observation, origin)
    })
    const neededFrom = (): number => Math.min(...parents.map(({ slot }) => slot.watermark - lookbackOf(slot)))
    const place = { ...known, neededFrom }
    const state = this.#makeState(rule, place)
    const never = Number.NEGATIVE_INFINITY
    return { rule, place, output, state, watermark: never, from: never, parents }
  }

  #routesOf(child: Slot | undefined, id: string): Route[] {
    if (child !== undefined) return child.parents
    const routes = this.#routes.get(id) ?? []
    this.#routes.set(id, routes)
    return routes
  }

  observe(observation: Observation, except: readonly string[] = NONE): readonly string[] {
    const routes = this.#routes.get(observation.ruleId)
    if (routes === undefined) return NONE
    let late: string[] | null = null
    for (const { slot, ref } of routes) {
      const { id } = slot.rule.info
      if ((except.length > 0 && except.includes(id)) || this.#give(slot, ref, observation, observation)) continue
      late ??= []
      late.push(id)
    }
    return late ?? NONE
  }

  /** False when it is too late for the rule. */
  #give(slot: Slot, ref: number, observation: Observation, origin: HitRef): boolean {
    if (observation.time < slot.from) return true
    const isInTime = observation.time >= slot.watermark || this.#restoring
    // A time that is no number fits nowhere.
    if (!isInTime || !Number.isFinite(observation.time)) {
      slot.output.report('late', 1, observation.time)
      return false
    }
    slot.state.observe({ observation, ref, origin }, slot.output)
    return true
  }

  advance(watermarkOf: WatermarkOf): void {
    const marks = this.#watermarks(watermarkOf)
    for (const slot of this.#slots) {
      const mark = marks.get(slot.rule.info.id) ?? Number.NEGATIVE_INFINITY
      if (!(mark > slot.watermark)) continue
      slot.state.advance(mark, slot.output)
      slot.watermark = mark
    }
  }

  /** The watermark of every rule: the smallest of the rules it refers to. */
  #watermarks(watermarkOf: WatermarkOf): Map<string, number> {
    const marks = new Map<string, number>()
    for (const { rule } of this.#slots) {
      const marksOfRefs = rule.refs.map(({ id }) => marks.get(id) ?? watermarkOf(id))
      marks.set(rule.info.id, marksOfRefs.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...marksOfRefs))
    }
    return marks
  }

  take(): EngineOutput {
    return this.#collector.take()
  }

  save(): string {
    const saved = this.#slots.map(({ state, watermark }) => ({
      watermark: Number.isFinite(watermark) ? watermark : null,
      state: state.save(),
    }))
    return writeSaved(this.#hash, saved)
  }

  load(text: string): boolean {
    const saved = readSaved(text, this.#hash)
    if (saved?.length !== this.#slots.length) return false
    const states = this.#slots.map(({ rule, place }) => this.#makeState(rule, place))
    if (!states.every((state, at) => state.load(saved[at]?.state ?? null))) return false
    for (const [at, slot] of this.#slots.entries()) {
      slot.state = states[at] ?? slot.state
      slot.watermark = saved[at]?.watermark ?? Number.NEGATIVE_INFINITY
    }
    this.#restoring = false
    this.#collector.silent = false
    this.#collector.drop()
    return true
  }

  restore(watermarkOf: WatermarkOf, windows: readonly StateEntry[]): void {
    this.#collector.drop()
    this.#restoring = true
    this.#collector.silent = true
    const marks = this.#watermarks(watermarkOf)
    const entries = windowsByRule(windows)
    for (const slot of this.#slots) {
      const { id } = slot.rule.info
      slot.state = this.#makeState(slot.rule, slot.place)
      slot.watermark = marks.get(id) ?? Number.NEGATIVE_INFINITY
      slot.state.restore(slot.watermark, entries.get(id) ?? [])
    }
  }

  restored(): void {
    for (const slot of this.#slots) slot.state.advance(slot.watermark, slot.output)
    this.#restoring = false
    this.#collector.silent = false
  }

  change(
    rules: readonly StatefulRule[],
    keep: ReadonlySet<string>,
    from: RuleStarts,
    watermarkOf: WatermarkOf,
  ): boolean {
    const ordered = childrenFirst(rules)
    const before = new Map(this.#slots.map((slot) => [slot.rule.info.id, slot]))
    const kept = new Map<string, Slot>()
    for (const [id, place] of placesOf(ordered)) {
      if (!keep.has(id)) continue
      const slot = before.get(id)
      if (!slot || !fits(slot, place)) return false
      kept.set(id, slot)
    }
    this.#link(ordered, from, kept)
    const marks = this.#watermarks(watermarkOf)
    this.#collector.silent = true
    for (const slot of this.#slots) {
      const { id } = slot.rule.info
      if (kept.has(id)) continue
      slot.watermark = marks.get(id) ?? Number.NEGATIVE_INFINITY
      slot.state.restore(slot.watermark, [])
      slot.state.advance(slot.watermark, slot.output)
    }
    this.#collector.silent = false
    return true
  }
}

const NO_STARTS: RuleStarts = new Map()

/** A rule with what the rules around it make of it. */
interface Around extends Omit<RulePlace, 'neededFrom'> {
  readonly rule: StatefulRule
}

/** By id, children before parents. */
function placesOf(ordered: readonly StatefulRule[]): ReadonlyMap<string, Around> {
  const referenced = new Set(ordered.flatMap(({ refs }) => refs.map(({ id }) => id)))
  const places = new Map<string, Around>()
  for (const rule of ordered) {
    const { id } = rule.info
    const chained = rule.refs.some((ref) => places.has(ref.id))
    places.set(id, { rule, chained, derives: referenced.has(id) })
  }
  return places
}

/** Whether the state of a slot is one of this rule at this place. */
function fits({ rule, place }: Slot, { rule: next, chained, derives }: Around): boolean {
  return place.chained === chained && place.derives === derives && rulesHash([rule]) === rulesHash([next])
}

/** How far back hits matter to a rule and to those that are made of it. */
function lookbackOf({ state, parents }: Slot): number {
  return state.lookback + Math.max(0, ...parents.map(({ slot }) => lookbackOf(slot)))
}

/** A stable order in which every rule stands after those that it refers to; what refers to itself stands anywhere. */
function childrenFirst(rules: readonly StatefulRule[]): StatefulRule[] {
  const byId = new Map(rules.map((rule) => [rule.info.id, rule]))
  const placed = new Set<StatefulRule>()
  const place = (rule: StatefulRule): void => {
    if (placed.has(rule)) return
    placed.add(rule)
    for (const { id } of rule.refs) {
      const child = byId.get(id)
      if (child !== undefined) place(child)
    }
    ordered.push(rule)
  }
  const ordered: StatefulRule[] = []
  for (const rule of rules) place(rule)
  return ordered
}

function windowsByRule(windows: readonly StateEntry[]): Map<string, Pick<StateEntry, 'key' | 'value'>[]> {
  const byRule = new Map<string, Pick<StateEntry, 'key' | 'value'>[]>()
  for (const { kind, key: full, value } of windows) {
    const read = kind === 'window' ? readWindowKey(full) : null
    if (read === null) continue
    const entries = byRule.get(read.ruleId) ?? []
    entries.push({ key: read.key, value })
    byRule.set(read.ruleId, entries)
  }
  return byRule
}
