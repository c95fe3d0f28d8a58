/** Longer names are never compared: the work grows with the product of the lengths. */
const MAX_LENGTH = 100

/**
 * The name that was probably meant: the one with the fewest changes (insert, remove, replace, swap two neighbours),
 * without case, if those are at most half of its length and at most three. Null when there is none.
 */
export function nearestName(wrong: string, names: readonly string[]): string | null {
  if (wrong.length > MAX_LENGTH) return null
  let best: string | null = null
  let fewest = Math.min(3, Math.floor(wrong.length / 2)) + 1
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) >= fewest) continue
    const changes = distance(wrong.toLowerCase(), name.toLowerCase())
    if (changes >= fewest) continue
    best = name
    fewest = changes
  }
  return best
}

function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
