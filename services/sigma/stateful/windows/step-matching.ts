/**
 * The rules that were true on the events of one time: events of one time may serve the steps of an ordered condition in any
 * order, but each of them only one.
 */
export class Moment {
  /** the rules of each event; of events that are alike only as many as there can be steps */
  readonly #events: (readonly number[])[] = []
  readonly #alike = new Map<string, number>()
  readonly #steps: number

  /** `steps`: how many there are at most */
  constructor(steps: number) {
    this.#steps = steps
  }

  add(refs: readonly number[]): void {
    const key = refs.join()
    const alike = this.#alike.get(key) ?? 0
    if (alike >= this.#steps) return
    this.#alike.set(key, alike + 1)
    this.#events.push(refs)
  }

  clear(): void {
    this.#events.length = 0
    this.#alike.clear()
  }

  has(ref: number): boolean {
    return this.#events.some((refs) => refs.includes(ref))
  }

  /** Up to which step one gets with different events when the steps before `from` are done. */
  reach(steps: readonly number[], from: number): number {
    const served = this.#events.map(() => -1)
    let step = from
    while (step < steps.length && this.#serve(steps, step, served, new Set())) step += 1
    return step
  }

  /** Of steps `from` … j − 1 for every j up to the last: how many different events can serve, skipping what none can. */
  ranks(steps: readonly number[], from: number): number[] {
    const served = this.#events.map(() => -1)
    const ranks: number[] = []
    let rank = 0
    for (let step = from; step < steps.length; step += 1) {
      if (this.#serve(steps, step, served, new Set())) rank += 1
      ranks.push(rank)
    }
    return ranks
  }

  /** Finds an event for a step, moving others where that makes room (an augmenting path). As deep as there are steps. */
  #serve(steps: readonly number[], step: number, served: number[], tried: Set<number>): boolean {
    const ref = steps[step] ?? -1
    for (const [at, refs] of this.#events.entries()) {
      if (tried.has(at) || !refs.includes(ref)) continue
      tried.add(at)
      const other = served[at] ?? -1
      if (other < 0 || this.#serve(steps, other, served, tried)) {
        served[at] = step
        return true
      }
    }
    return false
  }
}
