/** What became of one item: what was prepared, or what was thrown. */
export type Prepared<Item, Result> =
  | { readonly item: Item; readonly result: Result; readonly error: null }
  | { readonly item: Item; readonly result: null; readonly error: unknown }

/**
 * Prepares items ahead of their turn, up to `ahead` at once, and gives the outcomes in order. `release` gets what was
 * prepared and not asked for.
 */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  ahead: number,
  prepare: (item: Item) => Promise<Result>,
  release: (result: Result) => Promise<void>,
): AsyncGenerator<Prepared<Item, Result>, void> {
  const begun: Promise<Prepared<Item, Result>>[] = []
  let next = 0
  try {
    while (next < items.length || begun.length > 0) {
      for (; begun.length < ahead; next += 1) {
        const item = items[next]
        if (item === undefined) break
        begun.push(outcome(item, prepare))
      }
      const first = await begun.shift()
      if (first) yield first
    }
  } finally {
    for (const waiting of begun) {
      const { result, error } = await waiting
      if (error === null && result !== null) await release(result)
    }
  }
}

async function outcome<Item, Result>(
  item: Item,
  prepare: (item: Item) => Promise<Result>,
): Promise<Prepared<Item, Result>> {
  try {
    return { item, result: await prepare(item), error: null }
  } catch (error) {
    return { item, result: null, error: error ?? new Error('failed') }
  }
}
