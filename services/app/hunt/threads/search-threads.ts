import type { AppError } from '../../../core/errors.ts'
import type { Answer, ThreadData } from './messages.ts'
import { SearchThread } from './search-thread.ts'
import type { Unit } from './unit.ts'

/** What is answered to a unit. */
export type UnitAnswer = Exclude<Answer, { kind: 'ready' }>

/** A unit that was given to a thread, with the answers that nobody has taken yet. */
interface Job {
  readonly unit: Unit
  readonly thread: SearchThread
  readonly answers: UnitAnswer[]
}

/** How to start {@link SearchThreads}. */
export interface SearchThreadsOptions {
  readonly count: number
  /** another code for each thread: for tests */
  readonly code?: URL
}

/** Each thread has the next unit at hand when it is done with one. */
const UNITS_AHEAD = 2
/** So many units of one thread may be begun or done before the first of them is asked for. */
const UNITS_WAITING = 16

/** Threads that search units: given in order, answered in order. Close them. */
export class SearchThreads {
  readonly #threads: readonly SearchThread[]
  #signal: AbortSignal | null = null
  readonly #jobs = new Map<number, Job>()
  #given = 0
  #failure: AppError | null = null
  #isClosed = false
  /** wakes whoever waits for something to change */
  #changed = Promise.withResolvers<void>()
  readonly #onAbort = (): void => this.#wake()

  /** Starts threads, which load their code at once. */
  constructor({ count, code }: SearchThreadsOptions) {
    const answer = (given: UnitAnswer, thread: SearchThread): void => this.#take(given, thread)
    const failed = (error: AppError): void => {
      this.#failure ??= error
      this.#wake()
    }
    const options = { answer, failed, ...(code ? { code } : {}) }
    this.#threads = Array.from({ length: count }, () => new SearchThread(options))
  }

  /** To be called once, before anything else. Everything is over when `signal` is aborted. `rules`: see `SearchThread`. */
  begin(data: ThreadData, rules: string, signal: AbortSignal): void {
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort)
    for (const thread of this.#threads) thread.begin(data, rules)
  }

  /** Gives a unit to a thread as soon as one may have it, and says its number. Null when everything is over. */
  async give(unit: Unit): Promise<number | null> {
    for (;;) {
      if (this.#isOver()) return null
      const thread = this.#jobs.size < this.#threads.length * UNITS_WAITING ? this.#idlest() : null
      if (thread) {
        const number = this.#given
        this.#given += 1
        this.#jobs.set(number, { unit, thread, answers: [] })
        thread.give(unit, number)
        return number
      }
      await this.#changed.promise
    }
  }

  /** Says that an answer was dealt with: nobody looks at its pieces any more. */
  done(answer: UnitAnswer): void {
    if (answer.kind === 'part') this.#jobs.get(answer.number)?.thread.used(answer)
  }

  /** The next answer to the unit of this number; null when everything is over. Rejects when a thread has failed. */
  async next(number: number): Promise<UnitAnswer | null> {
    for (;;) {
      if (this.#failure) throw this.#failure
      const job = this.#jobs.get(number)
      if (!job || this.#isOver()) return null
      const answer = job.answers.shift()
      if (answer) {
        if (answer.kind === 'end') this.#remove(number)
        return answer
      }
      await this.#changed.promise
    }
  }

  /** Nobody asks for the answers to this unit any more. */
  drop(number: number): void {
    const job = this.#jobs.get(number)
    if (!job) return
    for (const answer of job.answers) if (answer.kind === 'part') job.thread.used(answer)
    this.#remove(number)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#wake()
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  #isOver(): boolean {
    return this.#isClosed || this.#failure !== null || this.#signal?.aborted === true
  }

  #idlest(): SearchThread | null {
    let idlest: SearchThread | null = null
    for (const thread of this.#threads) {
      if (thread.outstanding < (idlest?.outstanding ?? UNITS_AHEAD)) idlest = thread
    }
    return idlest
  }

  #take(answer: UnitAnswer, thread: SearchThread): void {
    const job = this.#jobs.get(answer.number)
    if (job) job.answers.push(answer)
    else if (answer.kind === 'part') thread.used(answer)
    this.#wake()
  }

  #remove(number: number): void {
    this.#jobs.delete(number)
    this.#wake()
  }

  #wake(): void {
    const { resolve } = this.#changed
    this.#changed = Promise.withResolvers<void>()
    resolve()
  }
}
