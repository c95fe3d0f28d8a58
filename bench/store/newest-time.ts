import type { EventStore } from '../../services/core/event-store.ts'
import { timeOfId } from '../../services/core/ids.ts'
import { isObject } from '../../services/core/json.ts'

/** Event time of the newest event, milliseconds since 1970. Throws when there is none. */
export async function newestTime(events: EventStore): Promise<number> {
  for await (const text of events.search({ query: { kind: 'all' }, from: null, to: null, order: 'newest', limit: 1 })) {
    const document: unknown = JSON.parse(text)
    const tocsin = isObject(document) ? document['tocsin'] : undefined
    const id = isObject(tocsin) ? tocsin['id'] : undefined
    if (typeof id === 'string') return timeOfId(id)
  }
  throw new Error('the store has no events')
}
