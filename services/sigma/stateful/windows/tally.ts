import { bucketStart } from '../../../core/ids.ts'
import { groupRecord } from '../group-tuples.ts'
import type { RuleOutput } from '../rule-state.ts'
import type { HitRef } from '../types.ts'
import type { ClosedWindow } from './closed-window.ts'
import { cover, entriesIn, meets } from './coverage.ts'
import type { Coverage } from './coverage.ts'
import type { Entry } from './entry.ts'
import type { Group } from './group.ts'
import type { WindowContext } from './window-context.ts'

interface Draft {
  time: number
  readonly hits: HitRef[]
  inexact: boolean
}

/** What the alerts of a group count in addition, collected over one observation or decision, then fired. */
export class Tally {
  readonly #context: WindowContext
  readonly #group: Group
  /** by the start of the bucket; made when there is something to count */
  #drafts: Map<number, Draft> | null = null

  constructor(context: WindowContext, group: Group) {
    this.#context = context
    this.#group = group
  }

  /** The rule holds at a time, over the entries from `from` to `to`. */
  hold(time: number, from: number, to: number): void {
    const { rule } = this.#context
    const coverage = this.#coverageOf(bucketStart(time, rule.info.window))
    for (const part of cover(coverage, { from, to })) {
      const draft = this.#draftOf(coverage.bucket, time)
      if (meets(part, this.#group.cut)) draft.inexact = true
      for (const entry of entriesIn(this.#group.entries, part)) this.#count(coverage, draft, entry)
    }
  }

  /** The rule holds over a closed window; its entries were in no other one. The alert's bucket is the one it opened in. */
  holdClosed({ open, end }: ClosedWindow, inside: readonly Entry[]): void {
    const coverage = this.#coverageOf(bucketStart(open, this.#context.rule.info.window))
    const draft = this.#draftOf(coverage.bucket, end)
    const { cut } = this.#group
    if (cut !== null && cut.from <= end && open <= cut.to) draft.inexact = true
    for (const entry of inside) this.#count(coverage, draft, entry)
  }

  /** An entry came into a span of time that an alert has counted. */
  count(coverage: Coverage, entry: Entry): void {
    const draft = this.#draftOf(coverage.bucket, entry.time)
    const { cut } = this.#group
    // It may have been counted before it was cut.
    if (cut !== null && cut.from <= entry.time && entry.time <= cut.to) draft.inexact = true
    this.#count(coverage, draft, entry)
  }

  fire(output: RuleOutput): void {
    if (this.#drafts === null) return
    const group = groupRecord(this.#context.rule, this.#group.values)
    for (const [bucket, { time, hits, inexact }] of this.#drafts) {
      if (hits.length > 0) output.fire({ group, key: String(bucket), bucket, time, hits, inexact })
    }
  }

  #coverageOf(bucket: number): Coverage {
    const { coverages } = this.#group
    const known = coverages.find((coverage) => coverage.bucket === bucket)
    if (known !== undefined) return known
    const coverage: Coverage = { bucket, spans: [], counted: this.#context.place.chained ? new Set() : null }
    coverages.push(coverage)
    return coverage
  }

  #draftOf(bucket: number, time: number): Draft {
    this.#drafts ??= new Map()
    const known = this.#drafts.get(bucket)
    if (known !== undefined) {
      known.time = Math.max(known.time, time)
      return known
    }
    const draft: Draft = { time, hits: [], inexact: false }
    this.#drafts.set(bucket, draft)
    return draft
  }

  #count({ counted }: Coverage, draft: Draft, entry: Entry): void {
    const hit = hitOf(this.#context, entry)
    if (counted?.has(hit.eventId) === true) return
    counted?.add(hit.eventId)
    draft.hits.push(hit)
  }
}

/** The hit of a detection rule that an entry stands for. */
export function hitOf({ rule }: WindowContext, entry: Entry): HitRef {
  const ruleId = rule.refs[entry.refs[0] ?? 0]?.id ?? ''
  return entry.origin ?? { ruleId, eventId: entry.id, time: entry.time }
}
