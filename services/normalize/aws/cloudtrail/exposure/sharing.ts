import type { JsonValue } from '../../../../core/json.ts'
import { operationOf, requestOf, responseOf, type Call } from '../call.ts'
import { asList, asText, isMasked, isTrue, member, objectMember, textMember } from '../json-values.ts'
import type { Exposure } from './exposure.ts'

/** Words that stand for everybody where a principal is expected. */
const EVERYBODY = new Set(['*', 'all'])

function shared(kind: string, principals: readonly (string | undefined)[]): Exposure[] {
  const found: Exposure[] = []
  for (const principal of principals) {
    if (principal === undefined || isMasked(principal)) continue
    found.push({ kind, principal, public: EVERYBODY.has(principal) })
  }
  return found
}

function texts(value: JsonValue | undefined): (string | undefined)[] {
  return asList(value).map((item) => asText(item))
}

/** A snapshot, machine image or FPGA image handed to accounts, organizations or everybody. */
export function imageExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  const permission = SHARE_MEMBERS.find((name) => member(request, name) !== undefined) ?? ''
  const added = asList(member(objectMember(request, permission), 'add'))
  const kind = permission === 'createVolumePermission' ? 'snapshot' : 'image'
  return shared(
    kind,
    added.map(
      (item) =>
        textMember(item, 'userId') ??
        textMember(item, 'group') ??
        textMember(item, 'organizationArn') ??
        textMember(item, 'organizationalUnitArn'),
    ),
  )
}

const SHARE_MEMBERS = ['createVolumePermission', 'launchPermission', 'loadPermission']

/** A database snapshot that others may restore. */
export function databaseSnapshotExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  if (call.service === 'redshift') return shared('db_snapshot', [textMember(request, 'accountWithRestoreAccess')])
  if (textMember(request, 'attributeName') !== 'restore') return []
  return shared('db_snapshot', texts(member(request, 'valuesToAdd')))
}

/** A database with an address on the Internet. What a new one got by default stands in the response alone. */
export function databaseExposure(call: Call): Exposure[] {
  const isNew = !operationOf(call).startsWith('Modify')
  const asked = isTrue(member(requestOf(call), 'publiclyAccessible'))
  const isPublic = asked || (isNew && isTrue(member(responseOf(call), 'publiclyAccessible')))
  return isPublic ? [{ kind: 'db_instance', direction: 'ingress', public: true }] : []
}

/** A function, or a layer of one, that others may call. */
export function functionExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  const principal = textMember(request, 'principal')
  const isLayer = operationOf(call) === 'AddLayerVersionPermission'
  if (principal === undefined || isServicePrincipal(principal)) return []
  // An organization, or signed requests to a function's URL, are no public.
  const isRestricted =
    textMember(request, 'principalOrgID') !== undefined ||
    textMember(request, 'organizationId') !== undefined ||
    textMember(request, 'functionUrlAuthType') === 'AWS_IAM'
  if (principal === '*') {
    return isRestricted ? [] : [{ kind: isLayer ? 'layer' : 'function', principal, public: true }]
  }
  return accountOfPrincipal(principal) === call.account
    ? []
    : [{ kind: isLayer ? 'layer' : 'function', principal, public: false }]
}

/** A function's own address that asks for no signature. */
export function functionUrlExposure(call: Call): Exposure[] {
  const isOpen = textMember(requestOf(call), 'authType') === 'NONE'
  return isOpen ? [{ kind: 'function_url', principal: '*', public: true }] : []
}

/** Accounts that a queue, a topic, a document, an event bus or an endpoint service lets in. */
export function accountExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  const row = ACCOUNT_MEMBERS.get(call.key)
  if (row === undefined) return []
  const [kind, ...names] = row
  const endpoint = objectMember(request, 'ModifyVpcEndpointServicePermissionsRequest')
  const values = names.flatMap((name) => [...asList(member(request, name)), ...asList(member(endpoint, name))])
  const principals = values.map((value) => asText(value) ?? textMember(value, 'content'))
  // A condition on the organization stands beside the principal.
  if (member(request, 'condition') !== undefined)
    return shared(
      kind,
      principals.filter((each) => each !== '*'),
    )
  return shared(
    kind,
    principals.filter((principal) => principal !== call.account),
  )
}

const ACCOUNT_MEMBERS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map<
  string,
  readonly [string, ...string[]]
>([
  ['sns:AddPermission', ['topic', 'aWSAccountId', 'aWSAccountIds']],
  ['sqs:AddPermission', ['queue', 'aWSAccountIds', 'aWSAccountId']],
  ['ssm:ModifyDocumentPermission', ['document', 'accountIdsToAdd']],
  ['events:PutPermission', ['event_bus', 'principal']],
  ['ram:CreateResourceShare', ['resource_share', 'principals']],
  ['ram:AssociateResourceShare', ['resource_share', 'principals']],
  ['ec2:ModifyVpcEndpointServicePermissions', ['endpoint_service', 'AddAllowedPrincipals', 'addAllowedPrincipals']],
])

/** The account of a principal that is an account id or an ARN, else ''. */
function accountOfPrincipal(principal: string): string {
  return principal.startsWith('arn:') ? (principal.split(':', 5)[4] ?? '') : principal
}

/** `events.amazonaws.com` and the like. */
function isServicePrincipal(principal: string): boolean {
  return principal.endsWith('.amazonaws.com') || principal.endsWith('.amazonaws.com.cn')
}
