import assert from 'node:assert/strict'
import { openReader, type SqliteReader } from '../../services/adapters/sqlite/open-reader.ts'
import { PIPELINE_GROUP } from '../../services/app/embedded/pipeline.ts'
import { STORED_EVENT_REFS, type Alert } from '../../services/core/alert.ts'
import type { Hit } from '../../services/core/hit.ts'
import { canonicalJson } from '../../services/core/json.ts'
import { TOPICS } from '../../services/core/log.ts'
import type { RuleInfo } from '../../services/core/rule.ts'
import { OfflineCorrelator } from '../../services/correlate/offline.ts'
import type { Ports } from '../contract/fixture.ts'

/** What two runs over the same input must agree on, in the canonical form of design §3. One text per thing, sorted. */
export interface StoreState {
  readonly events: readonly string[]
  /** without those that an alert with an earlier event took the place of */
  readonly alerts: readonly string[]
  /** those that alerts of plain rules count: of others, that serve rules over several events alone, not all need be stored */
  readonly hits: readonly string[]
  readonly deadLetters: readonly string[]
}

/** Ports that a state is read from. */
export type Readable = Pick<Ports, 'events' | 'alerts' | 'hits' | 'deadLetters'>

/** How a state is read. */
export interface StateOptions {
  /**
   * Leave out where a record stood: of an event that arrived by two ways the first copy is stored, and which one is first
   * may differ between runs that read files at different times.
   */
  readonly anyWay?: boolean
  /**
   * Leave out alerts of rules over several events, and whether a hit came too late for them: for runs that do not follow the
   * order of events as closely as such rules ask for.
   */
  readonly anyOrder?: boolean
}

const EVERYTHING = { query: { kind: 'all' as const }, from: null, to: null, order: 'oldest' as const, limit: 1e9 }
const EVERY_ALERT = { status: null, minLevel: null, ruleId: null, from: null, limit: 1e9 }

/** Reads everything that is stored. */
export async function storeState(ports: Readable, options: StateOptions = {}): Promise<StoreState> {
  const events: string[] = []
  for await (const text of ports.events.search(EVERYTHING)) events.push(canonicalEvent(text))
  const alerts = (await allAlerts(ports)).filter(
    ({ superseded, kind }) => superseded === undefined && (kind === 'rule' || options.anyOrder !== true),
  )
  const hits: string[] = []
  for (const { id } of alerts) {
    for (const hit of await ports.alerts.hits(id)) hits.push(canonicalHit(hit, options))
  }
  const letters = await ports.deadLetters.list({ reason: null, limit: 1e9 })
  return {
    events: events.toSorted(),
    alerts: alerts.map((alert) => canonicalAlert(alert, options)).toSorted(),
    hits: hits.toSorted(),
    deadLetters: letters.map(({ id, reason, object, position }) => `${reason} ${object} ${position} ${id}`).toSorted(),
  }
}

/** All alerts of a store. */
export function allAlerts(ports: Pick<Ports, 'alerts'>): Promise<readonly Alert[]> {
  return ports.alerts.list(EVERY_ALERT)
}

/**
 * A document without what its way to us left in it. As text, because a document may be nested deeper than a walk over it
 * can go; the order of its members is always the same.
 */
function canonicalEvent(text: string): string {
  return text.replace(/"ingested":"[^"]*",?/, '').replace(/,?"delivery":\{[^}]*\}/, '')
}

/** An alert without the count of its changes and without who was told, which depends on the network. */
function canonicalAlert(alert: Alert, { anyWay = false }: StateOptions): string {
  const { deliveries: _, ...own } = alert
  const events = anyWay ? alert.events.map((event) => wayless(event)) : alert.events
  return canonicalJson({ ...own, version: 0, events })
}

function canonicalHit(hit: Hit, { anyWay = false, anyOrder = false }: StateOptions): string {
  const { lateFor, ...own } = anyWay ? wayless(hit) : hit
  return canonicalJson(lateFor === undefined || anyOrder ? own : { ...own, lateFor })
}

function wayless<T extends { readonly object: string; readonly position: number }>(thing: T): T {
  return { ...thing, object: '', position: 0 }
}

/** Fails, naming the first difference, unless both are the same. */
export function assertSameState(actual: StoreState, expected: StoreState, message: string): void {
  for (const part of ['events', 'alerts', 'hits', 'deadLetters'] as const) {
    const found = new Set(actual[part])
    const wanted = new Set(expected[part])
    const missing = expected[part].filter((text) => !found.has(text))
    const extra = actual[part].filter((text) => !wanted.has(text))
    const counts = `${message}: ${actual[part].length} ${part} of ${expected[part].length}`
    const first = `missing: ${missing[0]?.slice(0, 3000) ?? '–'}\nextra: ${extra[0]?.slice(0, 3000) ?? '–'}`
    assert.ok(missing.length === 0 && extra.length === 0, `${counts}\n${first}`)
    assert.equal(actual[part].length, expected[part].length, `${message}: ${part} that are stored twice`)
  }
}

/**
 * Fails unless every alert of a plain rule says what its stored hits say when they are counted again from nothing: an alert is
 * a cache of its hits.
 */
export async function assertAlertsFollowFromHits(
  ports: Pick<Ports, 'alerts'>,
  ruleOf: (id: string) => RuleInfo | undefined,
  message: string,
): Promise<void> {
  const fold = new OfflineCorrelator({ namespace: 'tocsin', maxRefs: STORED_EVENT_REFS })
  const alerts = (await allAlerts(ports)).filter(({ kind }) => kind === 'rule')
  for (const { id } of alerts) {
    for (const hit of await ports.alerts.hits(id)) {
      const rule = ruleOf(hit.ruleId)
      assert.ok(rule, `${message}: no rule ${hit.ruleId}`)
      fold.add(rule, hit)
    }
  }
  const counted = (alert: Alert): string => {
    const { id, rule, group, first, last, count, actor, account, region, events, truncated } = alert
    return canonicalJson({ id, rule, group, first, last, count, actor, account, region, events, truncated })
  }
  assert.deepEqual(alerts.map(counted).toSorted(), fold.alerts().map(counted).toSorted(), message)
}

/** How many records of the raw log no outcome is stored for yet. */
export async function waitingRecords({ log }: Pick<SqliteReader, 'log'>): Promise<number> {
  let waiting = 0
  for (let partition = 0; partition < log.partitions(TOPICS.raw); partition += 1) {
    const place = { topic: TOPICS.raw, partition }
    waiting += (await log.end(place)) - (await log.committed(PIPELINE_GROUP, place))
  }
  return waiting
}

/** Opens the store in a folder for reading while `use` runs. */
export async function withReader<T>(directory: string, use: (reader: SqliteReader) => Promise<T>): Promise<T> {
  const reader = openReader(directory)
  try {
    return await use(reader)
  } finally {
    reader.close()
  }
}
