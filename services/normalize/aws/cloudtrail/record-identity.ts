import type { FieldPath } from '../../../record/field-path.ts'
import type { FieldReader } from '../../../record/field-reader.ts'
import type { RecordIdentity } from '../../log-type.ts'
import { asText } from './json-values.ts'
import { IDENTITY, PATH, SPECIAL } from './paths.ts'
import { kindOf, type RecordKind } from './record-kind.ts'

/**
 * What identifies a record: `eventID` is unique within one account. Insights also tell by their state, because start and
 * end of one insight are two records.
 */
export function identifyCloudTrail(record: FieldReader): RecordIdentity {
  const kind = kindOf(record)
  const time = timeOfKind(record, kind)
  if (kind === 'digest') return { time, account: accountOf(record), providerId: '', discriminator: '' }
  const providerId = record.text(PATH.eventID) ?? record.text(SPECIAL.aggregatedId) ?? ''
  const discriminator = kind === 'insight' ? (record.text(SPECIAL.insightState) ?? '') : ''
  return { time, account: accountOf(record), providerId, discriminator }
}

/** Where the id stands that {@link identifyCloudTrail} gives; null when it is not this member's text. */
export function idPathOfCloudTrail(record: FieldReader): FieldPath | null {
  return kindOf(record) === 'digest' || record.isText(PATH.eventID, '') ? null : PATH.eventID
}

/** Event time in milliseconds since 1970, or NaN. */
export function timeOfCloudTrail(record: FieldReader): number {
  return timeOfKind(record, kindOf(record))
}

function timeOfKind(record: FieldReader, kind: RecordKind): number {
  if (kind === 'digest') return timeAt(record, SPECIAL.digestEnd)
  return timeAt(record, kind === 'aggregate' ? SPECIAL.windowEnd : PATH.eventTime)
}

/** The account in which it happened, or '' when the record does not say. */
export function accountOf(record: FieldReader): string {
  const recipient = asText(record.get(PATH.recipientAccountId))
  if (recipient !== undefined) return recipient
  const caller = asText(record.get(IDENTITY.accountId))
  if (caller !== undefined && !isAnonymousAccount(caller)) return caller
  return asText(record.get(SPECIAL.aggregatedAccount)) ?? record.text(SPECIAL.digestAccount) ?? ''
}

/** What S3 writes as account and principal of a caller who did not sign. */
export function isAnonymousAccount(account: string): boolean {
  const word = account.toLowerCase()
  return word === 'anonymous' || word === 'anonymous_principal'
}

/** Event time in milliseconds, or NaN. CloudTrail writes ISO text; some forwarders turn it into a number. */
function timeAt(record: FieldReader, path: FieldPath): number {
  const time = record.isoTime(path)
  if (!Number.isNaN(time)) return time
  const value = record.get(path)
  if (typeof value !== 'number' || !(value > 0)) return Number.NaN
  const milliseconds = Math.floor(value < SECONDS_BELOW ? value * 1000 : value)
  return milliseconds <= LAST_TIME ? milliseconds : Number.NaN
}

/** Numbers below are seconds (up to the year 5138), above milliseconds. */
const SECONDS_BELOW = 1e11
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
