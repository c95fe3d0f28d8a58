/** Tells those who wait within this process that something was appended. */
export class AppendSignal {
  #version = 0
  readonly #waiting = new Set<() => void>()

  /** How often {@link AppendSignal.notify} was called. */
  get version(): number {
    return this.#version
  }

  notify(): void {
    this.#version += 1
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  /** Resolves as soon as `version` is no longer `seen`, or when `signal` aborts. */
  changed(seen: number, signal: AbortSignal): Promise<void> {
    if (this.#version !== seen || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }
}
