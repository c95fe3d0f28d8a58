import type { Hit } from '../core/hit.ts'
import type { JsonValue } from '../core/json.ts'
import { logSourceName, type LogSource } from '../core/log-source.ts'
import { collectValues } from '../record/collect.ts'
import { eventField, resolveEventField, type EventField, type EventFieldRef } from '../record/event-field.ts'
import type { RuleInput } from '../record/rule-input.ts'
import { DEFAULT_ENGINE_LIMITS } from '../sigma/stateful/types.ts'
import type { Matcher, SigmaRule } from '../sigma/types.ts'

/** An event as the detector needs it. Valid during one call. */
export interface DetectableEvent extends RuleInput {
  /** `tocsin.id` */
  readonly id: string
  /** `event.id`; may be empty */
  readonly providerId: string
  /** event time, milliseconds since 1970 */
  readonly time: number
  /** null: no rule may see the event */
  readonly source: LogSource | null
  readonly origin: { readonly object: string; readonly position: number }
  /** a field as text, '' where there is none */
  text(field: EventField): string
}

const FIELD = {
  account: eventField('cloud.account.id'),
  actorName: eventField('tocsin.actor.name'),
  actorId: eventField('tocsin.actor.id'),
  region: eventField('cloud.region'),
  action: eventField('event.action'),
  address: eventField('source.address'),
  outcome: eventField('event.outcome'),
  targetName: eventField('tocsin.target.name'),
  targetId: eventField('tocsin.target.id'),
  resourceName: eventField('tocsin.resource.name'),
  resourceId: eventField('tocsin.resource.id'),
}

const NO_FIELDS: Pick<Hit, 'fields' | 'valuesCut'> = {}

/** Runs the rules of an event's log source and describes each match as a {@link Hit}. Pure. */
export class Detector {
  readonly #matchers: ReadonlyMap<string, Matcher>
  readonly #mostValues: number
  /** the log source of the last event and its matcher */
  #lastSource: LogSource | null = null
  #lastMatcher: Matcher | null = null
  readonly #groups = new Map<string, readonly { name: string; ref: EventFieldRef | null }[]>()
  readonly #matched: SigmaRule[] = []

  /**
   * `matchers` by {@link logSourceName} of the log source they were compiled for; `mostValues` are put on a hit of each field
   * that stateful rules read.
   */
  constructor(matchers: ReadonlyMap<string, Matcher>, mostValues: number = DEFAULT_ENGINE_LIMITS.values) {
    this.#matchers = matchers
    this.#mostValues = mostValues
    for (const matcher of matchers.values()) {
      for (const { info } of matcher.rules) {
        this.#groups.set(
          info.id,
          info.groupBy.map((name) => ({ name, ref: resolveEventField(name) })),
        )
      }
    }
  }

  /** Adds a hit to `hits` for every rule that is true on the event; with `only`, for those of these ids. */
  detect(event: DetectableEvent, hits: Hit[], only: Pick<ReadonlySet<string>, 'has'> | null = null): void {
    const { source } = event
    const matcher = source && this.#matcherOf(source)
    if (!matcher) return
    const matched = this.#matched
    matched.length = 0
    matcher.match(event, matched)
    if (matched.length === 0) return
    for (const rule of matched) {
      if (only !== null && !only.has(rule.info.id)) continue
      hits.push(this.#describe(rule, event, this.#fieldsOf(rule, matcher)))
    }
  }

  /** Adds every rule that is true on the event to `rules`, in the order in which they were loaded. */
  match(event: Pick<DetectableEvent, 'source'> & RuleInput, rules: SigmaRule[]): void {
    const { source } = event
    const matcher = source && this.#matcherOf(source)
    if (matcher) matcher.match(event, rules)
  }

  /** How many matches filters have taken away so far, by the id of the filter. */
  get filtered(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const matcher of this.#matchers.values()) {
      for (const [id, count] of matcher.filtered) counts.set(id, (counts.get(id) ?? 0) + count)
    }
    return counts
  }

  #fieldsOf(rule: SigmaRule, matcher: Matcher): Pick<Hit, 'fields' | 'valuesCut'> {
    if (rule.reads.length === 0) return NO_FIELDS
    const read = matcher.fields(rule, this.#mostValues)
    if (!read) return NO_FIELDS
    return read.cut > 0 ? { fields: read.fields, valuesCut: read.cut } : { fields: read.fields }
  }

  /** Log types give the same object for the same source every time: its name is put together when it changes. */
  #matcherOf(source: LogSource): Matcher | null {
    if (source !== this.#lastSource) {
      this.#lastSource = source
      this.#lastMatcher = this.#matchers.get(logSourceName(source)) ?? null
    }
    return this.#lastMatcher
  }

  #describe(rule: SigmaRule, event: DetectableEvent, fields: Pick<Hit, 'fields' | 'valuesCut'>): Hit {
    const group: Record<string, string> = {}
    for (const { name, ref } of this.#groups.get(rule.info.id) ?? []) group[name] = ref ? groupValue(event, ref) : ''
    return {
      ruleId: rule.info.id,
      ruleHash: rule.info.hash,
      eventId: event.id,
      providerId: event.providerId,
      time: event.time,
      group,
      actor: firstText(event, [FIELD.actorName, FIELD.actorId]),
      account: event.text(FIELD.account),
      region: event.text(FIELD.region),
      action: event.text(FIELD.action),
      address: event.text(FIELD.address),
      target: firstText(event, [FIELD.targetName, FIELD.targetId, FIELD.resourceName, FIELD.resourceId]),
      outcome: event.text(FIELD.outcome),
      object: event.origin.object,
      position: event.origin.position,
      ...fields,
    }
  }
}

function firstText(event: DetectableEvent, fields: readonly EventField[]): string {
  for (const field of fields) {
    const text = event.text(field)
    if (text !== '') return text
  }
  return ''
}

/** The value of a group field as text; several values are sorted and joined, so that their order does not matter. */
function groupValue(event: DetectableEvent, ref: EventFieldRef): string {
  const values: JsonValue[] = []
  collectValues(event.event.get(ref.field), ref.rest, 0, values)
  const texts = values
    .filter((value) => value !== null)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
  return [...new Set(texts)].toSorted().join(', ')
}
