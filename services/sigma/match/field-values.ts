import { isObject, type JsonValue } from '../../core/json.ts'
import { collectValues } from '../../record/collect.ts'
import type { FieldAccess } from '../../record/field-access.ts'
import type { FieldPath } from '../../record/field-path.ts'
import { PlainRecordReader } from '../../record/plain-record-reader.ts'
import type { RuleInput } from '../../record/rule-input.ts'
import { fold } from './fold.ts'
import { timeOf } from './time-part.ts'
import { addAllTexts, addObjectTexts, scalarText } from './value-text.ts'

/** The event that a matcher looks at. Its number goes up with every event, so that nothing has to be cleared. */
export interface Turn {
  serial: number
  input: RuleInput
}

/** A turn before the first event. */
export function newTurn(): Turn {
  return { serial: 0, input: { record: new PlainRecordReader(), event: { get: () => undefined } } }
}

/** Reads values by itself: adds them to `into` and returns whether anything is there at all. */
export type ValueReader = (into: JsonValue[]) => boolean

/** Where values come from: the places of a field, every text of the record (keywords), or a reader of its own. */
export type ValueSource = readonly FieldAccess[] | ValueReader | 'whole record'

/** Arrays that grew beyond this for one event are given back. */
const KEPT_LENGTH = 4096

/**
 * The values that one field has in the event at hand, read and folded at most once per event. Call {@link refresh} before
 * anything else; lists are valid up to their count, what stands behind is older.
 */
export class FieldValues {
  readonly #turn: Turn
  readonly #source: ValueSource
  /** the one path, where the field is read at one place of the record */
  readonly single: FieldPath | null
  #serial = 0
  #foldedSerial = 0
  #objectSerial = 0
  #isPresent = false
  #hasObjects = false
  #values: JsonValue[] = []
  #valueCount = 0
  #texts: string[] = []
  #textCount = 0
  #folded: string[] = []
  /** a text that was folded alone, and what came of it */
  #unfoldedOne = ''
  #foldedOne = ''
  #objectTexts: string[] = []
  #foldedObjectTexts: string[] = []
  #times: number[] = []
  #timeCount = 0
  #timeSerial = 0

  constructor(turn: Turn, source: ValueSource) {
    this.#turn = turn
    this.#source = source
    this.single = typeof source === 'object' ? singlePath(source) : null
  }

  /** True when the field stands in the event, whatever its value. */
  get isPresent(): boolean {
    return this.#isPresent
  }

  /** True when an object is among the values. */
  get hasObjects(): boolean {
    return this.#hasObjects
  }

  /** How many values there are, null and objects included. */
  get valueCount(): number {
    return this.#valueCount
  }

  /** How many of the values are text, number or boolean. */
  get textCount(): number {
    return this.#textCount
  }

  /** All values. */
  get values(): readonly JsonValue[] {
    return this.#values
  }

  /** Text, number and boolean values as text. */
  get texts(): readonly string[] {
    return this.#texts
  }

