import { isObject, type JsonObject } from '../../../core/json.ts'
import { arnName, parseArn } from './arn.ts'
import type { Call } from './call.ts'
import { isMasked, NOTHING, objectMember, textMember } from './json-values.ts'
import { IDENTITY, PATH } from './paths.ts'
import { isAnonymousAccount } from './record-identity.ts'

/** The values of `tocsin.actor.type` that CloudTrail gives rise to. */
export type ActorType =
  | 'root'
  | 'user'
  | 'role_session'
  | 'federated_user'
  | 'workload'
  | 'service'
  | 'external_account'
  | 'anonymous'
  | 'unknown'

/** Who acted. Empty text where the record does not say; names that CloudTrail hides are left out. */
export interface Actor {
  readonly type: ActorType
  /** the stable principal: of a role session the role */
  readonly id: string
  readonly name: string
  /** the full ARN of the record: of a role session the session's */
  readonly arn: string
  /** home account, as the record writes it */
  readonly account: string
  /** `principalId` as the record writes it: principal and session name */
  readonly principal: string
  /** what follows the principal in `AROA…:session` */
  readonly session: string
  /** the service through which the call came, or that acted itself */
  readonly invokedBy: string
  /** the Identity Center user on whose behalf a session works */
  readonly person: string
  /** identity provider of a federated caller */
  readonly domain: string
  /** `sessionContext`, empty when there is none */
  readonly context: JsonObject
  /** `sessionContext.sessionIssuer` */
  readonly issuer: JsonObject
}

/** What differs from type to type. */
type Shape = Pick<Actor, 'type' | 'id' | 'name' | 'session' | 'domain'>

/** Members that every type may have, read once. */
interface Parts {
  readonly call: Call
  readonly principal: string
  readonly arn: string
  readonly account: string
  readonly invokedBy: string
  readonly person: string
  readonly issuer: JsonObject
}

type Reader = (parts: Parts) => Shape

/** Reads `userIdentity` of every type that CloudTrail writes; a type of tomorrow is `unknown` with what can be read. */
export function readActor(call: Call): Actor {
  const { record } = call
  const whole = record.get(IDENTITY.sessionContext)
  const context = isObject(whole) ? whole : NOTHING
  const issuer = context === NOTHING ? NOTHING : objectMember(context, 'sessionIssuer')
  const principal = textOf(call, 'principalId')
  const arn = record.text(IDENTITY.arn) ?? ''
  const account = textOf(call, 'accountId')
  const invokedBy = textOf(call, 'invokedBy')
  const person = record.text(IDENTITY.onBehalfOfUser) ?? ''
  const read = READERS.get(record.text(IDENTITY.type) ?? '') ?? readWithoutType
  const { type, id, name, session, domain } = read({ call, principal, arn, account, invokedBy, person, issuer })
  return { type, id, name, session, domain, principal, arn, account, invokedBy, person, context, issuer }
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Root', ({ account, principal }) => shape('root', account || principal, 'root')],
  ['IAMUser', ({ call, principal }) => shape('user', principal, textOf(call, 'userName'))],
  ['AssumedRole', readRole],
  ['Role', readRole],
  ['FederatedUser', readFederatedUser],
  ['Directory', ({ call, principal }) => shape('federated_user', principal, textOf(call, 'userName'))],
  ['SAMLUser', readSamlUser],
  ['WebIdentityUser', readWebIdentity],
  ['IdentityCenterUser', readIdentityCenterUser],
  ['AWSAccount', readAccount],
  ['AWSService', readService],
  ['Unknown', readUnknown],
])

/** Service events carry no type; neither do some odd records. */
function readWithoutType(parts: Parts): Shape {
  const hasUser = parts.principal !== '' || textOf(parts.call, 'userName') !== ''
  const isService = !hasUser && (parts.call.kind === 'service' || parts.invokedBy !== '')
  return isService ? readService(parts) : readUnknown(parts)
}

function readUnknown({ call, principal }: Parts): Shape {
  return shape('unknown', principal, textOf(call, 'userName'))
}

function readService({ call, invokedBy }: Parts): Shape {
  const name = invokedBy || (call.kind === 'service' ? call.source : '')
  return shape('service', name, name)
}

function readRole(parts: Parts): Shape {
  const [principal, session] = principalParts(parts.principal)
  const id = visible(parts.issuer, 'principalId') || principal
  const name = visible(parts.issuer, 'userName') || textOf(parts.call, 'userName')
  if (name !== '' && session !== '') return shape('role_session', id, name, session)
  // assumed-role/Role/session: the role's own path is not part of a session's ARN.
  const arn = parseArn(parts.arn)
  if (arn === null) return shape('role_session', id, name, session)
  const [head, role = '', ...rest] = arn.resource.split('/')
  if (head !== 'assumed-role') return shape('role_session', id, name || arnName(arn), session)
  return shape('role_session', id, name || role, session || rest.join('/'))
}

/** A session of `GetFederationToken`: the principal is the user, or root, who asked for it. */
function readFederatedUser(parts: Parts): Shape {
  const [principal, session] = principalParts(parts.principal)
  const name = visible(parts.issuer, 'userName') || (textMember(parts.issuer, 'type') === 'Root' ? 'root' : '')
  return shape('federated_user', visible(parts.issuer, 'principalId') || principal, name, session)
}

function readSamlUser({ call, principal }: Parts): Shape {
  const provider = textOf(call, 'identityProvider')
  const name = textOf(call, 'userName')
  const id = provider === '' || name === '' ? principal : `${provider}:${name}`
  return shape('federated_user', id, name, '', provider)
}

function readWebIdentity({ call, principal }: Parts): Shape {
  return shape('workload', principal, textOf(call, 'userName'), '', textOf(call, 'identityProvider'))
}

/** No name stands in `userIdentity`; sign-in steps have it beside. */
function readIdentityCenterUser({ call, principal, person }: Parts): Shape {
  return shape('user', person || principal, signInUserName(call))
}

/** A caller of another account, of whom this account learns no more than an id. */
function readAccount({ principal: whole, account }: Parts): Shape {
  const [principal, session] = principalParts(whole)
  if (isAnonymousAccount(account) || isAnonymousAccount(principal)) return shape('anonymous', 'anonymous', 'anonymous')
  return shape('external_account', principal || account, '', session)
}

function shape(type: ActorType, id: string, name: string, session = '', domain = ''): Shape {
  return { type, id, name, session, domain }
}

/** `AROA…:session` in two parts. */
function principalParts(principal: string): readonly [string, string] {
  const colon = principal.indexOf(':')
  return colon < 0 ? [principal, ''] : [principal.slice(0, colon), principal.slice(colon + 1)]
}

/** The user name that sign-in steps write beside the identity, or ''. */
export function signInUserName(call: Call): string {
  if (call.kind === 'call') return ''
  const data = call.record.get(PATH.additionalEventData)
  return isObject(data) ? visible(data, 'UserName') : ''
}

function textOf(call: Call, name: 'principalId' | 'userName' | 'accountId' | 'invokedBy' | 'identityProvider'): string {
  const text = call.record.text(IDENTITY[name])
  return text === undefined || isMasked(text) ? '' : text
}

function visible(object: JsonObject, name: string): string {
  const text = textMember(object, name)
  return text === undefined || isMasked(text) ? '' : text
}
