import { itemAt } from '../random.ts'
import { siteArn, type Instance, type Site } from '../site.ts'
import { OPERATORS, reads, writes, type CallDetail, type CallKind, type Scene } from './call-kind.ts'

const WATCHING = [...OPERATORS, 'watchers', 'watchers', 'users'] as const

const items = (members: readonly string[]): string => `{"items":[${members.join(',')}]}`
const filter = (name: string, ...values: readonly string[]): string =>
  `{"name":"${name}","valueSet":${items(values.map((value) => `{"value":"${value}"}`))}}`
const page = (random: Scene['random']): string => `"maxResults":${random.pick([100, 200, 500, 1000])}`
const inNetwork = (site: Site): string => items([filter('vpc-id', site.vpc)])
const tagged = ({ random, site }: Scene): string =>
  items([
    filter('tag:Environment', site.account.name),
    filter('tag:Service', random.pick(site.instances).app),
    filter('instance-state-name', 'running', 'pending'),
  ])

function describeInstances(scene: Scene): CallDetail {
  const { random, site } = scene
  if (random.chance(0.4)) return { request: `{${page(random)},"instancesSet":{},"filterSet":${tagged(scene)}}` }
  if (random.chance(0.3)) return { request: '{"instancesSet":{},"filterSet":{}}' }
  const wanted = Array.from(
    { length: 1 + random.below(random.chance(0.3) ? 24 : 4) },
    () => `{"instanceId":"${random.pick(site.instances).id}"}`,
  )
  return { request: `{"instancesSet":${items(wanted)},"filterSet":{}}` }
}

const EC2_READS: readonly CallKind[] = [
  reads('ec2', 'DescribeInstances', 60, WATCHING, {
    detail: describeInstances,
    missing: { code: 'Client.InvalidInstanceID.NotFound', message: 'The instance ID does not exist' },
  }),
  reads('ec2', 'DescribeSecurityGroups', 34, WATCHING, {
    detail: ({ random, site }) => ({
      request: random.chance(0.5)
        ? `{"securityGroupSet":{},"securityGroupIdSet":${items([`{"groupId":"${random.pick(site.groups)}"}`])},"filterSet":{}}`
        : `{${page(random)},"securityGroupSet":{},"securityGroupIdSet":{},"filterSet":${inNetwork(site)}}`,
    }),
    missing: { code: 'Client.InvalidGroup.NotFound', message: 'The security group does not exist' },
  }),
  reads('ec2', 'DescribeVolumes', 20, WATCHING, {
    detail: ({ random, site }) => ({
      request: `{${page(random)},"volumeSet":{},"filterSet":${items([filter('attachment.instance-id', random.pick(site.instances).id)])}}`,
    }),
  }),
  reads('ec2', 'DescribeNetworkInterfaces', 26, WATCHING, {
    detail: ({ random, site }) => ({
      request: `{"networkInterfaceIdSet":${items([`{"networkInterfaceId":"${random.pick(site.instances).networkInterface}"}`])},"filterSet":{}}`,
    }),
  }),
  reads('ec2', 'DescribeSubnets', 20, WATCHING, {
    detail: ({ random, site }) => ({
      request: `{"subnetSet":${items(site.subnets.slice(random.below(3), 4).map((id) => `{"subnetId":"${id}"}`))},"filterSet":{}}`,
    }),
  }),
  reads('ec2', 'DescribeVpcs', 14, WATCHING, {
    detail: ({ site }) => ({ request: `{"vpcSet":${items([`{"vpcId":"${site.vpc}"}`])},"filterSet":{}}` }),
  }),
  reads('ec2', 'DescribeRouteTables', 10, WATCHING, {
    detail: ({ site }) => ({ request: `{"routeTableIdSet":{},"filterSet":${inNetwork(site)}}` }),
  }),
  reads('ec2', 'DescribeSnapshots', 12, WATCHING, {
    detail: ({ random, site }) => ({
      request: `{${page(random)},"snapshotSet":{},"ownersSet":${items(['{"owner":"self"}'])},"sharedUsersSet":{},"filterSet":${items([filter('volume-id', random.pick(site.instances).volume)])}}`,
    }),
  }),
  reads('ec2', 'DescribeImages', 12, OPERATORS, {
    detail: ({ random, site }) => ({
      request: `{"executableBySet":{},"imagesSet":${items([`{"imageId":"${random.pick(site.images)}"}`])},"ownersSet":{},"filterSet":{},"includeDeprecated":false,"includeDisabled":false}`,
    }),
    missing: { code: 'Client.InvalidAMIID.NotFound', message: 'The image id does not exist' },
  }),
  reads('ec2', 'DescribeInstanceStatus', 16, ['console', 'watchers', 'scaling', 'servers'], {
    detail: ({ random, site }) => ({
      request: `{"instancesSet":${items([`{"instanceId":"${random.pick(site.instances).id}"}`])},"filterSet":{},"includeAllInstances":true}`,
    }),
  }),
  reads('ec2', 'DescribeTags', 18, [...OPERATORS, 'servers'], {
    detail: ({ random, site }) => ({
      request: `{"filterSet":${items([filter('resource-type', 'instance'), filter('resource-id', random.pick(site.instances).id)])}}`,
    }),
  }),
  reads('ec2', 'DescribeRegions', 8, OPERATORS, { detail: () => ({ request: '{"regionSet":{},"allRegions":false}' }) }),
  reads('ec2', 'DescribeLaunchTemplateVersions', 8, ['pipelines', 'scaling'], {
    detail: ({ random, site }) => ({
      request: `{"DescribeLaunchTemplateVersionsRequest":{"LaunchTemplateName":"${random.pick(site.instances).app}-web","LaunchTemplateVersion":{"tag":1,"content":"$Latest"}}}`,
    }),
  }),
]

