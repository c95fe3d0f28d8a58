import { openReader, type SqliteReader } from '../../services/adapters/sqlite/open-reader.ts'
import { parseQuery } from '../../services/app/query/parse-query.ts'
import { isObject, type JsonObject } from '../../services/core/json.ts'
import { percentiles } from './latency.ts'
import { newestTime } from './newest-time.ts'

/** How searches are measured. */
export interface SearchOptions {
  readonly directory: string
  /** how often each search is done */
  readonly rounds: number
}

/** One kind of search and what it took. */
export interface SearchResult {
  readonly name: string
  readonly query: string
  /** how many events it gave */
  readonly found: number
  /** milliseconds: the first time, with nothing in memory; then the middle and the 95th of 100 */
  readonly first: number
  readonly p50: number
  readonly p95: number
  /** milliseconds of CPU, the middle: what the search costs however busy the machine is */
  readonly cpu: number
  /** milliseconds that the issue allows; null where it names none */
  readonly allowed: number | null
}

interface Search {
  readonly name: string
  readonly query: string
  readonly limit: number
  /** how far back from the newest event, milliseconds */
  readonly span: number
  readonly allowed: number | null
}

const DAY = 86_400_000
const WEEK = 7 * DAY
const EVER = 10_000 * DAY

/**
 * Searches as people do them, for values that the newest events have. Each is done with a reader that was opened for it, as
 * a command would, and then again with the same one.
 */
export async function measureSearches({ directory, rounds }: SearchOptions): Promise<SearchResult[]> {
  const probe = openReader(directory)
  const searches = await searchesFor(probe)
  const newest = await newestTime(probe.events)
  probe.close()
  const results: SearchResult[] = []
  for (const search of searches) results.push(await measure(directory, search, { rounds, newest }))
  return results
}

async function measure(
  directory: string,
  { name, query, limit, span, allowed }: Search,
  { rounds, newest }: { readonly rounds: number; readonly newest: number },
): Promise<SearchResult> {
  const reader = openReader(directory)
  const parsed = parseQuery(query, newest)
  if ('position' in parsed) throw new Error(`not a query: ${query}`)
  const times: number[] = []
  const cpus: number[] = []
  let found = 0
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now()
    const before = process.threadCpuUsage()
    found = 0
    const search = { query: parsed, from: newest - span, to: null, order: 'newest', limit } as const
    for await (const text of reader.events.search(search)) found += text.length > 0 ? 1 : 0
    times.push(performance.now() - started)
    const { user, system } = process.threadCpuUsage(before)
    cpus.push((user + system) / 1000)
  }
  reader.close()
  const { p50, p95 } = percentiles(times.slice(1))
  const cpu = percentiles(cpus.slice(1)).p50
  return { name, query, found, first: times[0] ?? 0, p50, p95, cpu, allowed }
}

/** What to search for: the values that are most and least frequent among the newest thousand events. */
async function searchesFor({ events }: SqliteReader): Promise<Search[]> {
  const documents: JsonObject[] = []
  const all = { query: { kind: 'all' }, from: null, to: null, order: 'newest', limit: 1000 } as const
  for await (const text of events.search(all)) {
    const document: unknown = JSON.parse(text)
    if (isObject(document)) documents.push(document)
  }
  const of = (field: string): { often: string; seldom: string } => frequencies(documents, field)
  const [action, account, region] = [of('event.action'), of('cloud.account.id'), of('cloud.region')]
  const [actor, address] = [of('tocsin.actor.name'), of('source.address')]
  const two = (name: string, query: string): Search => ({ name, query, limit: 100, span: DAY, allowed: 100 })
  const timeline = (name: string, who: string, limit: number, span: number): Search => ({
    name,
    query: `tocsin.actor.name:"${who}"`,
    limit,
    span,
    allowed: 50,
  })
  return [
    two('24 h: frequent action, account', `event.action:${action.often} AND cloud.account.id:${account.often}`),
    two('24 h: rare action, account', `event.action:${action.seldom} AND cloud.account.id:${account.often}`),
    two('24 h: actor, action', `tocsin.actor.name:"${actor.often}" AND event.action:${action.often}`),
    two('24 h: address, outcome', `source.address:"${address.often}" AND event.outcome:failure`),
    two('24 h: outcome, region', `event.outcome:failure AND cloud.region:${region.often}`),
    two('24 h: outcome, rare region', `event.outcome:failure AND cloud.region:${region.seldom}`),
    two('24 h: account, region, not indexed', `cloud.account.id:${account.seldom} AND cloud.region:${region.seldom}`),
    two('24 h: two that nothing matches', 'event.outcome:failure AND cloud.region:mars-north-1'),
    timeline('frequent actor, newest 100', actor.often, 100, EVER),
    timeline('rare actor, newest 100', actor.seldom, 100, EVER),
    timeline('rare actor, 1,000 of a week', actor.seldom, 1000, WEEK),
    { ...timeline('frequent actor, 10,000 of a week', actor.often, 10_000, WEEK), allowed: null },
    { name: '24 h: a word anywhere', query: 'AKIAEXAMPLE', limit: 100, span: DAY, allowed: null },
    { name: 'ever: a word anywhere, often there', query: 'ConsoleLogin', limit: 100, span: EVER, allowed: null },
  ]
}

function frequencies(documents: readonly JsonObject[], field: string): { often: string; seldom: string } {
  const counts = new Map<string, number>()
  for (const document of documents) {
    const value = field.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document)
    if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  return { often: sorted[0]?.[0] ?? 'none', seldom: sorted.at(-1)?.[0] ?? 'none' }
}
