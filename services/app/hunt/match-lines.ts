import type { JsonValue } from '../../core/json.ts'
import type { LogSource } from '../../core/log-source.ts'
import { LEVELS, type Level, type RuleInfo } from '../../core/rule.ts'
import type { ShownField, ShownFields } from '../../detect/shown-fields.ts'
import type { NormalizedEvent } from '../../normalize/normalized-event.ts'
import { collectValues } from '../../record/collect.ts'
import type { FieldReader } from '../../record/field-reader.ts'
import { PlainRecordReader } from '../../record/plain-record-reader.ts'
import { isDeeper, MAX_DEPTH } from '../../sigma/match/value-text.ts'
import type { SigmaRule } from '../../sigma/types.ts'
import type { LineBytes } from './line-bytes.ts'

/** What a line of `hunt --matches` looks like once it is parsed. The names are a contract: they are added to, never changed. */
export interface MatchLine {
  readonly rule: Pick<RuleInfo, 'id' | 'title' | 'level' | 'tags'>
  /** `id` is the provider's own, '' when there is none; `at` is ISO text in UTC; `position` is 1-based within the file */
  readonly event: { readonly id: string; readonly at: string; readonly file: string; readonly position: number }
  /** what the event has in the fields that the rule asks about; a list where there are several values */
  readonly fields: Readonly<Record<string, JsonValue>>
}

/** How a rule's line begins. */
interface RuleHead {
  /** null for a rule that is not shown */
  readonly bytes: Buffer | null
  /** index in `LEVELS` */
  readonly level: number
}

/** What was shown last. */
interface LastFields {
  readonly rule: SigmaRule | null
  readonly source: LogSource | null
  readonly fields: readonly ShownField[]
}

const NO_FIELDS: readonly ShownField[] = []
const NO_HEAD: RuleHead = { bytes: null, level: -1 }

/** Writes a line for every rule that is true on an event: see {@link MatchLine}. */
export class MatchLines {
  readonly #out: LineBytes
  readonly #fields: ShownFields
  readonly #least: number
  readonly #heads = new Map<SigmaRule, RuleHead>()
  readonly #values: JsonValue[] = []
  #file: { readonly of: string | null; readonly json: Buffer } = { of: null, json: Buffer.alloc(0) }
  #masked: FieldReader | null = null
  #last: LastFields = { rule: null, source: null, fields: NO_FIELDS }
  #lastHead: { readonly rule: SigmaRule | null; readonly head: RuleHead } = { rule: null, head: NO_HEAD }
  /** how many lines were written since somebody set it to 0 */
  count = 0
  /** the highest level among them, as an index in `LEVELS`; −1 when there are none */
  highest = -1

  /** Rules of a level below `least` are not shown. */
  constructor(options: { readonly out: LineBytes; readonly fields: ShownFields; readonly least: Level }) {
    this.#out = options.out
    this.#fields = options.fields
    this.#least = LEVELS.indexOf(options.least)
  }

  /**
   * Adds a line for each of `rules`, all of which are true on `event`, or none of them when reading a field throws. With
   * `isRelative` the position counts from the start of a range of the file, and is left out for whoever joins the ranges.
   */
  add(event: NormalizedEvent, rules: readonly SigmaRule[], isRelative: boolean): void {
    this.#masked = null
    let lines = 0
    let highest = this.highest
    try {
      for (const rule of rules) {
        const { bytes, level } = this.#headOf(rule)
        if (!bytes) continue
        this.#line(bytes, event, rule, isRelative)
        lines += 1
        if (level > highest) highest = level
      }
    } catch (error) {
      this.#out.drop()
      throw error
    }
    this.#out.keep()
    this.count += lines
    this.highest = highest
  }