/** The company's usual tags, as a JSON array. */
function tags(scene: Scene, instance: Instance): string {
  const pairs = [
    ['Name', `${instance.app}-web`],
    ['Environment', scene.site.account.name],
    ['Service', instance.app],
    ['ManagedBy', 'terraform'],
    ['Repository', `example/${instance.app}-infrastructure`],
    ['DataClass', 'internal'],
    ['CostCentre', String(4100 + scene.random.below(30))],
  ]
  return `[${pairs.map(([key, value]) => `{"key":"${key}","value":"${value}"}`).join(',')}]`
}

function runInstances(scene: Scene): CallDetail {
  const { random, site } = scene
  const like = random.pick(site.instances)
  const [image, subnet, group] = [random.pick(site.images), random.pick(site.subnets), random.pick(site.groups)]
  const tagSet = tags(scene, like)
  const token = random.uuid()
  const address = `10.${random.below(9) + 20}.${random.below(6)}.${10 + random.below(240)}`
  return {
    request:
      `{"instancesSet":${items(['{"minCount":1,"maxCount":1}'])},"blockDeviceMapping":{},"monitoring":{"enabled":false}` +
      `,"disableApiTermination":false,"disableApiStop":false,"clientToken":"${token}","tagSpecificationSet":` +
      items([`{"resourceType":"instance","tags":${tagSet}}`]) +
      `,"launchTemplate":{"launchTemplateName":"${like.app}-web","version":"${1 + random.below(60)}"}}`,
    response:
      `{"requestId":"${scene.requestId}","reservationId":"r-0${random.hex(16)}","ownerId":"${site.account.id}","groupSet":{}` +
      `,"instancesSet":${items([
        `{"instanceId":"i-0${random.hex(16)}","imageId":"${image}","currentInstanceBootMode":"uefi","instanceState":{"code":0,"name":"pending"}` +
          `,"privateDnsName":"ip-${address.replaceAll('.', '-')}.${site.region}.compute.internal","amiLaunchIndex":0,"productCodes":{}` +
          `,"instanceType":"${like.type}","launchTime":${scene.at - (scene.at % 1000)},"placement":{"availabilityZone":"${site.region}a","tenancy":"default"}` +
          `,"monitoring":{"state":"disabled"},"subnetId":"${subnet}","vpcId":"${site.vpc}","privateIpAddress":"${address}"` +
          `,"groupSet":${items([`{"groupId":"${group}","groupName":"${like.app}-web"}`])},"architecture":"arm64","rootDeviceType":"ebs"` +
          `,"rootDeviceName":"/dev/xvda","virtualizationType":"hvm","hypervisor":"xen","tagSet":{"items":${tagSet}},"clientToken":"${token}"}`,
      ])}}`,
  }
}

