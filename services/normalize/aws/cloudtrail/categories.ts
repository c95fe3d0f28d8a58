import { eventField } from '../../../record/event-field.ts'
import { operationOf, type Call } from './call.ts'
import { CATEGORY_ROWS, IDENTITY_SERVICES } from './category-table.ts'
import type { Outcome } from './outcome.ts'
import { PATH } from './paths.ts'

const FIELD = { category: eventField('event.category'), type: eventField('event.type') }

/** ECS categories and types of one operation, before `api` and `denied`. */
export interface Categories {
  readonly category: readonly string[]
  readonly type: readonly string[]
}

/** What the verb at the start of an operation's name does. */
type VerbClass = 'creation' | 'deletion' | 'change' | 'info'

/** Fills in `event.category` and `event.type`, which every record gets. */
export function mapCategories(call: Call, outcome: Outcome): void {
  const found = categoriesOf(call)
  const isDenied = outcome.errorClass === 'authorization' || outcome.errorClass === 'network_policy'
  const isCall = call.kind === 'call' || call.kind === 'network'
  const category = [...found.category]
  if ((isCall || category.length === 0) && !category.includes('api')) category.push('api')
  let type = [...found.type]
  if (outcome.result === 'failure') {
    type = type.filter((word) => word !== 'allowed')
    // A failed step of a sign-in is a failed sign-in.
    if (call.service === 'signin' && call.kind !== 'call' && category.includes('authentication')) type = ['start']
  }
  // Only api, network and intrusion_detection may say "denied" in ECS.
  if (isDenied && (category.includes('api') || category.includes('network'))) type.push('denied')
  call.event.set(FIELD.category, category)
  call.event.set(FIELD.type, type)
}

/** The categories of a record by its kind, the table, the service or the verb. */
function categoriesOf(call: Call): Categories {
  if (call.kind === 'digest') return DIGEST
  if (call.kind === 'insight' || call.kind === 'aggregate' || call.kind === 'partner') return NO_CALL
  if (call.kind === 'network') return NETWORK_ACTIVITY
  const known = BY_KEY.get(call.key)
  if (known !== undefined) return known
  const operation = operationOf(call)
  const verb = verbClass(operation, call.record.get(PATH.readOnly) === true)
  const identity = IDENTITY_CATEGORIES.get(call.service)
  if (identity !== undefined) return { category: identity, type: identityTypes(operation, verb) }
  const isNetwork = call.service === 'ec2' && isNetworkName(operation)
  if (verb === 'info') return isNetwork ? NETWORK_INFO : NO_CALL
  return isNetwork
    ? { category: ['configuration', 'network'], type: [verb] }
    : { category: CONFIGURATION, type: [verb] }
}

const CONFIGURATION = ['configuration']
const IDENTITY_CATEGORIES: ReadonlyMap<string, readonly string[]> = new Map(
  [...IDENTITY_SERVICES].map(([service, words]) => [service, words.split(' ')]),
)
const NO_CALL: Categories = { category: [], type: ['info'] }
const DIGEST: Categories = { category: CONFIGURATION, type: ['info'] }
const NETWORK_INFO: Categories = { category: ['network'], type: ['info'] }
const NETWORK_ACTIVITY: Categories = { category: ['network'], type: ['access', 'allowed'] }

const BY_KEY: ReadonlyMap<string, Categories> = new Map(
  CATEGORY_ROWS.flatMap(([category, type, operations]) => {
    const categories: Categories = {
      category: category.split(' ').filter((word) => word !== ''),
      type: type.split(' '),
    }
    return operationKeys(operations).map((key): [string, Categories] => [key, categories])
  }),
)

/** `iam: A B; ec2: C` as `iam:A`, `iam:B`, `ec2:C`. */
export function operationKeys(operations: string): string[] {
  return operations.split(';').flatMap((part) => {
    const [service = '', names = ''] = part.split(':')
    const words = names.split(/\s+/).filter((name) => name !== '')
    return words.map((name) => `${service.trim()}:${name}`)
  })
}

/** What an operation does, by the first word of its name. Unknown verbs read, or so `readOnly` has to say. */
function verbClass(operation: string, isReadOnly: boolean): VerbClass {
  const found = VERBS.get(firstWord(operation))
  if (found === undefined || (isReadOnly && found !== 'deletion')) return 'info'
  return found
}

const VERBS: ReadonlyMap<string, VerbClass> = new Map(
  (
    [
      ['creation', 'Create Run Allocate Request Register Import Copy Publish Provision Purchase Issue Submit'],
      [
        'change',
        'Add Attach Associate Remove Detach Disassociate Put Update Modify Set Enable Disable Start Stop Change',
      ],
      ['change', 'Reset Tag Untag Reboot Replace Apply Accept Reject Move Upload Upgrade Activate Deactivate'],
      [
        'change',
        'Authorize Restore Rotate Resume Suspend Cancel Archive Invite Leave Close Switch Sync Transfer Verify',
      ],
      [
        'change',
        'Assign Unassign Promote Failover Schedule Subscribe Unsubscribe Send Execute Merge Share Unshare Write',
      ],
      ['deletion', 'Delete Terminate Deregister Release Revoke Purge Destroy Erase'],
      [
        'info',
        'Get List Describe Head Lookup Search Query Scan Select Simulate Check Validate Preview Read Estimate Generate',
      ],
    ] as const
  ).flatMap(([name, words]) => words.split(' ').map((word): [string, VerbClass] => [word, name])),
)

/** `Describe` of `DescribeInstances`: up to the second capital letter. `Batch…` counts by what follows. */
function firstWord(operation: string): string {
  const start = operation.startsWith('Batch') && operation.length > 5 ? 5 : 0
  for (let at = start + 1; at < operation.length; at += 1) {
    const code = operation.charCodeAt(at)
    if (code >= 65 && code <= 90) return operation.slice(start, at)
  }
  return operation.slice(start)
}

/** `user`, `group` or `admin` by the object in the name. A user's credentials change the user; they create none. */
function identityTypes(operation: string, verb: VerbClass): string[] {
  if (operation.includes('Group')) return /^(?:Create|Delete)Group$/.test(operation) ? ['group', verb] : group(verb)
  if (operation === 'CreateUser' || operation === 'DeleteUser') return ['user', verb]
  if (USER_WORDS.some((word) => operation.includes(word))) return ['user', verb === 'info' ? verb : 'change']
  return verb !== 'info' && ADMIN_WORDS.some((word) => operation.includes(word)) ? ['admin', verb] : [verb]
}

function group(verb: VerbClass): string[] {
  return ['group', verb === 'info' ? verb : 'change']
}

const USER_WORDS = [
  'User',
  'AccessKey',
  'LoginProfile',
  'MFADevice',
  'MfaDevice',
  'SSHPublicKey',
  'SigningCertificate',
].concat(['ServiceSpecificCredential', 'ChangePassword', 'UpdatePassword'])
const ADMIN_WORDS = [
  'Account',
  'Provider',
  'SecurityToken',
  'TrustAnchor',
  'Organization',
  'Delegat',
  'Instance',
].concat(['PermissionSet', 'PolicyType', 'ServiceAccess', 'ExternalIdP', 'Region'])

function isNetworkName(operation: string): boolean {
  return NETWORK_WORDS.some((word) => operation.includes(word))
}

const NETWORK_WORDS = ['SecurityGroup', 'NetworkAcl', 'Route', 'Gateway', 'Peering', 'Vpc', 'Vpn', 'Subnet'].concat([
  'NetworkInterface',
  'PrefixList',
  'TrafficMirror',
  'Address',
  'FlowLogs',
])
