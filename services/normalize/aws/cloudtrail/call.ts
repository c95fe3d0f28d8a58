import { parseExactJson } from '../../../core/exact-json.ts'
import { isObject, type JsonObject } from '../../../core/json.ts'
import type { EventBuilder } from '../../../record/event-builder.ts'
import type { FieldPath } from '../../../record/field-path.ts'
import type { FieldReader } from '../../../record/field-reader.ts'
import { member, NOTHING } from './json-values.ts'
import { PATH, SPECIAL } from './paths.ts'
import { accountOf } from './record-identity.ts'
import { kindOf, type RecordKind } from './record-kind.ts'

/** Which operation a record is about, and where it happened. */
export interface CallHead {
  readonly kind: RecordKind
  /** `eventSource`, of an insight what it is about; may be empty */
  readonly source: string
  /** `eventName`, of an insight what it is about; may be empty */
  readonly name: string
  /** `eventSource` up to the first dot: `ec2` */
  readonly service: string
  /** service and operation without its API version: `lambda:CreateFunction`; the key of all tables */
  readonly key: string
  /** the account in which it happened; may be empty */
  readonly account: string
  readonly region: string
}

/** One record while it is mapped: where it is read, where it is written, and what most topics ask for. */
export interface Call extends CallHead {
  readonly record: FieldReader
  readonly event: EventBuilder
  /** decoded on first use, see {@link requestOf} and {@link responseOf} */
  request: JsonObject | undefined
  response: JsonObject | undefined
}

/** Starts the mapping of one record. */
export function openCall(
  { kind, source, name, service, key, account, region }: CallHead,
  record: FieldReader,
  event: EventBuilder,
): Call {
  return { kind, source, name, service, key, account, region, record, event, request: undefined, response: undefined }
}

/** Reads what most topics ask for. */
export function readHead(record: FieldReader): CallHead {
  const kind = kindOf(record)
  const isInsight = kind === 'insight'
  const source = record.text(isInsight ? SPECIAL.insightSource : PATH.eventSource) ?? ''
  const name = record.text(isInsight ? SPECIAL.insightName : PATH.eventName) ?? ''
  const dot = source.indexOf('.')
  const service = dot < 0 ? source : source.slice(0, dot)
  const region = record.text(PATH.awsRegion) ?? (kind === 'digest' ? digestRegion(record) : '')
  return {
    kind,
    source,
    name,
    service,
    key: `${service}:${withoutApiVersion(name)}`,
    account: accountOf(record),
    region: isRegion(region) ? region : '',
  }
}

/** The operation's name without its key's service. */
export function operationOf(call: Call): string {
  return call.key.slice(call.service.length + 1)
}

/** `requestParameters`, empty when there are none. Text is parsed once. */
export function requestOf(call: Call): JsonObject {
  call.request ??= objectAt(call.record, PATH.requestParameters)
  return call.request
}

/** `responseElements`, empty when there are none. Text is parsed once. */
export function responseOf(call: Call): JsonObject {
  call.response ??= objectAt(call.record, PATH.responseElements)
  return call.response
}

/** True when CloudTrail left the parameters out because they were too large: also a way to hide a policy. */
export function isOmitted(call: Call): boolean {
  return member(requestOf(call), 'omitted') === true
}

/**
 * `CreateFunction20150331`, `AddPermission20150331v2` (Lambda) and `CreateDistribution2020_05_31` (CloudFront) without the
 * version of the API.
 */
function withoutApiVersion(name: string): string {
  const last = name.charCodeAt(name.length - 1)
  if (last < ZERO || last > NINE || name.length > 200) return name
  return name.replace(API_VERSION, '')
}

const ZERO = 48
const NINE = 57
const API_VERSION = /(?:\d{8}(?:v\d{1,2})?|\d{4}_\d{2}_\d{2})$/

function objectAt(record: FieldReader, path: FieldPath): JsonObject {
  const value = record.get(path)
  if (isObject(value)) return value
  if (typeof value !== 'string' || !value.startsWith('{')) return NOTHING
  try {
    const parsed = parseExactJson(value)
    return isObject(parsed) ? parsed : NOTHING
  } catch {
    return NOTHING
  }
}

/** The region of the events that a digest covers: the folder after `CloudTrail-Digest`. */
function digestRegion(record: FieldReader): string {
  const folders = record.text(SPECIAL.digestObject)?.split('/') ?? []
  return folders[folders.indexOf('CloudTrail-Digest') + 1] ?? ''
}

/** Letters, digits and dashes only, so that text which is no region leaves the field empty. */
function isRegion(text: string): boolean {
  if (text.length > 32) return false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (!((code >= 97 && code <= 122) || (code >= ZERO && code <= NINE) || code === 45)) return false
  }
  return true
}
