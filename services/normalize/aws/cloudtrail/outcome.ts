import { eventField } from '../../../record/event-field.ts'
import { operationOf, responseOf, type Call } from './call.ts'
import { deniedBy, type DeniedBy } from './denial.ts'
import { errorClass, type ErrorClass } from './error-class.ts'
import { member, textMember } from './json-values.ts'
import { PATH, SPECIAL } from './paths.ts'

const FIELD = {
  outcome: eventField('event.outcome'),
  phase: eventField('tocsin.operation.phase'),
  code: eventField('error.code'),
  message: eventField('error.message'),
  class: eventField('tocsin.error.class'),
  deniedBy: eventField('tocsin.error.denied_by'),
}

/** How a call ended. */
export interface Outcome {
  readonly result: 'success' | 'failure' | 'unknown'
  /** undefined unless something went wrong */
  readonly errorClass: ErrorClass | undefined
  readonly code: string
  readonly message: string
}

/** Fills in `event.outcome`, `error.*`, `tocsin.error.*` and the phase. */
export function mapOutcome(call: Call): Outcome {
  const outcome = readOutcome(call)
  const { event } = call
  event.set(FIELD.outcome, outcome.result)
  event.set(FIELD.phase, phaseOf(call, outcome))
  event.set(FIELD.code, outcome.code)
  event.set(FIELD.message, outcome.message)
  event.set(FIELD.class, outcome.errorClass)
  event.set(FIELD.deniedBy, refuser(outcome))
  return outcome
}

function refuser(outcome: Outcome): DeniedBy | undefined {
  if (outcome.errorClass === 'network_policy') return 'vpc_endpoint_policy'
  return outcome.errorClass === 'authorization' ? deniedBy(outcome.message) : undefined
}

function phaseOf(call: Call, outcome: Outcome): string | undefined {
  if (call.kind === 'insight' || call.kind === 'aggregate' || call.kind === 'digest') return 'state'
  if (outcome.errorClass === 'dry_run') return 'request'
  return outcome.result === 'unknown' ? undefined : outcome.result
}

function readOutcome(call: Call): Outcome {
  const { record, kind } = call
  if (kind === 'aggregate' || kind === 'digest' || kind === 'partner') return NOT_KNOWN
  // An insight is about errors; it has not failed itself.
  if (kind === 'insight') return { ...NOT_KNOWN, code: record.text(SPECIAL.insightError) ?? '' }
  let code = record.text(PATH.errorCode) ?? ''
  let message = record.text(PATH.errorMessage) ?? ''
  if (code === '' && message === '' && kind !== 'sign-in') {
    code = record.text(PATH.responseErrorCode) ?? ''
    message = record.text(PATH.responseErrorMessage) ?? ''
  }
  const word = kind === 'call' || kind === 'network' ? undefined : statusWord(call)
  if (code !== '' || message !== '' || word === 'failure') return failure(call, code, message)
  return { result: word ?? (kind === 'service' ? 'unknown' : 'success'), errorClass: undefined, code: '', message: '' }
}

const NOT_KNOWN: Outcome = { result: 'unknown', errorClass: undefined, code: '', message: '' }

function failure(call: Call, code: string, message: string): Outcome {
  const isSignIn = call.kind === 'sign-in' || call.service === 'signin'
  const fallback = isSignIn ? 'authentication' : 'other'
  const found = code === '' ? fallback : errorClass(code)
  return { result: found === 'dry_run' ? 'unknown' : 'failure', errorClass: found, code, message }
}

/**
 * Success or failure as sign-in steps and service events say it: a member named like the event, or a state. A sign-in
 * that says nothing has succeeded unless it carries an error.
 */
function statusWord(call: Call): Outcome['result'] | undefined {
  const operation = operationOf(call)
  const details = call.record.get(PATH.serviceEventDetails)
  const own = textMember(responseOf(call), operation) ?? textMember(details, operation)
  const state =
    own ??
    textMember(details, 'state') ??
    textMember(details, 'status') ??
    textMember(member(details, 'createAccountStatus'), 'state')
  if (state !== undefined) return STATES.get(state.toLowerCase())
  return operation.endsWith('Failed') ? 'failure' : undefined
}

const STATES: ReadonlyMap<string, Outcome['result']> = new Map([
  ['success', 'success'],
  ['succeeded', 'success'],
  ['completed', 'success'],
  ['failure', 'failure'],
  ['failed', 'failure'],
  ['aborted', 'failure'],
  ['expired', 'failure'],
])
