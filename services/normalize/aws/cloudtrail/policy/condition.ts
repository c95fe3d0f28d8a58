import { isObject, type JsonValue } from '../../../../core/json.ts'
import { parseCidr } from '../exposure/cidr.ts'
import { words } from './words.ts'

/** One test of a statement. */
export interface Condition {
  /** in lower case, without quantifier and `IfExists`: `stringequals` */
  readonly operator: string
  /** `ForAllValues:` is true of an empty set: no protection in an Allow */
  readonly isForAll: boolean
  /** `…IfExists` is true when the key is missing */
  readonly isIfExists: boolean
  /** in lower case */
  readonly key: string
  readonly values: readonly string[]
}

/** Reads `{"StringEquals": {"aws:SourceAccount": "…"}}`. */
export function readConditions(value: JsonValue | undefined): Condition[] {
  if (!isObject(value)) return []
  return Object.keys(value).flatMap((name) => {
    const tests = value[name]
    const lower = name.toLowerCase()
    const isForAll = lower.startsWith('forallvalues:')
    const isIfExists = lower.endsWith('ifexists')
    const operator = lower.slice(lower.indexOf(':') + 1).replace(/ifexists$/, '')
    if (!isObject(tests)) return []
    return Object.keys(tests).map((key) => {
      return { operator, isForAll, isIfExists, key: key.toLowerCase(), values: words(tests[key]) }
    })
  })
}

/** Keys that say who may come, from where or on whose behalf. */
const SCOPING_KEYS = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:sourceip',
  'aws:userid',
  's3:dataaccesspointaccount',
  'kms:calleraccount',
  'lambda:functionurlauthtype',
])

/** True for a condition that keeps strangers out of a statement for everybody. */
function isRestricting(condition: Condition): boolean {
  if (condition.isIfExists || condition.isForAll || !SCOPING_KEYS.has(condition.key)) return false
  if (condition.operator.includes('not') || condition.operator === 'null') return false
  return condition.values.length > 0 && condition.values.every((value) => isNarrow(condition.key, value))
}

function isNarrow(key: string, value: string): boolean {
  if (key === 'aws:sourceip') return (parseCidr(value)?.prefix ?? 0) > 0
  if (key === 'lambda:functionurlauthtype') return value === 'AWS_IAM'
  if (key === 'aws:principalisawsservice') return value.toLowerCase() === 'true'
  if (!value.includes('*') && !value.includes('?')) return true
  // A pattern is narrow when it still names an account or an organization, or a bucket as a source.
  return /\d{12}|\bo-[a-z0-9]{10}/.test(value) || value.startsWith('arn:aws:s3:::') || key === 'aws:sourcevpce'
}

/** True when any of the conditions restricts. */
export function isRestricted(conditions: readonly Condition[]): boolean {
  return conditions.some(isRestricting)
}

/** `…IfExists` on a key that scopes identity: missing means allowed. */
export function hasIfExistsPitfall(conditions: readonly Condition[]): boolean {
  return conditions.some(
    (condition) =>
      condition.isIfExists && (SCOPING_KEYS.has(condition.key) || condition.key === 'aws:multifactorauthpresent'),
  )
}

/** `ForAllValues:` without a test that the key is there. */
export function hasForAllPitfall(conditions: readonly Condition[]): boolean {
  return conditions.some((condition) => {
    if (!condition.isForAll) return false
    const isGuard = (other: Condition) =>
      other.operator === 'null' && other.key === condition.key && other.values[0] === 'false'
    return !conditions.some(isGuard)
  })
}
