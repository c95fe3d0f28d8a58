import { cloudtrail } from './aws/cloudtrail/cloudtrail.ts'
import type { LogType } from './log-type.ts'
import { unknown } from './unknown/unknown.ts'

/** Every log type that Tocsin can read, in the order in which a record is offered to them. */
export const LOG_TYPES: readonly LogType[] = [cloudtrail]

/** What takes the records that none of {@link LOG_TYPES} claims. */
export const UNKNOWN: LogType = unknown
