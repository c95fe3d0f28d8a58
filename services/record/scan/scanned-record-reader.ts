import type { JsonObject, JsonValue } from '../../core/json.ts'
import { collectValues, MAX_VALUES } from '../collect.ts'
import type { FieldPath, PathTable } from '../field-path.ts'
import type { LoadFault, RecordReader, TokenKind } from '../field-reader.ts'
import { PlainRecordReader } from '../plain-record-reader.ts'
import { textOf } from '../text-of.ts'
import type { ReaderPlan, TablePlan } from './reader-plan.ts'
import { SlotValues } from './slot-values.ts'
import { ABSENT, ARRAY, PLAIN } from './scanner.ts'
import { TOKEN_KINDS } from './reader-tokens.ts'

const NO_BYTES = new Uint8Array(0)
const NO_TABLE: TablePlan = { texts: [], slots: new Int32Array(0) }
/** No place to look at, and not on the way to one. */
const NONE = -1

/**
 * The scanned backing of a record: one exact pass over the bytes finds the tokens of all paths of the tables, and values are
 * decoded when asked. What a scan does not tell (other paths, the whole record, records that the scanner refuses) is
 * answered by the plain backing, so that both always give the same.
 */
export class ScannedRecordReader implements RecordReader {
  readonly #replan: () => ReaderPlan | null
  #plan: ReaderPlan
  #values: SlotValues
  #table: PathTable | null
  /** of {@link #table}; without paths while nothing is scanned, so that every question goes the long way */
  #paths = NO_TABLE
  #tablePlan: TablePlan
  #isOutgrown = false
  #isScanned = false
  #isParsed = true
  readonly #plain = new PlainRecordReader()
  #bytes: Uint8Array = NO_BYTES
  #json: string | null = ''

  /** `table`: whose paths are asked before the first {@link use}. `replan` makes the plan again when tables have grown. */
  constructor(plan: ReaderPlan, table: PathTable | null, replan: () => ReaderPlan | null) {
    this.#plan = plan
    this.#table = table
    this.#replan = replan
    this.#values = new SlotValues(plan.scanner)
    this.#tablePlan = this.#planOf(table)
  }

