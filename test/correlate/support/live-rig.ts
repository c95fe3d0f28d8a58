import assert from 'node:assert/strict'
import { createMemoryStore, type MemoryStore } from '../../../services/adapters/memory/memory-store.ts'
import type { Alert } from '../../../services/core/alert.ts'
import { EMPTY_OUTCOME, type BatchOutcome } from '../../../services/core/batch-sink.ts'
import type { Hit } from '../../../services/core/hit.ts'
import type { SourceProgress } from '../../../services/core/progress.ts'
import type { RuleInfo } from '../../../services/core/rule.ts'
import { Correlator, type CorrelatorContext, type Correlated } from '../../../services/correlate/correlator.ts'
import type { StatefulRule } from '../../../services/sigma/types.ts'
import { HOUR, ruleInfo } from './rule-info.ts'

/** The dataset that all hits come from, and how late it may be. */
export const DATASET = 'test.log'
export const LATENESS = HOUR

/** How far a source has come when it has brought these hits. */
export function broughtWith(hits: readonly Hit[], source = 'trail'): SourceProgress[] {
  if (hits.length === 0) return []
  const newest = Math.max(...hits.map(({ time }) => time))
  return [{ source, dataset: DATASET, newest, received: newest }]
}

/** A poll that says that nothing is missing, so that watermarks come to this time. */
export function cameTo(watermark: number, source = 'trail'): SourceProgress[] {
  return [{ source, dataset: null, newest: watermark + LATENESS, received: watermark + LATENESS }]
}

/** What is special about a rig. */
export interface RigOptions extends Partial<CorrelatorContext> {
  /** detection rules that alert on their own */
  readonly alerting?: readonly string[]
}

/** A correlator over a store in memory, as the pipeline drives it. */
export class LiveRig {
  readonly store: MemoryStore = createMemoryStore()
  readonly correlator: Correlator
  pages = 0
  /** hits that were not stored, because nobody would miss them */
  readonly gone: Hit[] = []

  constructor(stateful: readonly StatefulRule[], options: RigOptions = {}) {
    const infos = new Map<string, RuleInfo>(stateful.map(({ info }) => [info.id, info]))
    const { alerting = [], ...context } = options
    this.correlator = new Correlator({
      namespace: 'tocsin',
      maxRefs: 10,
      ruleOf: (id) => infos.get(id) ?? ruleInfo(id, { alerts: alerting.includes(id) }),
      stateful,
      datasetsOf: () => [DATASET],
      latenessOf: () => LATENESS,
      sink: this.store.sink,
      hits: this.store.hits,
      live: true,
      now: () => 0,
      ...context,
    })
  }

  /** Handles hits as one slice. With `fails` the first commit does. */
  async bring(hits: readonly Hit[], progress = broughtWith(hits), { fails = false } = {}): Promise<Correlated> {
    if (fails) {
      await this.correlator.apply(hits, [], progress)
      this.correlator.drop()
    }
    const outcome = await this.correlator.apply(hits, [], progress)
    const stored = new Set(outcome.hits.map(({ hit }) => `${hit.ruleId} ${hit.eventId}`))
    this.gone.push(...hits.filter(({ ruleId, eventId }) => !stored.has(`${ruleId} ${eventId}`)))
    await this.commit(outcome)
    return outcome
  }

  /** Time goes on without hits. */
  async comeTo(watermark: number): Promise<Correlated> {
    return this.bring([], cameTo(watermark))
  }

  /** Catches up; a commit fails, and it is begun anew, where `fails` says so. `between` runs between two pieces. */
  async catchUp({
    fails = () => false,
    between,
  }: { fails?: () => boolean; between?: () => Promise<unknown> } = {}): Promise<number> {
    let pieces = 0
    while (this.correlator.isCatchingUp) {
      for await (const piece of this.correlator.catchUp()) {
        if (fails()) {
          this.correlator.drop()
          break
        }
        pieces += 1
        await this.commit(piece)
        await between?.()
      }
    }
    return pieces
  }

  async commit(outcome: Partial<BatchOutcome>): Promise<void> {
    this.pages += outcome.outbox?.length ?? 0
    await this.store.sink.commit({ ...EMPTY_OUTCOME, ...outcome })
  }

  async alerts(): Promise<readonly Alert[]> {
    return this.store.alerts.list({ status: null, minLevel: null, ruleId: null, from: null, limit: 1e6 })
  }

  /** What limits cost, by kind and rule. */
  async health(): Promise<Readonly<Record<string, number>>> {
    const entries = await this.store.sink.state('health')
    return Object.fromEntries(
      entries.map(({ key, value }) => [key, (JSON.parse(value ?? '{}') as { count: number }).count]),
    )
  }
}

/**
 * Alerts without what tells how they came to be (design §3): those that were taken back, versions, and the life. `continues`
 * is left out where `links` is not asked for, and never names an alert that was taken back.
 */
export function canonical(alerts: readonly Alert[], { links = false } = {}): readonly unknown[] {
  const gone = new Set(alerts.filter(({ superseded }) => superseded !== undefined).map(({ id }) => id))
  return alerts
    .filter(({ id }) => !gone.has(id))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ continues, ...alert }) => ({
      ...alert,
      version: 0,
      continues: links && continues !== null && !gone.has(continues) ? continues : null,
    }))
}

/** Fails when they are not the same, with the seed and what is different first. */
export function assertSame(actual: readonly unknown[], expected: readonly unknown[], message: string): void {
  for (let at = 0; at < Math.max(actual.length, expected.length); at += 1) {
    assert.deepEqual(
      actual[at],
      expected[at],
      `${message}: alert ${at} of ${actual.length}, expected ${expected.length}`,
    )
  }
}
