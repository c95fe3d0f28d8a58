import { isUtf8 } from 'node:buffer'
import type { JsonValue } from '../../core/json.ts'
import type { DocumentBuilder, Topic } from '../event-builder.ts'
import { eventFields, type EventField } from '../event-field.ts'
import type { FieldPath } from '../field-path.ts'
import type { FieldReader } from '../field-reader.ts'
import { PlainDocumentBuilder, withoutLineBreaks } from '../plain-document-builder.ts'
import { textOf } from '../text-of.ts'
import { CONFLICT, CONTROL, type DocumentKernel, KEPT, NOT_ASCII, Region } from './document-kernel.ts'
import { Remembered, type Outcome, type Step } from './remembered.ts'
import { writeValue } from './write-value.ts'

const COUNT = eventFields().length

// What a field holds.
const NOTHING = 0
/** a value that is not text yet */
const VALUE = 1
/** text in the kernel's memory */
const TEXT = 3
/** the record's own text, which is escaped when it is written */
const ORIGINAL = 4
/** JSON text that is written as it is */
const JSON_TEXT = 5
/** the text that stands in the field's own place already */
const SAME = 6

/** Every field has a place of its own for short text: three bytes a character are written before it is known to be ASCII. */
const SLOT_TEXT = 96
const SLOT_BYTES = SLOT_TEXT * 3 + 32

// Whether the kernel holds the record.
const [NOT_ASKED, HELD, REFUSED] = [0, 1, 2]

/**
 * The fast backing of an event. Every field is a value, or text that lies in the kernel's memory: raw tokens of the record, and
 * what was written for an earlier record. The document is put together from these texts in one go.
 */
export class BytesDocumentBuilder implements DocumentBuilder {
  readonly #kernel: DocumentKernel
  readonly #remembered: Remembered
  readonly #values: (JsonValue | undefined)[] = eventFields().map(() => undefined)
  /** fields that may be values and no text yet */
  readonly #unwritten: number[] = []
  readonly #slots: number
  readonly #slot: Region
  /** by field: what stands in its own place */
  readonly #lastTexts: string[] = eventFields().map(() => '')
  readonly #plain = new PlainDocumentBuilder()
  #state = NOT_ASKED
  #length = 0
  #isForgotten = false
  /** what the topic at hand did; null when none is recorded */
  #steps: Step[] | null = null

  constructor(kernel: DocumentKernel) {
    this.#kernel = kernel
    this.#remembered = new Remembered(kernel)
    this.#slots = kernel.texts.at
    kernel.texts.at += (COUNT + 4) * SLOT_BYTES
    this.#slot = new Region(this.#slots, kernel.texts.at)
  }

  reset(): void {
    this.#kernel.kinds.fill(NOTHING)
    this.#state = NOT_ASKED
    this.#steps = null
    this.#kernel.scratch.at = this.#kernel.scratch.start
    this.#unwritten.length = 0
    this.#remembered.tidy()
  }

  get({ index, type }: EventField): JsonValue | undefined {
    const kind = this.#kernel.kinds[index]
    if (kind === VALUE) return this.#values[index]
    if (kind === KEPT) return this.#keptValue(index)
    if (kind === SAME) return this.#lastTexts[index]
    if (kind === NOTHING || kind === JSON_TEXT || type === 'payload') return undefined
    const text = this.#textOf(index)
    return kind === ORIGINAL ? text : (JSON.parse(text) as JsonValue)
  }

  set({ index }: EventField, value: JsonValue | undefined): void {
    if (value === undefined || value === null || value === '') return
    if (typeof value === 'object' && Array.isArray(value) && value.length === 0) return
    this.#set(index, value)
    this.#steps?.push({ field: index, value, isAdded: false })
  }

