import type { CallKind, Scene } from './calls/call-kind.ts'
import type { CallError } from './record-text.ts'

/** A call that was not allowed, in the form and fixed words that the service uses. */
export function callDenied(
  kind: Pick<CallKind, 'service' | 'name'>,
  arn: string,
  resource: string,
  noise: Scene['noise'],
): CallError {
  const action = `${ACTION_PREFIXES[kind.service] ?? kind.service}:${kind.name.replace(/\d{8}(v\d)?$/, '')}`
  const because = `because no identity-based policy allows the ${action} action`
  if (kind.service === 'ec2') {
    const fact = `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ${action} ${because}.`
    return {
      code: 'Client.UnauthorizedOperation',
      message: `${fact} Encoded authorization failure message: ${noise(360).replaceAll('/', '_').replaceAll('+', '-')}`,
    }
  }
  const on = resource === '' ? '' : ` on resource: ${resource}`
  const code = PLAIN_CODES.has(kind.service) ? 'AccessDenied' : 'AccessDeniedException'
  return { code, message: `User: ${arn} is not authorized to perform: ${action}${on} ${because}` }
}

/** A call too many. */
export function callThrottled(service: string): CallError {
  if (service === 'ec2') return { code: 'Client.RequestLimitExceeded', message: 'Request limit exceeded.' }
  if (service === 's3') return { code: 'SlowDown', message: 'Please reduce your request rate.' }
  if (service === 'lambda') return { code: 'TooManyRequestsException', message: 'Rate exceeded' }
  return { code: PLAIN_CODES.has(service) ? 'Throttling' : 'ThrottlingException', message: 'Rate exceeded' }
}

/** A call with a parameter that the service does not take. */
export function callInvalid(service: string): CallError {
  const code =
    service === 'ec2'
      ? 'Client.InvalidParameterValue'
      : PLAIN_CODES.has(service)
        ? 'ValidationError'
        : 'ValidationException'
  return { code, message: 'A parameter value is not valid' }
}

/** Services whose permissions are named otherwise than their events. */
const ACTION_PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', tagging: 'tag' }

/** Services that say `AccessDenied`; the others add `Exception`. */
const PLAIN_CODES: ReadonlySet<string> = new Set([
  's3',
  'sts',
  'iam',
  'rds',
  'autoscaling',
  'cloudformation',
  'elasticloadbalancing',
  'sns',
  'sqs',
  'monitoring',
])
