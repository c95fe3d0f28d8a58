import type { JsonValue } from '../../core/json.ts'
import type { Topic } from '../event-builder.ts'
import type { FieldReader } from '../field-reader.ts'
import type { DocumentKernel } from './document-kernel.ts'
import { writeValue } from './write-value.ts'

/** One field that was set, or one value that was added to it, in the order in which it happened. */
export interface Step {
  readonly field: number
  readonly value: JsonValue
  readonly isAdded: boolean
}

/** What a topic did for one record: its fields, each once, with their values, and what it gave. */
export interface Outcome {
  readonly fields: readonly number[]
  readonly values: readonly JsonValue[]
  /** by field: it is a list to which values are added, not set */
  readonly isAdded: readonly boolean[]
  /** where the text of each stands in the kernel's memory, and its length */
  readonly spans: readonly number[]
  readonly output: unknown
}

/** To remember costs as much as so many hits save. */
const MISS = 4
const MOST_CREDIT = 4000
/** After so many records a topic that did not pay is tried again, with little credit. */
const REST = 4000
const LATER_CREDIT = 1000

/** Outcomes of topics by the raw tokens on which they depend. Bounded: when it is full, it starts anew. */
export class Remembered {
  readonly #kernel: DocumentKernel
  readonly #groups = new Map<Topic, number>()
  /** by group: a hit earns one, a miss costs {@link MISS} */
  readonly #credits: number[] = []
  /** by group: so many records it is still left alone */
  readonly #rests: number[] = []
  /** by number of their key; null where nothing came of it */
  #outcomes: (Outcome | null)[] = []
  /** by JSON text: where it stands already, and its length */
  readonly #spans = new Map<string, readonly [number, number]>()

  constructor(kernel: DocumentKernel) {
    this.#kernel = kernel
  }

  /**
   * The number of the outcome for equal tokens of the record, which is held by the kernel; its fields are set, unless the number has
   * the bit `CONFLICT`. −1: there is none. The number of {@link fresh}: there is none yet, and {@link keep} should be called.
   */
  find(topic: Topic, record: FieldReader): number {
    const group = this.#groupOf(topic)
    if (!this.#isWorthwhile(group)) return -1
    const kernel = this.#kernel
    const { list } = kernel
    const { paths } = topic
    let at = 0
    for (const path of paths) {
      const start = record.tokenStart(path)
      list[at] = kernel.record + (start < 0 ? 0 : start)
      list[at + 1] = start < 0 ? 0 : record.tokenEnd(path) - start
      at += 2
    }
    const fresh = this.#outcomes.length
    const number = kernel.number(paths.length, group, fresh)
    const credit = this.#credits[group] ?? 0
    if (number === fresh || number < 0) this.#credits[group] = credit - MISS
    else if (credit < MOST_CREDIT) this.#credits[group] = credit + 1
    return number
  }

  /** The number that the next new outcome gets. */
  get fresh(): number {
    return this.#outcomes.length
  }

  /** An outcome by its number; null where nothing came of it. */
  outcome(number: number): Outcome | null {
    return this.#outcomes[number] ?? null
  }

  /** Keeps the outcome of the topic for which {@link find} gave a fresh number; `steps` is null where nothing came of it. */
  keep(steps: readonly Step[] | null, output: unknown): void {
    const number = this.#outcomes.length
    const outcome = steps === null ? null : this.#outcomeOf(steps, output)
    const isKept = outcome !== null && this.#kernel.keep(number, piecesOf(outcome))
    this.#outcomes.push(isKept ? outcome : null)
  }

  /** To be called between two documents: no text that a document still needs is overwritten then. */
  tidy(): void {
    if (!this.#kernel.isFull) return
    this.#kernel.forget()
    this.#outcomes = []
    this.#spans.clear()
  }

  /** False while a topic rests whose values hardly ever come again. */
  #isWorthwhile(group: number): boolean {
    const rest = this.#rests[group] ?? 0
    if (rest > 0) {
      this.#rests[group] = rest - 1
      if (rest === 1) this.#credits[group] = LATER_CREDIT
      return false
    }
    if ((this.#credits[group] ?? 0) > 0) return true
    this.#rests[group] = REST
    return false
  }

  #outcomeOf(steps: readonly Step[], output: unknown): Outcome | null {
    const found = new Map<number, { value: JsonValue; isAdded: boolean }>()
    for (const { field, value, isAdded } of steps) {
      const known = found.get(field)
      if (!isAdded) found.set(field, { value, isAdded: false })
      else if (!known) found.set(field, { value: [value], isAdded: true })
      else if (!Array.isArray(known.value)) known.value = [value]
      else if (!known.value.includes(value)) known.value = [...known.value, value]
    }
    const { values: region } = this.#kernel
    const spans: number[] = []
    for (const { value } of found.values()) {
      const text = JSON.stringify(value)
      let span = this.#spans.get(text)
      if (span === undefined) {
        const start = region.at
        if (!writeValue(this.#kernel, region, value)) return null
        span = [start, region.at - start]
        this.#spans.set(text, span)
      }
      spans.push(...span)
    }
    const entries = [...found.values()]
    const values = entries.map(({ value }) => value)
    return { fields: [...found.keys()], values, isAdded: entries.map(({ isAdded }) => isAdded), spans, output }
  }

  #groupOf(topic: Topic): number {
    const known = this.#groups.get(topic)
    if (known !== undefined) return known
    const group = this.#groups.size + 1
    this.#groups.set(topic, group)
    this.#credits[group] = MOST_CREDIT
    this.#rests[group] = 0
    return group
  }
}

/** An outcome's fields in the form that the kernel takes. */
function piecesOf({ fields, spans, isAdded }: Outcome): number[] {
  return fields.flatMap((field, at) => [
    field,
    spans[at * 2] ?? 0,
    spans[at * 2 + 1] ?? 0,
    isAdded[at] === true ? 1 : 0,
  ])
}
