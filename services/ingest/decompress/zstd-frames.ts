/**
 * Finds where the frames of a Zstandard stream end, without decoding them (RFC 8878 §3: magic number, header, blocks with
 * their sizes, checksum; skippable frames). Node's Zstandard before version 26 passes over whatever stands behind the end of
 * a frame in the same write, and before 24.20 says nothing of a frame that is cut off: with the ends known, neither loses
 * anything.
 */
export class ZstdFrames {
  #step: Step = 'magic'
  /** how many bytes the step still needs */
  #missing = 4
  /** the bytes of the step that came so far, as a little-endian number */
  #value = 0
  #taken = 0
  #hasChecksum = false
  #isLastBlock = false
  #offset = 0
  #lastEnd = 0

  /** Place in the stream behind the last whole frame. */
  get lastEnd(): number {
    return this.#lastEnd
  }

  /** True when no frame began where one should have. */
  get isLost(): boolean {
    return this.#step === 'lost'
  }

  /** True while the bytes so far end inside of a frame. False again when they are no Zstandard. */
  get isInside(): boolean {
    return !this.isLost && !(this.#step === 'magic' && this.#taken === 0)
  }

  /** Cuts a piece behind each end of a frame. To be called for every piece of the stream, in order. */
  *cut(piece: Uint8Array): Generator<Uint8Array> {
    let start = 0
    let at = 0
    while (at < piece.length && !this.isLost) {
      const from = at
      at = this.#advance(piece, at)
      this.#offset += at - from
      if (this.isInside || this.isLost) continue
      this.#lastEnd = this.#offset
      yield piece.subarray(start, at)
      start = at
    }
    if (start < piece.length) yield piece.subarray(start)
  }

  /** Takes bytes for the step at hand; returns the place behind them. */
  #advance(piece: Uint8Array, at: number): number {
    const count = Math.min(this.#missing, piece.length - at)
    if (READ.has(this.#step)) {
      for (let index = 0; index < count; index += 1) {
        this.#value += (piece[at + index] ?? 0) * 256 ** this.#taken
        this.#taken += 1
      }
    }
    this.#missing -= count
    if (this.#missing === 0) this.#finish()
    return at + count
  }

  #begin(step: Step, missing: number): void {
    this.#step = step
    this.#missing = missing
    this.#value = 0
    this.#taken = 0
    if (missing === 0) this.#finish()
  }

  /** What follows the step that is complete. */
  #finish(): void {
    const value = this.#value
    switch (this.#step) {
      case 'magic':
        if (value === MAGIC) return this.#begin('descriptor', 1)
        return isSkippable(value) ? this.#begin('size', 4) : this.#begin('lost', Number.POSITIVE_INFINITY)
      case 'size':
        return this.#begin('skipped', value)
      case 'descriptor':
        this.#hasChecksum = (value & 4) !== 0
        return this.#begin('header', headerBytes(value))
      case 'header':
        return this.#begin('block', 3)
      case 'block': {
        this.#isLastBlock = (value & 1) !== 0
        const isRepeated = ((value >> 1) & 3) === 1
        return this.#begin('content', isRepeated ? 1 : value >> 3)
      }
      case 'content':
        if (!this.#isLastBlock) return this.#begin('block', 3)
        return this.#begin('checksum', this.#hasChecksum ? 4 : 0)
      case 'checksum':
      case 'skipped':
        return this.#begin('magic', 4)
      case 'lost':
    }
    return undefined
  }
}

/** What the next bytes are; `lost`: no frame begins where one should. */
type Step = 'magic' | 'size' | 'skipped' | 'descriptor' | 'header' | 'block' | 'content' | 'checksum' | 'lost'

/** Steps whose bytes are a number that decides what follows. */
const READ: ReadonlySet<Step> = new Set(['magic', 'size', 'descriptor', 'block'])

const MAGIC = 0xfd2f_b528

function isSkippable(magic: number): boolean {
  return magic >= 0x184d_2a50 && magic <= 0x184d_2a5f
}

/** Bytes of a frame's header behind its descriptor: window, dictionary id, content size. */
function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0
  const content = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  return (isSingleSegment ? 0 : 1) + dictionary + content
}
