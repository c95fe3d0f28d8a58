import { readFile } from '../../../ingest/files/read-files.ts'
import { OBJECT_START, type ResumePoint } from '../../../ingest/reading/object-part.ts'
import { runningRules } from '../../engine.ts'
import type { FileTotals } from '../file-totals.ts'
import { handOn, lookAt } from '../find-in-files.ts'
import type { Finder, Found, Quarry } from '../finder.ts'
import { tellFaults, type Scanned, type Unreadable } from '../scan-files.ts'
import type { SearchOptions, TakeFound } from '../search.ts'
import { planUnits, UNIT_SIZES } from './plan-units.ts'
import type { SearchThreads } from './search-threads.ts'
import type { RangeUnit, Unit } from './unit.ts'

/** A search by several threads. */
export interface ThreadedSearch {
  readonly quarry: Quarry
  readonly files: readonly string[]
  readonly totals: FileTotals
  /** looks at what threads cannot read apart from each other */
  readonly finder: Finder
  readonly options: SearchOptions
  readonly take: TakeFound
}

/**
 * Searches files in threads, and takes what they find in input order. A file of lines is divided into ranges; where it turns
 * out to be something else, this thread reads on to its end, and what others found there is not counted.
 */
export async function searchInThreads(search: ThreadedSearch, threads: SearchThreads): Promise<Scanned> {
  const { quarry, options } = search
  const { engine, type, maxRecordBytes, inflate, signal } = options
  const { rules, stateful, problems, unknownNames, hash } = engine.ruleSet
  // Tests of rules and what was read of their files are of no use there.
  const ruleSet = { rules: rules.map((rule) => ({ ...rule, tests: [] })), stateful, problems, unknownNames, hash }
  const data = { ruleSet, quarry, type, maxRecordBytes, inflate }
  threads.begin(data, runningRules(engine), signal)
  const join = new Join(search, threads)
  const given: Given[] = []
  const giving = { isDone: false, wake: (): void => undefined }
  const feeding = feed(search, threads, join, (next) => {
    if (next) given.push(next)
    else giving.isDone = true
    giving.wake()
  })
  // It ends when the threads are closed, at the latest.
  feeding.catch(() => undefined)
  for (;;) {
    const next = given.shift()
    if (next) {
      if (!(await join.add(next))) break
    } else if (giving.isDone) break
    else await new Promise<void>((resolve) => void (giving.wake = resolve))
  }
  await feeding
  return join.scanned
}

interface Given {
  readonly unit: Unit
  readonly number: number
}

/** Gives units to threads, in order; `given` is told of each, and with null of the end. */
async function feed(
  { files, totals, options }: ThreadedSearch,
  threads: SearchThreads,
  join: Join,
  given: (next: Given | null) => void,
): Promise<void> {
  const rangeBytes = options.rangeBytes ?? UNIT_SIZES.rangeBytes
  try {
    for await (const unit of planUnits(files, totals, { ...UNIT_SIZES, rangeBytes })) {
      if (join.isSettled(unit)) continue
      const number = await threads.give(unit)
      if (number === null) return
      given({ unit, number })
    }
  } finally {
    given(null)
  }
}

/** Puts together what threads found. */
class Join {
  readonly #search: ThreadedSearch
  readonly #threads: SearchThreads
  /** the file of the range that came last: how many records and faults were in it so far, and whether it is all read */
  #file = { path: '', before: 0, bytesBefore: 0, isSettled: false }
  #files = 0
  #records = 0
  #bytes = 0

  constructor(search: ThreadedSearch, threads: SearchThreads) {
    this.#search = search
    this.#threads = threads
  }

  get scanned(): Scanned {
    return { files: this.#files, records: this.#records, bytes: this.#bytes }
  }

  /** Whether the unit is of a file that was read to its end already. */
  isSettled(unit: Unit): boolean {
    return unit.kind === 'range' && unit.file === this.#file.path && this.#file.isSettled
  }

  /** Takes everything that is found in the next unit. False when the hunt is over. */
  async add({ unit, number }: Given): Promise<boolean> {
    if (unit.kind === 'range' && unit.file !== this.#file.path) {
      this.#file = { path: unit.file, before: 0, bytesBefore: this.#bytes, isSettled: false }
    }
    if (this.isSettled(unit)) {
      this.#threads.drop(number)
      return true
    }
    const { take, options } = this.#search
    const before = unit.kind === 'range' ? this.#file.before : 0
    for (;;) {
      const answer = await this.#threads.next(number)
      if (!answer) return false
      if (answer.kind === 'part') {
        await take(answer.found, before)
        for (const fault of answer.unreadable) await options.unreadable(placed(fault, before))
        this.#threads.done(answer)
        if (unit.kind === 'range' && answer.unreadable.some(isOfWholeFile)) this.#file.isSettled = true
        continue
      }
      this.#files += answer.files
      this.#records += answer.records
      this.#bytes += answer.bytes
      if (unit.kind === 'range') {
        this.#file.before += answer.taken
        if (answer.rest) await this.#readOn(unit, answer.rest)
        if (unit.to === null) this.#file.isSettled = true
        if (this.#file.isSettled) this.#files += 1
      }
      this.#progress()
      return !options.signal.aborted
    }
  }

  /** Reads the rest of a file in this thread. */
  async #readOn({ file, time, beginning }: RangeUnit, rest: ResumePoint): Promise<void> {
    const { finder, options, take } = this.#search
    const { maxRecordBytes, inflate, unreadable, signal } = options
    const resume = rest.offset === 0 ? OBJECT_START : { ...rest, taken: this.#file.before }
    const found = (all: Found): ReturnType<TakeFound> => take(all, 0)
    const offer = (bytes: Uint8Array, position: number): boolean => finder.look(bytes, file, position, time) === null
    for await (const part of readFile(file, {
      maxRecordBytes,
      inflate,
      ...beginning,
      resume,
      offer,
      plainFrom: Infinity,
    })) {
      if (signal.aborted) return
      this.#records += part.accepted + part.records.length
      await lookAt(part, time, { finder, unreadable })
      await tellFaults(part, { unreadable })
      if (finder.isFull) await handOn({ finder, found })
      this.#bytes = this.#file.bytesBefore + part.bytesIn
    }
    await handOn({ finder, found })
    this.#file.isSettled = true
  }

  #progress(): void {
    const { files, totals, options } = this.#search
    options.progress({
      filesDone: this.#files,
      filesTotal: files.length,
      bytesDone: this.#bytes,
      bytesTotal: totals.bytes,
      records: this.#records,
    })
  }
}

function placed(fault: Unreadable, before: number): Unreadable {
  return fault.position > 0 ? { ...fault, position: fault.position + before } : fault
}

function isOfWholeFile({ position, reason }: Unreadable): boolean {
  return position === 0 && reason === 'unreadable'
}
