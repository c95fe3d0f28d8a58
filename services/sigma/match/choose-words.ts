const CHARACTERS = 128

/**
 * Chooses of each text, which is ASCII, where its rarest run of `length` characters begins, judged by the pairs of characters
 * in all of the texts: what many rules look for is in many events. A shorter text is taken whole.
 */
export function chooseWords(texts: readonly string[], length: number): readonly number[] {
  if (texts.every((text) => text.length <= length)) return texts.map(() => 0)
  const counts = new Map<number, number>()
  for (const text of texts) {
    for (let at = 1; at < text.length; at += 1) counts.set(pairAt(text, at), (counts.get(pairAt(text, at)) ?? 0) + 1)
  }
  const costs = new Map(Array.from(counts, ([pair, count]) => [pair, Math.log2(count + 1)]))
  return texts.map((text) => rarestStart(text, length, costs))
}

function rarestStart(text: string, length: number, costs: ReadonlyMap<number, number>): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  let cost = 0
  for (let at = 1; at < text.length; at += 1) {
    cost += costs.get(pairAt(text, at)) ?? 0
    const start = at + 1 - length
    if (start > 0) cost -= costs.get(pairAt(text, start)) ?? 0
    if (start < 0 || cost >= least) continue
    least = cost
    best = start
  }
  return best
}

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at - 1) * CHARACTERS + text.charCodeAt(at)
}
