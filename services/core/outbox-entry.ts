/** A message to the outside that must leave once: written with the outcome that caused it, sent by `deliver`. */
export interface OutboxEntry {
  /** derived: alert id and what happened to it */
  readonly id: string
  readonly alertId: string
  readonly kind: 'opened' | 'acknowledged' | 'closed'
  /** event time of what happened, milliseconds since 1970 */
  readonly at: number
  /** when the entry was made, by our clock, milliseconds since 1970: its age counts from here */
  readonly written: number
}
