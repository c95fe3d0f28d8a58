import { Worker } from 'node:worker_threads'
import { AppError, messageOf } from '../../../core/errors.ts'
import { buffersOf } from '../finder.ts'
import type { Answer, Order, ThreadData } from './messages.ts'
import type { Unit } from './unit.ts'

/** How to start a {@link SearchThread}. */
export interface SearchThreadOptions {
  readonly answer: (answer: Exclude<Answer, { kind: 'ready' }>, thread: SearchThread) => void
  /** called once, when the thread ends by itself */
  readonly failed: (error: AppError) => void
  /** another code for the thread: for tests */
  readonly code?: URL
}

/** A thread that searches units, one after the other in the order in which they are given. Close it. */
export class SearchThread {
  /** how many units it was given and has not finished */
  outstanding = 0
  readonly #worker: Worker
  readonly #options: SearchThreadOptions
  #rules = ''
  #isOver = false

  constructor(options: SearchThreadOptions) {
    const { code = new URL('searching-thread.ts', import.meta.url) } = options
    this.#options = options
    this.#worker = new Worker(code, { name: 'search' })
    this.#worker.on('message', (answer: Answer) => this.#take(answer))
    this.#worker.on('error', (error) => this.#fail(messageOf(error), error))
    this.#worker.on('exit', (code) => this.#fail(`it ended with code ${code}`))
  }

  /** To be called once, before {@link give}. `rules`: `runningRules` of the program's engine, which the thread's must be the same as. */
  begin(data: ThreadData, rules: string): void {
    this.#rules = rules
    this.#tell({ kind: 'begin', data })
  }

  give(unit: Unit, number: number): void {
    this.outstanding += 1
    this.#tell({ kind: 'unit', number, unit })
  }

  /** An answer does not wait any more; the memory of its pieces goes back. */
  used({ weight, found }: Extract<Answer, { kind: 'part' }>): void {
    const buffers = buffersOf(found)
    this.#tell({ kind: 'used', weight, buffers }, buffers)
  }

  async close(): Promise<void> {
    this.#isOver = true
    await this.#worker.terminate()
  }

  #tell(order: Order, moved: readonly ArrayBuffer[] = []): void {
    if (!this.#isOver) this.#worker.postMessage(order, moved)
  }

  #take(answer: Answer): void {
    if (this.#isOver) return
    if (answer.kind === 'ready') {
      if (answer.rules !== this.#rules) this.#fail('its rules are not those of the program')
      return
    }
    if (answer.kind === 'end') this.outstanding -= 1
    this.#options.answer(answer, this)
  }

  #fail(why: string, cause?: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    const message = `a thread that reads records has failed: ${why}. The hunt is not complete; try --workers 1`
    this.#options.failed(new AppError('INTERNAL', message, { cause }))
    void this.#worker.terminate()
  }
}
