/** Reads bytes at `at` of a file into `into` and says how many; 0 at its end. Throws what the file system throws. */
export type ReadAt = (into: Uint8Array, at: number) => number

/** The stretch of a file that is looked at, in memory that is used again for the next stretch. */
export class LineWindow {
  /** behind {@link end} stands a newline that is none of the file's, so that a search always ends */
  bytes: Buffer
  /** everything before this index has been dealt with */
  at = 0
  /** index behind the last byte of the file that is here */
  end = 0
  /** place of `bytes[0]` in the file */
  base: number
  /** nothing follows in the file */
  isEnd = false
  readonly #read: ReadAt
  readonly #most: number

  /**
   * Begins at `from` of the file, in `memory`, which is filled at once but for its last byte. When what is in hand does not fit,
   * the window takes more memory, for up to `most` bytes.
   */
  constructor(read: ReadAt, from: number, memory: Buffer, most: number) {
    this.#read = read
    this.base = from
    this.#most = most
    this.bytes = memory
  }

  /** Reads on, keeping what stands from {@link at} on. False when the file is at its end, or when there is no room. */
  fill(): boolean {
    if (this.isEnd) return false
    if (this.at > 0) {
      this.bytes.copyWithin(0, this.at, this.end)
      this.base += this.at
      this.end -= this.at
      this.at = 0
    }
    const room = this.bytes.length - 1
    if (this.end === room) {
      if (room >= this.#most) return false
      const grown = Buffer.allocUnsafeSlow(Math.min(room * 2, this.#most) + 1)
      this.bytes.copy(grown, 0, 0, this.end)
      this.bytes = grown
    }
    const count = this.#read(this.bytes.subarray(this.end, this.bytes.length - 1), this.base + this.end)
    this.isEnd = count === 0
    this.end += count
    this.bytes[this.end] = NEWLINE
    return count > 0
  }
}

const NEWLINE = 10
