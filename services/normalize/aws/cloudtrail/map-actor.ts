import { eventField } from '../../../record/event-field.ts'
import { readActor, signInUserName, type Actor } from './actor.ts'
import { readChain, readOrigin } from './actor-origin.ts'
import { issuedAt, readCredential, usedMfa } from './actor-session.ts'
import { isAccountId } from './arn.ts'
import type { Call } from './call.ts'
import { isTrue, member, textMember } from './json-values.ts'

const FIELD = {
  type: eventField('tocsin.actor.type'),
  id: eventField('tocsin.actor.id'),
  name: eventField('tocsin.actor.name'),
  privileges: eventField('tocsin.actor.privileges'),
  external: eventField('tocsin.actor.external'),
  originType: eventField('tocsin.actor.origin.type'),
  originId: eventField('tocsin.actor.origin.id'),
  originName: eventField('tocsin.actor.origin.name'),
  chain: eventField('tocsin.actor.chain'),
  sessionName: eventField('tocsin.actor.session.name'),
  sessionId: eventField('tocsin.actor.session.id'),
  mfa: eventField('tocsin.actor.session.mfa'),
  issuedAt: eventField('tocsin.actor.session.issued_at'),
  sourceIdentity: eventField('tocsin.actor.session.source_identity'),
  credentialType: eventField('tocsin.actor.credential.type'),
  credentialId: eventField('tocsin.actor.credential.id'),
  appId: eventField('tocsin.actor.app_id'),
  userId: eventField('user.id'),
  userName: eventField('user.name'),
  email: eventField('user.email'),
  domain: eventField('user.domain'),
  originAccount: eventField('cloud.origin.account.id'),
  relatedUser: eventField('related.user'),
}

/** Fills in `user.*`, `tocsin.actor.*`, `cloud.origin.*` and gives what was read, for those that need the caller. */
export function mapActor(call: Call): Actor {
  const actor = readActor(call)
  const { event } = call
  event.set(FIELD.type, actor.type)
  event.set(FIELD.id, actor.id)
  event.set(FIELD.name, actor.name)
  if (isAccountId(actor.account)) event.set(FIELD.originAccount, actor.account)
  event.set(FIELD.external, isExternal(call, actor))
  event.set(FIELD.privileges, privilegesOf(actor))
  event.set(FIELD.domain, actor.domain)
  if (actor.type !== 'anonymous') {
    event.set(FIELD.userId, actor.id)
    event.set(FIELD.userName, actor.name)
    addRelated(call, actor.id)
    addRelated(call, actor.name)
  }
  mapEmail(call, actor)
  if (actor.type === 'service') return actor
  mapSession(call, actor)
  mapOrigin(call, actor)
  return actor
}

function mapEmail(call: Call, actor: Actor): void {
  const stepName = signInUserName(call)
  const email = isEmail(actor.session) ? actor.session : isEmail(actor.name) ? actor.name : stepName
  if (!isEmail(email)) return
  call.event.set(FIELD.email, email)
  call.event.add(FIELD.relatedUser, email)
}

function mapSession(call: Call, actor: Actor): void {
  const { event } = call
  if (actor.session !== '') {
    event.set(FIELD.sessionName, actor.session)
    event.set(FIELD.sessionId, actor.principal)
  }
  event.set(FIELD.mfa, usedMfa(call, actor))
  event.set(FIELD.issuedAt, issuedAt(actor))
  const sourceIdentity = textMember(actor.context, 'sourceIdentity')
  event.set(FIELD.sourceIdentity, sourceIdentity)
  event.add(FIELD.relatedUser, sourceIdentity)
  const credential = readCredential(call, actor)
  event.set(FIELD.credentialType, credential.type)
  event.set(FIELD.credentialId, credential.id)
}

function mapOrigin(call: Call, actor: Actor): void {
  const { event } = call
  event.set(FIELD.appId, actor.invokedBy)
  event.add(FIELD.relatedUser, actor.person)
  const origin = readOrigin(call, actor)
  if (origin !== null) {
    event.set(FIELD.originType, origin.type)
    event.set(FIELD.originId, origin.id)
    event.set(FIELD.originName, origin.name)
    if (origin.type !== 'workload') addRelated(call, origin.id)
    addRelated(call, origin.name)
  }
  event.set(FIELD.chain, readChain(actor, origin))
}

/** Names and ids, no ARNs: what a person types into a search. */
function addRelated(call: Call, text: string): void {
  if (!text.startsWith('arn:')) call.event.add(FIELD.relatedUser, text)
}

/** True for a caller from another account; undefined where the caller has none, as services have. */
function isExternal(call: Call, actor: Actor): boolean | undefined {
  if (actor.type === 'anonymous') return true
  if (actor.account === '' || call.account === '') return undefined
  return actor.account !== call.account
}

/** `root` for root and what root handed on, `admin` for roles that are administrators by their well-known names. */
function privilegesOf(actor: Actor): string[] {
  const isRoot =
    actor.type === 'root' ||
    (actor.type === 'federated_user' && textMember(actor.issuer, 'type') === 'Root') ||
    isTrue(member(actor.context, 'assumedRoot'))
  if (isRoot) return ['root']
  return actor.type === 'role_session' && isAdminRole(actor.name) ? ['admin'] : []
}

function isAdminRole(name: string): boolean {
  return ADMIN_ROLES.has(name) || ADMIN_PREFIXES.some((prefix) => name.startsWith(prefix))
}

const ADMIN_ROLES = new Set(['OrganizationAccountAccessRole', 'AWSControlTowerExecution'])
const ADMIN_PREFIXES = [
  'AWSReservedSSO_AdministratorAccess_',
  'AWSReservedSSO_AWSAdministratorAccess_',
  'stacksets-exec-',
]

/** Good enough to tell an address from a session name; not a validator. */
function isEmail(text: string): boolean {
  const at = text.indexOf('@')
  return at > 0 && at === text.lastIndexOf('@') && text.indexOf('.', at) > at + 1 && !text.includes(' ')
}
