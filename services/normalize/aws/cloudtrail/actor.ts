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
  /** what follows the principal in `AROA…:session` */
  readonly session: string
  /** identity provider of a federated caller */
  readonly domain: string
  /** `sessionContext`, empty when there is none */
  readonly context: JsonObject
  /** `sessionContext.sessionIssuer` */
  readonly issuer: JsonObject
}

type Shape = Omit<Actor, 'arn' | 'account' | 'context' | 'issuer'>
type Reader = (call: Call, context: JsonObject, issuer: JsonObject) => Shape

/** Reads `userIdentity` of every type that CloudTrail writes; a type of tomorrow is `unknown` with what can be read. */
export function readActor(call: Call): Actor {
  const { record } = call
  const context = asObject(record.get(IDENTITY.sessionContext))
  const issuer = objectMember(context, 'sessionIssuer')
  const read = READERS.get(record.text(IDENTITY.type) ?? '') ?? withoutType
  const shape = read(call, context, issuer)
  return { ...shape, arn: record.text(IDENTITY.arn) ?? '', account: textOf(call, 'accountId'), context, issuer }
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Root', (call) => shape('root', textOf(call, 'accountId') || textOf(call, 'principalId'), 'root')],
  ['IAMUser', (call) => shape('user', textOf(call, 'principalId'), textOf(call, 'userName'))],
  ['AssumedRole', readRole],
  ['Role', readRole],
  ['FederatedUser', readFederatedUser],
  ['Directory', (call) => shape('federated_user', textOf(call, 'principalId'), textOf(call, 'userName'))],
  ['SAMLUser', readSamlUser],
  ['WebIdentityUser', readWebIdentity],
  ['IdentityCenterUser', readIdentityCenterUser],
  ['AWSAccount', readAccount],
  ['AWSService', (call) => service(call)],
  ['Unknown', (call) => shape('unknown', textOf(call, 'principalId'), textOf(call, 'userName'))],
])

/** Service events carry no type; neither do some odd records. */
function withoutType(call: Call): Shape {
  const hasUser = textOf(call, 'principalId') !== '' || textOf(call, 'userName') !== ''
  if (!hasUser && (call.kind === 'service' || textOf(call, 'invokedBy') !== '')) return service(call)
  return shape('unknown', textOf(call, 'principalId'), textOf(call, 'userName'))
}

function service(call: Call): Shape {
  const invokedBy = textOf(call, 'invokedBy') || (call.kind === 'service' ? call.source : '')
  return shape('service', invokedBy, invokedBy)
}

function readRole(call: Call, _context: JsonObject, issuer: JsonObject): Shape {
  const [principal, session] = principalParts(call)
  const arn = parseArn(call.record.text(IDENTITY.arn) ?? '')
  const segments = arn?.resource.split('/') ?? []
  // assumed-role/Role/session: the role's own path is not part of a session's ARN.
  const isSession = segments[0] === 'assumed-role'
  const fromArn = isSession ? (segments[1] ?? '') : arn ? arnName(arn) : ''
  return shape(
    'role_session',
    visible(issuer, 'principalId') || principal,
    visible(issuer, 'userName') || textOf(call, 'userName') || fromArn,
    session || (isSession ? segments.slice(2).join('/') : ''),
  )
}

/** A session of `GetFederationToken`: the principal is the user, or root, who asked for it. */
function readFederatedUser(call: Call, _context: JsonObject, issuer: JsonObject): Shape {
  const [principal, session] = principalParts(call)
  const name = visible(issuer, 'userName') || (textMember(issuer, 'type') === 'Root' ? 'root' : '')
  return shape('federated_user', visible(issuer, 'principalId') || principal, name, session)
}

function readSamlUser(call: Call): Shape {
  const provider = textOf(call, 'identityProvider')
  const name = textOf(call, 'userName')
  const id = provider === '' || name === '' ? textOf(call, 'principalId') : `${provider}:${name}`
  return shape('federated_user', id, name, '', provider)
}

function readWebIdentity(call: Call): Shape {
  const domain = textOf(call, 'identityProvider')
  return shape('workload', textOf(call, 'principalId'), textOf(call, 'userName'), '', domain)
}

/** No name stands in `userIdentity`; sign-in steps have it beside. */
function readIdentityCenterUser(call: Call): Shape {
  const name = call.kind === 'call' ? '' : signInUserName(call)
  return shape('user', call.record.text(IDENTITY.onBehalfOfUser) ?? textOf(call, 'principalId'), name)
}

/** A caller of another account, of whom this account learns no more than an id. */
function readAccount(call: Call): Shape {
  const [principal, session] = principalParts(call)
  const account = textOf(call, 'accountId')
  if (isAnonymousAccount(account) || isAnonymousAccount(principal)) return shape('anonymous', 'anonymous', 'anonymous')
  return shape('external_account', principal || account, '', session)
}

function shape(type: ActorType, id: string, name: string, session = '', domain = ''): Shape {
  return { type, id, name, session, domain }
}

/** `AROA…:session` in two parts. */
function principalParts(call: Call): readonly [string, string] {
  const principal = textOf(call, 'principalId')
  const colon = principal.indexOf(':')
  return colon < 0 ? [principal, ''] : [principal.slice(0, colon), principal.slice(colon + 1)]
}

/** The user name that sign-in steps write beside the identity, or ''. */
export function signInUserName(call: Call): string {
  return visible(asObject(call.record.get(PATH.additionalEventData)), 'UserName')
}

function textOf(call: Call, name: 'principalId' | 'userName' | 'accountId' | 'invokedBy' | 'identityProvider'): string {
  const text = call.record.text(IDENTITY[name])
  return text === undefined || isMasked(text) ? '' : text
}

function visible(object: JsonObject, name: string): string {
  const text = textMember(object, name)
  return text === undefined || isMasked(text) ? '' : text
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING
}
