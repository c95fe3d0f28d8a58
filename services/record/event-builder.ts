import type { JsonValue } from '../core/json.ts'
import type { EventField } from './event-field.ts'
import type { FieldPath } from './field-path.ts'
import type { FieldReader } from './field-reader.ts'

/** The read side of an event's fields, as rules and stores see it. */
export interface EventReader {
  /** The field's value as it was set, or undefined. Payload fields are not here: ask the record's {@link FieldReader}. */
  get(field: EventField): JsonValue | undefined
}

/** A part of a mapping that says what it depends on; see {@link EventBuilder.once}. */
export interface Topic {
  readonly paths: readonly FieldPath[]
}

/**
 * Takes an event's fields and writes the document's text once. Mapping writes through this and nothing else (design §9).
 */
export interface EventBuilder extends EventReader {
  /** Sets a field. Undefined, null, the empty string and the empty list leave it as it is. A second call replaces. */
  set(field: EventField, value: JsonValue | undefined): void
  /** Adds one value to a list field unless it stands there already. Undefined and the empty string add nothing. */
  add(field: EventField, value: JsonValue | undefined): void
  /**
   * Copies the value at a path of the record, with all digits of large numbers; a no-op where there is none, or where it
   * is null or the empty string.
   */
  copy(field: EventField, record: FieldReader, path: FieldPath): void
  /**
   * Runs `fill(input)` and gives what it gives. The fields that it sets, and what it gives, depend on nothing but the values
   * at the topic's paths: where they are the same as in an earlier record, both may be taken from there. So nothing that it
   * gives may be changed, and it must not look at fields that were set before. Calls within one another count as one.
   */
  once<Input, Output>(topic: Topic, record: FieldReader, fill: (input: Input) => Output, input: Input): Output
  /** Sets a payload field to JSON text that is spliced into the document as it is, without line breaks. */
  setPayload(field: EventField, json: string): void
}

/** A builder that is used for one event after the other. */
export interface DocumentBuilder extends EventBuilder {
  /** Forgets the event at hand. */
  reset(): void
  /**
   * Sets `payload` to the record, as {@link setPayload} does, and `original`, if given, to its text. `masked`: the bytes that are
   * written in place of the record's own, as many as those.
   */
  setRecord(payload: EventField, original: EventField | null, record: FieldReader, masked: Uint8Array | null): void
  /** The document as one line of JSON, fields in the order of the schema. */
  document(): string
  /** The same in UTF-8; valid until the next call or {@link reset}. */
  bytes(): Uint8Array
}
