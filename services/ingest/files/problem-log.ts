import type { PathProblem } from './expand-paths.ts'
import { printablePath } from './path-name.ts'

/** So many problems are told one by one; beyond it they are counted. */
const MOST_PROBLEMS = 1000

/** Remembers what cannot be read, so that each problem is told once as long as it lasts. */
export class ProblemLog {
  readonly #warn: (message: string, context: Readonly<Record<string, string | number>>) => void
  /** problem → the round in which it was met last */
  readonly #known = new Map<string, { readonly problem: PathProblem; round: number }>()
  #more = 0

  constructor(warn: (message: string, context: Readonly<Record<string, string | number>>) => void) {
    this.#warn = warn
  }

  add(path: string, detail: string, round: number): void {
    const key = JSON.stringify([path, detail])
    const known = this.#known.get(key)
    if (known) known.round = round
    else if (this.#known.size >= MOST_PROBLEMS) this.#more += 1
    else {
      const problem = { path: printablePath(path), detail }
      this.#known.set(key, { problem, round })
      this.#warn('cannot read', { ...problem })
    }
  }

  /** A whole round is over: what was not met since `round` is solved. Gives what is left. */
  ended(round: number): readonly PathProblem[] {
    for (const [key, known] of this.#known) if (known.round < round) this.#known.delete(key)
    const problems = [...this.#known.values()].map(({ problem }) => problem)
    if (this.#more > 0) {
      const detail = `cannot be read as well, besides the ${MOST_PROBLEMS} that were named`
      problems.push({ path: `${this.#more} more`, detail })
      this.#warn('cannot read', { path: `${this.#more} more`, detail })
      this.#more = 0
    }
    return problems
  }
}
