import { CellPool, NO_CELL } from './cell-pool.ts'
import { HASH_WORDS } from './sip-hash.ts'
import { GroupIndex } from './group-index.ts'

/** Words of a group's cell. The first {@link HASH_WORDS} are its hash. */
export const GROUP = {
  /** the group hit before it, and after it */
  older: 4,
  newer: 5,
  /** the newest block of its entries; NO_CELL: none */
  block: 6,
  /** how many entries it has; {@link LOUD}: they are kept elsewhere; {@link GONE}: there is no group any more */
  count: 7,
  /** the time from which its entries' times are counted: upper 32 bits, and lower ones */
  baseHigh: 8,
  baseLow: 9,
  /** time of its newest entry, from there */
  newest: 10,
} as const

const WORDS = 11

/** The count of a group whose entries are kept as objects. */
export const LOUD = -1

/** The count in a cell that is not in use. */
export const GONE = -2

/**
 * Groups by their hash, in the order in which they were hit last. A group is a cell of {@link groups}, and stays in it until it
 * is removed. Nothing but the hash tells two groups apart.
 */
export class PackedGroups {
  readonly cells = new CellPool(WORDS)
  readonly #index = new GroupIndex()
  #wanted: Int32Array = new Int32Array(HASH_WORDS)
  #newest = NO_CELL
  #oldest = NO_CELL
  readonly #isWanted = (cell: number): boolean => {
    const page = this.cells.page(cell)
    const at = this.cells.at(cell)
    const wanted = this.#wanted
    return (
      page[at] === wanted[0] && page[at + 1] === wanted[1] && page[at + 2] === wanted[2] && page[at + 3] === wanted[3]
    )
  }

  get size(): number {
    return this.#index.size
  }

  /** the group that was hit least recently; NO_CELL: there are none */
  get oldest(): number {
    return this.#oldest
  }

  /** The group of a hash, made without entries when there is none; it is the one hit most recently. */
  touch(hash: Int32Array): number {
    this.#wanted = hash
    // Nobody without the key can foresee it.
    const number = hash[0] ?? 0
    let cell = this.#index.find(number, this.#isWanted)
    if (cell === NO_CELL) {
      cell = this.#make(hash)
      this.#index.add(number, cell)
    } else {
      if (cell === this.#newest) return cell
      this.#unlink(cell)
    }
    const newest = this.#newest
    const page = this.cells.page(cell)
    const at = this.cells.at(cell)
    page[at + GROUP.older] = newest
    page[at + GROUP.newer] = NO_CELL
    if (newest === NO_CELL) this.#oldest = cell
    else this.#set(newest, GROUP.newer, cell)
    this.#newest = cell
    return cell
  }

  remove(cell: number): void {
    this.#index.remove(this.#get(cell, 0), cell)
    this.#unlink(cell)
    this.#set(cell, GROUP.count, GONE)
    this.cells.release(cell)
  }

  /** The group hit next after one; NO_CELL: it is the last. */
  after(cell: number): number {
    return this.#get(cell, GROUP.newer)
  }

  #make(hash: Int32Array): number {
    const cell = this.cells.take()
    const page = this.cells.page(cell)
    const at = this.cells.at(cell)
    for (let word = 0; word < HASH_WORDS; word += 1) page[at + word] = hash[word] ?? 0
    page[at + GROUP.block] = NO_CELL
    page[at + GROUP.count] = 0
    return cell
  }

  #unlink(cell: number): void {
    const page = this.cells.page(cell)
    const at = this.cells.at(cell)
    const older = page[at + GROUP.older] ?? NO_CELL
    const newer = page[at + GROUP.newer] ?? NO_CELL
    if (older === NO_CELL) this.#oldest = newer
    else this.#set(older, GROUP.newer, newer)
    if (newer === NO_CELL) this.#newest = older
    else this.#set(newer, GROUP.older, older)
  }

  #get(cell: number, word: number): number {
    return this.cells.page(cell)[this.cells.at(cell) + word] ?? NO_CELL
  }

  #set(cell: number, word: number, value: number): void {
    this.cells.page(cell)[this.cells.at(cell) + word] = value
  }
}
