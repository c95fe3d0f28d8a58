import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../../../services/core/json.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

interface Case {
  readonly name: string
  readonly call: readonly [service: string, operation: string]
  readonly members: JsonObject
  readonly fields: Readonly<Record<string, unknown>>
}

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/0EXAMPLE-key-1'
const request = (requestParameters: JsonObject): JsonObject => ({ requestParameters })

const CASES: readonly Case[] = [
  {
    name: 'a password of nobody named is the caller`s',
    call: ['iam', 'ChangePassword'],
    members: {},
    fields: { 'user.target.name': 'maria', 'tocsin.target.id': 'AIDAEXAMPLEUSER00001' },
  },
  {
    name: 'of a refused call nobody is named, not even the caller',
    call: ['iam', 'CreateAccessKey'],
    members: { errorCode: 'AccessDenied', errorMessage: 'Access Denied' },
    fields: { 'user.target': undefined, 'tocsin.target': undefined },
  },
  {
    name: 'a refused call names its user in the message',
    call: ['iam', 'CreateAccessKey'],
    members: {
      errorCode: 'AccessDenied',
      errorMessage: 'not authorized to perform: iam:CreateAccessKey on resource: user lee because no',
    },
    fields: { 'user.target.name': 'lee', 'tocsin.target.type': 'user' },
  },
  {
    name: 'a hidden name is no target',
    call: ['iam', 'DeleteUser'],
    members: request({ userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }),
    fields: { 'user.target': undefined },
  },
  {
    name: 'a key by its alias, listed by its ARN',
    call: ['kms', 'DisableKey'],
    members: {
      ...request({ keyId: 'alias/a' }),
      resources: [{ ARN: KEY_ARN, accountId: '111122223333', type: 'AWS::KMS::Key' }],
    },
    fields: {
      'tocsin.resource.id': KEY_ARN,
      'tocsin.resource.region': 'eu-west-1',
      'entity.target.sub_type': 'aws_kms_key',
    },
  },
  {
    name: 'a key by its alias, not listed',
    call: ['kms', 'DisableKey'],
    members: request({ keyId: 'alias/a' }),
    fields: { 'tocsin.resource.id': 'alias/a' },
  },
  {
    name: 'a bucket of China',
    call: ['s3', 'DeleteBucket'],
    members: { ...request({ bucketName: 'b' }), awsRegion: 'cn-north-1' },
    fields: { 'tocsin.resource.id': 'arn:aws-cn:s3:::b' },
  },
  {
    name: 'two machines: no single machine',
    call: ['ec2', 'StopInstances'],
    members: request({ instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } }),
    fields: {
      'host.target.id': undefined,
      'cloud.instance.id': undefined,
      'tocsin.resource.id': 'i-1',
      'entity.target.id': 'i-1',
    },
  },
  {
    name: 'one machine',
    call: ['ssm', 'StartSession'],
    members: request({ target: 'i-1' }),
    fields: { 'host.target.id': 'i-1', 'cloud.instance.id': 'i-1' },
  },
  {
    name: 'a function with an alias',
    call: ['lambda', 'Invoke'],
    members: request({ functionName: 'jobs:live' }),
    fields: { 'service.target.name': 'jobs' },
  },
  {
    name: 'a function by part of its ARN',
    call: ['lambda', 'Invoke'],
    members: request({ functionName: '111122223333:function:jobs' }),
    fields: { 'service.target.name': 'jobs' },
  },
  {
    name: 'a group`s own id',
    call: ['iam', 'CreateGroup'],
    members: {
      ...request({ groupName: 'admins' }),
      responseElements: { group: { groupId: 'AGPAEXAMPLEGROUP0001', arn: 'arn:aws:iam::111122223333:group/admins' } },
    },
    fields: { 'group.id': 'AGPAEXAMPLEGROUP0001', 'group.name': 'admins', 'tocsin.target.type': 'group' },
  },
  {
    name: 'a group of Identity Center',
    call: ['sso', 'CreateAccountAssignment'],
    members: request({ principalType: 'GROUP', principalId: 'g-1', permissionSetArn: 'p' }),
    fields: { 'tocsin.target.type': 'group', 'group.id': 'g-1', 'user.target': undefined, 'tocsin.target.role': 'p' },
  },
  {
    name: 'a role of another account',
    call: ['sts', 'AssumeRole'],
    members: request({ roleArn: 'arn:aws:iam::444455556666:role/x' }),
    fields: { 'cloud.target.account.id': '444455556666', 'tocsin.resource.account': '444455556666' },
  },
  {
    name: 'a role of our own account',
    call: ['sts', 'AssumeRole'],
    members: request({ roleArn: 'arn:aws:iam::111122223333:role/x' }),
    fields: { 'cloud.target.account.id': undefined },
  },
  {
    name: 'an account of the organization',
    call: ['organizations', 'CloseAccount'],
    members: request({ accountId: '444455556666' }),
    fields: {
      'cloud.target.account.id': '444455556666',
      'tocsin.scope.type': 'account',
      'tocsin.scope.id': '444455556666',
    },
  },
  {
    name: 'a name and an ARN',
    call: ['cloudtrail', 'DeleteTrail'],
    members: request({ name: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' }),
    fields: { 'entity.target.name': 'main', 'tocsin.resource.name': 'main' },
  },
  {
    name: 'what no table knows is listed by the record',
    call: ['appmesh', 'DeleteMesh'],
    members: { resources: [{ ARN: 'arn:aws:appmesh:eu-west-1:111122223333:mesh/m', type: 'AWS::AppMesh::Mesh' }] },
    fields: {
      'tocsin.resource.id': 'arn:aws:appmesh:eu-west-1:111122223333:mesh/m',
      'tocsin.resource.name': 'm',
      'tocsin.resource.account': '111122223333',
    },
  },
  {
    name: 'resources of wrong types',
    call: ['appmesh', 'DeleteMesh'],
    members: { resources: [7, null, { ARN: 7 }, { ARN: {} }, 'x'] },
    fields: { 'tocsin.resource.id': '7' },
  },
]

for (const { name, call, members, fields } of CASES) {
  test(`${call[1]}: ${name}`, () => {
    const { document } = normalize(cloudTrailRecord(...call, members))
    for (const [field, wanted] of Object.entries(fields)) assert.deepEqual(fieldOf(document, field), wanted, field)
  })
}

test('several resources stand in tocsin.resources, each once', () => {
  const bucket = { ARN: 'arn:aws:s3:::b', accountId: '111122223333', type: 'AWS::S3::Bucket' }
  const object = { ARN: 'arn:aws:s3:::b/k', type: 'AWS::S3::Object' }
  const members = { requestParameters: { bucketName: 'b', key: 'k' }, resources: [object, bucket, bucket] }
  const { document } = normalize(cloudTrailRecord('s3', 'GetObject', members))
  assert.deepEqual(fieldOf(document, 'tocsin.resources'), [
    { id: 'arn:aws:s3:::b/k', type: 'AWS::S3::Object', name: 'k' },
    { id: 'arn:aws:s3:::b', type: 'AWS::S3::Bucket', name: 'b', account: '111122223333' },
  ])
})

const CHANGES: readonly (readonly [operation: string, request: JsonObject, wanted: unknown])[] = [
  ['AttachRolePolicy', { roleName: 'r', policyArn: 'p' }, [{ op: 'add', principal: 'role:r', role: 'p' }]],
  ['DetachUserPolicy', { userName: 'u', policyArn: 'p' }, [{ op: 'remove', principal: 'user:u', role: 'p' }]],
  ['PutGroupPolicy', { groupName: 'g', policyName: 'n' }, [{ op: 'add', principal: 'group:g', role: 'n' }]],
  ['RemoveUserFromGroup', { userName: 'u', groupName: 'g' }, [{ op: 'remove', principal: 'user:u', role: 'group:g' }]],
  ['ListUsers', { userName: 'u' }, undefined],
  [
    'UpdateAssumeRolePolicy',
    {
      roleName: 'r',
      policyDocument:
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Condition":{"StringEquals":{"sts:ExternalId":"x"}}},{"Effect":"Deny","Principal":"*"}]}',
    },
    [{ op: 'add', principal: '444455556666', role: 'role:r', condition: 'sts:externalid' }],
  ],
]

for (const [operation, requestParameters, wanted] of CHANGES) {
  test(`${operation} ${wanted === undefined ? 'changes no rights' : 'says which rights it changes'}`, () => {
    const { document } = normalize(cloudTrailRecord('iam', operation, { requestParameters }))
    assert.deepEqual(fieldOf(document, 'tocsin.iam_changes'), wanted)
  })
}
