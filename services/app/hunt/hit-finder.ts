import type { Hit } from '../../core/hit.ts'
import { isRejection, type Rejection } from '../../normalize/rejection.ts'
import { detectEvent } from '../detect-event.ts'
import type { Engine } from '../engine.ts'
import type { Finder, FinderOptions, Found, MovingOrigin } from './finder.ts'

/** Finds the hits of rules, for whoever makes alerts of them. */
export class HitFinder implements Finder {
  isRelative = false
  readonly #engine: Engine
  readonly #type: string
  readonly #rules: ReadonlySet<string>
  readonly #origin: MovingOrigin = { source: 'hunt', object: '', position: 0, received: 0 }
  #hits: Hit[] = []
  #newest = Number.NEGATIVE_INFINITY

  /** Only hits of `rules`, which are ids, are described. */
  constructor({ engine, type, rules }: FinderOptions & { readonly rules: ReadonlySet<string> }) {
    this.#engine = engine
    this.#type = type
    this.#rules = rules
  }

  look(bytes: Uint8Array, file: string, position: number, received: number): Rejection | null {
    const { normalizer, detector } = this.#engine
    const origin = this.#origin
    origin.object = file
    origin.position = position
    origin.received = received
    const event = normalizer.read(bytes, this.#type, origin)
    if (isRejection(event)) return event
    const fault = detectEvent(event, detector, this.#hits, this.#rules)
    if (fault) return fault
    if (event.time > this.#newest) this.#newest = event.time
    return null
  }

  get isFull(): boolean {
    return this.#hits.length > 0
  }

  take(): Found {
    const hits = this.#hits
    this.#hits = []
    return { pieces: NO_PIECES, hits, matches: 0, highest: -1, newest: this.#newest }
  }

  reuse(): void {}
}

const NO_PIECES: Found['pieces'] = []
