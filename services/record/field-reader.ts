import type { JsonObject, JsonValue } from '../core/json.ts'
import type { FieldPath, PathTable } from './field-path.ts'

/**
 * One record, read field by field. Mapping, recognition and rules see a record only through this, and never know how it
 * is backed (design §9). Only own properties count: a field may be called `constructor`.
 */
export interface FieldReader {
  /**
   * The value at the path, decoded when asked, or undefined where there is none. Walks objects only; a path that meets an
   * array or a scalar ends there without a value. An integer beyond ±(2^53 − 1), here and wherever values are given, is its
   * decimal text.
   */
  get(path: FieldPath): JsonValue | undefined
  /** {@link get} for text: undefined for every other kind of value, also for the empty string. */
  text(path: FieldPath): string | undefined
  /**
   * Adds all values at the path to `into`, the way Sigma reads a field: a literal key that contains the rest of the path
   * wins over walking, arrays on the way and at the end are fanned out, at most 4,096 values. JSON null is added as null.
   * Returns whether the path reached anything at all, an empty array included.
   */
  collect(path: FieldPath, into: JsonValue[]): boolean
  /**
   * Where {@link collect} stops walking objects: the value at the end of its path, or the first array on the way, or
   * undefined where it reaches nothing. Cheaper than a list for the many fields that have one value.
   */
  reach(path: FieldPath): JsonValue | undefined
  /** The raw JSON text of the value at the path, digits of large numbers included, or undefined. */
  token(path: FieldPath): string | undefined
  /** Whether {@link get} gives exactly this text, told without decoding it where that can be done. */
  isText(path: FieldPath, text: string): boolean
  /**
   * A small number that stands for the text at the path, or −1 where it has none: equal texts that were seen a short while ago
   * have the same, at whatever path. It means the same text again as long as its {@link textVersion} is the same.
   */
  textNumber(path: FieldPath): number
  /** Changes when a number that {@link textNumber} gave is given to another text. */
  textVersion(number: number): number
  /** What stands at the path, as {@link get} walks to it, told without decoding it. */
  tokenKind(path: FieldPath): TokenKind
  /**
   * Writes the raw JSON text of the value at the path into `into` from `at` on, byte by byte as it arrived, and gives the
   * place behind it. −1 when there is none, or when it does not fit: then nothing that counts was written.
   */
  copyToken(path: FieldPath, into: Uint8Array, at: number): number
  /**
   * Writes what {@link reach} gives as JSON, as {@link copyToken} does, where it is a text of ASCII without escapes and nobody
   * has to search for it. −1 in all other cases, and when it does not fit.
   */
  copyPlainText(path: FieldPath, into: Uint8Array, at: number): number
  /**
   * True when {@link tokenStart} and {@link tokenEnd} are told at next to no cost, as after a scan. It may differ from one
   * record to the next.
   */
  readonly isScanned: boolean
  /** Where the raw JSON text of the value at the path starts in {@link bytes}; −1 where there is no value. */
  tokenStart(path: FieldPath): number
  /** One behind the last byte of that text in {@link bytes}; −1 where there is no value. */
  tokenEnd(path: FieldPath): number
  /**
   * False only when no member anywhere in the record has one of the names that the reader was made to watch for, compared
   * without case: it may be true of a record that has none.
   */
  readonly mayHoldWatchedName: boolean
  /**
   * The text at the path, where it is an ISO-8601 time stamp, in milliseconds since 1970: what `parseIsoTime` says of it, NaN
   * where there is no text. Of the shape `2026-03-14T08:17:45Z` it is read from the bytes, without making a string.
   */
  isoTime(path: FieldPath): number
  /** False only when no line break stands between the record's tokens or around it: it may be true where there is none. */
  readonly mayHoldLineBreak: boolean
  /** The whole record, decoded: for keyword searches and for values that only a walk finds. */
  root(): JsonObject
  /** The record's bytes as they arrived. */
  bytes(): Uint8Array
  /** The same as text; what is no UTF-8 is the replacement character. */
  json(): string
}

/** The kind of a JSON value; `none` where there is no value. */
export type TokenKind = 'none' | 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array'

/** Why bytes could not be loaded. */
export interface LoadFault {
  readonly reason: 'not-json' | 'not-an-object'
  readonly detail: string
}

/** A reader that is loaded with one record after the other. What it returned before a `load` stays valid. */
export interface RecordReader extends FieldReader {
  /** Makes `bytes` the record to read. After a fault the reader is empty. Never throws. */
  load(bytes: Uint8Array): LoadFault | null
  /**
   * Says whose paths the next questions are: of this table, or of the one that it extends. A reader is made for a number of
   * tables, which may grow afterwards. Before the first call it is the first of them.
   */
  use(table: PathTable): void
}
