import type { JsonValue } from '../core/json.ts'
import type { DocumentBuilder, Topic } from './event-builder.ts'
import { CLOSINGS, LEAVES, NO_GROUPS, sharedGroups } from './document/leaves.ts'
import { eventFields, type EventField } from './event-field.ts'
import type { FieldPath } from './field-path.ts'
import type { FieldReader } from './field-reader.ts'
import { textOf } from './text-of.ts'

/** JSON text that goes into the document as it is. */
class Splice {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

const LINE_BREAK = /[\r\n]/
const NUMBER = /^-?\d/

/** The plain backing of an event: one slot per field of the schema, written out by a walk over the schema's tree. */
export class PlainDocumentBuilder implements DocumentBuilder {
  #slots: (JsonValue | Splice | undefined)[] = eventFields().map(() => undefined)

  reset(): void {
    this.#slots.fill(undefined)
  }

  get(field: EventField): JsonValue | undefined {
    const value = this.#slots[field.index]
    if (value instanceof Splice) return field.type === 'payload' ? undefined : (JSON.parse(value.json) as JsonValue)
    return value
  }

  set(field: EventField, value: JsonValue | undefined): void {
    if (value === undefined || value === null || value === '') return
    if (Array.isArray(value) && value.length === 0) return
    this.#slots[field.index] = value
  }

  add(field: EventField, value: JsonValue | undefined): void {
    if (value === undefined || value === null || value === '') return
    const list = this.#slots[field.index]
    if (!Array.isArray(list)) this.#slots[field.index] = [value]
    else if (!list.includes(value)) list.push(value)
  }

  copy(field: EventField, record: FieldReader, path: FieldPath): void {
    const value = record.get(path)
    // The token, because the reader gives a number that a double cannot hold as text.
    const isNumber = typeof value === 'number' ? !Number.isSafeInteger(value) : field.type === 'long'
    const token = isNumber ? record.token(path) : undefined
    if (token !== undefined && NUMBER.test(token)) this.#slots[field.index] = new Splice(token)
    else this.set(field, value)
  }

  once<Input, Output>(_topic: Topic, _record: FieldReader, fill: (input: Input) => Output, input: Input): Output {
    return fill(input)
  }

  setRecord(payload: EventField, original: EventField | null, record: FieldReader, masked: Uint8Array | null): void {
    const json = masked === null ? record.json() : textOf(masked)
    this.setPayload(payload, json)
    if (original !== null) this.set(original, json)
  }

  setPayload(field: EventField, json: string): void {
    this.#slots[field.index] = new Splice(withoutLineBreaks(json))
  }

  document(): string {
    const slots = this.#slots
    let text = ''
    let open: readonly number[] = NO_GROUPS
    for (const { index, groups, openings } of LEAVES) {
      const slot = slots[index]
      if (slot === undefined) continue
      const shared = sharedGroups(open, groups)
      const opening = openings[shared] ?? ''
      if (shared < open.length) text += CLOSINGS[open.length - shared] ?? ''
      text += text === '' ? `{${opening.slice(1)}` : opening
      text += typeof slot === 'object' && slot instanceof Splice ? slot.json : JSON.stringify(slot)
      open = groups
    }
    return text === '' ? '{}' : `${text}${CLOSINGS[open.length + 1] ?? ''}`
  }

  bytes(): Uint8Array {
    return Buffer.from(this.document())
  }
}

/** JSON text holds line breaks only between tokens, so taking them out changes no value. */
export function withoutLineBreaks(json: string): string {
  return LINE_BREAK.test(json) ? json.replaceAll(/[\r\n]+/g, '') : json
}
