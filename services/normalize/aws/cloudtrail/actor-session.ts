import { formatTime, parseIsoTime } from '../../../core/time.ts'
import type { Actor } from './actor.ts'
import { isInstanceId } from './actor-origin.ts'
import type { Call } from './call.ts'
import { isMasked, isTrue, member, objectMember, textMember } from './json-values.ts'
import { IDENTITY, PATH } from './paths.ts'

/** With what the actor signed; a value of `tocsin.actor.credential.type`, or '' when nothing was signed. */
export type CredentialType =
  | 'console'
  | 'access_key'
  | 'temporary'
  | 'oauth'
  | 'federated'
  | 'attached'
  | 'unknown'
  | ''

/** What the actor signed with. */
export interface Credential {
  readonly type: CredentialType
  /** the access key id, or the id of a bearer token's credential; '' when there is none or it is hidden */
  readonly id: string
}

/** The credential, its kind told from the key id's prefix and from where the session came. */
export function readCredential(call: Call, actor: Actor): Credential {
  const key = call.record.text(IDENTITY.accessKeyId)
  const id = key ?? call.record.text(IDENTITY.credentialId) ?? ''
  return { type: credentialType(call, actor, key, id), id: isMasked(id) ? '' : id }
}

function credentialType(call: Call, actor: Actor, key: string | undefined, id: string): CredentialType {
  // Most steps of a sign-in are not signed; a token made from API credentials is.
  if (key === undefined && (call.kind === 'sign-in' || call.service === 'signin')) return 'console'
  if (isTrue(call.record.get(PATH.sessionCredentialFromConsole))) return 'console'
  if (textMember(actor.context, 'signInSessionArn') !== undefined) return 'console'
  if (actor.type === 'workload' || (actor.type === 'federated_user' && actor.domain !== '')) return 'federated'
  if (key === undefined) return id === '' ? '' : 'oauth'
  if (key.startsWith('AKIA')) return 'access_key'
  if (!key.startsWith('ASIA')) return 'unknown'
  const isAttached =
    isInstanceId(actor.session) ||
    Object.hasOwn(actor.context, 'ec2RoleDelivery') ||
    member(call.record.get(IDENTITY.inScopeOf), 'credentialsIssuedTo') !== undefined
  return isAttached ? 'attached' : 'temporary'
}

/**
 * Whether a second factor was given; undefined when the record does not say. Of a federated sign-in CloudTrail always
 * writes `No`, whatever the identity provider did, so that counts for nothing.
 */
export function usedMfa(call: Call, actor: Actor): boolean | undefined {
  if (call.kind === 'sign-in') {
    const used = textMember(call.record.get(PATH.additionalEventData), 'MFAUsed')?.toLowerCase()
    if (used === 'yes') return true
    if (used === 'no') return actor.type === 'root' || actor.type === 'user' ? false : undefined
  }
  const flag = member(objectMember(actor.context, 'attributes'), 'mfaAuthenticated')
  return flag === undefined || flag === null ? undefined : isTrue(flag)
}

/** When the session began, in the form of every time of ours, or undefined. */
export function issuedAt(actor: Actor): string | undefined {
  const text = textMember(objectMember(actor.context, 'attributes'), 'creationDate')
  if (text === undefined) return undefined
  const time = parseIsoTime(text)
  if (Number.isNaN(time)) return undefined
  // The form that CloudTrail writes needs no trip through a date; a leap second does.
  const isPlain = text.length === 20 && text.charAt(10) === 'T' && text.endsWith('Z') && text.charAt(17) !== '6'
  return isPlain ? `${text.slice(0, 19)}.000Z` : formatTime(time)
}
