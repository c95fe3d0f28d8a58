const MOST = 256
const HOT_MS = 10 * 60_000

/** The paths at which something was read last: they are looked at in every round. */
export class HotFiles {
  /** path → when, the oldest first */
  readonly #paths = new Map<string, number>()

  touch(path: string, clock: number): void {
    this.#paths.delete(path)
    this.#paths.set(path, clock)
    if (this.#paths.size > MOST) this.#dropOldest()
  }

  drop(path: string): void {
    this.#paths.delete(path)
  }

  paths(clock: number): readonly string[] {
    for (const touched of this.#paths.values()) {
      if (clock - touched <= HOT_MS) break
      this.#dropOldest()
    }
    return [...this.#paths.keys()]
  }

  #dropOldest(): void {
    const [oldest] = this.#paths.keys()
    if (oldest !== undefined) this.#paths.delete(oldest)
  }
}
