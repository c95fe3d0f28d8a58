import type { EventBytes, EventDocument, EventKeys } from '../core/event.ts'
import { contentHash, documentId } from '../core/ids.ts'
import type { JsonValue } from '../core/json.ts'
import type { LogSource } from '../core/log-source.ts'
import { formatTime } from '../core/time.ts'
import type { DocumentBuilder, EventReader } from '../record/event-builder.ts'
import { eventField, type EventField } from '../record/event-field.ts'
import type { FieldPath } from '../record/field-path.ts'
import type { RecordReader } from '../record/field-reader.ts'
import type { Masked, Masker } from '../record/mask-secrets.ts'
import type { RuleInput } from '../record/rule-input.ts'
import { LONG_RECORD, unreadMembers } from '../record/unread-members.ts'
import type { LogType, RecordIdentity } from './log-type.ts'

/** How a record reached us; ends up in `tocsin.delivery.*` and `event.ingested`. */
export interface RecordOrigin {
  readonly source: string
  readonly object: string
  /** 1-based place within the object */
  readonly position: number
  /** milliseconds since 1970 */
  readonly received: number
  /** paths whose secrets were overwritten before: set when a stored original is read again */
  readonly redacted?: readonly string[]
}

const FIELD = {
  timestamp: eventField('@timestamp'),
  kind: eventField('event.kind'),
  module: eventField('event.module'),
  dataset: eventField('event.dataset'),
  id: eventField('event.id'),
  ingested: eventField('event.ingested'),
  original: eventField('event.original'),
  tocsinId: eventField('tocsin.id'),
  redacted: eventField('tocsin.redacted'),
  truncated: eventField('tocsin.truncated'),
  collector: eventField('tocsin.delivery.collector'),
  object: eventField('tocsin.delivery.object'),
  offset: eventField('tocsin.delivery.offset'),
  latency: eventField('tocsin.delivery.latency_ms'),
  account: eventField('cloud.account.id'),
  actorId: eventField('tocsin.actor.id'),
  actorName: eventField('tocsin.actor.name'),
  action: eventField('event.action'),
  address: eventField('source.address'),
  region: eventField('cloud.region'),
  outcome: eventField('event.outcome'),
}

/**
 * One event on its way through rules and into a document. The object is used again for the next record: take from it
 * what must outlive the next {@link Normalizer.read}.
 */
export class NormalizedEvent implements RuleInput, EventReader {
  readonly record: RecordReader
  readonly event: EventReader = this
  readonly #builder: DocumentBuilder
  #type: LogType | null = null
  #time = Number.NaN
  /** null until it is asked for: of most records only rules want to know something */
  #identity: RecordIdentity | null = null
  #origin: RecordOrigin = { source: '', object: '', position: 0, received: 0 }
  #masker: Masker | null = null
  #masked: Masked | null = null
  #ingested = { time: Number.NaN, text: '' }
  #isMapped = false
  #id = ''

  /** `record` is the reader that is loaded before {@link begin}; `builder` is for this event alone. */
  constructor(record: RecordReader, builder: DocumentBuilder) {
    this.record = record
    this.#builder = builder
  }

  /** Used by {@link Normalizer} alone. `time` is the event's, in milliseconds since 1970. */
  begin(type: LogType, time: number, origin: RecordOrigin, masker: Masker): void {
    this.#type = type
    this.#time = time
    this.#identity = null
    this.#origin = origin
    this.#masker = masker
    this.#masked = null
    this.#isMapped = false
    this.#id = ''
  }

