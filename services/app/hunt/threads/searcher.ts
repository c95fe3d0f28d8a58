import type { MessagePort } from 'node:worker_threads'
import { RangeReader } from '../../../ingest/files/range-reader.ts'
import { buildEngine, runningRules } from '../../engine.ts'
import { createFinder } from '../create-finder.ts'
import { findInFiles, lookAt } from '../find-in-files.ts'
import { buffersOf, type Finder, type Found } from '../finder.ts'
import { tellFaults, type Unreadable } from '../scan-files.ts'
import { MOST_WAITING, type Answer, type Order, type ThreadData } from './messages.ts'
import type { RangeUnit, Unit } from './unit.ts'

type UnitEnd = Omit<Extract<Answer, { kind: 'end' }>, 'kind' | 'number'>

/** So many faults are sent on when nothing was found. */
const MOST_FAULTS = 100
/** About the bytes of a hit, of a fault, of a message. */
const WEIGHT = 1024

/** What a searching thread does: searches units, one after the other, and keeps nothing. */
export class Searcher {
  readonly #port: Pick<MessagePort, 'postMessage'>
  readonly #data: ThreadData
  readonly #finder: Finder
  readonly #reader = new RangeReader()
  readonly #signal = new AbortController().signal
  #waiting = 0
  #wake = (): void => undefined
  #faults: Unreadable[] = []
  #work = Promise.resolve()

  /** Builds the engine, and says so. */
  constructor(port: Pick<MessagePort, 'postMessage'>, data: ThreadData) {
    this.#port = port
    this.#data = data
    const engine = buildEngine(data.ruleSet)
    this.#finder = createFinder(data.quarry, { engine, type: data.type })
    this.#answer({ kind: 'ready', rules: runningRules(engine) })
  }

  take(order: Exclude<Order, { kind: 'begin' }>): void {
    if (order.kind === 'unit') {
      // A failure ends the thread, and with it the hunt.
      this.#work = this.#work.then(() => this.#search(order.unit, order.number))
      return
    }
    this.#finder.reuse(order.buffers)
    this.#waiting -= order.weight
    this.#wake()
  }

  async #search(unit: Unit, number: number): Promise<void> {
    this.#finder.isRelative = unit.kind === 'range' && unit.from > 0
    const end = unit.kind === 'range' ? await this.#searchRange(unit, number) : await this.#searchFiles(unit, number)
    this.#answer({ kind: 'end', number, ...end })
  }

  async #searchFiles({ files, times, bytes }: Extract<Unit, { kind: 'files' }>, number: number): Promise<UnitEnd> {
    const { maxRecordBytes, inflate } = this.#data
    const totals = { bytes, times, sizes: [] }
    const scanned = await findInFiles(files, totals, {
      maxRecordBytes,
      inflate,
      signal: this.#signal,
      finder: this.#finder,
      progress: () => undefined,
      unreadable: (fault) => this.#tell(fault, number),
      found: (found) => this.#send(found, number),
    })
    return { ...scanned, taken: 0, rest: null }
  }

  async #searchRange(unit: RangeUnit, number: number): Promise<UnitEnd> {
    const { file, time, beginning, from, to, bytes } = unit
    const finder = this.#finder
    const { maxRecordBytes } = this.#data
    const offer = (record: Uint8Array, position: number): boolean => finder.look(record, file, position, time) === null
    const unreadable = (fault: Unreadable): Promise<void> => this.#tell(fault, number)
    const range = { from, to: to ?? Number.POSITIVE_INFINITY, beginning, maxRecordBytes, offer }
    const parts = this.#reader.read(file, range)
    let records = 0
    for (;;) {
      const next = await parts.next()
      if (next.done === true) {
        const { taken, rest } = next.value
        await this.#send(finder.take(), number)
        return { files: 0, records, bytes, taken, rest }
      }
      const part = next.value
      records += part.accepted + part.records.length
      await lookAt(part, time, { finder, unreadable })
      await tellFaults(part, { unreadable })
      if (finder.isFull) await this.#send(finder.take(), number)
    }
  }

  /** Faults travel with what is found. */
  async #tell(fault: Unreadable, number: number): Promise<void> {
    this.#faults.push(fault)
    if (this.#faults.length >= MOST_FAULTS) await this.#send(this.#finder.take(), number)
  }

  /** Sends what was found, and waits while too much of it was not used yet. */
  async #send(found: Found, number: number): Promise<void> {
    const unreadable = this.#faults
    this.#faults = []
    const weight = weightOf(found, unreadable)
    this.#waiting += weight
    this.#answer({ kind: 'part', number, found, unreadable, weight }, buffersOf(found))
    while (this.#waiting > MOST_WAITING) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #answer(answer: Answer, moved: ArrayBuffer[] = []): void {
    this.#port.postMessage(answer, moved)
  }
}

function weightOf({ pieces, hits }: Found, unreadable: readonly Unreadable[]): number {
  const lines = pieces.reduce((sum, { bytes, holes }) => sum + bytes.buffer.byteLength + 8 * holes.length, 0)
  return lines + WEIGHT * (hits.length + unreadable.length + 1)
}
