import type { LogSource } from '../core/log-source.ts'
import type { EventKind } from '../core/retention.ts'
import type { EventBuilder } from '../record/event-builder.ts'
import type { EventFieldName } from '../record/event-field.ts'
import type { FieldResolver } from '../record/field-access.ts'
import type { FieldPath, PathTable } from '../record/field-path.ts'
import type { FieldReader } from '../record/field-reader.ts'
import type { SecretRules } from '../record/mask-secrets.ts'

/** What identifies a record among all of its log type. */
export interface RecordIdentity {
  /** event time, milliseconds since 1970, or NaN when the record does not say it in a form that can be read */
  readonly time: number
  /** account, project, tenant or log name that `providerId` is unique in; may be empty */
  readonly account: string
  /** `event.id`; empty when the provider gave none */
  readonly providerId: string
  /** what tells records apart that share an id; empty where ids are not reused */
  readonly discriminator: string
}

/**
 * One kind of log: what its bytes mean. A folder below `normalize/` each. Everything here is pure and synchronous, takes
 * any JSON object (fields missing, of the wrong type, hostile) and never throws.
 */
export interface LogType {
  /** the name in configuration and on the command line: `aws/cloudtrail` */
  readonly name: string
  /** `event.dataset`: `aws.cloudtrail` */
  readonly dataset: string
  /** `event.module`: `aws` */
  readonly module: string
  /** what its events tell: how long they are kept depends on it */
  readonly kind: EventKind
  /** where the record itself stands in the document */
  readonly payload: EventFieldName
  /** every path that the functions below read, registered when the module is loaded */
  readonly paths: PathTable
  readonly secrets: SecretRules
  /** the Sigma log sources that records of this type can be; {@link sourceOf} gives an index into it */
  readonly sources: readonly LogSource[]
  /** Sigma field name → where it is read */
  readonly resolve: FieldResolver

  /** The bytes of the record inside an envelope (EventBridge `detail`, a string of JSON …), or null when there is none. */
  unwrap(record: FieldReader): Uint8Array | null
  /** Whether the record is of this type, told from its content alone. */
  recognise(record: FieldReader): boolean
  /** The `time` of {@link identity} alone: asked of every record, while the rest is asked of few. */
  timeOf(record: FieldReader): number
  /**
   * Optional: where the `providerId` of {@link identity} stands, if what stands there is a text. Null, or no text there: only
   * {@link identity} tells.
   */
  idPathOf?(record: FieldReader): FieldPath | null
  /** See {@link RecordIdentity}. */
  identity(record: FieldReader): RecordIdentity
  /** Index into {@link sources}, or −1 when no rule may see the record. */
  sourceOf(record: FieldReader): number
  /**
   * Fills in everything that this log type knows. The normalizer adds `@timestamp`, `event.id`, `event.dataset`,
   * `event.module`, `event.ingested`, `event.original`, `tocsin.id`, `tocsin.delivery.*`, `tocsin.redacted` and the payload.
   */
  map(record: FieldReader, event: EventBuilder): void
}
