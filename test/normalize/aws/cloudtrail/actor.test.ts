import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '../../../../services/core/json.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'
const ISSUER = {
  type: 'Role',
  principalId: 'AROAEXAMPLEROLE00001',
  arn: 'arn:aws:iam::111122223333:role/team/deploy',
  accountId: '111122223333',
  userName: 'deploy',
}

/** A session of the role `deploy`, with `context` put over its session context. */
function session(name: string, context: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEROLE00001:${name}`,
    arn: `arn:aws:sts::111122223333:assumed-role/deploy/${name}`,
    accountId: '111122223333',
    accessKeyId: 'ASIAEXAMPLEKEY000001',
    sessionContext: { sessionIssuer: ISSUER, attributes: {}, ...context },
    ...more,
  }
}

interface Case {
  readonly name: string
  readonly identity: JsonValue
  readonly members?: JsonObject
  /** event field → value; undefined: the field is absent */
  readonly fields: Readonly<Record<string, unknown>>
}

const CASES: readonly Case[] = [
  {
    name: 'a role session without an issuer is named by its ARN',
    identity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEROLE00001:a',
      arn: 'arn:aws:sts::111122223333:assumed-role/deploy/a',
    },
    fields: { 'user.id': 'AROAEXAMPLEROLE00001', 'user.name': 'deploy', 'tocsin.actor.session.name': 'a' },
  },
  {
    name: 'the same in another partition',
    identity: { type: 'AssumedRole', arn: 'arn:aws-cn:sts::111122223333:assumed-role/deploy/a' },
    fields: { 'tocsin.actor.name': 'deploy', 'tocsin.actor.session.name': 'a' },
  },
  {
    name: 'a hidden user name is no name',
    identity: { type: 'IAMUser', accountId: '111122223333', userName: HIDDEN },
    fields: { 'user.name': undefined, 'tocsin.actor.name': undefined, 'related.user': undefined },
  },
  {
    name: 'an access key that is hidden is no id',
    identity: { type: 'IAMUser', principalId: 'AIDAEXAMPLEUSER00001', accessKeyId: '****' },
    fields: { 'tocsin.actor.credential.id': undefined, 'tocsin.actor.credential.type': 'unknown' },
  },
  {
    name: 'a type of tomorrow is unknown, with what it has',
    identity: { type: 'MartianUser', principalId: 'm-1', userName: 'zork' },
    fields: { 'tocsin.actor.type': 'unknown', 'tocsin.actor.id': 'm-1', 'user.name': 'zork' },
  },
  {
    name: 'an identity of another type is unknown',
    identity: 'root',
    fields: { 'tocsin.actor.type': 'unknown', 'user.id': undefined },
  },
  { name: 'no identity is unknown', identity: null, fields: { 'tocsin.actor.type': 'unknown' } },
  {
    name: 'an identity without a type that was invoked by a service is the service',
    identity: { accountId: '111122223333', invokedBy: 'kms.amazonaws.com' },
    fields: { 'tocsin.actor.type': 'service', 'tocsin.actor.id': 'kms.amazonaws.com' },
  },
  {
    name: 'the other word for nobody',
    identity: { type: 'AWSAccount', principalId: 'ANONYMOUS_PRINCIPAL', accountId: 'ANONYMOUS_PRINCIPAL' },
    fields: { 'tocsin.actor.type': 'anonymous', 'tocsin.actor.external': true, 'cloud.origin.account.id': undefined },
  },
  {
    name: 'a caller of another account is external',
    identity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEPARTNER01', accountId: '444455556666' },
    fields: {
      'tocsin.actor.external': true,
      'cloud.origin.account.id': '444455556666',
      'cloud.account.id': '111122223333',
    },
  },
  {
    name: 'a session name that is an e-mail address',
    identity: session('jo@example.com'),
    fields: { 'user.email': 'jo@example.com' },
  },
  { name: 'a session name that is none', identity: session('jo@host'), fields: { 'user.email': undefined } },
  // what is behind a session
  {
    name: 'a plain session: nothing is known',
    identity: session('run-1'),
    fields: { 'tocsin.actor.origin': undefined, 'tocsin.actor.chain': undefined },
  },
  {
    name: 'a source identity',
    identity: session('run-1', { sourceIdentity: 'lee' }),
    fields: {
      'tocsin.actor.origin.id': 'lee',
      'tocsin.actor.origin.type': 'user',
      'tocsin.actor.session.source_identity': 'lee',
      'tocsin.actor.chain': ['lee', ISSUER.arn],
    },
  },
  {
    name: 'an instance',
    identity: session('i-0123456789abcdef0', { ec2RoleDelivery: '1.0' }),
    fields: {
      'tocsin.actor.origin.type': 'workload',
      'tocsin.actor.origin.id': 'i-0123456789abcdef0',
      'tocsin.actor.credential.type': 'attached',
    },
  },
  {
    name: 'a name that only begins like an instance',
    identity: session('i-am-lee'),
    fields: { 'tocsin.actor.origin': undefined, 'tocsin.actor.credential.type': 'temporary' },
  },
  {
    name: 'a service in between',
    identity: session('run-1', {}, { invokedBy: 'cloudformation.amazonaws.com' }),
    fields: {
      'tocsin.actor.app_id': 'cloudformation.amazonaws.com',
      'tocsin.actor.chain': [ISSUER.arn, 'cloudformation.amazonaws.com'],
    },
  },
  // privileges
  {
    name: 'an administrator of Identity Center',
    identity: session('jo', {
      sessionIssuer: { ...ISSUER, userName: 'AWSReservedSSO_AdministratorAccess_0011223344556677' },
    }),
    fields: { 'tocsin.actor.privileges': ['admin'] },
  },
  {
    name: 'a role that sounds like one',
    identity: session('jo', { sessionIssuer: { ...ISSUER, userName: 'MyAdministratorAccess' } }),
    fields: { 'tocsin.actor.privileges': undefined },
  },
  {
    name: 'root by a short session',
    identity: { type: 'Root', accountId: '111122223333', sessionContext: { assumedRoot: 'true' } },
    fields: { 'tocsin.actor.privileges': ['root'], 'user.name': 'root' },
  },
  {
    name: 'root with an alias keeps its constant name',
    identity: { type: 'Root', accountId: '111122223333', userName: 'our-alias' },
    fields: { 'user.name': 'root', 'tocsin.actor.name': 'root' },
  },
  // credentials
  {
    name: 'the console',
    identity: session('jo'),
    members: { sessionCredentialFromConsole: 'true' },
    fields: { 'tocsin.actor.credential.type': 'console' },
  },
  {
    name: 'the newer console',
    identity: session('jo', { signInSessionArn: 'arn:aws:signin:eu-west-1:111122223333:session/EXAMPLE' }),
    fields: { 'tocsin.actor.credential.type': 'console' },
  },
  {
    name: 'a key prefix of tomorrow',
    identity: session('jo', {}, { accessKeyId: 'AXXAEXAMPLEKEY000001' }),
    fields: { 'tocsin.actor.credential.type': 'unknown', 'tocsin.actor.credential.id': 'AXXAEXAMPLEKEY000001' },
  },
  {
    name: 'a bearer token',
    identity: { type: 'IdentityCenterUser', onBehalfOf: { userId: 'u-1' }, credentialId: 'c-1' },
    fields: { 'tocsin.actor.credential.type': 'oauth', 'tocsin.actor.credential.id': 'c-1' },
  },
  // second factor
  {
    name: 'a second factor, as text',
    identity: session('jo', { attributes: { mfaAuthenticated: 'true' } }),
    fields: { 'tocsin.actor.session.mfa': true },
  },
  {
    name: 'no second factor, as a truth value',
    identity: session('jo', { attributes: { mfaAuthenticated: false } }),
    fields: { 'tocsin.actor.session.mfa': false },
  },
  {
    name: 'nothing said of a second factor',
    identity: session('jo'),
    fields: { 'tocsin.actor.session.mfa': undefined },
  },
  {
    name: 'a session of no date',
    identity: session('jo', { attributes: { creationDate: 'lately' } }),
    fields: { 'tocsin.actor.session.issued_at': undefined },
  },
  {
    name: 'a session of a leap second',
    identity: session('jo', { attributes: { creationDate: '2026-06-30T23:59:60Z' } }),
    fields: { 'tocsin.actor.session.issued_at': '2026-07-01T00:00:00.000Z' },
  },
]

for (const { name, identity, members, fields } of CASES) {
  test(name, () => {
    const { document } = normalize(cloudTrailRecord('ec2', 'DescribeVpcs', { userIdentity: identity, ...members }))
    for (const [field, wanted] of Object.entries(fields)) assert.deepEqual(fieldOf(document, field), wanted, field)
  })
}

const SIGN_INS: readonly (readonly [name: string, identity: JsonObject, used: string, mfa: boolean | undefined])[] = [
  ['root without', { type: 'Root', accountId: '111122223333' }, 'No', false],
  ['root with', { type: 'Root', accountId: '111122223333' }, 'Yes', true],
  ['a user with, in capitals', { type: 'IAMUser', userName: 'maria' }, 'YES', true],
  ['a user without', { type: 'IAMUser', userName: 'maria' }, 'No', false],
  [
    'a federated session: CloudTrail cannot know',
    session('jo', { attributes: { mfaAuthenticated: 'false' } }),
    'No',
    undefined,
  ],
  ['a federated session with', session('jo'), 'Yes', true],
]

for (const [name, identity, used, mfa] of SIGN_INS) {
  test(`a second factor at sign-in: ${name}`, () => {
    const record = cloudTrailRecord('signin', 'ConsoleLogin', {
      userIdentity: identity,
      eventType: 'AwsConsoleSignIn',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: used },
    })
    assert.equal(fieldOf(normalize(record).document, 'tocsin.actor.session.mfa'), mfa)
  })
}