/** A group opened for another network of the company: what a usual day has instead of `0.0.0.0/0`. */
function openForNeighbour({ random, site, requestId }: Scene): CallDetail {
  const group = random.pick(site.groups)
  const [port, what] = random.pick([
    [443, 'load balancer'],
    [5432, 'database'],
    [8080, 'service mesh'],
    [6379, 'cache'],
  ] as const)
  const network = `10.${20 + random.below(9)}.${random.below(6)}.0/24`
  const rule = `"ipProtocol":"tcp","fromPort":${port},"toPort":${port}`
  const id = `sgr-0${random.hex(16)}`
  return {
    request: `{"groupId":"${group}","ipPermissions":${items([
      `{${rule},"groups":{},"ipRanges":${items([`{"cidrIp":"${network}","description":"${what}"}`])},"ipv6Ranges":{},"prefixListIds":{}}`,
    ])}}`,
    response: `{"requestId":"${requestId}","_return":true,"securityGroupRuleSet":${items([
      `{"groupOwnerId":"${site.account.id}","groupId":"${group}","securityGroupRuleId":"${id}","securityGroupRuleArn":"${siteArn(site, 'ec2', `security-group-rule/${id}`)}"` +
        `,"isEgress":false,${rule},"cidrIpv4":"${network}","description":"${what}"}`,
    ])}}`,
  }
}

const done = ({ requestId }: Scene): string => `{"requestId":"${requestId}","_return":true}`

const EC2_WRITES: readonly CallKind[] = [
  writes('ec2', 'CreateTags', 34, ['pipelines', 'pipelines', 'terminal', 'scaling'], {
    detail: (scene) => {
      const instance = scene.random.pick(scene.site.instances)
      return {
        request: `{"resourcesSet":${items([`{"resourceId":"${instance.id}"}`])},"tagSet":{"items":${tags(scene, instance)}}}`,
        response: done(scene),
      }
    },
  }),
  writes('ec2', 'RunInstances', 22, ['scaling', 'scaling', 'pipelines'], { detail: runInstances }),
  writes('ec2', 'TerminateInstances', 8, ['scaling', 'scaling', 'pipelines'], {
    detail: ({ random, site, requestId }) => {
      const { id } = random.pick(site.instances)
      return {
        request: `{"instancesSet":${items([`{"instanceId":"${id}"}`])}}`,
        response: `{"requestId":"${requestId}","instancesSet":${items([
          `{"instanceId":"${id}","currentState":{"code":32,"name":"shutting-down"},"previousState":{"code":16,"name":"running"}}`,
        ])}}`,
      }
    },
  }),
  writes('ec2', 'AuthorizeSecurityGroupIngress', 6, ['pipelines', 'terminal'], { detail: openForNeighbour }),
  writes('ec2', 'CreateSnapshot', 8, ['users'], {
    detail: ({ random, site, requestId }) => {
      const index = random.below(site.instances.length)
      const { volume, app } = itemAt(site.instances, index)
      const text = `nightly copy of ${app}`
      return {
        request: `{"volumeId":"${volume}","description":"${text}"}`,
        response: `{"requestId":"${requestId}","snapshotId":"snap-0${random.hex(16)}","volumeId":"${volume}","status":"pending","ownerId":"${site.account.id}","volumeSize":"${50 + 10 * index}","description":"${text}","encrypted":true}`,
      }
    },
  }),
]

/** Calls to EC2. */
export const EC2_CALLS: readonly CallKind[] = [...EC2_READS, ...EC2_WRITES]
