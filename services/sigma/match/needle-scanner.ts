import { chooseWords } from './choose-words.ts'
import { CutNeedles, type CutNeedle, type Needle } from './cut-needles.ts'
import type { HitList } from './hit-list.ts'
import { needleTable, type NeedleTable } from './needle-table.ts'
import { childOf, fallbacksOf, needleTree, type NeedleTree } from './needle-tree.ts'

/** Needles are cut to so many characters, fewer where there are very many of them. */
const WORD_LENGTHS = [8, 6, 4] as const
/** Entries of a machine, four bytes each. What needs more goes through the tree itself, more slowly. */
const MOST_ENTRIES = 1 << 21
/** Needles that are not ASCII are cut to so many characters. */
const ODD_LENGTH = 32

/**
 * Looks for many needles in one go: of each a rare run of a few characters is looked for, its word, and where that stands the
 * rest is compared. Needles that are not ASCII alone are looked for apart, in texts that are not either.
 */
export class NeedleScanner {
  /** finds the words of all needles that are ASCII; null when there are too many of them */
  readonly table: NeedleTable | null
  /** those of {@link table} */
  readonly #plain: CutNeedles
  readonly #longest: number
  /** in place of {@link table} */
  readonly #tree: TreeScan | null
  readonly #odd: TreeScan | null

  constructor(needles: readonly Needle[]) {
    const plain = needles.filter(({ text }) => isAscii(text))
    const odd = needles.filter(({ text }) => !isAscii(text)).map((needle) => cutAt(needle, 0, ODD_LENGTH))
    const { cut, table, words } = cutPlain(plain)
    this.table = table
    this.#plain = new CutNeedles(table ? cut : [], table ? words : [])
    this.#longest = cut.reduce((most, { word }) => Math.max(most, word.length), 1)
    this.#tree = table ? null : treeScan(cut)
    this.#odd = odd.length === 0 ? null : treeScan(odd)
  }

  /**
   * Where in a text, folded or not, something may be found, or −1: a word ends there, or it is no ASCII and the text must be
   * folded before it can be searched.
   */
  firstAt(text: string): number {
    if (this.table === null) return 0
    const { next, classOf, firstEnd } = this.table
    let state = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code > 127) return at
      state = next[state + (classOf[code] ?? 0)] ?? 0
      if (state >= firstEnd) return at
    }
    return -1
  }

  /** Adds the ids of all needles in a folded text to `hits`. `first` is what {@link firstAt} gave for the text. */
  find(text: string, first: number, hits: HitList): void {
    let isOdd = true
    if (this.table) isOdd = this.#scanTable(this.table, text, Math.max(0, first + 1 - this.#longest), hits)
    else if (this.#tree) scanTree(this.#tree, text, hits)
    if (isOdd && this.#odd) scanTree(this.#odd, text, hits)
  }

  /** Returns whether there was something else than ASCII. */
  #scanTable(table: NeedleTable, text: string, from: number, hits: HitList): boolean {
    const { next, classOf, classes, firstEnd, endingStart, ending } = table
    const needles = this.#plain
    needles.begin()
    let isOdd = false
    let state = 0
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code > 127) {
        isOdd = true
        state = 0
        continue
      }
      state = next[state + (classOf[code] ?? 0)] ?? 0
      if (state < firstEnd) continue
      const number = (state - firstEnd) / classes
      const last = endingStart[number + 1] ?? 0
      for (let word = endingStart[number] ?? 0; word < last; word += 1) {
        needles.compare(ending[word] ?? 0, text, at + 1, hits)
      }
    }
    return isOdd
  }
}

/** Words as a tree, with where to go on when a character continues none of them. */
interface TreeScan {
  readonly tree: NeedleTree
  readonly fallback: Int32Array
  readonly needles: CutNeedles
}

function treeScan(cut: readonly CutNeedle[]): TreeScan {
  const tree = needleTree(cut.map(({ word }) => word))
  return { tree, fallback: fallbacksOf(tree), needles: new CutNeedles(cut, tree.needles) }
}

function scanTree({ tree, fallback, needles }: TreeScan, text: string, hits: HitList): void {
  needles.begin()
  let node = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    let next = childOf(tree, node, character)
    while (next < 0 && node > 0) {
      node = fallback[node] ?? 0
      next = childOf(tree, node, character)
    }
    node = Math.max(next, 0)
    for (let inner = node; inner > 0; inner = fallback[inner] ?? 0) {
      const word = (tree.ends[inner] ?? 0) - 1
      if (word >= 0) needles.compare(word, text, at + 1, hits)
    }
  }
}

interface Cut {
  readonly cut: readonly CutNeedle[]
  readonly table: NeedleTable | null
  /** in the order of the table */
  readonly words: readonly string[]
}

/** Cuts needles to words as long as the machine allows; without a machine when even the shortest are too many. */
function cutPlain(needles: readonly Needle[]): Cut {
  for (const length of WORD_LENGTHS) {
    const cut = cutTo(needles, length)
    const tree = needleTree(cut.map(({ word }) => word))
    const table = needleTable(tree, MOST_ENTRIES)
    if (table) return { cut, table, words: tree.needles }
  }
  return { cut: cutTo(needles, WORD_LENGTHS[0]), table: null, words: [] }
}

function cutTo(needles: readonly Needle[], length: number): readonly CutNeedle[] {
  const starts = chooseWords(
    needles.map(({ text }) => text),
    length,
  )
  return needles.map((needle, at) => cutAt(needle, starts[at] ?? 0, length))
}

function cutAt(needle: Needle, start: number, length: number): CutNeedle {
  const word = needle.text.slice(start, start + length)
  return { ...needle, word, toEnd: start + word.length }
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false
  return true
}
