import type { Random } from '../random.ts'
import { responseDate } from '../record-time.ts'
import { siteArn } from '../site.ts'
import type { Act } from './act.ts'
import type { Stage } from './stage.ts'

/** The light goes out, machines start at the other end of the world, secrets leave, the keys are thrown away. */
export function damage(stage: Stage): readonly Act[] {
  return [...stopTrail(stage), ...farInstances(stage), ...takeSecrets(stage), ...deleteKeys(stage)]
}

const look = { actor: 'admin', readOnly: true } as const
const change = { actor: 'admin', readOnly: false } as const

/** The account's own trail. The organization's trail, which members cannot stop, goes on: by it we see the rest. */
function stopTrail({ trailArn, site }: Stage): readonly Act[] {
  const about = { step: 'trail', service: 'cloudtrail', request: { name: trailArn } } as const
  const resources = [{ accountId: site.account.id, type: 'AWS::CloudTrail::Trail', ARN: trailArn }]
  return [
    { ...look, ...about, second: 42, name: 'GetTrailStatus' },
    { ...change, ...about, second: 43, name: 'StopLogging', resources },
    { ...change, ...about, second: 44.5, name: 'DeleteTrail', resources },
  ]
}

const FAR = 'ap-southeast-2'

/** What the thief makes in the far region: one key pair, one group, and in them the machines. */
interface FarThings {
  readonly name: string
  readonly groupId: string
}

function farInstances({ random, site }: Stage): readonly Act[] {
  const act = { step: 'unusual-region', service: 'ec2', region: FAR } as const
  const things: FarThings = { name: 'workers', groupId: `sg-0${random.hex(16)}` }
  return [
    { ...look, ...act, second: 46, name: 'DescribeVpcs', request: { vpcSet: {}, filterSet: {} } },
    ...prepareFar(things, random).map((part): Act => ({ ...change, ...act, ...part })),
    {
      ...change,
      ...act,
      second: 48,
      name: 'RunInstances',
      request: runRequest(things, random, 'p5.48xlarge'),
      error: { code: 'Client.VcpuLimitExceeded', message: 'More vCPU capacity than the current limit was requested' },
    },
    {
      ...change,
      ...act,
      second: 49.5,
      name: 'RunInstances',
      request: runRequest(things, random, 'g5.xlarge'),
      ...runAnswer(things, random, site.account.id),
    },
  ]
}

function prepareFar(
  { name, groupId }: FarThings,
  random: Random,
): readonly (Pick<Act, 'second' | 'name'> & Partial<Act>)[] {
  const [pairRequest, groupRequest] = [random.uuid(), random.uuid()]
  const keyPairId = `key-0${random.hex(16)}`
  return [
    {
      second: 46.5,
      name: 'CreateKeyPair',
      requestId: pairRequest,
      request: { keyName: name, keyType: 'rsa', keyFormat: 'pem' },
      response: { requestId: pairRequest, keyName: name, keyPairId, keyMaterial: '<sensitiveDataRemoved>' },
    },
    {
      second: 47,
      name: 'CreateSecurityGroup',
      requestId: groupRequest,
      request: { groupName: name, groupDescription: name },
      response: { requestId: groupRequest, _return: true, groupId },
    },
  ]
}

const FAR_COUNT = 4

function runRequest({ name, groupId }: FarThings, random: Random, instanceType: string): object {
  const image = { imageId: `ami-0${random.hex(16)}`, minCount: FAR_COUNT, maxCount: FAR_COUNT, keyName: name }
  return {
    instancesSet: { items: [image] },
    groupSet: { items: [{ groupId }] },
    userData: '<sensitiveDataRemoved>',
    instanceType,
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    disableApiTermination: true,
    disableApiStop: false,
    clientToken: random.uuid(),
  }
}

function runAnswer(things: FarThings, random: Random, ownerId: string): Pick<Act, 'requestId' | 'response'> {
  const requestId = random.uuid()
  const items = Array.from({ length: FAR_COUNT }, () => ({
    instanceId: `i-0${random.hex(16)}`,
    instanceType: 'g5.xlarge',
    instanceState: { code: 0, name: 'pending' },
    placement: { availabilityZone: `${FAR}a`, tenancy: 'default' },
    keyName: things.name,
    monitoring: { state: 'disabled' },
    groupSet: { items: [{ groupId: things.groupId, groupName: things.name }] },
  }))
  const reservationId = `r-0${random.hex(16)}`
  return { requestId, response: { requestId, reservationId, ownerId, groupSet: {}, instancesSet: { items } } }
}

function takeSecrets({ site, start }: Stage): readonly Act[] {
  const names = site.secrets.slice(0, 5)
  const act = { step: 'secrets', service: 'secretsmanager' } as const
  return [
    { ...look, ...act, second: 51, name: 'ListSecrets', request: { maxResults: 100 } },
    ...names.map((secretId, index): Act => ({
      ...look,
      ...act,
      second: 51.5 + index * 0.4,
      name: 'GetSecretValue',
      request: { secretId },
    })),
    ...names.slice(0, 2).map((secretId, index): Act => ({
      ...change,
      ...act,
      second: 54 + index * 0.8,
      name: 'DeleteSecret',
      request: { secretId, forceDeleteWithoutRecovery: true },
      response: {
        name: secretId,
        aRN: siteArn(site, 'secretsmanager', `secret:${secretId}-EXAMPL`),
        deletionDate: responseDate(start + 54_000),
      },
    })),
  ]
}

function deleteKeys({ site, start }: Stage): readonly Act[] {
  const act = { step: 'keys', service: 'kms' } as const
  const keys = site.keys.slice(0, 2).map((key) => ({ keyId: key, arn: siteArn(site, 'kms', `key/${key}`) }))
  const about = (ARN: string): readonly object[] => [{ accountId: site.account.id, type: 'AWS::KMS::Key', ARN }]
  return [
    { ...look, ...act, second: 56, name: 'ListKeys', request: { limit: 1000 } },
    ...keys.flatMap(({ keyId, arn }, index): readonly Act[] => [
      {
        ...change,
        ...act,
        second: 56.5 + index * 1.5,
        name: 'DisableKey',
        request: { keyId },
        response: { keyId: arn },
        resources: about(arn),
      },
      {
        ...change,
        ...act,
        second: 57.2 + index * 1.5,
        name: 'ScheduleKeyDeletion',
        request: { keyId, pendingWindowInDays: 7 },
        response: {
          keyId: arn,
          deletionDate: responseDate(start + 7 * 86_400_000),
          keyState: 'PendingDeletion',
          pendingWindowInDays: 7,
        },
        resources: about(arn),
      },
    ]),
  ]
}
