import { messageOf } from '../../core/errors.ts'
import { LEVELS } from '../../core/rule.ts'
import { ShownFields } from '../../detect/shown-fields.ts'
import { isRejection, type Rejection } from '../../normalize/rejection.ts'
import type { SigmaRule } from '../../sigma/types.ts'
import type { Engine } from '../engine.ts'
import type { Finder, FinderOptions, Found, MovingOrigin } from './finder.ts'
import { LineBytes } from './line-bytes.ts'
import { MatchLines } from './match-lines.ts'

/** Finds matches of rules and writes each as a line. A record without a match costs no more than the question. */
export class MatchFinder implements Finder {
  isRelative = false
  readonly #engine: Engine
  readonly #type: string
  readonly #out = new LineBytes()
  readonly #lines: MatchLines
  readonly #rules: SigmaRule[] = []
  readonly #origin: MovingOrigin = { source: 'hunt', object: '', position: 0, received: 0 }
  #newest = Number.NEGATIVE_INFINITY

  /** Rules below `least`, an index in `LEVELS`, are not shown. */
  constructor({ engine, type, least }: FinderOptions & { readonly least: number }) {
    this.#engine = engine
    this.#type = type
    const fields = new ShownFields(engine.sources)
    this.#lines = new MatchLines({ out: this.#out, fields, least: LEVELS[least] ?? 'informational' })
  }

  look(bytes: Uint8Array, file: string, position: number, received: number): Rejection | null {
    const { normalizer, detector } = this.#engine
    const origin = this.#origin
    origin.object = file
    origin.position = position
    origin.received = received
    const event = normalizer.read(bytes, this.#type, origin)
    if (isRejection(event)) return event
    const rules = this.#rules
    rules.length = 0
    try {
      detector.match(event, rules)
      if (rules.length > 0) this.#lines.add(event, rules, this.isRelative)
    } catch (error) {
      return { rejected: 'rule-failed', detail: messageOf(error) }
    }
    if (event.time > this.#newest) this.#newest = event.time
    return null
  }

  get isFull(): boolean {
    return this.#out.isFull
  }

  take(): Found {
    const { count, highest } = this.#lines
    this.#lines.count = 0
    return { pieces: this.#out.take(), hits: NO_HITS, matches: count, highest, newest: this.#newest }
  }

  reuse(buffers: readonly ArrayBuffer[]): void {
    for (const buffer of buffers) this.#out.reuse(buffer)
  }
}

const NO_HITS: Found['hits'] = []
