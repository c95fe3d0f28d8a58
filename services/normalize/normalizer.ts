import type { DeadLetterReason } from '../core/dead-letter.ts'
import type { EventDocument, EventKeys } from '../core/event.ts'
import { contentHash, documentId } from '../core/ids.ts'
import type { JsonValue } from '../core/json.ts'
import type { LogSource } from '../core/log-source.ts'
import { messageOf } from '../core/errors.ts'
import { formatTime } from '../core/time.ts'
import type { EventReader } from '../record/event-builder.ts'
import { eventField, type EventField } from '../record/event-field.ts'
import { createMasker, type Masked, type Masker } from '../record/mask-secrets.ts'
import { PlainDocumentBuilder } from '../record/plain-document-builder.ts'
import { PlainRecordReader } from '../record/plain-record-reader.ts'
import type { RuleInput } from '../record/rule-input.ts'
import { textOf } from '../record/text-of.ts'
import type { LogType, RecordIdentity } from './log-type.ts'

/** How a record reached us; ends up in `tocsin.delivery.*` and `event.ingested`. */
export interface RecordOrigin {
  readonly source: string
  readonly object: string
  /** 1-based place within the object */
  readonly position: number
  /** milliseconds since 1970 */
  readonly received: number
}

/** Why a record did not become an event. */
export interface Rejection {
  readonly rejected: DeadLetterReason
  readonly detail: string
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
  collector: eventField('tocsin.delivery.collector'),
  object: eventField('tocsin.delivery.object'),
  offset: eventField('tocsin.delivery.offset'),
  latency: eventField('tocsin.delivery.latency_ms'),
  account: eventField('cloud.account.id'),
  actorId: eventField('tocsin.actor.id'),
  actorName: eventField('tocsin.actor.name'),
  action: eventField('event.action'),
  address: eventField('source.address'),
}

const NO_TYPES: readonly LogType[] = []

/** Envelopes inside envelopes are opened this often. */
const MAX_ENVELOPES = 4

/**
 * One event on its way through rules and into a document. The object is used again for the next record: take from it
 * what must outlive the next {@link Normalizer.read}.
 */
export class NormalizedEvent implements RuleInput, EventReader {
  readonly record = new PlainRecordReader()
  readonly event: EventReader = this
  readonly #builder = new PlainDocumentBuilder()
  #type: LogType | null = null
  #identity: RecordIdentity = { time: Number.NaN, account: '', providerId: '', discriminator: '' }
  #origin: RecordOrigin = { source: '', object: '', position: 0, received: 0 }
  #masker: Masker | null = null
  #masked: Masked | null = null
  #ingested = { time: Number.NaN, text: '' }
  #isMapped = false
  #id = ''

  /** Used by {@link Normalizer} alone. */
  begin(type: LogType, identity: RecordIdentity, origin: RecordOrigin, masker: Masker): void {
    this.#type = type
    this.#identity = identity
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
    return this.#identity.time
  }

