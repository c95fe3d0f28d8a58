import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../../../services/core/json.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'
import { testExposure } from './exposure-case.ts'

const INGRESS = ['ec2', 'AuthorizeSecurityGroupIngress'] as const
const ranges = (...cidrs: string[]): JsonObject => ({ items: cidrs.map((cidrIp) => ({ cidrIp })) })
const rule = (members: JsonObject): JsonObject => ({ groupId: 'sg-0EXAMPLE1', ipPermissions: { items: [members] } })

testExposure([
  {
    name: 'a rule as a list of one',
    call: INGRESS,
    request: rule({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: ranges('0.0.0.0/0') }),
    opens: ['*tcp/22 from 0.0.0.0/0'],
  },
  {
    name: 'a rule without a list around it',
    call: INGRESS,
    request: {
      ipPermissions: {
        items: { ipProtocol: '6', fromPort: '22', toPort: '22', ipRanges: { items: { cidrIp: '0.0.0.0/0' } } },
      },
    },
    opens: ['*tcp/22 from 0.0.0.0/0'],
  },
  {
    name: 'a rule for IPv6',
    call: INGRESS,
    request: rule({ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }),
    opens: ['*tcp/443 from ::/0'],
  },
  {
    name: 'every protocol',
    call: INGRESS,
    request: rule({ ipProtocol: '-1', ipRanges: ranges('203.0.113.0/24') }),
    opens: ['all from 203.0.113.0/24'],
  },
  {
    name: 'every port of a protocol',
    call: INGRESS,
    request: rule({ ipProtocol: 'udp', fromPort: -1, toPort: -1, ipRanges: ranges('203.0.113.0/24') }),
    opens: ['udp/0-65535 from 203.0.113.0/24'],
  },
  {
    name: 'ICMP: type and code are no ports',
    call: INGRESS,
    request: rule({ ipProtocol: '1', fromPort: 8, toPort: 0, ipRanges: ranges('0.0.0.0/0') }),
    opens: ['*icmp from 0.0.0.0/0'],
  },
  {
    name: 'the flat form in IPv6',
    call: INGRESS,
    request: {
      groupName: 'default',
      cidrIpv6: '2001:db8::/0',
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      ipPermissions: {},
    },
    opens: ['*tcp/22 from 2001:db8::/0'],
  },
  {
    name: 'the flat form with a group of another account',
    call: INGRESS,
    request: { groupId: 'sg-0EXAMPLE1', sourceSecurityGroupName: 'web', sourceSecurityGroupOwnerId: '444455556666' },
    opens: ['all from 444455556666/web'],
  },
  {
    name: 'many ranges that are the Internet together',
    call: INGRESS,
    request: rule({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: ranges('0.0.0.0/2', '64.0.0.0/2') }),
    opens: ['*tcp/22 from 0.0.0.0/2', '*tcp/22 from 64.0.0.0/2'],
  },
  {
    name: 'the response wins over the request',
    call: INGRESS,
    request: rule({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: ranges('203.0.113.9/0') }),
    response: {
      securityGroupRuleSet: {
        items: [{ isEgress: false, ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIpv4: '0.0.0.0/0' }],
      },
    },
    opens: ['*tcp/22 from 0.0.0.0/0'],
  },
  {
    name: 'modified rules, several',
    call: ['ec2', 'ModifySecurityGroupRules'],
    request: {
      ModifySecurityGroupRulesRequest: {
        SecurityGroupRule: [
          { SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' } },
          { SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIpv6: '2001:db8::/32' } },
          { SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 81, ToPort: 81, PrefixListId: 'pl-0EXAMPLE1' } },
        ],
      },
    },
    opens: ['*tcp/22 from 0.0.0.0/0', 'tcp/80 from 2001:db8::/32', 'tcp/81 from pl-0EXAMPLE1'],
  },
  {
    name: 'a rule taken away opens nothing',
    call: ['ec2', 'RevokeSecurityGroupIngress'],
    request: rule({ ipRanges: ranges('0.0.0.0/0') }),
    opens: [],
  },
  {
    name: 'an access list that allows, outward',
    call: ['ec2', 'ReplaceNetworkAclEntry'],
    request: { ruleAction: 'allow', egress: true, aclProtocol: '-1', ipv6CidrBlock: '::/0', portRange: {} },
    opens: ['*all to ::/0'],
  },
  {
    name: 'an access list that denies',
    call: ['ec2', 'CreateNetworkAclEntry'],
    request: { ruleAction: 'deny', egress: false, aclProtocol: '-1', cidrBlock: '0.0.0.0/0' },
    opens: [],
  },
  {
    name: 'a default route to the Internet',
    call: ['ec2', 'ReplaceRoute'],
    request: { destinationIpv6CidrBlock: '::/0', gatewayId: 'igw-0EXAMPLE1' },
    opens: ['*route to ::/0'],
  },
  {
    name: 'a default route to a NAT gateway',
    call: ['ec2', 'CreateRoute'],
    request: { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-0EXAMPLE1' },
    opens: [],
  },
  {
    name: 'a narrow route to the Internet',
    call: ['ec2', 'CreateRoute'],
    request: { destinationCidrBlock: '203.0.113.0/24', gatewayId: 'igw-0EXAMPLE1' },
    opens: [],
  },
  {
    name: 'a prefix list that groups refer to',
    call: ['ec2', 'ModifyManagedPrefixList'],
    request: { ModifyManagedPrefixListRequest: { AddEntry: [{ Cidr: '0.0.0.0/0' }, { Cidr: '203.0.113.0/24' }] } },
    opens: ['*prefix_list to 0.0.0.0/0', 'prefix_list to 203.0.113.0/24'],
  },
  {
    name: 'a subnet with public addresses',
    call: ['ec2', 'ModifySubnetAttribute'],
    request: { subnetId: 'subnet-0EXAMPLE1', mapPublicIpOnLaunch: { value: true } },
    opens: ['*subnet to everybody'],
  },
  {
    name: 'a peering with another account',
    call: ['ec2', 'AcceptVpcPeeringConnection'],
    request: { vpcPeeringConnectionId: 'pcx-0EXAMPLE1' },
    response: {
      vpcPeeringConnection: {
        requesterVpcInfo: { ownerId: '444455556666' },
        accepterVpcInfo: { ownerId: '111122223333' },
      },
    },
    opens: ['peering to 444455556666'],
  },
  {
    name: 'an old database firewall',
    call: ['rds', 'AuthorizeDBSecurityGroupIngress'],
    request: { cIDRIP: '0.0.0.0/0' },
    opens: ['*tcp from 0.0.0.0/0'],
  },
  {
    name: 'an old cache firewall',
    call: ['elasticache', 'AuthorizeCacheSecurityGroupIngress'],
    request: { eC2SecurityGroupName: 'web', eC2SecurityGroupOwnerId: '444455556666' },
    opens: ['tcp from 444455556666/web'],
  },
  {
    name: 'a cluster open by default',
    call: ['eks', 'CreateCluster'],
    request: { resourcesVpcConfig: { endpointPublicAccess: true } },
    opens: ['*tcp/443 from 0.0.0.0/0'],
  },
  {
    name: 'a cluster that is closed',
    call: ['eks', 'UpdateClusterConfig'],
    request: { resourcesVpcConfig: { endpointPublicAccess: false, publicAccessCidrs: ['0.0.0.0/0'] } },
    opens: [],
  },
  {
    name: 'a load balancer on the Internet',
    call: ['elasticloadbalancing', 'CreateLoadBalancer'],
    request: { name: 'shop', scheme: 'internet-facing' },
    opens: ['*load_balancer to everybody'],
  },
  {
    name: 'a load balancer inside',
    call: ['elasticloadbalancing', 'CreateLoadBalancer'],
    request: { name: 'shop', scheme: 'internal' },
    opens: [],
  },
])

test('"lies port 22 between" is one test on every entry that opens all ports', () => {
  const { document } = normalize(
    cloudTrailRecord(...INGRESS, { requestParameters: rule({ ipProtocol: '-1', ipRanges: ranges('0.0.0.0/0') }) }),
  )
  const [entry] = fieldOf(document, 'tocsin.exposure') as { from_port: number; to_port: number }[]
  assert.ok(entry && entry.from_port <= 22 && entry.to_port >= 22)
})

test('a single host that is let in is found under related.ip', () => {
  const request = rule({
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    ipRanges: ranges('203.0.113.9/32', '203.0.113.0/24'),
  })
  const { document } = normalize(cloudTrailRecord(...INGRESS, { requestParameters: request }))
  assert.deepEqual(fieldOf(document, 'related.ip'), ['198.51.100.40', '203.0.113.9'])
})
