/**
 * A finished event: its document as text, written once, and the few values that stores look up by. The document is ECS
 * plus `tocsin.*` plus the provider's payload (schemas/event.yml); its text is one line of JSON.
 */
export interface EventDocument {
  /** `tocsin.id`, the identity of the document */
  readonly id: string
  /** event time, milliseconds since 1970 */
  readonly time: number
  readonly dataset: string
  readonly keys: EventKeys
  readonly text: string
}

/** A finished event whose document is UTF-8 already. The bytes may be written over once the one who gave them goes on. */
export interface EventBytes extends Omit<EventDocument, 'text'> {
  readonly bytes: Uint8Array
}

/** The fields that stores index; empty where the event has none. */
export interface EventKeys {
  /** `cloud.account.id` */
  readonly account: string
  /** `tocsin.actor.id` */
  readonly actorId: string
  /** `tocsin.actor.name` */
  readonly actorName: string
  /** `event.action` */
  readonly action: string
  /** `source.address` */
  readonly address: string
  /** `cloud.region` */
  readonly region: string
  /** `event.outcome` */
  readonly outcome: string
}

/** Which event field each key of {@link EventKeys} holds. */
export const EVENT_KEY_FIELDS: Readonly<Record<keyof EventKeys, string>> = {
  account: 'cloud.account.id',
  actorId: 'tocsin.actor.id',
  actorName: 'tocsin.actor.name',
  action: 'event.action',
  address: 'source.address',
  region: 'cloud.region',
  outcome: 'event.outcome',
}
