import type { BatchOutcome, BatchSink } from '../core/batch-sink.ts'
import type { Command } from '../core/command.ts'
import type { Hit } from '../core/hit.ts'
import { alertIdOfKey } from '../core/ids.ts'
import type { RuleInfo } from '../core/rule.ts'
import type { EngineOutput, HitRef, Withdrawal } from '../sigma/stateful/types.ts'
import type { StatefulRule } from '../sigma/types.ts'
import { AlertBook, type TakenBack } from './alert-book.ts'
import { bucketLengths, firedAlerts, type Counted, type Fired } from './counted.ts'
import { boundRefs } from './event-refs.ts'
import { refOf } from './event-refs.ts'
import { HitDetails, bareHit } from './hit-details.ts'

/** What the writer needs from outside. */
export interface AlertWriterOptions {
  readonly namespace: string
  readonly maxRefs: number
  readonly ruleOf: (ruleId: string) => RuleInfo | undefined
  readonly stateful: readonly StatefulRule[]
  readonly sink: Pick<BatchSink, 'alerts' | 'hits'>
  readonly now?: () => number
}

/** Turns what plain rules, stateful rules and people say into new versions of alerts. A cache over the store. */
export class AlertWriter {
  readonly #options: AlertWriterOptions
  readonly #book: AlertBook
  readonly #details: HitDetails
  readonly #lengthOf: (ruleId: string) => number

  constructor(options: AlertWriterOptions) {
    const { sink } = options
    this.#options = options
    this.#book = new AlertBook({ ...options, load: (ids) => sink.alerts(ids) })
    this.#details = new HitDetails((keys) => sink.hits(keys))
    this.#lengthOf = bucketLengths(options.stateful)
  }

  /** Forgets everything that is not stored. */
  drop(): void {
    this.#book.drop()
    this.#details.clear()
  }

  /** Makes hits known that stateful rules may point to in the next {@link write}, and that the store may not have. */
  add(hits: Iterable<Hit>): void {
    this.#details.add(hits)
  }

  /** Counts and takes back, then applies commands in their order. `output` is what stateful rules said. */
  async write(
    plain: readonly Counted[],
    output: EngineOutput | null,
    commands: readonly Command[],
  ): Promise<Pick<BatchOutcome, 'alerts' | 'outbox' | 'commands'>> {
    const fired = firedAlerts(output?.firings ?? [], { ...this.#options, lengthOf: this.#lengthOf })
    const taken = this.#takenBack(output?.withdrawals ?? [])
    await this.#book.ensure(idsOf([...plain, ...fired.values()], taken, commands))
    const replaced = new Map<string, string>()
    for (const each of taken) {
      fired.delete(each.id)
      if (this.#book.takeBack(each) && !replaced.has(each.by)) replaced.set(each.by, each.id)
    }
    await this.#details.ensure([...fired.values()].flatMap((each) => this.#shown(each)))
    const correlated = [...fired.values()].map((each): Counted => {
      const hits = each.refs.map((ref) => this.#details.get(ref))
      return { ...each, hits, replaces: replaced.get(each.id) ?? null }
    })
    this.#book.count([...plain, ...correlated])
    const results = commands.map((command) => this.#book.command(command))
    this.#details.trim()
    return { ...this.#book.take(), commands: results }
  }

  /** The hits that the alert will point to: of the others no more is needed than that they are. */
  #shown({ id, refs }: Fired): readonly HitRef[] {
    const { maxRefs } = this.#options
    const events = this.#book.get(id)?.events ?? []
    if (events.length + refs.length <= maxRefs) return refs
    const shown = boundRefs([...events, ...refs.map((ref) => refOf(bareHit(ref)))], maxRefs)
    const ids = new Set(shown.map(({ eventId }) => eventId))
    return refs.filter(({ eventId }) => ids.has(eventId))
  }

  #takenBack(withdrawals: readonly Withdrawal[]): TakenBack[] {
    const { namespace } = this.#options
    const by = new Map(
      withdrawals.map((each): [string, string] => [
        alertIdOfKey({ ...each, namespace }),
        each.by === null ? '' : alertIdOfKey({ ...each, namespace, key: each.by }),
      ]),
    )
    return [...by.keys()].map((id) => ({ id, by: lastOf(id, by) }))
  }
}

/** What is in place of an alert in the end: what took its place may have been taken back as well. */
function lastOf(id: string, by: ReadonlyMap<string, string>): string {
  let last = id
  for (let steps = 0; steps < by.size; steps += 1) {
    const next = by.get(last)
    if (next === undefined) return last
    last = next
  }
  return last
}

function idsOf(
  counted: readonly Pick<Counted, 'id' | 'before' | 'after'>[],
  taken: readonly TakenBack[],
  commands: readonly Command[],
): string[] {
  const ids = commands.map(({ alertId }) => alertId)
  for (const { id, before, after } of counted) {
    ids.push(id)
    if (before !== null) ids.push(before)
    if (after !== null) ids.push(after)
  }
  for (const { id, by } of taken) ids.push(id, by)
  return ids.filter((id) => id !== '')
}