  #line(head: Buffer, event: NormalizedEvent, rule: SigmaRule, isRelative: boolean): void {
    const out = this.#out
    const { object, position } = event.origin
    out.bytes(head)
    const { record, source, idPath } = event
    if (idPath === null || !out.copiedText(record, idPath, NO_BYTE)) out.jsonText(event.providerId)
    out.bytes(AT)
    out.time(event.time)
    out.bytes(this.#fileText(object))
    if (isRelative) out.hole(position)
    else out.number(position)
    out.bytes(FIELDS)
    let isFirst = true
    for (const field of source ? this.#fieldsOf(rule, source) : NO_FIELDS) {
      const { place } = out
      if (!isFirst) out.byte(COMMA)
      out.bytes(field.label)
      if (this.#isWritten(field, event)) isFirst = false
      else out.back(place)
    }
    out.bytes(END)
  }

  /** Writes the field's value. False, and nothing is written, when it has none that can be shown. */
  #isWritten(field: ShownField, event: NormalizedEvent): boolean {
    const out = this.#out
    // What may be an address with a secret in it is looked at.
    if (field.path && !field.isSecret && out.copiedText(event.record, field.path, EQUALS)) return true
    const value = this.#valueOf(field, event)
    if (value === null) return false
    if (typeof value === 'string') out.jsonText(value)
    else out.text(JSON.stringify(value))
    return true
  }

  /** Mostly one rule writes line after line. */
  #fieldsOf(rule: SigmaRule, source: LogSource): readonly ShownField[] {
    if (rule !== this.#last.rule || source !== this.#last.source) {
      this.#last = { rule, source, fields: this.#fields.of(rule, source) }
    }
    return this.#last.fields
  }

  /** The field's value, a list when it has several, null when it has none that can be shown. */
  #valueOf(field: ShownField, event: NormalizedEvent): JsonValue {
    const value = this.#read(field, event, event.record)
    const isPlain = typeof value === 'string' ? !mayHoldParameter(value, event) : typeof value !== 'object'
    if (value === null || (isPlain && !field.isSecret)) return value
    const masked = this.#withoutSecrets(event)
    const shown = masked === event.record ? value : this.#read(field, event, masked)
    return isDeeper(shown, MAX_DEPTH) ? null : shown
  }

  #read({ accesses }: ShownField, event: NormalizedEvent, record: FieldReader): JsonValue {
    const [first] = accesses
    if (first?.from === 'record' && accesses.length === 1) {
      const value = record.reach(first.path)
      if (value === undefined || value === null) return null
      if (!Array.isArray(value)) return value
    }
    const values = this.#values
    values.length = 0
    for (const access of accesses) {
      if (access.from === 'record') record.collect(access.path, values)
      else collectValues(event.event.get(access.ref.field), access.ref.rest, 0, values)
    }
    const found = values.filter((value) => value !== null)
    return found.length === 1 ? (found[0] ?? null) : found.length === 0 ? null : found
  }

  /** The record with its secrets overwritten, as documents have it; the same one when it has none. */
  #withoutSecrets(event: NormalizedEvent): FieldReader {
    if (this.#masked) return this.#masked
    const { json, paths } = event.masked
    if (paths.length === 0) return event.record
    const reader = new PlainRecordReader()
    reader.load(Buffer.from(json))
    this.#masked = reader
    return reader
  }

  #headOf(rule: SigmaRule): RuleHead {
    if (rule !== this.#lastHead.rule) this.#lastHead = { rule, head: this.#makeHead(rule) }
    return this.#lastHead.head
  }

  #makeHead(rule: SigmaRule): RuleHead {
    let head = this.#heads.get(rule)
    if (!head) {
      const { id, title, level, tags } = rule.info
      const text = `{"rule":${JSON.stringify({ id, title, level, tags })},"event":{"id":`
      const index = LEVELS.indexOf(level)
      head = { bytes: index < this.#least ? null : Buffer.from(text), level: index }
      this.#heads.set(rule, head)
    }
    return head
  }

  #fileText(file: string): Buffer {
    if (file !== this.#file.of) {
      this.#file = { of: file, json: Buffer.from(`","file":${JSON.stringify(file)},"position":`) }
    }
    return this.#file.json
  }
}

/** Whether a text may be a URL with a secret in it. */
function mayHoldParameter(text: string, event: NormalizedEvent): boolean {
  if (!text.includes('=')) return false
  for (const parameter of event.type.secrets.queryParameters) if (text.includes(parameter)) return true
  return false
}

const COMMA = 44
const EQUALS = 61
/** No byte is it. */
const NO_BYTE = -1
const AT = Buffer.from(',"at":"')
const FIELDS = Buffer.from('},"fields":{')
const END = Buffer.from('}}\n')
