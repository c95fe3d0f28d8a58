import type { JsonObject, JsonValue } from '../../../../services/core/json.ts'
import { allow, testFindings } from './policy-case.ts'

/** Policies that give rights to whoever holds them. */
const on = (actions: JsonValue, resource: JsonValue = '*', more: JsonObject = {}) =>
  allow({ Action: actions, Resource: resource, ...more })

testFindings([
  // rights of a principal
  { name: 'everything', kind: 'identity', statements: on('*'), findings: ['admin', 'wildcard_resource'] },
  {
    name: 'everything, in the other spelling',
    kind: 'identity',
    statements: on(['*:*'], ['*']),
    findings: ['admin', 'wildcard_resource'],
  },
  {
    name: 'everything on one bucket',
    kind: 'identity',
    statements: on('*', 'arn:aws:s3:::example-drop/*'),
    findings: ['wildcard_action'],
  },
  {
    name: 'everything under a condition',
    kind: 'identity',
    statements: on('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    findings: ['wildcard_action', 'wildcard_resource'],
  },
  {
    name: 'a whole service',
    kind: 'identity',
    statements: on('elasticache:*'),
    findings: ['wildcard_action', 'wildcard_resource'],
  },
  { name: 'reading everywhere', kind: 'identity', statements: on(['ec2:Describe*', 's3:List*']), findings: [] },
  { name: 'one write everywhere', kind: 'identity', statements: on('ec2:CreateTags'), findings: ['wildcard_resource'] },
  {
    name: 'one write in one place',
    kind: 'identity',
    statements: on('ec2:CreateTags', 'arn:aws:ec2:*:111122223333:volume/v'),
    findings: [],
  },
  {
    name: 'all but some',
    kind: 'identity',
    statements: allow({ NotAction: 'iam:*', Resource: 'x' }),
    findings: ['not_action_allow'],
  },
  {
    name: 'all places but some',
    kind: 'identity',
    statements: allow({ Action: 's3:GetObject', NotResource: 'x' }),
    findings: ['not_resource_allow'],
  },
  {
    name: 'to deny everything is harmless',
    kind: 'identity',
    statements: { Effect: 'Deny', Action: '*', Resource: '*' },
    findings: [],
  },
  {
    name: 'to pass every role',
    kind: 'identity',
    statements: on('iam:PassRole', 'arn:aws:iam::111122223333:role/*'),
    findings: ['pass_role_star'],
  },
  {
    name: 'to pass every role to one service',
    kind: 'identity',
    statements: on('iam:PassRole', '*', {
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    }),
    findings: ['wildcard_resource'],
  },
  {
    name: 'to pass one role',
    kind: 'identity',
    statements: on('iam:PassRole', 'arn:aws:iam::111122223333:role/jobs'),
    findings: [],
  },
  {
    name: 'to pass a role and to start a function, in two statements',
    kind: 'identity',
    statements: [on('iam:PassRole', 'arn:aws:iam::111122223333:role/jobs'), on('lambda:CreateFunction', 'x')],
    findings: ['privesc_combo'],
  },
  {
    name: 'to attach policies to everybody',
    kind: 'identity',
    statements: on('iam:Attach*Policy', '*'),
    findings: ['wildcard_resource', 'privesc_combo'],
  },
  {
    name: 'to make keys for oneself',
    kind: 'identity',
    statements: on('iam:CreateAccessKey', 'arn:aws:iam::*:user/${aws:username}'),
    findings: [],
  },
  {
    name: 'to read all secrets',
    kind: 'identity',
    statements: on('secretsmanager:Get*'),
    findings: ['data_exfil_star'],
  },
  {
    name: 'to open every bucket',
    kind: 'identity',
    statements: on('s3:PutBucketPolicy'),
    findings: ['wildcard_resource', 'resource_policy_write'],
  },
  {
    name: 'to stop the log',
    kind: 'identity',
    statements: on('cloudtrail:StopLogging', 'arn:aws:cloudtrail:*:111122223333:trail/t'),
    findings: ['log_tamper'],
  },
  {
    name: 'a condition that a missing key passes',
    kind: 'identity',
    statements: on('s3:GetObject', 'x', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    findings: ['if_exists_pitfall'],
  },
  {
    name: 'a condition that an empty set passes',
    kind: 'identity',
    statements: on('s3:GetObject', 'x', { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } } }),
    findings: ['for_all_values_allow'],
  },
  {
    name: 'the same with a guard',
    kind: 'identity',
    statements: on('s3:GetObject', 'x', {
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] }, Null: { 'aws:TagKeys': 'false' } },
    }),
    findings: [],
  },
  {
    name: 'element names in any case',
    kind: 'identity',
    statements: { EFFECT: 'ALLOW', ACTION: '*', resource: '*' },
    findings: ['admin', 'wildcard_resource'],
  },
])
