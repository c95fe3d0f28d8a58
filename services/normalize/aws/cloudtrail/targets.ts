import type { JsonValue } from '../../../core/json.ts'
import { eventField } from '../../../record/event-field.ts'
import type { Actor } from './actor.ts'
import { arnName, isAccountId, parseArn, partitionOf, type Arn } from './arn.ts'
import { requestOf, responseOf, type Call } from './call.ts'
import { deniedResource } from './denial.ts'
import { collectTexts, isMasked, member, textMember } from './json-values.ts'
import type { Outcome } from './outcome.ts'
import { PATH } from './paths.ts'
import { resourceOf, type Resource } from './resources.ts'
import { TARGET_KINDS, type TargetKind } from './target-kinds.ts'
import { indexTargets, placeOf, type Place, type Target } from './target-spec.ts'
import { TARGET_SPECS } from './target-table.ts'

const FIELD = {
  type: eventField('tocsin.target.type'),
  id: eventField('tocsin.target.id'),
  name: eventField('tocsin.target.name'),
  role: eventField('tocsin.target.role'),
  credential: eventField('tocsin.target.credential.id'),
  entityId: eventField('entity.target.id'),
  entityName: eventField('entity.target.name'),
  entityType: eventField('entity.target.type'),
  entitySubType: eventField('entity.target.sub_type'),
  userId: eventField('user.target.id'),
  userName: eventField('user.target.name'),
  newName: eventField('user.changes.name'),
  groupId: eventField('group.id'),
  groupName: eventField('group.name'),
  service: eventField('service.target.name'),
  host: eventField('host.target.id'),
  instance: eventField('cloud.instance.id'),
  account: eventField('cloud.target.account.id'),
  url: eventField('url.original'),
  relatedUser: eventField('related.user'),
}

const INDEX = indexTargets(TARGET_SPECS)
const NO_TARGETS: readonly Target[] = []
const NO_RESOURCES: readonly Resource[] = []
const NO_ACCOUNTS: ReadonlyMap<string, string> = new Map()

/** What a call is about, as far as its row of the table finds it. */
interface Found {
  readonly kind: TargetKind
  readonly target: Target
  readonly ids: readonly string[]
  readonly name: string
}

/**
 * Fills in the target of a call: `tocsin.target.*`, `entity.target.*` and the ECS field of its kind. Gives the resources
 * that the call is about, the main one first.
 */
export function mapTargets(
  call: Call,
  actor: Actor,
  outcome: Outcome,
  listed: readonly Resource[],
): readonly Resource[] {
  // The caller can be meant only where the parameters were recorded, which they are not of many refused calls.
  const self = outcome.errorClass === 'authorization' ? null : actor
  const found = findTarget(call, self, listed)
  if (found === null) return mapDenied(call, outcome)
  const [id = ''] = found.ids
  const arn = parseArn(id)
  const shown = nameOf(found, id, arn)
  writeTarget(call, found, shown)
  writeEcs(call, found, shown)
  writeAccount(call, id, arn)
  if (found.ids.length === 1 && listed.length === 0) return [resourceOf(id, found.kind.resource, shown, '', arn)]
  const main = found.ids.length > 1 ? '' : shown
  const accounts = listed.length === 0 ? NO_ACCOUNTS : new Map(listed.map(({ id, account }) => [id, account]))
  const resources = found.ids.map((each) => resourceOf(each, found.kind.resource, main, accounts.get(each)))
  if (resources.length > 0) return resources
  return found.name === '' ? NO_RESOURCES : [resourceOf(found.name, found.kind.resource, found.name)]
}

/** Whether a call may be about its caller where the request names nobody. */
export function mayMeanCaller({ key, service }: Call): boolean {
  return SELF_KEYS.has(key) || SELF_KEYS.has(service)
}

const SELF_KEYS: ReadonlySet<string> = new Set(
  [...INDEX].flatMap(([key, targets]) => (targets.some(({ isSelf }) => isSelf) ? [key] : [])),
)

function findTarget(call: Call, self: Actor | null, listed: readonly Resource[]): Found | null {
  return search(INDEX.get(call.key), call, self, listed) ?? search(INDEX.get(call.service), call, self, listed)
}

