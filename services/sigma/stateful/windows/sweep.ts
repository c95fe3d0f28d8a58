import type { Aggregate } from './aggregate.ts'
import { lowerBound } from './entry.ts'
import type { Entry } from './entry.ts'
import { isBreak, windowStart } from './span.ts'
import type { Span } from './span.ts'

/** How often each value is there of the fields that parents read. */
type Carried = readonly Map<string, number>[]

const NOTHING: Carried = []
const NO_VALUES: ReadonlyMap<string, number> = new Map()

/**
 * Goes over the entries of a group in the order of time and knows, at every time, what stands in the window that ends there.
 * It holds places in the list of entries: whoever changes the list tells it.
 */
export class Sweep {
  readonly #condition: Aggregate
  readonly #carried: Carried
  readonly #span: Span
  /** the first entry in the window */
  #from = 0
  /** the first entry that was not reached */
  next = 0
  /** when the run of neighbours began that the last entry is in */
  #run = Number.NEGATIVE_INFINITY
  /** the time that was reached */
  time = Number.NEGATIVE_INFINITY
  /** from where on entries count at that time */
  start = Number.NEGATIVE_INFINITY

  constructor(condition: Aggregate, carries: number, span: Span) {
    this.#condition = condition
    this.#carried = carries === 0 ? NOTHING : Array.from({ length: carries }, () => new Map<string, number>())
    this.#span = span
  }

  /** A sweep that goes on at the entry at `at`, which must be the first of its time. */
  begin(entries: readonly Entry[], at: number): this {
    const time = entries[at]?.time ?? Number.POSITIVE_INFINITY
    let from = lowerBound(entries, windowStart(this.#span, time, Number.NEGATIVE_INFINITY))
    for (let place = at; place > from; place -= 1) {
      const [earlier, later] = [entries[place - 1]?.time ?? -Infinity, entries[place]?.time ?? Infinity]
      if (isBreak(this.#span, earlier, later)) from = place
    }
    this.#run = entries[from]?.time ?? time
    this.#from = from
    this.next = at
    for (const entry of entries.slice(from, at)) this.#add(entry)
    return this
  }

  /** Takes in all entries of the next time that were not reached. */
  step(entries: readonly Entry[]): void {
    const first = entries[this.next]
    if (first === undefined) return
    const before = entries[this.next - 1]
    if (before === undefined || isBreak(this.#span, before.time, first.time)) this.#run = first.time
    this.time = first.time
    this.start = windowStart(this.#span, first.time, this.#run)
    for (let entry = entries[this.next]; entry?.time === first.time; entry = entries[this.next]) {
      this.#add(entry)
      this.next += 1
    }
    for (let entry = entries[this.#from]; entry !== undefined && entry.time < this.start; entry = entries[this.#from]) {
      this.#remove(entry)
      this.#from += 1
    }
  }

  /** the first entry in the window that was reached */
  get first(): number {
    return this.#from
  }

  get holds(): boolean {
    return this.#condition.holds(this.start)
  }

  /** How often each value of a field that parents read is in the window. */
  carried(field: number): ReadonlyMap<string, number> {
    return this.#carried[field] ?? NO_VALUES
  }

  /** An entry was put in before those that were reached, at their last time: it is in the window. */
  insertAtEnd(entry: Entry): void {
    this.next += 1
    this.#add(entry)
  }

  /** An entry in the window has become another. False when that cannot be taken in. */
  replace(at: number, before: Entry, after: Entry): boolean {
    if (at >= this.next || at < this.#from) return true
    if (!this.#condition.additive) return false
    this.#remove(before)
    this.#add(after)
    return true
  }

  /** Entries were put in (or, negative, taken out) before the window. False when they were in it. */
  shift(places: number): boolean {
    if (this.#from + places < 0) return false
    this.#from += places
    this.next += places
    return true
  }

  #add(entry: Entry): void {
    this.#condition.add(entry)
    this.#carry(entry, 1)
  }

  #remove(entry: Entry): void {
    this.#condition.remove(entry)
    this.#carry(entry, -1)
  }

  #carry(entry: Entry, change: 1 | -1): void {
    if (this.#carried.length === 0) return
    for (const [field, values] of this.#carried.entries()) {
      for (const value of entry.values?.carried[field] ?? []) {
        const count = (values.get(value) ?? 0) + change
        if (count > 0) values.set(value, count)
        else values.delete(value)
      }
    }
  }
}
