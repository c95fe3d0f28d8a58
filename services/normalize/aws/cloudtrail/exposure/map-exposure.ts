import { eventField } from '../../../../record/event-field.ts'
import type { Call } from '../call.ts'
import { operationKeys } from '../categories.ts'
import type { Outcome } from '../outcome.ts'
import { policyExposure, type PolicyReading } from '../policy/map-policy.ts'
import { aclExposure } from './acl.ts'
import { parseCidr } from './cidr.ts'
import { exposureObject, exposureWord, type Exposure } from './exposure.ts'
import {
  clusterEndpointExposure,
  dataFirewallExposure,
  loadBalancerExposure,
  networkAclExposure,
  peeringExposure,
  prefixListExposure,
  routeExposure,
  subnetExposure,
} from './network.ts'
import { modifiedRuleExposure, securityGroupExposure } from './security-group.ts'
import {
  accountExposure,
  databaseExposure,
  databaseSnapshotExposure,
  functionExposure,
  functionUrlExposure,
  imageExposure,
} from './sharing.ts'

const FIELD = {
  exposure: eventField('tocsin.exposure'),
  exposed: eventField('tocsin.exposed'),
  relatedIp: eventField('related.ip'),
}

type Read = (call: Call, outcome: Outcome) => Exposure[]

const ROWS: readonly (readonly [Read, string])[] = [
  [securityGroupExposure, 'ec2: AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress'],
  [modifiedRuleExposure, 'ec2: ModifySecurityGroupRules'],
  [networkAclExposure, 'ec2: CreateNetworkAclEntry ReplaceNetworkAclEntry'],
  [routeExposure, 'ec2: CreateRoute ReplaceRoute'],
  [prefixListExposure, 'ec2: CreateManagedPrefixList ModifyManagedPrefixList'],
  [subnetExposure, 'ec2: ModifySubnetAttribute'],
  [peeringExposure, 'ec2: CreateVpcPeeringConnection AcceptVpcPeeringConnection'],
  [
    dataFirewallExposure,
    `rds: AuthorizeDBSecurityGroupIngress; redshift: AuthorizeClusterSecurityGroupIngress;
    elasticache: AuthorizeCacheSecurityGroupIngress`,
  ],
  [clusterEndpointExposure, 'eks: UpdateClusterConfig CreateCluster'],
  [loadBalancerExposure, 'elasticloadbalancing: CreateLoadBalancer'],
  [imageExposure, 'ec2: ModifySnapshotAttribute ModifyImageAttribute ModifyFpgaImageAttribute'],
  [
    databaseSnapshotExposure,
    'rds: ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute; redshift: AuthorizeSnapshotAccess',
  ],
  [
    databaseExposure,
    `rds: CreateDBInstance ModifyDBInstance CreateDBInstanceReadReplica RestoreDBInstanceFromDBSnapshot
    RestoreDBInstanceFromS3 RestoreDBInstanceToPointInTime; redshift: CreateCluster ModifyCluster
    RestoreFromClusterSnapshot`,
  ],
  [functionExposure, 'lambda: AddPermission AddLayerVersionPermission'],
  [functionUrlExposure, 'lambda: CreateFunctionUrlConfig UpdateFunctionUrlConfig'],
  [
    accountExposure,
    `sns: AddPermission; sqs: AddPermission; ssm: ModifyDocumentPermission; events: PutPermission;
    ram: CreateResourceShare AssociateResourceShare; ec2: ModifyVpcEndpointServicePermissions`,
  ],
  [aclExposure, 's3: PutBucketAcl PutObjectAcl CreateBucket PutObject CopyObject'],
]

const READERS: ReadonlyMap<string, Read> = new Map(
  ROWS.flatMap(([read, operations]) => operationKeys(operations).map((key): [string, Read] => [key, read])),
)

/** Whether a call of this operation may expose something by itself, without a policy. */
export function mayExpose(key: string): boolean {
  return READERS.has(key)
}

/** Fills in `tocsin.exposure`, `tocsin.exposed` and the single hosts that were let in. A no-op for most calls. */
export function mapExposure(call: Call, outcome: Outcome, policy: PolicyReading | null): void {
  const read = READERS.get(call.key)
  if (read === undefined && policy === null) return
  const own = read === undefined ? [] : read(call, outcome)
  const found = policy === null ? own : own.concat(policyExposure(call, policy))
  if (found.length === 0) return
  const { event } = call
  event.set(FIELD.exposure, found.map(exposureObject))
  event.set(FIELD.exposed, [...new Set(found.map(exposureWord))])
  const hosts = new Set<string>()
  for (const exposure of found) {
    const cidr = parseCidr(exposure.cidr ?? '')
    if (cidr !== null && cidr.prefix === (cidr.version === 4 ? 32 : 128)) hosts.add(cidr.address)
  }
  if (hosts.size === 0) return
  const known = event.get(FIELD.relatedIp)
  event.set(FIELD.relatedIp, [...new Set([...(Array.isArray(known) ? known : []), ...hosts])])
}
