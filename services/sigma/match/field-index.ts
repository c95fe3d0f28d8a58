import type { FieldReader } from '../../record/field-reader.ts'
import type { Candidates } from './candidates.ts'
import { withPlainS, foldClue, type Clue } from './clue.ts'
import type { FieldValues } from './field-values.ts'
import type { Needle } from './cut-needles.ts'
import { HitList } from './hit-list.ts'
import { NeedleScanner } from './needle-scanner.ts'
import { NetworkTree } from './network-tree.ts'
import { RecordGate } from './record-gate.ts'
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
  /** folded text → id */
  readonly #equal = new Map<string, number>()
  readonly #longestEqual: number
  readonly #scanner: NeedleScanner | null
  readonly #networks: NetworkTree | null
  /** ids by text; null for the texts of the whole record, few of which come again */
  readonly #cache: TextCache<Int32Array> | null
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
    values.refresh()
    if (this.#present >= 0 && values.isPresent) this.#addRules(this.#present, candidates)
    const { textCount, texts } = values
    for (let at = 0; at < textCount; at += 1) this.#findText(texts[at] ?? '', at, candidates)
    if (values.hasObjects) this.#findObjects(candidates)
  }

  #findText(text: string, at: number, candidates: Candidates): void {
    const known = this.#cache?.get(text)
    if (known !== undefined) {
      for (const id of known) this.#addRules(id, candidates)
      return
    }
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
    this.#addHits(candidates)
    if (this.#cache?.isKeeping(text) === true) this.#cache.set(text, hits.count === 0 ? NONE : hits.copy())
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
