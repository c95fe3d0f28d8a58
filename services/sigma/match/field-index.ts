import type { FieldPath } from '../../record/field-path.ts'
import type { FieldReader } from '../../record/field-reader.ts'
import type { Candidates } from './candidates.ts'
import { withPlainS, foldClue, type Clue } from './clue.ts'
import type { FieldValues } from './field-values.ts'
import type { Needle } from './cut-needles.ts'
import { HitList } from './hit-list.ts'
import { NeedleScanner } from './needle-scanner.ts'
import { NetworkTree } from './network-tree.ts'
import { RecordGate } from './record-gate.ts'
import { RulesByText } from './rules-by-text.ts'
import { TextCache } from './text-cache.ts'

const NONE = new Int32Array(0)

/** A clue and the rules for which it is the witness, in ascending order. */
export interface IndexedClue {
  readonly clue: Clue
  readonly rules: readonly number[]
}

/** All clues of one field: tells which rules an event's values are witnesses of. */
export class FieldIndex {
  readonly #values: FieldValues
  /** by id of a clue, and one more: where its rules begin in {@link #rules} */
  readonly #firstRule: Int32Array
  readonly #rules: Int32Array
  /** id of the clue that the field is present; −1 when there is none */
  readonly #present: number
  /** that is the only clue */
  readonly #isPresenceAlone: boolean
  /** folded text → id */
  readonly #equal = new Map<string, number>()
  readonly #longestEqual: number
  readonly #scanner: NeedleScanner | null
  readonly #networks: NetworkTree | null
  /** ids by text; null for the texts of the whole record, few of which come again */
  readonly #cache: TextCache<Int32Array> | null
  readonly #known = new RulesByText()
  readonly #gate: RecordGate | null
  readonly #hits = new HitList()

  constructor(values: FieldValues, clues: readonly IndexedClue[], isWholeRecord: boolean) {
    this.#values = values
    this.#rules = Int32Array.from(clues.flatMap(({ rules }) => rules))
    this.#firstRule = new Int32Array(clues.length + 1)
    for (const [id, { rules }] of clues.entries()) this.#firstRule[id + 1] = (this.#firstRule[id] ?? 0) + rules.length
    this.#cache = isWholeRecord ? null : new TextCache()
    const needles: Needle[] = []
    const networks = new NetworkTree()
    let present = -1
    let hasNetworks = false
    let longest = -1
    for (const [id, { clue }] of clues.entries()) {
      if (clue.kind === 'part') needles.push({ ...clue, id })
      else if (clue.kind === 'present') present = id
      else if (clue.kind === 'equal') {
        this.#equal.set(clue.text, id)
        longest = Math.max(longest, clue.text.length)
      } else {
        networks.add(clue.network, id)
        hasNetworks = true
      }
    }
    this.#present = present
    this.#isPresenceAlone = present >= 0 && clues.length === 1
    this.#longestEqual = longest
    this.#scanner = needles.length > 0 ? new NeedleScanner(needles) : null
    this.#networks = hasNetworks ? networks : null
    const all = clues.map(({ clue }) => clue)
    this.#gate = isWholeRecord ? RecordGate.create(all, this.#scanner?.table ?? null) : null
  }

  /** Adds the rules of all clues that the event at hand, of this record, shows in this field. Never throws. */
  find(record: FieldReader, candidates: Candidates): void {
    if (this.#gate?.mayShow(record.bytes()) === false) return
    const values = this.#values
    const { single } = values
    if (single !== null && this.#findKnown(record, single, candidates)) return
    if (this.#isPresenceAlone) values.refreshPresence()
    else values.refresh()
    if (this.#present >= 0 && values.isPresent) this.#addRules(this.#present, candidates)
    if (this.#isPresenceAlone) return
    const { textCount, texts } = values
    for (let at = 0; at < textCount; at += 1) this.#findText(texts[at] ?? '', at, candidates)
    if (values.hasObjects) this.#findObjects(candidates)
  }

  /**
   * Adds the rules of the one text that the record has at the path, if it is one that comes again and again: nothing is
   * compared then.
   */
  #findKnown(record: FieldReader, single: FieldPath, candidates: Candidates): boolean {
    if (this.#isPresenceAlone) return false
    const number = record.textNumber(single)
    if (number < 0) return false
    const version = record.textVersion(number)
    const known = this.#known.get(number, version, record)
    const rules = known ?? this.#rulesOfOne()
    if (known === null) this.#known.set(number, version, record, rules)
    for (let at = 0; at < rules.length; at += 1) candidates.add(rules[at] ?? 0)
    return true
  }

  /** The rules of a field that has one text and nothing else. */
  #rulesOfOne(): Int32Array {
    const values = this.#values
    values.refresh()
    this.#findHits(values.texts[0] ?? '', 0)
    if (this.#present >= 0) this.#hits.add(this.#present)
    const rules: number[] = []
    for (let at = 0; at < this.#hits.count; at += 1) {
      const id = this.#hits.at(at)
      const last = this.#firstRule[id + 1] ?? 0
      for (let rule = this.#firstRule[id] ?? 0; rule < last; rule += 1) rules.push(this.#rules[rule] ?? 0)
    }
    return rules.length === 0 ? NONE : Int32Array.from(rules)
  }

  #findText(text: string, at: number, candidates: Candidates): void {
    const known = this.#cache?.get(text)
    if (known !== undefined) {
      for (const id of known) this.#addRules(id, candidates)
      return
    }
    const hits = this.#findHits(text, at)
    this.#addHits(candidates)
    if (this.#cache?.isKeeping(text) === true) this.#cache.set(text, hits.count === 0 ? NONE : hits.copy())
  }

  /** The ids of all clues that the text shows; `at` is its place among those of the field. */
  #findHits(text: string, at: number): HitList {
    const hits = this.#hits
    hits.clear()
    // No text gets shorter by folding.
    if (text.length <= this.#longestEqual) this.#findEqual(this.#folded(text, at))
    const scanner = this.#scanner
    if (scanner) {
      const first = scanner.firstAt(text)
      if (first >= 0) scanner.find(this.#folded(text, at), first, hits)
    }
    this.#networks?.find(text, (id) => hits.add(id))
    return hits
  }

  #findEqual(folded: string): void {
    const id = this.#equal.get(folded)
    if (id !== undefined) this.#hits.add(id)
  }

  /** Adds the rules of all hits. */
  #addHits(candidates: Candidates): void {
    for (let at = 0; at < this.#hits.count; at += 1) this.#addRules(this.#hits.at(at), candidates)
  }

  #addRules(id: number, candidates: Candidates): void {
    const last = this.#firstRule[id + 1] ?? 0
    for (let at = this.#firstRule[id] ?? 0; at < last; at += 1) candidates.add(this.#rules[at] ?? 0)
  }

  #folded(text: string, at: number): string {
    // The rules are likely to ask for the folded text too; of a whole record only a few texts are needed.
    return this.#cache ? withPlainS(this.#values.folded[at] ?? '') : foldClue(text)
  }

  /** An object is searched by its strings, and by its JSON. */
  #findObjects(candidates: Candidates): void {
    const hits = this.#hits
    for (const text of this.#values.foldedObjectTexts) {
      hits.clear()
      const folded = withPlainS(text)
      this.#findEqual(folded)
      this.#scanner?.find(folded, 0, hits)
      this.#addHits(candidates)
    }
  }
}
