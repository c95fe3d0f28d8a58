import type { JsonValue } from '../../../../core/json.ts'
import { operationOf, requestOf, responseOf, type Call } from '../call.ts'
import { asList, isTrue, member, textMember } from '../json-values.ts'
import type { Outcome } from '../outcome.ts'
import { coversInternet, isPublicCidr, parseCidr, type Cidr } from './cidr.ts'
import type { Exposure } from './exposure.ts'
import { readPorts, type Ports } from './ports.ts'

type Direction = 'ingress' | 'egress'

/**
 * What a call on security group rules opens, in all three shapes that EC2 writes: rules with lists of ranges, one flat
 * rule, and `ModifySecurityGroupRules`. A successful call is read from its response, which has one item per rule.
 */
export function securityGroupExposure(call: Call, outcome: Outcome): Exposure[] {
  const direction: Direction = operationOf(call).endsWith('Egress') ? 'egress' : 'ingress'
  const answered = asList(member(responseOf(call), 'securityGroupRuleSet'))
  if (outcome.result === 'success' && answered.length > 0) return finish(answered.flatMap(readRule))
  const request = requestOf(call)
  const nested = asList(member(request, 'ipPermissions')).flatMap((rule) => readPermission(rule, direction))
  return finish(nested.length > 0 ? nested : readFlat(request, direction))
}

/** `ModifySecurityGroupRules` names neither direction nor old value; it counts as ingress, the direction that exposes. */
export function modifiedRuleExposure(call: Call): Exposure[] {
  const items = asList(member(member(requestOf(call), 'ModifySecurityGroupRulesRequest'), 'SecurityGroupRule'))
  return finish(
    items.flatMap((item) => {
      const rule = member(item, 'SecurityGroupRule')
      const ports = readPorts(member(rule, 'IpProtocol'), member(rule, 'FromPort'), member(rule, 'ToPort'))
      return entries('ingress', ports, [
        textMember(rule, 'CidrIpv4'),
        textMember(rule, 'CidrIpv6'),
        textMember(rule, 'PrefixListId'),
        textMember(rule, 'ReferencedGroupId'),
      ])
    }),
  )
}

/** One item of a response's `securityGroupRuleSet`. */
function readRule(rule: JsonValue): Exposure[] {
  const direction: Direction = isTrue(member(rule, 'isEgress')) ? 'egress' : 'ingress'
  const ports = readPorts(member(rule, 'ipProtocol'), member(rule, 'fromPort'), member(rule, 'toPort'))
  return entries(direction, ports, [
    textMember(rule, 'cidrIpv4'),
    textMember(rule, 'cidrIpv6'),
    textMember(rule, 'prefixListId'),
    peerGroup(member(rule, 'referencedGroupInfo')),
  ])
}

/** One item of a request's `ipPermissions`, with lists of ranges and groups. */
function readPermission(rule: JsonValue, direction: Direction): Exposure[] {
  const ports = readPorts(member(rule, 'ipProtocol'), member(rule, 'fromPort'), member(rule, 'toPort'))
  return entries(direction, ports, [
    ...asList(member(rule, 'ipRanges')).map((range) => textMember(range, 'cidrIp')),
    ...asList(member(rule, 'ipv6Ranges')).map((range) => textMember(range, 'cidrIpv6')),
    ...asList(member(rule, 'prefixListIds')).map((list) => textMember(list, 'prefixListId')),
    ...asList(member(rule, 'groups')).map(peerGroup),
  ])
}

/** The rule stands in the request itself. */
function readFlat(request: JsonValue, direction: Direction): Exposure[] {
  const ports = readPorts(member(request, 'ipProtocol'), member(request, 'fromPort'), member(request, 'toPort'))
  const owner = textMember(request, 'sourceSecurityGroupOwnerId')
  const group = textMember(request, 'sourceSecurityGroupName')
  return entries(direction, ports, [
    textMember(request, 'cidrIp'),
    textMember(request, 'cidrIpv6'),
    owner !== undefined && group !== undefined ? `${owner}/${group}` : group,
  ])
}

function peerGroup(group: JsonValue | undefined): string | undefined {
  const id = textMember(group, 'groupId') ?? textMember(group, 'groupName')
  const owner = textMember(group, 'userId')
  return id !== undefined && owner !== undefined ? `${owner}/${id}` : id
}

/** One entry for each peer; text that is no range of addresses is a group or a prefix list. */
function entries(direction: Direction, ports: Ports, peers: readonly (string | undefined)[]): Exposure[] {
  const found: Exposure[] = []
  for (const peer of peers) {
    if (peer === undefined) continue
    found.push(rangeExposure('security_group', direction, ports, peer))
  }
  return found
}

/** An entry for a range of addresses, or for a principal when the text is none. */
export function rangeExposure(kind: string, direction: Direction, ports: Ports, peer: string): Exposure {
  const cidr = parseCidr(peer)
  if (cidr === null) return { kind, direction, ...ports, principal: peer, public: false }
  return { kind, direction, ...ports, cidr: peer, public: isPublicCidr(cidr) }
}

/** Ranges that open half of the Internet together are public, each of them. */
function finish(exposures: Exposure[]): Exposure[] {
  if (exposures.length < 2 || !coversInternet(cidrsOf(exposures))) return exposures
  return exposures.map((exposure) => (exposure.cidr?.includes('.') ? { ...exposure, public: true } : exposure))
}

function cidrsOf(exposures: readonly Exposure[]): Cidr[] {
  return exposures.flatMap((exposure) => parseCidr(exposure.cidr ?? '') ?? [])
}
