/** Gives the next of something sorted, and undefined when there is no more. */
export type Pull<T> = () => T | undefined

/** One of the sources with what it gave last. */
interface Head<T> {
  readonly pull: Pull<T>
  item: T
}

/**
 * Everything that sorted sources give, in order: each is asked for its next one only when the one before was taken. Of two
 * that are equal either may come first.
 */
export function* mergeSorted<T>(sources: readonly Pull<T>[], isBefore: (a: T, b: T) => boolean): Generator<T, void> {
  const heads: Head<T>[] = []
  for (const pull of sources) {
    const item = pull()
    if (item !== undefined) heads.push({ pull, item })
  }
  for (let at = Math.floor(heads.length / 2) - 1; at >= 0; at -= 1) sink(heads, at, isBefore)
  for (let least = heads[0]; least; least = heads[0]) {
    yield least.item
    const next = least.pull()
    if (next !== undefined) least.item = next
    else {
      const last = heads.pop()
      if (last && heads.length > 0) heads[0] = last
    }
    sink(heads, 0, isBefore)
  }
}

/** Moves a head down a heap whose other heads are in order. */
function sink<T>(heads: Head<T>[], from: number, isBefore: (a: T, b: T) => boolean): void {
  for (let at = from; ;) {
    let least = at
    for (const below of [2 * at + 1, 2 * at + 2]) {
      const [one, other] = [heads[below], heads[least]]
      if (one && other && isBefore(one.item, other.item)) least = below
    }
    const [upper, lower] = [heads[at], heads[least]]
    if (least === at || !upper || !lower) return
    heads[at] = lower
    heads[least] = upper
    at = least
  }
}