  /** `event.id`; may be empty. */
  get providerId(): string {
    return this.#identity.providerId
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
      const identity = this.#identity
      const providerId = identity.providerId === '' ? contentHash(this.#mask().json) : identity.providerId
      this.#id = documentId({ ...identity, dataset: this.type.dataset, providerId })
    }
    return this.#id
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
    builder.set(FIELD.timestamp, formatTime(this.#identity.time))
    builder.set(FIELD.kind, 'event')
    builder.set(FIELD.module, this.type.module)
    builder.set(FIELD.dataset, this.type.dataset)
    builder.set(FIELD.id, this.#identity.providerId)
    builder.set(FIELD.tocsinId, this.id)
    this.type.map(this.record, builder)
  }

  /** The finished document. */
  document(): EventDocument {
    this.map()
    const builder = this.#builder
    const masked = this.#mask()
    builder.set(FIELD.ingested, this.#received())
    builder.set(FIELD.collector, this.#origin.source)
    builder.set(FIELD.object, this.#origin.object)
    builder.set(FIELD.offset, this.#origin.position)
    builder.set(FIELD.latency, this.#origin.received - this.#identity.time)
    builder.set(FIELD.redacted, [...masked.paths])
    builder.setPayload(eventField(this.type.payload), masked.json)
    builder.set(FIELD.original, masked.json)
    return { id: this.id, time: this.time, dataset: this.type.dataset, keys: this.#keys(), text: builder.document() }
  }

  /** `event.ingested`, written once for all records that arrived together. */
  #received(): string {
    const { received } = this.#origin
    if (received !== this.#ingested.time) this.#ingested = { time: received, text: formatTime(received) }
    return this.#ingested.text
  }

  #mask(): Masked {
    if (!this.#masker) throw new Error('no record was read')
    return (this.#masked ??= this.#masker(this.record))
  }

  #keys(): EventKeys {
    return {
      account: this.text(FIELD.account),
      actorId: this.text(FIELD.actorId),
      actorName: this.text(FIELD.actorName),
      action: this.text(FIELD.action),
      address: this.text(FIELD.address),
    }
  }
}

/** Turns records into events: finds the log type, opens envelopes, identifies, maps when asked. */
export class Normalizer {
  /** the log types that are asked, by the name that was given for the record */
  readonly #candidates: ReadonlyMap<string, readonly LogType[]>
  readonly #fallback: LogType
  readonly #maskers: ReadonlyMap<LogType, Masker>
  readonly #event = new NormalizedEvent()

  /** `types` in the order in which they are asked; `fallback` takes what none of them claims. */
  constructor(types: readonly LogType[], fallback: LogType) {
    this.#candidates = new Map([...types.map((type) => [type.name, [type]] as const), ['auto', types] as const])
    this.#fallback = fallback
    this.#maskers = new Map([...types, fallback].map((type) => [type, createMasker(type.secrets)]))
  }

  /**
   * Reads one record. `typeName` is a log type's name, or `auto` to tell it by content. Gives the event (the same object
   * every time, valid until the next call) or why there is none. Never throws.
   */
  read(bytes: Uint8Array, typeName: string, origin: RecordOrigin): NormalizedEvent | Rejection {
    const event = this.#event
    const record = event.record
    const fault = record.load(unquoted(bytes))
    if (fault) return { rejected: fault.reason, detail: fault.detail }
    try {
      const type = this.#typeOf(typeName)
      if (!type) return { rejected: 'not-this-type', detail: `the record is not ${typeName}` }
      const identity = type.identity(record)
      const isTimeless = Number.isNaN(identity.time)
      if (isTimeless && type !== this.#fallback) {
        return { rejected: 'no-event-time', detail: `${type.name}: no event time that can be read` }
      }
      const masker = this.#maskers.get(type)
      if (!masker) throw new Error(`no log type ${type.name}`)
      event.begin(type, isTimeless ? { ...identity, time: origin.received } : identity, origin, masker)
      return event
    } catch (error) {
      return { rejected: 'mapping-failed', detail: messageOf(error) }
    }
  }

  /** The document of the event that the last {@link read} gave, or why it cannot be made. */
  document(event: NormalizedEvent): EventDocument | Rejection {
    try {
      return event.document()
    } catch (error) {
      return { rejected: 'mapping-failed', detail: messageOf(error) }
    }
  }

  #typeOf(name: string): LogType | null {
    const record = this.#event.record
    const arrived = record.bytes()
    const candidates = this.#candidates.get(name) ?? NO_TYPES
    for (let opened = 0; ; opened += 1) {
      for (const type of candidates) if (type.recognise(record)) return type
      if (opened === MAX_ENVELOPES || !this.#openEnvelope(candidates)) break
    }
    // What nobody claims is kept as it came, envelope and all.
    if (record.bytes() !== arrived) record.load(arrived)
    return name === 'auto' || name === this.#fallback.name ? this.#fallback : null
  }

  #openEnvelope(types: readonly LogType[]): boolean {
    const record = this.#event.record
    const outer = record.bytes()
    for (const type of types) {
      const inner = type.unwrap(record)
      if (!inner) continue
      if (record.load(inner) === null) return true
      record.load(outer)
    }
    return false
  }
}

/** True when a record was rejected. */
export function isRejection(value: object): value is Rejection {
  return 'rejected' in value
}

const QUOTE = 34
const MAX_QUOTES = 2

/** A record that a forwarder wrote as a JSON string of JSON, without that string around it; else the same bytes. */
function unquoted(bytes: Uint8Array): Uint8Array {
  let inner = bytes
  for (let level = 0; level < MAX_QUOTES && inner[0] === QUOTE; level += 1) {
    try {
      const text: unknown = JSON.parse(textOf(inner))
      if (typeof text !== 'string') return inner
      inner = Buffer.from(text)
    } catch {
      return bytes
    }
  }
  return inner
}
