/**
 * Files that were read for the first time and end in the middle of something, which may be all there will ever be: their end
 * is judged only after they have not changed for a while, and until then not everything is read that is there.
 */
export class UnfinishedFiles {
  /** slot → when it was read, on the collector's clock */
  readonly #since = new Map<number, number>()

  get size(): number {
    return this.#since.size
  }

  /** A file was read. One that is read again has grown or its end was judged: in both cases it is not waited for. */
  read(slot: number, found: { readonly isFirst: boolean; readonly isFinished: boolean; readonly at: number }): void {
    if (found.isFirst && !found.isFinished) this.#since.set(slot, found.at)
    else this.#since.delete(slot)
  }

  /**
   * A round is over that began at this time: it met all files, so those that had been left alone for `settleMs` when it began
   * and were still not read again are gone.
   */
  roundEnded(began: number, settleMs: number): void {
    for (const [slot, at] of this.#since) if (at + settleMs <= began) this.#since.delete(slot)
  }
}
