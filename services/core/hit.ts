/**
 * One rule was true on one event. Hits are what alerts are made of: they are stored, and everything that an alert says
 * can be computed again from them.
 */
export interface Hit {
  readonly ruleId: string
  readonly ruleHash: string
  /** `tocsin.id` of the event; (ruleId, eventId) is the identity of a hit */
  readonly eventId: string
  /** the provider's own `event.id`, for people and scripts; may be empty */
  readonly providerId: string
  /** event time, milliseconds since 1970 */
  readonly time: number
  /** values of the rule's group fields, in its order; a missing field is the empty string */
  readonly group: Readonly<Record<string, string>>
  /** who, for a person: `tocsin.actor.name`, else its id; may be empty */
  readonly actor: string
  readonly account: string
  readonly region: string
  /** the provider's operation: `event.action` */
  readonly action: string
  /** where from: `source.address`; may be empty */
  readonly address: string
  /** what was touched: name or id of the main target or resource; may be empty */
  readonly target: string
  readonly outcome: string
  /** where the record stood */
  readonly object: string
  /** 1-based place within the object */
  readonly position: number
  /** values of the fields that stateful rules read of this hit, each as text; absent when no stateful rule reads it */
  readonly fields?: Readonly<Record<string, readonly string[]>>
  /** how many values of these fields were left out, because a field had more than are read; absent when none */
  readonly valuesCut?: number
  /** ids of the stateful rules that did not count it, because it came later than they wait */
  readonly lateFor?: readonly string[]
}

/** What names one hit. */
export type HitKey = Pick<Hit, 'ruleId' | 'eventId'>
