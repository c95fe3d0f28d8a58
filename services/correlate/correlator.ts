import type { Alert } from '../core/alert.ts'
import type { BatchOutcome, OutboxEntry, StoredHit } from '../core/batch-sink.ts'
import type { Command, CommandResult } from '../core/command.ts'
import type { Hit } from '../core/hit.ts'
import { shortHash } from '../core/ids.ts'
import { isAtLeast, type RuleInfo } from '../core/rule.ts'
import { applyCommand } from './apply-command.ts'
import { addHits, alertIdOf, emptyAlert, neighboursOf } from './fold.ts'

/** What the correlator needs from outside. */
export interface CorrelatorContext {
  readonly namespace: string
  /** how many events an alert points to */
  readonly maxRefs: number
  /** the rule of a hit; hits of rules that are gone are stored but make no alert */
  readonly ruleOf: (ruleId: string) => RuleInfo | undefined
  /** alerts as they stand in the store */
  readonly load: (ids: readonly string[]) => Promise<readonly Alert[]>
  /**
   * milliseconds since 1970, for `OutboxEntry.written`. Left out where nothing may be delivered, as in a replay: then every
   * entry is as old as 1970, and too old to be told
   */
  readonly now?: () => number
}

/** What hits and commands led to; the rest of a {@link BatchOutcome} is the caller's. */
export type Correlated = Pick<BatchOutcome, 'alerts' | 'hits' | 'outbox' | 'commands'>

/**
 * How much is kept in memory, in references to events: some 300 bytes each, and an alert has up to a thousand. What does not
 * fit is loaded again when it is needed.
 */
const CACHE_REFS = 200_000
/** What an alert takes besides its references, and an id of which is known that no alert has it: in the same measure. */
const ALERT_REFS = 8

/**
 * The one writer of alerts (design §8). Counts hits into alerts and applies commands. Its memory is a cache over the
 * store: after a failed commit it is dropped, and everything goes on from what is stored.
 */
export class Correlator {
  readonly #context: CorrelatorContext
  /** by the time of the last change, the oldest first */
  #cache = new Map<string, Alert | null>()
  #size = 0

  constructor(context: CorrelatorContext) {
    this.#context = context
  }

  /** Forgets everything that is not stored. To be called when the outcome of {@link apply} could not be committed. */
  drop(): void {
    this.#cache = new Map()
    this.#size = 0
  }

  /**
   * Counts hits, each of an event that was never counted before, and applies commands in their order. What it returns must
   * be committed before the next call, or {@link drop} called.
   */
  async apply(hits: readonly Hit[], commands: readonly Command[]): Promise<Correlated> {
    const { stored, byAlert } = this.#group(hits)
    await this.#ensure([...this.#idsAround(byAlert), ...commands.map((command) => command.alertId)])
    const changed = new Map<string, Alert>()
    const outbox: OutboxEntry[] = []
    for (const [id, group] of inTimeOrder(byAlert)) this.#count(id, group, changed, outbox)
    const results: CommandResult[] = commands.map((command) => {
      const { alert, result } = applyCommand(this.#cache.get(command.alertId) ?? null, command)
      if (alert) this.#put(alert, changed)
      return result
    })
    this.#trim()
    return { alerts: [...changed.values()], hits: stored, outbox, commands: results }
  }

  #group(hits: readonly Hit[]): { stored: StoredHit[]; byAlert: Map<string, { rule: RuleInfo; hits: Hit[] }> } {
    const stored: StoredHit[] = []
    const byAlert = new Map<string, { rule: RuleInfo; hits: Hit[] }>()
    for (const hit of hits) {
      const rule = this.#context.ruleOf(hit.ruleId)
      if (!rule) continue
      const id = alertIdOf(this.#context.namespace, rule, hit)
      stored.push({ alertId: id, hit })
      if (rule.level === 'informational') continue
      const group = byAlert.get(id)
      if (group) group.hits.push(hit)
      else byAlert.set(id, { rule, hits: [hit] })
    }
    return { stored, byAlert }
  }

  /** An alert's neighbours in time decide whether it continues one, so they are loaded with it. */
  #idsAround(byAlert: ReadonlyMap<string, { rule: RuleInfo; hits: Hit[] }>): string[] {
    const ids: string[] = []
    for (const [id, { rule, hits }] of byAlert) {
      const [hit] = hits
      if (!hit) continue
      const { before, after } = neighboursOf(this.#context.namespace, rule, hit)
      ids.push(id, before, after)
    }
    return ids
  }

  #count(id: string, group: { rule: RuleInfo; hits: Hit[] }, changed: Map<string, Alert>, outbox: OutboxEntry[]): void {
    const [hit] = group.hits
    if (!hit) return
    const known = this.#cache.get(id) ?? null
    const alert = addHits(known ?? emptyAlert(id, group.rule, hit), group.rule, group.hits, this.#context.maxRefs)
    if (known) {
      this.#put(alert, changed)
      return
    }
    const { before, after } = neighboursOf(this.#context.namespace, group.rule, hit)
    const previous = this.#cache.get(before)
    const continues = previous && previous.status !== 'closed' ? previous.id : null
    this.#put({ ...alert, continues }, changed)
    // Events may come late: the bucket after this one may be there already, and then it continues this one.
    const next = this.#cache.get(after)
    if (next && next.continues === null) this.#put({ ...next, version: next.version + 1, continues: id }, changed)
    if (continues === null && group.rule.page && isAtLeast(group.rule.level, 'high')) {
      const written = this.#context.now?.() ?? 0
      outbox.push({ id: shortHash([id, 'opened']), alertId: id, kind: 'opened', at: alert.first, written })
    }
  }

  #put(alert: Alert, changed: Map<string, Alert>): void {
    this.#remember(alert.id, alert)
    changed.set(alert.id, alert)
  }

  async #ensure(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#cache.has(id))
    if (missing.length === 0) return
    for (const id of missing) this.#remember(id, null)
    for (const alert of await this.#context.load(missing)) this.#remember(alert.id, alert)
  }

  #remember(id: string, alert: Alert | null): void {
    this.#forget(id)
    this.#cache.set(id, alert)
    this.#size += sizeOf(alert)
  }

  #forget(id: string): void {
    const known = this.#cache.get(id)
    if (known === undefined) return
    this.#cache.delete(id)
    this.#size -= sizeOf(known)
  }

  #trim(): void {
    for (const id of this.#cache.keys()) {
      if (this.#size <= CACHE_REFS) return
      this.#forget(id)
    }
  }
}

function sizeOf(alert: Alert | null): number {
  return ALERT_REFS + (alert?.events.length ?? 0)
}

/** Earlier buckets first, so that a later one of the same batch finds what it continues. */
function inTimeOrder(
  byAlert: ReadonlyMap<string, { rule: RuleInfo; hits: Hit[] }>,
): [string, { rule: RuleInfo; hits: Hit[] }][] {
  return [...byAlert].toSorted(([, a], [, b]) => (a.hits[0]?.time ?? 0) - (b.hits[0]?.time ?? 0))
}
