/** Cells of a page; a power of two, so that a cell's page and place in it are told by its bits. */
const PAGE_BITS = 12
const PAGE = 1 << PAGE_BITS
const NO_PAGE = new Int32Array(0)

/** Stands for no cell. */
export const NO_CELL = -1

/**
 * Cells of a fixed number of 32-bit words, in pages. A cell is a number that stays with it until it is released; pages in which
 * no cell is in use are given back.
 *
 * To read or write a cell's word `n`: `pool.page(cell)[pool.at(cell) + n]`. Words of a new cell hold anything.
 */
export class CellPool {
  readonly #words: number
  readonly #pages: Int32Array[] = []
  /** by page: how many cells are in use */
  readonly #used: number[] = []
  /** by page: the first of the released cells, each of which holds the next one in its first word; NO_CELL: none */
  readonly #free: number[] = []
  /** by page: how many cells were ever in use */
  readonly #reached: number[] = []
  /** pages that have room, apart from the open one; some of them were given back meanwhile */
  readonly #roomy: number[] = []
  /** places of pages that were given back */
  readonly #vacant: number[] = []
  /** the page that new cells are taken from */
  #open = NO_CELL
  size = 0

  constructor(words: number) {
    this.#words = words
  }

  /** the words of the cell's page */
  page(cell: number): Int32Array {
    return this.#pages[cell >>> PAGE_BITS] ?? NO_PAGE
  }

  /** where the cell begins in its page */
  at(cell: number): number {
    return (cell & (PAGE - 1)) * this.#words
  }

  /** how many pages there are */
  get pages(): number {
    return this.#pages.length - this.#vacant.length
  }

  /** Places of pages, those that were given back among them. */
  get places(): number {
    return this.#pages.length
  }

  /** The cells of the page at a place that were ever in use, the first one, and one behind the last. */
  cellsOf(place: number): { readonly first: number; readonly end: number } {
    const first = place * PAGE
    return { first, end: this.#pages[place] === NO_PAGE ? first : first + (this.#reached[place] ?? 0) }
  }

  take(): number {
    let page = this.#open
    if (page < 0 || (this.#used[page] ?? PAGE) >= PAGE) page = this.#openAnother()
    this.#used[page] = (this.#used[page] ?? 0) + 1
    this.size += 1
    const cell = this.#free[page] ?? NO_CELL
    if (cell === NO_CELL) {
      const reached = this.#reached[page] ?? 0
      this.#reached[page] = reached + 1
      return page * PAGE + reached
    }
    this.#free[page] = this.page(cell)[this.at(cell)] ?? NO_CELL
    return cell
  }

  release(cell: number): void {
    const page = cell >>> PAGE_BITS
    const used = (this.#used[page] ?? 0) - 1
    this.#used[page] = used
    this.size -= 1
    if (used === 0 && page !== this.#open) {
      this.#giveBack(page)
      return
    }
    this.page(cell)[this.at(cell)] = this.#free[page] ?? NO_CELL
    this.#free[page] = cell
    if (used === PAGE - 1 && page !== this.#open) this.#roomy.push(page)
  }

  #openAnother(): number {
    for (let page = this.#roomy.pop(); page !== undefined; page = this.#roomy.pop()) {
      const isThere = this.#pages[page] !== NO_PAGE
      if (isThere && (this.#used[page] ?? PAGE) < PAGE) return (this.#open = page)
    }
    const page = this.#vacant.pop() ?? this.#pages.length
    this.#pages[page] = new Int32Array(PAGE * this.#words)
    this.#used[page] = 0
    this.#free[page] = NO_CELL
    this.#reached[page] = 0
    return (this.#open = page)
  }

  #giveBack(page: number): void {
    this.#pages[page] = NO_PAGE
    this.#vacant.push(page)
  }
}