function search(
  targets: readonly Target[] = NO_TARGETS,
  call: Call,
  self: Actor | null,
  listed: readonly Resource[],
): Found | null {
  for (const target of targets) {
    const kind = kindOf(call, target)
    const name = first(call, target.name)
    const ids = idsOf(call, target, kind, name, listed)
    if (ids.length > 0 || name !== '') return { kind, target, ids, name }
    if (target.isSelf && (self?.type === 'user' || self?.type === 'root')) {
      const own = self.type === 'root' ? TARGET_KINDS.root : kind
      return { kind: own, target, ids: self.id === '' ? [] : [self.id], name: self.name }
    }
  }
  return null
}

/** The row's kind. Identity Center assigns to users and to groups through the same call. */
function kindOf(call: Call, target: Target): TargetKind {
  if (target.kind !== 'directory_user' || call.service !== 'sso') return TARGET_KINDS[target.kind]
  const isGroup = textMember(requestOf(call), 'principalType') === 'GROUP'
  return isGroup ? TARGET_KINDS.directory_group : TARGET_KINDS.directory_user
}

function idsOf(
  call: Call,
  target: Target,
  kind: TargetKind,
  name: string,
  listed: readonly Resource[],
): readonly string[] {
  const ids = all(call, target.id)
  if (target.build !== '') {
    const arn = bucketArn(call, target.build === 'bucket' ? name : (ids[0] ?? ''))
    if (arn === '') return []
    return [target.build === 'object' && name !== '' ? `${arn}/${name}` : arn]
  }
  if (ids.length === 1 && ids[0]?.startsWith('arn:') === true) return ids
  // The list of resources has the ARN where the request has a name, an alias or a part of it.
  const only = ids.length > 1 ? null : onlyOf(listed, kind.resource)
  return only === null ? ids : [only.id]
}

/** The one listed resource of a type; null where there is none, or several. */
function onlyOf(listed: readonly Resource[], type: string): Resource | null {
  let only: Resource | null = null
  for (const resource of listed) {
    if (resource.type !== type) continue
    if (only !== null) return null
    only = resource
  }
  return only
}

function bucketArn(call: Call, bucket: string): string {
  if (bucket === '') return ''
  return bucket.startsWith('arn:') ? bucket : `arn:${partitionOf(call.region)}:s3:::${bucket}`
}

function writeTarget(call: Call, found: Found, shown: string): void {
  const { event } = call
  const { kind, target } = found
  const [id] = found.ids
  if (kind.target !== '') {
    event.set(FIELD.type, kind.target)
    event.set(FIELD.id, id)
    event.set(FIELD.name, shown)
    event.set(FIELD.role, first(call, target.role))
  }
  event.set(FIELD.credential, first(call, target.credential))
  event.set(FIELD.url, first(call, target.url))
  event.set(FIELD.entityId, id)
  event.set(FIELD.entityName, shown)
  event.set(FIELD.entityType, kind.entities)
  event.set(FIELD.entitySubType, kind.subType)
}

function writeEcs(call: Call, found: Found, shown: string): void {
  const { event } = call
  const { kind } = found
  const id = found.ids.length === 1 ? found.ids[0] : undefined
  if (kind.target === 'user') {
    const isArn = id?.startsWith('arn:') === true
    event.set(FIELD.userId, isArn ? undefined : id)
    event.set(FIELD.userName, found.name)
    event.add(FIELD.relatedUser, isArn ? undefined : id)
    event.add(FIELD.relatedUser, found.name)
  }
  if (kind.entity === 'host') {
    event.set(FIELD.host, id)
    event.set(FIELD.instance, id)
  }
  if (kind.entity === 'function') event.set(FIELD.service, shown)
  if (kind === TARGET_KINDS.directory_group) event.set(FIELD.groupId, id)
  if (call.service !== 'iam') return
  event.set(FIELD.newName, textMember(requestOf(call), 'newUserName'))
  event.set(FIELD.groupName, textMember(requestOf(call), 'groupName'))
  if (kind === TARGET_KINDS.group) event.set(FIELD.groupId, first(call, GROUP_ID))
}

const GROUP_ID: readonly Place[] = [placeOf('re.group.groupId')]

