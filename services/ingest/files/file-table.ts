import type { FileState } from './open-file.ts'

/** What is known of a file without asking the checkpoint store. */
export interface KnownFile {
  /** as it looked when it was read last */
  readonly file: FileState
  /** nothing was left to read then */
  readonly isDone: boolean
  /** false for a checkpoint of an earlier run: such a file is looked at once even if it is as it was */
  readonly isVisited: boolean
  /** it was unfinished, did not change for a while, and what could be taken of its end was */
  readonly isSettled: boolean
  /** when it was read last, milliseconds of a clock that never goes back */
  readonly since: number
}

const SMALLEST = 1024
const MOST_DEVICES = 65_536
const USED = 1
const DONE = 2
const VISITED = 4
const SETTLED = 8
const MISSED = 16

/**
 * All files that a collector knows, by device and inode: a number (the slot) each, and what is needed to tell whether
 * there is anything to do. Plain arrays of numbers, some 60 bytes a file: a million files cost as many MB.
 */
export class FileTable {
  /** index of the device in `#numbers` */
  #devices = new Uint16Array(SMALLEST)
  #inodes = new Float64Array(SMALLEST)
  #sizes = new Float64Array(SMALLEST)
  #mtimes = new Float64Array(SMALLEST)
  #since = new Float64Array(SMALLEST)
  #rounds = new Uint32Array(SMALLEST)
  #flags = new Uint8Array(SMALLEST)
  /** slot + 1 by hash of device and inode; 0 is empty, −1 was removed */
  #index = new Int32Array(SMALLEST * 2)
  /** slots below it were used at some time */
  #end = 0
  /** entries of the index that are not 0 */
  #taken = 0
  readonly #free: number[] = []
  readonly #numbers: number[] = []

  get size(): number {
    return this.#end - this.#free.length
  }

  /** Slots are below this. */
  get end(): number {
    return this.#end
  }

  /** The slot of a file, or −1. */
  find({ device, inode }: FileState): number {
    const mask = this.#index.length - 1
    for (let at = mixed(device, inode) & mask; ; at = (at + 1) & mask) {
      const entry = this.#index[at] ?? 0
      if (entry === 0) return -1
      if (entry > 0 && this.#inodes[entry - 1] === inode && this.#deviceOf(entry - 1) === device) return entry - 1
    }
  }

  /** A slot for a file that has none. */
  add(state: FileState, round: number): number {
    const slot = this.#free.pop() ?? this.#end++
    if (slot >= this.#flags.length) this.#grow()
    this.#devices[slot] = this.#indexOf(state.device)
    this.#inodes[slot] = state.inode
    this.#rounds[slot] = round
    this.#flags[slot] = USED
    this.#taken += 1
    if (this.#taken * 2 > this.#index.length) this.#reindex()
    else this.#enter(slot)
    return slot
  }

  set(slot: number, known: Omit<KnownFile, 'file'> & { readonly file: Pick<FileState, 'size' | 'mtime'> }): void {
    this.#sizes[slot] = known.file.size
    this.#mtimes[slot] = known.file.mtime
    this.#since[slot] = known.since
    this.#flags[slot] =
      USED | (known.isDone ? DONE : 0) | (known.isVisited ? VISITED : 0) | (known.isSettled ? SETTLED : 0)
  }

  get(slot: number): KnownFile {
    const flags = this.#flags[slot] ?? 0
    return {
      file: {
        device: this.#deviceOf(slot),
        inode: this.#inodes[slot] ?? 0,
        size: this.#sizes[slot] ?? 0,
        mtime: this.#mtimes[slot] ?? 0,
      },
      since: this.#since[slot] ?? 0,
      isDone: (flags & DONE) !== 0,
      isVisited: (flags & VISITED) !== 0,
      isSettled: (flags & SETTLED) !== 0,
    }
  }

  /** Marks a file as seen in `round`. */
  see(slot: number, round: number): void {
    this.#rounds[slot] = round
  }

  /** True for a slot in use whose file was not seen since `round`. */
  isUnseen(slot: number, round: number): boolean {
    return this.#flags[slot] !== 0 && (this.#rounds[slot] ?? 0) < round
  }

  /** Remembers that the checkpoint says the file is missing. {@link FileTable.set} ends it. */
  miss(slot: number): void {
    this.#flags[slot] = (this.#flags[slot] ?? 0) | MISSED
  }

  isMissed(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & MISSED) !== 0
  }

  /** Frees a slot; it will be used for another file. */
  remove(slot: number): void {
    const mask = this.#index.length - 1
    let at = mixed(this.#deviceOf(slot), this.#inodes[slot] ?? 0) & mask
    while (this.#index[at] !== slot + 1) {
      if (this.#index[at] === 0) return
      at = (at + 1) & mask
    }
    this.#index[at] = -1
    this.#flags[slot] = 0
    this.#free.push(slot)
  }

  #enter(slot: number): void {
    const mask = this.#index.length - 1
    let at = mixed(this.#deviceOf(slot), this.#inodes[slot] ?? 0) & mask
    while (this.#index[at] !== 0) at = (at + 1) & mask
    this.#index[at] = slot + 1
  }

  #deviceOf(slot: number): number {
    return this.#numbers[this.#devices[slot] ?? 0] ?? 0
  }

  /** There are few devices. Files on those that do not fit are not found again, and read again. */
  #indexOf(device: number): number {
    const known = this.#numbers.indexOf(device)
    if (known >= 0) return known
    if (this.#numbers.length >= MOST_DEVICES) return 0
    return this.#numbers.push(device) - 1
  }

  #reindex(): void {
    let length = this.#index.length
    while (this.size * 2 > length) length *= 2
    this.#index = new Int32Array(length)
    this.#taken = 0
    for (let slot = 0; slot < this.#end; slot += 1) {
      if (this.#flags[slot] === 0) continue
      this.#taken += 1
      this.#enter(slot)
    }
  }

  #grow(): void {
    const length = Math.ceil(this.#flags.length * 1.5)
    const longer = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const array = new Float64Array(length)
      array.set(old)
      return array
    }
    const devices = new Uint16Array(length)
    devices.set(this.#devices)
    this.#devices = devices
    this.#inodes = longer(this.#inodes)
    this.#sizes = longer(this.#sizes)
    this.#mtimes = longer(this.#mtimes)
    this.#since = longer(this.#since)
    const rounds = new Uint32Array(length)
    rounds.set(this.#rounds)
    this.#rounds = rounds
    const flags = new Uint8Array(length)
    flags.set(this.#flags)
    this.#flags = flags
  }
}

function mixed(device: number, inode: number): number {
  const high = Math.floor(inode / 4_294_967_296)
  const mix = Math.imul(inode | 0, 0x9e3779b1) ^ Math.imul((device | 0) + high, 0x85ebca6b)
  return (mix ^ (mix >>> 15)) >>> 1
}
