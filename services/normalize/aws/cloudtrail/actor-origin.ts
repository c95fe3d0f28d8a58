import type { Actor, ActorType } from './actor.ts'
import { arnName, parseArn } from './arn.ts'
import type { Call } from './call.ts'
import { objectMember, textMember } from './json-values.ts'
import { IDENTITY, PATH } from './paths.ts'

/** Who stands behind a session: the first hop of the chain. */
export interface Origin {
  readonly type: ActorType
  readonly id: string
  readonly name: string
}

/**
 * The human or workload behind a session, from the best source that the record has: a product that acts through a
 * delegation, the source identity, the Identity Center user, what the credentials were handed to, the instance, the
 * identity provider, the user who made a federation token. Null when the actor acts for itself or nothing is known.
 */
export function readOrigin(call: Call, actor: Actor): Origin | null {
  const { record } = call
  const delegate = record.text(IDENTITY.delegateAccount)
  if (delegate !== undefined) return { type: 'external_account', id: delegate, name: '' }
  const { context, issuer } = actor
  const sourceIdentity = textMember(context, 'sourceIdentity')
  if (sourceIdentity !== undefined) return { type: 'user', id: sourceIdentity, name: sourceIdentity }
  if (actor.type === 'federated_user') return issuerOrigin(actor)
  if (call.key === 'signin:SwitchRole') return switchOrigin(call)
  if (actor.type !== 'role_session') return null
  if (actor.person !== '') return { type: 'user', id: actor.person, name: actor.session }
  const scope = record.get(IDENTITY.inScopeOf)
  const holder = textMember(scope, 'credentialsIssuedTo') ?? textMember(scope, 'sourceArn')
  if (holder !== undefined) return { type: 'workload', id: holder, name: '' }
  if (isInstanceId(actor.session)) return { type: 'workload', id: actor.session, name: '' }
  const provider = textMember(objectMember(context, 'webIdFederationData'), 'federatedProvider')
  if (provider !== undefined) return { type: 'workload', id: provider, name: '' }
  // Identity Center names its sessions after the person.
  const isPerson = textMember(issuer, 'userName')?.startsWith('AWSReservedSSO_') === true && actor.session !== ''
  return isPerson ? { type: 'user', id: actor.session, name: actor.session } : null
}

function issuerOrigin(actor: Actor): Origin | null {
  const id = textMember(actor.issuer, 'principalId')
  if (id === undefined) return null
  return { type: textMember(actor.issuer, 'type') === 'Root' ? 'root' : 'user', id, name: actor.name }
}

/** Who changed into a role in the console: a user, or a session of another role. */
function switchOrigin(call: Call): Origin | null {
  const from = textMember(call.record.get(PATH.additionalEventData), 'SwitchFrom')
  if (from === undefined) return null
  const arn = parseArn(from)
  const type = arn?.resource.startsWith('assumed-role/') === true ? 'role_session' : 'user'
  return { type, id: from, name: arn === null ? '' : arnName(arn) }
}

/** Every hop in order, the origin first; empty when there is but one. */
export function readChain(actor: Actor, origin: Origin | null): string[] {
  if (origin === null && actor.invokedBy === '') return []
  const hops: string[] = []
  if (origin !== null && actor.type !== 'federated_user') hops.push(origin.id)
  const principal = textMember(actor.issuer, 'arn')
  if (principal !== undefined) hops.push(principal)
  if (principal === undefined || actor.type === 'federated_user') hops.push(actor.arn || actor.id)
  if (actor.invokedBy !== '' && actor.invokedBy !== actor.id) hops.push(actor.invokedBy)
  const named = hops.filter((hop) => hop !== '')
  return named.length > 1 ? named : []
}

/** True for the session name that EC2 gives to credentials of an instance: `i-` and 8 or 17 hex digits. */
export function isInstanceId(text: string): boolean {
  return text.startsWith('i-') && text.length <= 19 && INSTANCE_ID.test(text)
}

const INSTANCE_ID = /^i-[0-9a-f]{8,17}$/
