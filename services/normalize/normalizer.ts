import { messageOf } from '../core/errors.ts'
import type { EventBytes, EventDocument } from '../core/event.ts'
import { createRecordReader } from '../record/create-record-reader.ts'
import { createDocumentBuilder } from '../record/document/create-document-builder.ts'
import type { DocumentBuilder } from '../record/event-builder.ts'
import type { PathTable } from '../record/field-path.ts'
import type { RecordReader } from '../record/field-reader.ts'
import { createMasker, type Masker } from '../record/mask-secrets.ts'
import { textOf } from '../record/text-of.ts'
import type { LogType } from './log-type.ts'
import { NormalizedEvent, type RecordOrigin } from './normalized-event.ts'
import type { Rejection } from './rejection.ts'

const NO_TYPES: readonly LogType[] = []

/**
 * The event time of a record that no log type claims and that names no time: the beginning of 1970. Not the time of arrival,
 * since then the same record would be another document each time it is read.
 */
const NO_TIME = 0

/** Envelopes inside envelopes are opened this often. */
const MAX_ENVELOPES = 4

/** How records are read and documents are written; the fastest ways that there are unless somebody says otherwise. */
export interface Backings {
  createReader(tables: readonly PathTable[], watchedNames: readonly string[]): RecordReader
  createBuilder(): DocumentBuilder
}

const FASTEST: Backings = { createReader: createRecordReader, createBuilder: createDocumentBuilder }

interface LastType {
  readonly type: LogType
  readonly table: PathTable
  readonly masker: Masker
}

/** Turns records into events: finds the log type, opens envelopes, identifies, maps when asked. */
export class Normalizer {
  /** the log types that are asked, by the name that was given for the record */
  readonly #candidates: ReadonlyMap<string, readonly LogType[]>
  readonly #fallback: LogType
  readonly #maskers: ReadonlyMap<LogType, Masker>
  readonly #tables: ReadonlyMap<LogType, PathTable>
  /** what the last record was: the next one is most likely the same */
  #last: LastType | null = null
  /** the name of {@link read} that was given last, and whom it means */
  #name: string | null = null
  #named = NO_TYPES
  readonly #event: NormalizedEvent

  /**
   * `types` in the order in which they are asked; `fallback` takes what none of them claims. `tables`: the paths that are read
   * of a log type where rules read more than its mapping does.
   */
  constructor(
    types: readonly LogType[],
    fallback: LogType,
    tables: ReadonlyMap<LogType, PathTable> = new Map(),
    backings: Backings = FASTEST,
  ) {
    const all = [...types, fallback]
    this.#tables = new Map(all.map((type) => [type, tables.get(type) ?? type.paths]))
    const names = all.flatMap(({ secrets }) => secrets.members)
    this.#event = new NormalizedEvent(
      backings.createReader([...this.#tables.values()], names),
      backings.createBuilder(),
    )
    this.#candidates = new Map([...types.map((type) => [type.name, [type]] as const), ['auto', types] as const])
    this.#fallback = fallback
    this.#maskers = new Map(all.map((type) => [type, createMasker(type.secrets)]))
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
      const time = type.timeOf(record)
      const isTimeless = Number.isNaN(time)
      if (isTimeless && type !== this.#fallback) {
        return { rejected: 'no-event-time', detail: `${type.name}: no event time that can be read` }
      }
      event.begin(type, isTimeless ? NO_TIME : time, origin, this.#maskerOf(type))
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

  /** The same with the document as bytes, valid until the next call of any method, which is quicker. */
  eventBytes(event: NormalizedEvent): EventBytes | Rejection {
    try {
      return event.eventBytes()
    } catch (error) {
      return { rejected: 'mapping-failed', detail: messageOf(error) }
    }
  }

  #maskerOf(type: LogType): Masker {
    if (this.#last?.type === type) return this.#last.masker
    const masker = this.#maskers.get(type)
    if (!masker) throw new Error(`no log type ${type.name}`)
    const table = this.#tables.get(type) ?? type.paths
    this.#last = { type, table, masker }
    return masker
  }

  #typeOf(name: string): LogType | null {
    const record = this.#event.record
    if (name !== this.#name) {
      this.#named = this.#candidates.get(name) ?? NO_TYPES
      this.#name = name
    }
    const candidates = this.#named
    const last = this.#last
    // Nobody is asked before it.
    if (last !== null && candidates[0] === last.type) {
      record.use(last.table)
      if (last.type.recognise(record)) return last.type
    }
    const arrived = record.bytes()
    for (let opened = 0; ; opened += 1) {
      for (const type of candidates) {
        this.#use(type)
        if (type.recognise(record)) return type
      }
      if (opened === MAX_ENVELOPES || !this.#openEnvelope(candidates)) break
    }
    // What nobody claims is kept as it came, envelope and all.
    if (record.bytes() !== arrived) record.load(arrived)
    this.#use(this.#fallback)
    return name === 'auto' || name === this.#fallback.name ? this.#fallback : null
  }

  /** From here on paths of this log type are asked for. */
  #use(type: LogType): void {
    const table = this.#tables.get(type)
    if (table) this.#event.record.use(table)
  }

  #openEnvelope(types: readonly LogType[]): boolean {
    const record = this.#event.record
    const outer = record.bytes()
    for (const type of types) {
      this.#use(type)
      const inner = type.unwrap(record)
      if (!inner) continue
      if (record.load(inner) === null) return true
      record.load(outer)
    }
    return false
  }
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
