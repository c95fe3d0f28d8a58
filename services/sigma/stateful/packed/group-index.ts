const SMALLEST = 1024
/** A table is doubled when more than this part of it is in use, and halved when less than an eighth is. */
const FULLEST = 0.6

/** Whether the group in a cell has the hash that is looked for. */
export type IsSame = (cell: number) => boolean

/**
 * Finds the cell of a group by a number of 32 bits that is made of its hash: an open-addressing table with linear probing. The
 * numbers must not be foreseeable, or a hostile log could crowd one place of it.
 */
export class GroupIndex {
  /** pairs: a group's number, and its cell + 1; 0: nobody is there */
  #table = new Int32Array(2 * SMALLEST)
  size = 0

  /** The cell of the group with this number for which `isSame` is true; −1 when there is none. */
  find(number: number, isSame: IsSame): number {
    const table = this.#table
    const last = table.length - 1
    for (let at = (number << 1) & last; ; at = (at + 2) & last) {
      const cell = (table[at + 1] ?? 0) - 1
      if (cell < 0) return -1
      if (table[at] === number && isSame(cell)) return cell
    }
  }

  /** Adds a cell that is not there. */
  add(number: number, cell: number): void {
    this.size += 1
    if (2 * this.size > FULLEST * this.#table.length) this.#resize(2 * this.#table.length)
    put(this.#table, number, cell + 1)
  }

  /** Takes out a cell that is there. */
  remove(number: number, cell: number): void {
    const table = this.#table
    const last = table.length - 1
    let hole = (number << 1) & last
    while (table[hole + 1] !== cell + 1) hole = (hole + 2) & last
    // Whoever stands behind the hole and would not be found any more moves into it.
    for (let at = (hole + 2) & last; table[at + 1] !== 0; at = (at + 2) & last) {
      const home = ((table[at] ?? 0) << 1) & last
      if (((at - home) & last) < ((at - hole) & last)) continue
      table[hole] = table[at] ?? 0
      table[hole + 1] = table[at + 1] ?? 0
      hole = at
    }
    table[hole + 1] = 0
    this.size -= 1
    if (table.length > 2 * SMALLEST && 16 * this.size < table.length) this.#resize(table.length / 2)
  }

  #resize(length: number): void {
    const old = this.#table
    this.#table = new Int32Array(length)
    for (let at = 0; at < old.length; at += 2) {
      const filled = old[at + 1] ?? 0
      if (filled !== 0) put(this.#table, old[at] ?? 0, filled)
    }
  }
}

function put(table: Int32Array, number: number, filled: number): void {
  const last = table.length - 1
  let at = (number << 1) & last
  while (table[at + 1] !== 0) at = (at + 2) & last
  table[at] = number
  table[at + 1] = filled
}