/** The name to show: the found one, or the last in the ARN of the first id. */
function nameOf(found: Found, id: string, arn: Arn | null): string {
  if (found.kind === TARGET_KINDS.function) return functionName(found.name || id)
  if (found.name !== '' || arn === null) return found.name
  return arnName(arn)
}

/** `jobs` of `jobs`, `jobs:alias`, `111122223333:function:jobs` and of a full ARN with or without an alias. */
function functionName(text: string): string {
  const parts = text.split(':')
  const at = parts.indexOf('function')
  return parts[at + 1] ?? text
}

/** A refused call whose parameters were not recorded names its resource in the message alone. */
function mapDenied(call: Call, outcome: Outcome): readonly Resource[] {
  const denied = outcome.errorClass === 'authorization' ? deniedResource(outcome.message) : null
  if (denied === null) return NO_RESOURCES
  const arn = parseArn(denied.id)
  const word = denied.kind || (arn?.service === 'iam' ? (arn.resource.split('/', 1)[0] ?? '') : '')
  const kind = DENIED_KINDS.get(word)
  const resource = resourceOf(denied.id, kind?.resource ?? '', arn === null ? denied.id : '')
  const { event } = call
  event.set(FIELD.entityId, arn === null ? undefined : denied.id)
  event.set(FIELD.entityName, resource.name)
  if (kind !== undefined) {
    event.set(FIELD.type, kind.target)
    event.set(FIELD.id, arn === null ? undefined : denied.id)
    event.set(FIELD.name, resource.name)
    event.set(FIELD.entityType, kind.entities)
    event.set(FIELD.entitySubType, kind.subType)
    if (kind === TARGET_KINDS.user) event.set(FIELD.userName, resource.name)
    if (kind === TARGET_KINDS.group) event.set(FIELD.groupName, resource.name)
  }
  writeAccount(call, denied.id, arn)
  return [resource]
}

const DENIED_KINDS: ReadonlyMap<string, TargetKind> = new Map([
  ['user', TARGET_KINDS.user],
  ['role', TARGET_KINDS.role],
  ['group', TARGET_KINDS.group],
  ['policy', TARGET_KINDS.policy],
])

/** The account that the act is about, where it is another than the one in which it happened. */
function writeAccount(call: Call, id: string, arn: Arn | null): void {
  const request = call.service === 'organizations' || call.service === 'sso' ? requestOf(call) : undefined
  let account = arn !== null && isOtherAccount(call, arn.account) ? arn.account : undefined
  account ??= isOtherAccount(call, id) ? id : undefined
  if (request !== undefined) {
    const named = [textMember(request, 'targetId'), textMember(request, 'accountId')]
    account = named.find((text) => isOtherAccount(call, text)) ?? account
  }
  call.event.set(FIELD.account, account)
}

function isOtherAccount(call: Call, text: string | undefined): boolean {
  return isAccountId(text) && text !== call.account
}

/** The texts at the first place that has any. */
function all(call: Call, places: readonly Place[]): readonly string[] {
  for (const place of places) {
    const value = memberAt(call, place)
    if (value === undefined || value === null) continue
    if (typeof value === 'string') {
      if (place.keys.length === 1 && value !== '' && !isMasked(value)) return [value]
      continue
    }
    const texts = collectTexts(value, place.keys, new Set(), 1)
    if (texts.size > 0) return [...texts]
  }
  return NO_TEXTS
}

const NO_TEXTS: readonly string[] = []

function first(call: Call, places: readonly Place[]): string {
  return places.length === 0 ? '' : (all(call, places)[0] ?? '')
}

/** The member of a part of the record that the first key names. */
function memberAt(call: Call, place: Place): JsonValue | undefined {
  const part = PARTS[place.part]
  // Some records have the part as JSON text; only then it is decoded as a whole.
  if (part === PATH.serviceEventDetails || call.record.tokenKind(part) !== 'string') return call.record.get(place.path)
  return member(part === PATH.requestParameters ? requestOf(call) : responseOf(call), place.keys[0] ?? '')
}

const PARTS = {
  request: PATH.requestParameters,
  response: PATH.responseElements,
  details: PATH.serviceEventDetails,
} as const