  #set(index: number, value: JsonValue): void {
    const { kinds } = this.#kernel
    if (typeof value === 'string' && value === this.#lastTexts[index]) {
      kinds[index] = SAME
      return this.#place(index, this.#slots + index * SLOT_BYTES, value.length + 2)
    }
    if (kinds[index] !== VALUE) this.#unwritten.push(index)
    kinds[index] = VALUE
    this.#values[index] = value
  }

  add({ index }: EventField, value: JsonValue | undefined): void {
    if (value === undefined || value === null || value === '') return
    this.#steps?.push({ field: index, value, isAdded: true })
    this.#add(index, value)
  }

  #add(index: number, value: JsonValue): void {
    const kind = this.#kernel.kinds[index]
    const list = kind === VALUE ? this.#values[index] : kind === KEPT ? this.#keptValue(index) : undefined
    if (!Array.isArray(list)) this.#set(index, [value])
    else if (list.includes(value)) return
    // A list that is kept belongs to other events too.
    else if (kind === KEPT) this.#set(index, [...list, value])
    else list.push(value)
  }

  copy(field: EventField, record: FieldReader, path: FieldPath): void {
    const kind = record.tokenKind(path)
    const isLong = field.type === 'long'
    if (
      this.#steps === null &&
      (kind === 'string' || (kind === 'number' && isLong)) &&
      record.isScanned &&
      this.#holds(record)
    ) {
      const start = record.tokenStart(path)
      const length = record.tokenEnd(path) - start
      if (kind === 'number' || length > 2) this.#setText(field.index, this.#kernel.record + start, length)
      return
    }
    const value = record.get(path)
    const isExact = kind === 'number' && (isLong || typeof value !== 'number' || !Number.isSafeInteger(value))
    const token = isExact ? record.token(path) : undefined
    const { scratch } = this.#kernel
    const start = scratch.at
    if (token === undefined || this.#kernel.add(scratch, token) < 0) return this.set(field, value)
    this.#setText(field.index, start, scratch.at - start)
    // Only values are remembered.
    this.#isForgotten = true
  }

  #setText(index: number, start: number, length: number): void {
    this.#kernel.kinds[index] = TEXT
    this.#place(index, start, length)
  }

  #place(index: number, start: number, length: number): void {
    this.#kernel.spans[index * 2] = start
    this.#kernel.spans[index * 2 + 1] = length
  }

  once<Input, Output>(topic: Topic, record: FieldReader, fill: (input: Input) => Output, input: Input): Output {
    if (this.#steps !== null || !record.isScanned || !this.#holds(record)) return fill(input)
    const remembered = this.#remembered
    const number = remembered.find(topic, record)
    if (number < 0) return fill(input)
    if (number === remembered.fresh) return this.#record(fill, input)
    const outcome = remembered.outcome(number & (CONFLICT - 1))
    if (outcome === null) return fill(input)
    if (number >= CONFLICT) this.#repeat(outcome)
    // The topic is the one that gave it.
    return outcome.output as Output
  }

  /** Runs a topic and remembers what it did. */
  #record<Input, Output>(fill: (input: Input) => Output, input: Input): Output {
    const steps: Step[] = []
    this.#steps = steps
    this.#isForgotten = false
    try {
      const output = fill(input)
      this.#remembered.keep(this.#isForgotten ? null : steps, output)
      return output
    } catch (error) {
      this.#remembered.keep(null, undefined)
      throw error
    } finally {
      this.#steps = null
    }
  }

  /** Does again what a topic did, where it adds to lists that are there already. */
  #repeat({ fields, values, isAdded }: Outcome): void {
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at] ?? 0
      const value = values[at]
      if (value === undefined) continue
      if (isAdded[at] !== true || !Array.isArray(value)) this.#set(field, value)
      else for (const each of value) this.#add(field, each)
    }
  }

  /** The value of a field that was taken from an earlier record. */
  #keptValue(field: number): JsonValue | undefined {
    const place = this.#kernel.places[field] ?? 0
    return this.#remembered.outcome(place >> 8)?.values[place & 255]
  }

  setRecord(payload: EventField, original: EventField | null, record: FieldReader, masked: Uint8Array | null): void {
    if (!this.#holds(record) || (masked !== null && !this.#kernel.holdMasked(masked))) {
      const json = masked === null ? record.json() : textOf(masked)
      this.setPayload(payload, json)
      if (original !== null) this.set(original, json)
      return
    }
    const start = masked === null ? this.#kernel.record : this.#kernel.masked
    this.#setText(payload.index, start, this.#length)
    if (original === null) return
    this.#place(original.index, start, -this.#length)
    this.#kernel.kinds[original.index] = ORIGINAL
  }

  setPayload({ index }: EventField, json: string): void {
    this.#kernel.kinds[index] = JSON_TEXT
    this.#unwritten.push(index)
    this.#values[index] = withoutLineBreaks(json)
  }

  document(): string {
    return textOf(this.bytes())
  }

  bytes(): Uint8Array {
    const { kinds } = this.#kernel
    for (const field of this.#unwritten) {
      const kind = kinds[field]
      if ((kind === VALUE || kind === JSON_TEXT) && !this.#writeText(field)) return this.#plainBytes()
    }
    const bytes = this.#kernel.write()
    return bytes.length === 0 ? this.#plainBytes() : bytes
  }

  /** Writes a field that is a value into the kernel's memory; false where there is no room. */
  #writeText(field: number): boolean {
    const { scratch } = this.#kernel
    const start = scratch.at
    const value = this.#values[field] ?? null
    const isText = typeof value === 'string'
    if (this.#kernel.kinds[field] === JSON_TEXT) {
      if (!isText || this.#kernel.add(scratch, value) < 0) return false
      this.#place(field, start, scratch.at - start)
      return true
    }
    if (isText && value.length <= SLOT_TEXT && this.#isInSlot(field, value)) return true
    if (!writeValue(this.#kernel, scratch, value)) return false
    this.#place(field, start, scratch.at - start)
    return true
  }

  /** Puts short plain text into the field's own place, where it may still stand from the record before. */
  #isInSlot(field: number, text: string): boolean {
    const slot = this.#slot
    const start = this.#slots + field * SLOT_BYTES
    if (text !== this.#lastTexts[field]) {
      slot.at = start
      // Whatever comes of it, what stood there is gone.
      this.#lastTexts[field] = ''
      if (!this.#kernel.addPlain(slot, text)) return false
      this.#lastTexts[field] = text
    }
    this.#place(field, start, text.length + 2)
    return true
  }

  /** The document by way of the plain backing, for what is too large. */
  #plainBytes(): Uint8Array {
    const plain = this.#plain
    plain.reset()
    for (const field of eventFields()) {
      const kind = this.#kernel.kinds[field.index]
      const value = this.#values[field.index]
      if (kind === TEXT) plain.setPayload(field, this.#textOf(field.index))
      else if (kind === JSON_TEXT && typeof value === 'string') plain.setPayload(field, value)
      else plain.set(field, this.get(field))
    }
    return plain.bytes()
  }

  /** The text that stands in the kernel's memory for a field. */
  #textOf(index: number): string {
    const start = this.#kernel.spans[index * 2] ?? 0
    return textOf(this.#kernel.bytes, start, start + Math.abs(this.#kernel.spans[index * 2 + 1] ?? 0))
  }

  /** Whether the record lies in the kernel's memory, fit to be copied from. Asked once for each. */
  #holds(record: FieldReader): boolean {
    if (this.#state === NOT_ASKED) this.#state = this.#hold(record) ? HELD : REFUSED
    return this.#state === HELD
  }

  #hold(record: FieldReader): boolean {
    const bytes = record.bytes()
    this.#length = bytes.length
    if (!this.#kernel.hold(bytes)) return false
    const facts = this.#kernel.look(bytes.length, 0, 0)
    // Line breaks do not belong into a document, and bytes that are no UTF-8 become something else in it.
    return (facts & CONTROL) === 0 && ((facts & NOT_ASCII) === 0 || isUtf8(bytes))
  }
}