  get type(): LogType {
    if (!this.#type) throw new Error('no record was read')
    return this.#type
  }

  /** Event time, milliseconds since 1970. */
  get time(): number {
    return this.#time
  }

  /** `event.id`; may be empty. */
  get providerId(): string {
    return this.#identify().providerId
  }

  /** See `LogType.idPathOf`. */
  get idPath(): FieldPath | null {
    return this.type.idPathOf?.(this.record) ?? null
  }

  get origin(): RecordOrigin {
    return this.#origin
  }

  /** The Sigma log source that decides which rules see it, or null when none may. */
  get source(): LogSource | null {
    return this.type.sources[this.type.sourceOf(this.record)] ?? null
  }

  /** `tocsin.id`. Secrets have no part in it: what we stored of a record, read again, has the same id. */
  get id(): string {
    if (this.#id === '') {
      const identity = this.#identify()
      const providerId = identity.providerId === '' ? contentHash(this.masked.json) : identity.providerId
      this.#id = documentId({ ...identity, time: this.#time, dataset: this.type.dataset, providerId })
    }
    return this.#id
  }

  /** The record without its secrets. */
  get masked(): Masked {
    if (!this.#masker) throw new Error('no record was read')
    return (this.#masked ??= this.#masker(this.record))
  }

  /** A field of the event; maps the record on the first call. */
  get(field: EventField): JsonValue | undefined {
    this.map()
    return this.#builder.get(field)
  }

  /** A field as text: '' where there is none or where it is no text. */
  text(field: EventField): string {
    const value = this.get(field)
    return typeof value === 'string' ? value : ''
  }

  /** Runs the log type's mapping unless it ran already. */
  map(): void {
    if (this.#isMapped) return
    this.#isMapped = true
    const builder = this.#builder
    builder.reset()
    builder.set(FIELD.timestamp, formatTime(this.#time))
    builder.set(FIELD.kind, 'event')
    builder.set(FIELD.module, this.type.module)
    builder.set(FIELD.dataset, this.type.dataset)
    builder.set(FIELD.id, this.#identify().providerId)
    builder.set(FIELD.tocsinId, this.id)
    this.type.map(this.record, builder)
  }

  /** The finished document. */
  document(): EventDocument {
    this.#finish()
    const { id, time } = this
    return { id, time, dataset: this.type.dataset, keys: this.#keys(), text: this.#builder.document() }
  }

  /** The text of {@link document} in UTF-8, which is quicker to have. Valid until the next call or the next record. */
  documentBytes(): Uint8Array {
    this.#finish()
    return this.#builder.bytes()
  }

  /** The finished document in UTF-8; the bytes are those of {@link documentBytes}. */
  eventBytes(): EventBytes {
    const bytes = this.documentBytes()
    return { id: this.id, time: this.time, dataset: this.type.dataset, keys: this.#keys(), bytes }
  }

  /** Sets the fields that only a document has. */
  #finish(): void {
    this.map()
    const builder = this.#builder
    const { masked } = this
    builder.set(FIELD.ingested, this.#received())
    builder.set(FIELD.collector, this.#origin.source)
    builder.set(FIELD.object, this.#origin.object)
    builder.set(FIELD.offset, this.#origin.position)
    builder.set(FIELD.latency, this.#origin.received - this.#time)
    const { redacted } = this.#origin
    builder.set(FIELD.redacted, redacted ? [...new Set([...redacted, ...masked.paths])] : [...masked.paths])
    if (masked.isDeep || this.record.bytes().length > LONG_RECORD) {
      builder.set(FIELD.truncated, [...unreadMembers(this.record.root())])
    }
    builder.setRecord(eventField(this.type.payload), FIELD.original, this.record, masked.bytes)
  }

  /** `event.ingested`, written once for all records that arrived together. */
  #received(): string {
    const { received } = this.#origin
    if (received !== this.#ingested.time) this.#ingested = { time: received, text: formatTime(received) }
    return this.#ingested.text
  }

  #identify(): RecordIdentity {
    return (this.#identity ??= this.type.identity(this.record))
  }

  #keys(): EventKeys {
    return {
      account: this.text(FIELD.account),
      actorId: this.text(FIELD.actorId),
      actorName: this.text(FIELD.actorName),
      action: this.text(FIELD.action),
      address: this.text(FIELD.address),
      region: this.text(FIELD.region),
      outcome: this.text(FIELD.outcome),
    }
  }
}
