import type { OpenFile } from './open-file.ts'

/** A file that is kept open between two looks. */
export interface HeldFile {
  readonly slot: number
  /** where it was last, to name it */
  path: string
  readonly file: OpenFile
  /** when it was found to be no longer at its path, on the clock of the collector; null while it is there */
  goneSince: number | null
}

/**
 * The growing files that are kept open, so that what is written to them just before they are renamed or deleted is read
 * all the same. Bounded: the one that was written to least recently gives way.
 */
export class HeldFiles {
  readonly #most: number
  readonly #files = new Map<number, HeldFile>()

  constructor(most: number) {
    this.#most = most
  }

  get(slot: number): HeldFile | undefined {
    return this.#files.get(slot)
  }

  all(): readonly HeldFile[] {
    return [...this.#files.values()]
  }

  /** Takes the open file over: it is closed when it gives way, perhaps at once. */
  async keep(slot: number, path: string, file: OpenFile): Promise<void> {
    await this.drop(slot)
    this.#files.set(slot, { slot, path, file, goneSince: null })
    if (this.#files.size <= this.#most) return
    let oldest: HeldFile | null = null
    for (const held of this.#files.values()) {
      if (oldest === null || held.file.state.mtime < oldest.file.state.mtime) oldest = held
    }
    if (oldest) await this.drop(oldest.slot)
  }

  /** Closes a file if it is held. */
  async drop(slot: number): Promise<void> {
    const held = this.#files.get(slot)
    if (!held) return
    this.#files.delete(slot)
    await held.file.close()
  }

  async close(): Promise<void> {
    for (const { slot } of this.all()) await this.drop(slot)
  }
}
