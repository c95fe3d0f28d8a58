import type { JsonValue } from '../../../core/json.ts'
import type { FieldReader } from '../../../record/field-reader.ts'
import { SPECIAL } from './paths.ts'
import { isCloudTrailObject } from './record-kind.ts'

/**
 * The record inside an envelope, or null: `detail` of EventBridge (byte for byte, and only when it is a CloudTrail record:
 * other services use the same envelope), `CloudTrailEvent` of LookupEvents, the text of a log event or of an SNS message.
 */
export function unwrapCloudTrail(record: FieldReader): Uint8Array | null {
  if (isCloudTrailObject(record.get(SPECIAL.detail))) {
    const token = record.token(SPECIAL.detail)
    if (token !== undefined) return Buffer.from(token)
  }
  const lookup = record.text(SPECIAL.cloudTrailEvent)
  if (lookup !== undefined) return Buffer.from(lookup)
  return textRecord(record.get(SPECIAL.logMessage)) ?? textRecord(record.get(SPECIAL.topicMessage))
}

function textRecord(value: JsonValue | undefined): Uint8Array | null {
  if (typeof value !== 'string' || !value.startsWith('{') || !value.includes('"eventSource"')) return null
  return Buffer.from(value)
}