  /** {@link texts} without case. */
  get folded(): readonly string[] {
    if (this.#foldedSerial !== this.#turn.serial) {
      this.#foldedSerial = this.#turn.serial
      if (this.#textCount === 1) this.#foldOne(this.#texts[0] ?? '')
      else for (let at = 0; at < this.#textCount; at += 1) this.#folded[at] = fold(this.#texts[at] ?? '')
    }
    return this.#folded
  }

  /** What the objects among the values are searched by; the whole list counts. */
  get objectTexts(): readonly string[] {
    this.#readObjects()
    return this.#objectTexts
  }

  /** {@link objectTexts} without case. */
  get foldedObjectTexts(): readonly string[] {
    this.#readObjects()
    return this.#foldedObjectTexts
  }

  /** How many {@link times} there are; after {@link refreshTimes}. */
  get timeCount(): number {
    return this.#timeCount
  }

  /** All values as times in milliseconds since 1970, NaN for one that is none. */
  get times(): readonly number[] {
    return this.#times
  }

  /** {@link refresh} for {@link isPresent} alone: nothing is decoded where the record tells without it. Never throws. */
  refreshPresence(): void {
    if (this.#serial === this.#turn.serial) return
    // A literal key that says more than one key of the path may hide this value, but it is there then too.
    const kind = this.single === null ? 'none' : this.#turn.input.record.tokenKind(this.single)
    if (kind === 'none' || kind === 'array') this.refresh()
    else this.#isPresent = true
  }

  /** {@link refresh} for {@link times} alone: an ISO time is read from the record's bytes. Never throws. */
  refreshTimes(): void {
    if (this.#timeSerial === this.#turn.serial) return
    this.#timeSerial = this.#turn.serial
    const single = this.single
    if (single?.keys.length === 1) {
      const time = this.#turn.input.record.isoTime(single)
      if (time === time) {
        this.#timeCount = 1
        this.#times[0] = time
        return
      }
    }
    this.refresh()
    this.#timeCount = this.#valueCount
    if (this.#times.length > KEPT_LENGTH) this.#times = []
    for (let at = 0; at < this.#timeCount; at += 1) this.#times[at] = timeOf(this.#values[at] ?? null)
  }

  /** Reads the field unless that was done for this event already. Never throws. */
  refresh(): void {
    if (this.#serial === this.#turn.serial) return
    this.#serial = this.#turn.serial
    this.#hasObjects = false
    const single = this.single
    if (single === null) {
      this.#readAll()
      return
    }
    const value = this.#turn.input.record.reach(single)
    if (typeof value === 'string') {
      this.#isPresent = true
      this.#valueCount = 1
      this.#textCount = 1
      this.#values[0] = value
      this.#texts[0] = value
    } else if (value === undefined) {
      this.#isPresent = false
      this.#valueCount = 0
      this.#textCount = 0
    } else if (value === null || typeof value !== 'object') {
      this.#isPresent = true
      this.#valueCount = 1
      this.#textCount = value === null ? 0 : 1
      this.#values[0] = value
      this.#texts[0] = scalarText(value) ?? ''
    } else {
      this.#readAll()
    }
  }

  /** The same text as that of the event before is not folded again. */
  #foldOne(text: string): void {
    if (text !== this.#unfoldedOne) {
      this.#unfoldedOne = text
      this.#foldedOne = fold(text)
    }
    this.#folded[0] = this.#foldedOne
  }

  #readAll(): void {
    this.#values = emptied(this.#values)
    this.#texts = emptied(this.#texts)
    if (this.#folded.length > KEPT_LENGTH) this.#folded = []
    this.#isPresent = false
    try {
      if (this.#source === 'whole record') addAllTexts(this.#turn.input.record.root(), 0, this.#texts)
      else if (typeof this.#source === 'function') this.#isPresent = this.#source(this.#values)
      else for (const access of this.#source) this.#collect(access)
    } catch {
      // A mapping that failed: the field has what was read so far, and the event becomes a dead letter later.
    }
    this.#sort()
    this.#valueCount = this.#values.length
    this.#textCount = this.#texts.length
  }

  #collect(access: FieldAccess): void {
    if (access.from === 'record') {
      if (this.#turn.input.record.collect(access.path, this.#values)) this.#isPresent = true
    } else {
      const value = this.#turn.input.event.get(access.ref.field)
      if (collectValues(value, access.ref.rest, 0, this.#values)) this.#isPresent = true
    }
  }

  /** Adds those of the values that have a text to {@link texts}; keywords have no values. */
  #sort(): void {
    for (const value of this.#values) {
      const text = scalarText(value)
      if (text !== undefined) this.#texts.push(text)
      else if (isObject(value)) this.#hasObjects = true
    }
  }

  #readObjects(): void {
    if (this.#objectSerial === this.#turn.serial) return
    this.#objectSerial = this.#turn.serial
    this.#objectTexts = []
    if (!this.#hasObjects) return
    for (let at = 0; at < this.#valueCount; at += 1) {
      const value = this.#values[at] ?? null
      if (isObject(value)) addObjectTexts(value, this.#objectTexts)
    }
    this.#foldedObjectTexts = this.#objectTexts.map((text) => fold(text))
  }
}

function singlePath(accesses: readonly FieldAccess[]): FieldPath | null {
  const access = accesses[0]
  return accesses.length === 1 && access?.from === 'record' ? access.path : null
}

function emptied<T>(list: T[]): T[] {
  if (list.length > KEPT_LENGTH) return []
  if (list.length > 0) list.length = 0
  return list
}