  load(bytes: Uint8Array): LoadFault | null {
    if (this.#isOutgrown) this.#planAgain()
    this.#isParsed = false
    this.#json = null
    this.#bytes = bytes
    if (this.#plan.scanner.scan(bytes)) {
      this.#isScanned = true
      this.#paths = this.#tablePlan
      this.#values.begin()
      return null
    }
    this.#isScanned = false
    this.#paths = NO_TABLE
    const fault = this.#parse()
    if (fault) this.#bytes = NO_BYTES
    return fault
  }

  use(table: PathTable): void {
    if (table === this.#table) return
    this.#table = table
    this.#tablePlan = this.#planOf(table)
    if (this.#isScanned) this.#paths = this.#tablePlan
  }

  get(path: FieldPath): JsonValue | undefined {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().get(path) : this.#values.get(slot)
  }

  text(path: FieldPath): string | undefined {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().text(path) : this.#values.text(slot)
  }

  reach(path: FieldPath): JsonValue | undefined {
    const slot = this.#slotOf(path)
    if (slot === NONE) return this.#parsed().reach(path)
    const value = this.#values.get(slot)
    if (value !== undefined) return value
    const array = this.#arrayAbove(slot)
    return array === NONE ? undefined : this.#values.get(array)
  }

  collect(path: FieldPath, into: JsonValue[]): boolean {
    const slot = this.#slotOf(path)
    if (slot === NONE) return this.#parsed().collect(path, into)
    const kind = this.#values.kind(slot)
    const from = kind === ABSENT ? this.#arrayAbove(slot) : slot
    if (from === NONE || into.length >= MAX_VALUES) return false
    const value = this.#values.get(from)
    if (value === undefined) return false
    if (kind !== ABSENT && kind !== ARRAY) {
      into.push(value)
      return true
    }
    const depth = this.#plan.depths[from] ?? 0
    return collectValues(value, path.keys, depth, into, path.suffixes, depth)
  }

  token(path: FieldPath): string | undefined {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().token(path) : this.#values.token(slot)
  }

  tokenKind(path: FieldPath): TokenKind {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().tokenKind(path) : (TOKEN_KINDS[this.#values.kind(slot)] ?? 'none')
  }

  copyToken(path: FieldPath, into: Uint8Array, at: number): number {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().copyToken(path, into, at) : this.#values.copyToken(slot, into, at)
  }

  copyPlainText(path: FieldPath, into: Uint8Array, at: number): number {
    const slot = this.#slotOf(path)
    return slot !== NONE && this.#values.kind(slot) === PLAIN ? this.#values.copyToken(slot, into, at) : -1
  }

  isText(path: FieldPath, text: string): boolean {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().isText(path, text) : this.#values.isText(slot, text)
  }

  textNumber(path: FieldPath): number {
    const slot = this.#slotOf(path)
    return slot === NONE ? NONE : this.#values.textNumber(slot)
  }

  textVersion(number: number): number {
    return this.#values.textVersion(number)
  }

  tokenStart(path: FieldPath): number {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().tokenStart(path) : this.#values.start(slot)
  }

  tokenEnd(path: FieldPath): number {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().tokenEnd(path) : this.#values.end(slot)
  }

  isoTime(path: FieldPath): number {
    const slot = this.#slotOf(path)
    return slot === NONE ? this.#parsed().isoTime(path) : this.#values.isoTime(slot)
  }

  get isScanned(): boolean {
    return this.#isScanned
  }

  get mayHoldWatchedName(): boolean {
    return !this.#isScanned || this.#plan.scanner.mayHoldWatchedName
  }

  get mayHoldLineBreak(): boolean {
    return !this.#isScanned || this.#plan.scanner.hasBlanks
  }

  root(): JsonObject {
    return this.#parsed().root()
  }

  bytes(): Uint8Array {
    return this.#bytes
  }

  json(): string {
    return (this.#json ??= this.#isParsed ? this.#plain.json() : textOf(this.#bytes))
  }

  #slotOf(path: FieldPath): number {
    const { texts, slots } = this.#paths
    const { index } = path
    // Somebody may ask with a path of another table: the text tells.
    if (index < slots.length && texts[index] === path.text) return slots[index] ?? NONE
    return this.#isScanned ? this.#slotOfText(path.text) : NONE
  }

  #slotOfText(text: string): number {
    const slot = this.#plan.slotOfText.get(text)
    if (slot !== undefined) return slot
    const { texts } = this.#paths
    if (this.#table && texts !== NO_TABLE.texts && this.#table.paths.length > texts.length) this.#isOutgrown = true
    return NONE
  }

  /** The nearest array on the way to a slot where nothing stands, or {@link NONE}. */
  #arrayAbove(slot: number): number {
    let above = this.#plan.parents[slot] ?? NONE
    while (above !== NONE && this.#values.kind(above) === ABSENT) above = this.#plan.parents[above] ?? NONE
    return above !== NONE && this.#values.kind(above) === ARRAY ? above : NONE
  }

  /** The plain backing, loaded with the record at hand. */
  #parsed(): PlainRecordReader {
    if (!this.#isParsed) this.#parse()
    return this.#plain
  }

  #parse(): LoadFault | null {
    this.#isParsed = true
    return this.#plain.load(this.#bytes)
  }

  #planAgain(): void {
    this.#isOutgrown = false
    const plan = this.#replan()
    if (!plan) return
    this.#plan = plan
    this.#values = new SlotValues(plan.scanner, this.#values)
    this.#tablePlan = this.#planOf(this.#table)
  }

  #planOf(table: PathTable | null): TablePlan {
    return (table && this.#plan.tables.get(table)) ?? NO_TABLE
  }
}
