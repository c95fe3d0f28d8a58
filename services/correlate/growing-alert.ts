import type { Alert, AlertEventRef } from '../core/alert.ts'
import type { Hit } from '../core/hit.ts'
import { boundRefs, compareRefs, refOf } from './event-refs.ts'
import type { Counted } from './counted.ts'
import { emptyAlert } from './fold.ts'

/** One alert while hits are still coming in, in any order. */
export class GrowingAlert {
  readonly #of: Pick<Counted, 'id' | 'kind' | 'rule' | 'group' | 'time'>
  readonly #maxRefs: number
  #refs: AlertEventRef[] = []
  #first: Hit | null = null
  #last = -Infinity
  #count = 0
  #isInexact = false

  constructor(of: Pick<Counted, 'id' | 'kind' | 'rule' | 'group' | 'time'>, maxRefs: number) {
    this.#of = of
    this.#maxRefs = maxRefs
  }

  /** Counts the hit of an event that was not counted before. */
  add(hit: Hit): void {
    const ref = refOf(hit)
    this.#count += 1
    this.#refs.push(ref)
    this.#last = Math.max(this.#last, hit.time)
    if (this.#first === null || compareRefs(ref, refOf(this.#first)) < 0) this.#first = hit
    // Twice the limit before anything is cut: then cutting costs little per hit.
    if (this.#refs.length > 2 * this.#maxRefs) this.#refs = [...boundRefs(this.#refs, this.#maxRefs)]
  }

  /** A limit was reached. */
  setInexact(): void {
    this.#isInexact = true
  }

  get alert(): Alert {
    const { id, kind, rule, group, time } = this.#of
    const events = boundRefs(this.#refs, this.#maxRefs)
    const { actor = '', account = '', region = '', time: first = time } = this.#first ?? {}
    return {
      ...emptyAlert(id, rule, { group, time }),
      version: 1,
      kind,
      first,
      last: this.#count === 0 ? time : this.#last,
      count: this.#count,
      actor,
      account,
      region,
      events,
      truncated: this.#count > events.length,
      ...(this.#isInexact ? { inexact: true } : {}),
    }
  }
}
