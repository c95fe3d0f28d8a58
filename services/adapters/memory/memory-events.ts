import type { EventDocument } from '../../core/event.ts'
import type { EventSearch, EventStore } from '../../core/event-store.ts'
import { parseExactJson } from '../../core/exact-json.ts'
import { isObject } from '../../core/json.ts'
import { createQueryMatcher } from '../../core/query-match.ts'

/** Events in a map; every search looks at all of them. */
export class MemoryEvents implements EventStore {
  readonly #events = new Map<string, EventDocument>()

  /** Adds what is not stored yet. */
  add(events: readonly EventDocument[]): void {
    for (const event of events) if (!this.#events.has(event.id)) this.#events.set(event.id, event)
  }

  has(id: string): boolean {
    return this.#events.has(id)
  }

  async *search({ query, from, to, order, limit }: EventSearch): AsyncIterable<string> {
    const matches = createQueryMatcher(query)
    const sorted = [...this.#events.values()].toSorted((a, b) => timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1))
    if (order === 'newest') sorted.reverse()
    let left = limit
    for (const event of sorted) {
      if (left <= 0) return
      const time = timeOf(event)
      if ((from !== null && time < from) || (to !== null && time > to)) continue
      const document = parseExactJson(event.text)
      if (!isObject(document) || !matches(document, time)) continue
      left -= 1
      yield event.text
    }
  }

  async get(id: string): Promise<string | null> {
    return this.#events.get(id)?.text ?? null
  }

  async count(): Promise<{ total: number; byDataset: Readonly<Record<string, number>> }> {
    const byDataset = new Map<string, number>()
    for (const { dataset } of this.#events.values()) byDataset.set(dataset, (byDataset.get(dataset) ?? 0) + 1)
    return { total: this.#events.size, byDataset: Object.fromEntries(byDataset) }
  }
}

/** Times before 1970 count as 1970, as they do in `tocsin.id`. */
function timeOf(event: EventDocument): number {
  return Math.max(0, Math.floor(event.time))
}
