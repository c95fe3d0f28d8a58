import { MinHeap } from './min-heap.ts'

interface Bucket<T> {
  readonly items: Set<T>
  /** goes on where the last eviction stopped: a set does not forget quickly what was taken out at its front */
  front: Iterator<T> | null
}

/**
 * Items by the number of the time slot in which they were hit last. Moving one costs something only when it gets into
 * another slot; the least recent one is at hand, and so is everything that is older than a slot.
 */
export class Recency<T> {
  readonly #buckets = new Map<number, Bucket<T>>()
  readonly #order = new MinHeap<number>()

  /** Puts an item that is nowhere into a slot. */
  add(item: T, slot: number): void {
    const bucket = this.#buckets.get(slot)
    if (bucket !== undefined) {
      bucket.items.add(item)
      return
    }
    this.#buckets.set(slot, { items: new Set([item]), front: null })
    this.#order.push(slot, slot)
  }

  remove(item: T, slot: number): void {
    this.#buckets.get(slot)?.items.delete(item)
  }

  move(item: T, from: number, to: number): void {
    if (from === to) return
    this.remove(item, from)
    this.add(item, to)
  }

  /** the least slot that holds something; Infinity when there is nothing */
  get oldest(): number {
    for (let slot = this.#order.least; slot < Infinity; slot = this.#order.least) {
      if ((this.#buckets.get(slot)?.items.size ?? 0) > 0) return slot
      this.#buckets.delete(slot)
      this.#order.pop()
    }
    return Infinity
  }

  /** Takes out one of the items that were hit least recently. */
  takeOldest(): T | undefined {
    const bucket = this.#buckets.get(this.oldest)
    if (bucket === undefined) return undefined
    bucket.front ??= bucket.items.values()
    let next = bucket.front.next()
    if (next.done === true) {
      bucket.front = bucket.items.values()
      next = bucket.front.next()
    }
    if (next.done === true) return undefined
    bucket.items.delete(next.value)
    return next.value
  }

  /** The items of all slots from `from` up to the one before `to`. */
  *between(from: number, to: number): Generator<T> {
    for (const [slot, bucket] of this.#buckets) {
      if (slot >= from && slot < to) yield* bucket.items
    }
  }
}
