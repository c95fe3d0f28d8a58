import type { PathHash } from './path-hash.ts'

const SMALLEST = 1024

/**
 * Which file (a slot of the file table) is at which path. Holds hashes, not paths: 15 bytes an entry at most twice, so
 * that a million paths cost some 30 MB. Every entry knows the round in which it was set or seen last.
 */
export class PathTable {
  readonly #hash: PathHash
  #keys = new Float64Array(SMALLEST)
  #slots = new Int32Array(SMALLEST)
  #rounds = new Uint32Array(SMALLEST)
  #count = 0

  constructor(hash: PathHash) {
    this.#hash = hash
  }

  get size(): number {
    return this.#count
  }

  /** The slot of the file at `path`, or −1. Marks the entry as seen in `round`. */
  see(path: string, round: number): number {
    const at = this.#find(this.#hashOf(path))
    if (this.#keys[at] === 0) return -1
    this.#rounds[at] = round
    return this.#slots[at] ?? -1
  }

  /** True when the entry was set or seen in `round`. */
  isSeen(path: string, round: number): boolean {
    const at = this.#find(this.#hashOf(path))
    return this.#keys[at] !== 0 && this.#rounds[at] === round
  }

  set(path: string, slot: number, round: number): void {
    const hash = this.#hashOf(path)
    if (this.#keys[this.#find(hash)] === 0) {
      this.#count += 1
      if (this.#count * 2 > this.#keys.length) this.#rebuild(this.#keys.length * 2, 0)
    }
    this.#put(hash, slot, round)
  }

  /** Forgets paths that were not seen since `round`, when there are enough of them to be worth it. */
  prune(round: number): void {
    let old = 0
    for (let at = 0; at < this.#keys.length; at += 1) {
      if (this.#keys[at] !== 0 && (this.#rounds[at] ?? 0) < round) old += 1
    }
    if (old * 8 > this.#count) this.#rebuild(this.#keys.length, round)
  }

  /** Zero marks an empty place. */
  #hashOf(path: string): number {
    return this.#hash(path) || 1
  }

  #find(hash: number): number {
    const mask = this.#keys.length - 1
    let at = hash & mask
    while (this.#keys[at] !== 0 && this.#keys[at] !== hash) at = (at + 1) & mask
    return at
  }

  #put(hash: number, slot: number, round: number): void {
    const at = this.#find(hash)
    this.#keys[at] = hash
    this.#slots[at] = slot
    this.#rounds[at] = round
  }

  #rebuild(length: number, round: number): void {
    const keys = this.#keys
    const slots = this.#slots
    const rounds = this.#rounds
    this.#keys = new Float64Array(length)
    this.#slots = new Int32Array(length)
    this.#rounds = new Uint32Array(length)
    this.#count = 0
    for (let at = 0; at < keys.length; at += 1) {
      const hash = keys[at] ?? 0
      const seen = rounds[at] ?? 0
      if (hash === 0 || seen < round) continue
      this.#count += 1
      this.#put(hash, slots[at] ?? -1, seen)
    }
  }
}
