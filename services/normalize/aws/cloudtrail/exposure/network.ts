import type { JsonValue } from '../../../../core/json.ts'
import { requestOf, responseOf, type Call } from '../call.ts'
import { asList, asText, isFalse, isTrue, member, objectMember, textMember } from '../json-values.ts'
import type { Exposure } from './exposure.ts'
import { readPorts } from './ports.ts'
import { rangeExposure } from './security-group.ts'

/** A network ACL entry that allows; one that denies opens nothing. */
export function networkAclExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  if (textMember(request, 'ruleAction')?.toLowerCase() !== 'allow') return []
  const range = objectMember(request, 'portRange')
  const ports = readPorts(
    member(request, 'aclProtocol') ?? member(request, 'protocol'),
    member(range, 'from'),
    member(range, 'to'),
  )
  const direction = isTrue(member(request, 'egress')) ? 'egress' : 'ingress'
  const peers = [textMember(request, 'cidrBlock'), textMember(request, 'ipv6CidrBlock')]
  return peers.flatMap((peer) => (peer === undefined ? [] : rangeExposure('network_acl', direction, ports, peer)))
}

/** A default route to an internet gateway: it makes its subnets public. Other routes open nothing to the world. */
export function routeExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  const gateway = textMember(request, 'gatewayId')
  const cidr = textMember(request, 'destinationCidrBlock') ?? textMember(request, 'destinationIpv6CidrBlock')
  if (gateway?.startsWith('igw-') !== true || cidr === undefined) return []
  const isDefault = rangeExposure('route', 'egress', {}, cidr).public
  return isDefault ? [{ kind: 'route', direction: 'egress', cidr, principal: gateway, public: true }] : []
}

/** Ranges put on a prefix list: security groups that refer to it open without a call of their own. */
export function prefixListExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  const added = [
    ...asList(member(objectMember(request, 'ModifyManagedPrefixListRequest'), 'AddEntry')),
    ...asList(member(objectMember(request, 'CreateManagedPrefixListRequest'), 'Entry')),
    ...asList(member(request, 'addEntries')),
  ]
  return added.flatMap((entry) => {
    const cidr = textMember(entry, 'Cidr') ?? textMember(entry, 'cidr')
    return cidr === undefined ? [] : [withoutDirection(rangeExposure('prefix_list', 'ingress', {}, cidr))]
  })
}

/** The old firewalls of RDS, Redshift and ElastiCache. */
export function dataFirewallExposure(call: Call): Exposure[] {
  const request = requestOf(call)
  const cidr = textMember(request, 'cIDRIP') ?? textMember(request, 'cidrip')
  const owner = textMember(request, 'eC2SecurityGroupOwnerId')
  const group = textMember(request, 'eC2SecurityGroupName') ?? textMember(request, 'eC2SecurityGroupId')
  const peer = owner !== undefined && group !== undefined ? `${owner}/${group}` : group
  const ports = { protocol: 'tcp' }
  return [cidr, peer].flatMap((each) =>
    each === undefined ? [] : rangeExposure('database_firewall', 'ingress', ports, each),
  )
}

/** A Kubernetes API endpoint on the Internet; without a list of ranges it is open to all. */
export function clusterEndpointExposure(call: Call): Exposure[] {
  const config = objectMember(requestOf(call), 'resourcesVpcConfig')
  if (isFalse(member(config, 'endpointPublicAccess'))) return []
  const cidrs = asList(member(config, 'publicAccessCidrs')).flatMap((cidr) => asText(cidr) ?? [])
  if (cidrs.length === 0 && isTrue(member(config, 'endpointPublicAccess'))) cidrs.push('0.0.0.0/0')
  const ports = { protocol: 'tcp', from_port: 443, to_port: 443 }
  return cidrs.map((cidr) => rangeExposure('cluster_endpoint', 'ingress', ports, cidr))
}

/** A load balancer with an address on the Internet. */
export function loadBalancerExposure(call: Call): Exposure[] {
  const scheme = textMember(requestOf(call), 'scheme')?.toLowerCase()
  const answered = asList(member(responseOf(call), 'loadBalancers')).map((each) => textMember(each, 'scheme'))
  const isPublic = scheme === 'internet-facing' || answered.includes('internet-facing')
  return isPublic ? [{ kind: 'load_balancer', direction: 'ingress', public: true }] : []
}

/** A subnet whose new machines get an address on the Internet. */
export function subnetExposure(call: Call): Exposure[] {
  const isPublic = isTrue(member(requestOf(call), 'mapPublicIpOnLaunch'))
  return isPublic ? [{ kind: 'subnet', direction: 'ingress', public: true }] : []
}

/** A peering between networks of two accounts. */
export function peeringExposure(call: Call): Exposure[] {
  const peering = objectMember(responseOf(call), 'vpcPeeringConnection')
  const request = requestOf(call)
  const owners: (JsonValue | undefined)[] = [
    member(objectMember(peering, 'requesterVpcInfo'), 'ownerId'),
    member(objectMember(peering, 'accepterVpcInfo'), 'ownerId'),
    member(request, 'peerOwnerId'),
  ]
  const foreign = owners.map((owner) => asText(owner)).find((owner) => owner !== undefined && owner !== call.account)
  return foreign === undefined ? [] : [{ kind: 'peering', principal: foreign, public: false }]
}

function withoutDirection(exposure: Exposure): Exposure {
  const { direction: _, ...rest } = exposure
  return rest
}
