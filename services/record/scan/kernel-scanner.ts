import { type Kernel, LINE_BREAK, LONG_INTEGER, WATCHED_NAME } from './instantiate-kernel.ts'
import type { ScanPlan } from './plan.ts'
import type { Scanner } from './scanner.ts'

const PAGE = 65536
const CHUNK = 64
/** The kernel reads and writes so far behind a record. */
const BEHIND = 256
/** Room for a record at first; memory never shrinks below it. */
const SMALL = 64 * 1024
/** After so many small records in a row the memory of a large one is given back. */
const PATIENCE = 1000
/** Larger ones are refused. WebAssembly's addresses have 32 bits, and places here are signed. */
const LARGEST = 256 * 1024 * 1024

/** A {@link Scanner} that runs the kernel. */
export class KernelScanner implements Scanner {
  readonly slotOf: ReadonlyMap<string, number>
  readonly slots: number
  kinds = new Uint8Array(0)
  starts = new Int32Array(0)
  ends = new Int32Array(0)
  view = Buffer.alloc(0)
  recordStart = 0
  readonly #plan: ScanPlan
  readonly #create: () => Kernel
  #kernel: Kernel | null = null
  #facts = 0
  #capacity = 0
  #smallInARow = 0

  constructor(plan: ScanPlan, create: () => Kernel) {
    this.slotOf = plan.slotOf
    this.slots = plan.slotOf.size
    this.#plan = plan
    this.#create = create
    this.#open(SMALL)
  }

  scan(bytes: Uint8Array): boolean {
    const size = bytes.length
    if ((size > this.#capacity || this.#capacity > SMALL) && !this.#fit(size)) {
      this.#facts = 0
      return false
    }
    this.view.set(bytes, this.recordStart)
    this.#facts = this.#kernel?.scan(size) ?? 0
    return this.#facts !== 0
  }

  get mayHoldLongInteger(): boolean {
    return (this.#facts & LONG_INTEGER) !== 0
  }

  get mayHoldWatchedName(): boolean {
    return (this.#facts & WATCHED_NAME) !== 0
  }

  get hasBlanks(): boolean {
    return (this.#facts & LINE_BREAK) !== 0
  }

  /** Gives the kernel more memory for a larger record, or less after many small ones. False: there is not so much. */
  #fit(size: number): boolean {
    this.#smallInARow = size <= SMALL ? this.#smallInARow + 1 : 0
    if (size <= this.#capacity && this.#smallInARow <= PATIENCE) return true
    if (size > LARGEST) return false
    try {
      this.#open(2 ** Math.ceil(Math.log2(Math.max(size, SMALL))))
      return true
    } catch {
      return size <= this.#capacity
    }
  }

  /** A new instance for records of up to so many bytes; the old one and its memory are left to the garbage collector. */
  #open(capacity: number): void {
    const { image, root, watched, watchedEnd } = this.#plan
    const kinds = roundUp(image.length)
    const starts = kinds + roundUp(this.slots)
    const ends = starts + roundUp(this.slots * 4)
    const used = ends + roundUp(this.slots * 4)
    // The marks of the record start at an eighth of its address: behind what is used, and they end before it.
    const record = roundUp(Math.max(used * 8, Math.ceil((capacity + BEHIND) / 6)))
    const total = record + capacity + BEHIND
    const kernel = this.#create()
    const { memory } = kernel
    memory.grow(Math.max(0, Math.ceil((total - memory.buffer.byteLength) / PAGE)))
    const buffer = memory.buffer
    this.view = Buffer.from(buffer)
    this.view.set(image, 0)
    this.kinds = new Uint8Array(buffer, kinds, this.slots)
    this.starts = new Int32Array(buffer, starts, this.slots)
    this.ends = new Int32Array(buffer, ends, this.slots)
    kernel.place(root, watched, watchedEnd, kinds, starts, ends, record)
    this.#kernel = kernel
    this.recordStart = record
    this.#capacity = capacity
    this.#smallInARow = 0
  }
}

function roundUp(size: number): number {
  return Math.ceil(size / CHUNK) * CHUNK
}
