import { isObject, type JsonValue } from '../../../core/json.ts'
import type { FieldReader } from '../../../record/field-reader.ts'
import { member } from './json-values.ts'
import { PATH, SPECIAL } from './paths.ts'

/**
 * What a CloudTrail record is about: `call` an API call or console action, `sign-in` a console sign-in step, `service` an
 * act of a service on its own, `network` a call through a VPC endpoint; and those that are no calls: `insight`,
 * `aggregate` (counts over five minutes), `digest` (integrity file), `partner` (a look-alike written by other products).
 */
export type RecordKind = 'call' | 'sign-in' | 'service' | 'network' | 'insight' | 'aggregate' | 'digest' | 'partner'

const BY_EVENT_TYPE: ReadonlyMap<JsonValue | undefined, RecordKind> = new Map([
  ['AwsApiCall', 'call'],
  ['AwsConsoleAction', 'call'],
  ['AwsConsoleSignIn', 'sign-in'],
  ['AwsServiceEvent', 'service'],
  ['AwsVpceEvent', 'network'],
  ['AwsVpceEvents', 'network'],
  ['AwsCloudTrailInsight', 'insight'],
  ['AwsAggregatedEvent', 'aggregate'],
])

/** The kind of a record that {@link isCloudTrail} accepts. Old records without an `eventType` are calls. */
export function kindOf(record: FieldReader): RecordKind {
  if (record.isText(PATH.eventCategory, 'ActivityAuditLog')) return 'partner'
  // Nearly all are; nothing is decoded for it.
  if (record.isText(PATH.eventType, 'AwsApiCall')) return 'call'
  const category = record.get(PATH.eventCategory)
  const known = BY_EVENT_TYPE.get(record.get(PATH.eventType))
  if (known !== undefined) return known
  if (category === 'NetworkActivity') return 'network'
  if (category === 'Insight' || isObject(record.get(SPECIAL.insightDetails))) return 'insight'
  if (category === 'Aggregated') return 'aggregate'
  if (record.text(SPECIAL.digestObject) !== undefined) return 'digest'
  return 'call'
}

/** Whether a record is CloudTrail's, from its content alone. A record without any event time is nobody's. */
export function isCloudTrail(record: FieldReader): boolean {
  if (isUsualCall(record)) return true
  const isEvent = looksLikeCloudTrail(
    record.get(PATH.eventSource),
    record.get(PATH.eventName),
    record.get(PATH.eventType),
    record.get(PATH.eventCategory),
    record.tokenKind(PATH.eventTime) !== 'none' && hasMark(record),
  )
  return (
    isEvent || (record.text(SPECIAL.digestObject) !== undefined && record.text(SPECIAL.digestAccount) !== undefined)
  )
}

/** The test for what nearly all records are, of which little has to be decoded. */
function isUsualCall(record: FieldReader): boolean {
  if (!record.isText(PATH.eventType, 'AwsApiCall') || record.tokenKind(PATH.eventTime) === 'none') return false
  const source = record.get(PATH.eventSource)
  return typeof source === 'string' && isService(source) && record.tokenKind(PATH.eventName) === 'string'
}

/** S3, DynamoDB, SQS … notifications use the same member names with sources such as `aws:s3`. */
function isService(source: string): boolean {
  return (source.endsWith('.amazonaws.com') || source.includes('.')) && !source.startsWith('aws:')
}

/** The same test on an object inside an envelope. */
export function isCloudTrailObject(value: JsonValue | undefined): boolean {
  if (!isObject(value)) return false
  return looksLikeCloudTrail(
    member(value, 'eventSource'),
    member(value, 'eventName'),
    member(value, 'eventType'),
    member(value, 'eventCategory'),
    Object.hasOwn(value, PATH.eventTime.text) && MARKS.some((path) => Object.hasOwn(value, path.text)),
  )
}

/** Members of which every CloudTrail record has at least one. */
const MARKS = [PATH.eventVersion, PATH.eventID, PATH.awsRegion, PATH.eventType]

function hasMark(record: FieldReader): boolean {
  for (const path of MARKS) if (record.tokenKind(path) !== 'none') return true
  return false
}

function looksLikeCloudTrail(
  source: JsonValue | undefined,
  name: JsonValue | undefined,
  type: JsonValue | undefined,
  category: JsonValue | undefined,
  isMarked: boolean,
): boolean {
  if (type === 'AwsCloudTrailInsight' || type === 'AwsAggregatedEvent') return true
  if (typeof source !== 'string' || !isMarked) return false
  return (isService(source) && typeof name === 'string') || category === 'ActivityAuditLog'
}
