import type { Alert } from '../core/alert.ts'
import type { OutboxEntry } from '../core/batch-sink.ts'
import type { Command, CommandResult } from '../core/command.ts'
import { shortHash } from '../core/ids.ts'
import type { RuleInfo } from '../core/rule.ts'
import { isAtLeast } from '../core/rule.ts'
import { AlertCache } from './alert-cache.ts'
import { applyCommand } from './apply-command.ts'
import type { Counted } from './counted.ts'
import { addHits, emptyAlert } from './fold.ts'

/** What the book needs from outside. */
export interface AlertBookOptions {
  /** how many events an alert points to */
  readonly maxRefs: number
  /** alerts as they stand in the store */
  readonly load: (ids: readonly string[]) => Promise<readonly Alert[]>
  /** see `CorrelatorContext.now` */
  readonly now?: () => number
}

/** An alert that is to be taken back. */
export interface TakenBack {
  readonly id: string
  /** id of the alert in its place; '' when there is none */
  readonly by: string
}

/** What became of alerts since the last {@link AlertBook.take}. */
export interface AlertChanges {
  /** the newest version of each */
  readonly alerts: readonly Alert[]
  readonly outbox: readonly OutboxEntry[]
}

/** Who closes an alert that does not hold any more. */
const SELF = 'tocsin'

/** Writes alerts: counts, takes back, applies commands. Everything is synchronous but {@link ensure}, which comes first. */
export class AlertBook {
  readonly #options: AlertBookOptions
  readonly #cache: AlertCache
  #changed = new Map<string, Alert>()
  #outbox: OutboxEntry[] = []

  constructor(options: AlertBookOptions) {
    this.#options = options
    this.#cache = new AlertCache(options.load)
  }

  /** Forgets everything that is not stored. */
  drop(): void {
    this.#cache.clear()
    this.#changed = new Map()
    this.#outbox = []
  }

  /** Has to be called with all ids that come up before the next {@link take}. */
  ensure(ids: Iterable<string>): Promise<void> {
    return this.#cache.ensure(ids)
  }

  /** The alert as it stands. */
  get(id: string): Alert | null {
    return this.#cache.get(id)
  }

  /** Counts what came; earlier buckets first, so that a later one of the same batch finds what it continues. */
  count(counted: Iterable<Counted>): void {
    const inOrder = [...counted].toSorted((a, b) => a.time - b.time)
    for (const each of inOrder) this.#count(each)
  }

  /**
   * Closes an alert that does not hold any more. Null when there is no such alert: then it need not be made either. What
   * comes in its place has to be counted afterwards, with {@link Counted.replaces}.
   */
  takeBack({ id, by }: TakenBack): Alert | null {
    const alert = this.#cache.get(id)
    if (!alert) return null
    const text =
      by === ''
        ? 'an earlier event came late: this does not hold any more'
        : `an earlier event came late: alert ${by} is in its place`
    const note = { at: this.#options.now?.() ?? alert.last, by: SELF, text }
    const closed = alert.closed ?? note
    const taken: Alert = { ...alert, version: alert.version + 1, status: 'closed', closed, superseded: by }
    this.#put(taken)
    return taken
  }

  command(command: Command): CommandResult {
    const { alert, result } = applyCommand(this.#cache.get(command.alertId), command)
    if (alert) this.#put(alert)
    return result
  }

  /** What changed since the last call, to be committed. */
  take(): AlertChanges {
    const changes = { alerts: [...this.#changed.values()], outbox: this.#outbox }
    this.#changed = new Map()
    this.#outbox = []
    this.#cache.trim()
    return changes
  }

  #count(counted: Counted): void {
    const { id, rule, hits } = counted
    const known = this.#cache.get(id)
    const blank = known ?? { ...emptyAlert(id, rule, counted), kind: counted.kind }
    const alert = addHits(blank, rule, hits, this.#options.maxRefs)
    const inexact = counted.isInexact || alert.inexact === true ? { inexact: true } : {}
    if (known) {
      this.#put({ ...alert, ...inexact })
      return
    }
    const continues = this.#continuedBy(counted)
    this.#put({ ...alert, ...inexact, continues })
    // Events may come late: the bucket after this one may be there already, and then it continues this one.
    const next = counted.after === null ? null : this.#cache.get(counted.after)
    if (next && next.continues === null) this.#put({ ...next, version: next.version + 1, continues: id })
    if (continues === null && pages(rule)) {
      const written = this.#options.now?.() ?? 0
      this.#outbox.push({ id: shortHash([id, 'opened']), alertId: id, kind: 'opened', at: alert.first, written })
    }
  }

  #continuedBy({ before, replaces, rule }: Counted): string | null {
    const previous = before === null ? null : this.#cache.get(before)
    if (previous && previous.status !== 'closed') return previous.id
    return replaces !== null && pages(rule) ? replaces : null
  }

  #put(alert: Alert): void {
    this.#cache.put(alert.id, alert)
    this.#changed.set(alert.id, alert)
  }
}

function pages(rule: RuleInfo): boolean {
  return rule.page && isAtLeast(rule.level, 'high')
}
