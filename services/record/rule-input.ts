import type { EventReader } from './event-builder.ts'
import type { FieldReader } from './field-reader.ts'

/** What the rule engine reads of one event. Both sides are read only; `event` may be built on its first use. */
export interface RuleInput {
  readonly record: FieldReader
  readonly event: EventReader
  /** event time, milliseconds since 1970; filters that expire look at it. Without it they never do */
  readonly time?: number
}
