import type { JsonObject, JsonValue } from '../../../../services/core/json.ts'
import { allow, OURS, testFindings } from './policy-case.ts'

/** Policies that say who may use a resource or assume a role. */
const FOREIGN = '999988887777'
const GITHUB = `arn:aws:iam::${OURS}:oidc-provider/token.actions.githubusercontent.com`
const SUB = 'token.actions.githubusercontent.com:sub'
const AUD = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' }

const to = (principal: JsonValue, condition?: JsonObject, action: JsonValue = 's3:GetObject') =>
  allow({ Principal: principal, Action: action, Resource: '*', ...(condition ? { Condition: condition } : {}) })
const trust = (principal: JsonValue, condition?: JsonObject, action = 'sts:AssumeRole') =>
  allow({ Principal: principal, Action: action, ...(condition ? { Condition: condition } : {}) })

testFindings([
  // who may use a resource
  { name: 'everybody', kind: 'resource', statements: to('*'), findings: ['public_principal'] },
  { name: 'every AWS principal', kind: 'resource', statements: to({ AWS: ['*'] }), findings: ['public_principal'] },
  {
    name: 'everybody over TLS',
    kind: 'resource',
    statements: to('*', { Bool: { 'aws:SecureTransport': 'true' } }),
    findings: ['public_principal_weak_condition'],
  },
  {
    name: 'everybody with a user agent',
    kind: 'resource',
    statements: to('*', { StringLike: { 'aws:UserAgent': 'x*' } }),
    findings: ['public_principal_weak_condition'],
  },
  {
    name: 'everybody with any ARN',
    kind: 'resource',
    statements: to('*', { StringLike: { 'aws:PrincipalArn': '*' } }),
    findings: ['public_principal_weak_condition'],
  },
  {
    name: 'everybody from every address',
    kind: 'resource',
    statements: to('*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }),
    findings: ['public_principal_weak_condition'],
  },
  {
    name: 'everybody from elsewhere',
    kind: 'resource',
    statements: to('*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    findings: ['public_principal_weak_condition'],
  },
  {
    name: 'everybody of an organization',
    kind: 'resource',
    statements: to('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg0' } }),
    findings: [],
  },
  {
    name: 'everybody of an organization, if it says so',
    kind: 'resource',
    statements: to('*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg0' } }),
    findings: ['if_exists_pitfall', 'public_principal_weak_condition'],
  },
  {
    name: 'everybody from one network',
    kind: 'resource',
    statements: to('*', { IpAddress: { 'AWS:SourceIp': ['203.0.113.0/24'] } }),
    findings: [],
  },
  {
    name: "a topic's default: the owner's principals",
    kind: 'resource',
    statements: to({ AWS: '*' }, { StringEquals: { 'AWS:SourceOwner': OURS } }),
    findings: [],
  },
  {
    name: 'our own account',
    kind: 'resource',
    statements: to({ AWS: `arn:aws:iam::${OURS}:root` }, undefined, 'kms:*'),
    findings: [],
  },
  {
    name: 'another account',
    kind: 'resource',
    statements: to({ AWS: FOREIGN }),
    findings: ['external_account', 'cross_account_no_condition'],
  },
  {
    name: "another account's role, through one endpoint",
    kind: 'resource',
    statements: to({ AWS: `arn:aws:iam::${FOREIGN}:role/x` }, { StringEquals: { 'aws:SourceVpce': 'vpce-0EXAMPLE1' } }),
    findings: ['external_account'],
  },
  {
    name: 'another account, everything',
    kind: 'resource',
    statements: to({ AWS: FOREIGN }, undefined, 's3:*'),
    findings: ['external_account', 'cross_account_no_condition', 'wildcard_action'],
  },
  {
    name: 'all but one',
    kind: 'resource',
    statements: allow({ NotPrincipal: { AWS: OURS }, Action: 's3:GetObject', Resource: '*' }),
    findings: ['not_principal_allow'],
  },
  {
    name: 'a service for any customer',
    kind: 'resource',
    statements: to({ Service: 'sns.amazonaws.com' }),
    findings: ['service_principal_confused_deputy'],
  },
  {
    name: 'a service for our account',
    kind: 'resource',
    statements: to({ Service: 'sns.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': OURS } }),
    findings: [],
  },
  { name: 'a deleted principal', kind: 'resource', statements: to({ AWS: 'AROAEXAMPLEGONE00001' }), findings: [] },
  // who may assume a role
  { name: 'a service may', kind: 'trust', statements: trust({ Service: 'lambda.amazonaws.com' }), findings: [] },
  { name: 'everybody may', kind: 'trust', statements: trust('*'), findings: ['public_principal', 'wildcard_trust'] },
  {
    name: "another account's root may",
    kind: 'trust',
    statements: trust({ AWS: `arn:aws:iam::${FOREIGN}:root` }),
    findings: ['external_account', 'cross_account_no_condition', 'foreign_root_trust'],
  },
  {
    name: 'another account may with a shared word',
    kind: 'trust',
    statements: trust({ AWS: FOREIGN }, { StringEquals: { 'sts:ExternalId': 'EXAMPLE' } }),
    findings: ['external_account'],
  },
  {
    name: "another account's role may",
    kind: 'trust',
    statements: trust({ AWS: `arn:aws:iam::${FOREIGN}:role/x` }),
    findings: ['external_account', 'cross_account_no_condition'],
  },
  {
    name: 'every repository of the world may',
    kind: 'trust',
    statements: trust({ Federated: GITHUB }, { StringEquals: AUD }),
    findings: ['oidc_no_sub'],
  },
  {
    name: 'every repository of an organization may',
    kind: 'trust',
    statements: trust({ Federated: GITHUB }, { StringEquals: AUD, StringLike: { [SUB]: 'repo:example/*' } }),
    findings: ['oidc_no_sub'],
  },
  {
    name: 'every branch of one repository may',
    kind: 'trust',
    statements: trust({ Federated: GITHUB }, { StringEquals: AUD, StringLike: { [SUB]: 'repo:example/shop:*' } }),
    findings: [],
  },
  {
    name: 'one repository may, for any audience',
    kind: 'trust',
    statements: trust({ Federated: GITHUB }, { StringEquals: { [SUB]: 'repo:example/shop:ref:refs/heads/main' } }),
    findings: ['oidc_no_sub'],
  },
  {
    name: 'guests of an identity pool may',
    kind: 'trust',
    statements: trust(
      { Federated: 'cognito-identity.amazonaws.com' },
      {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:EXAMPLE' },
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' },
      },
    ),
    findings: ['oidc_no_sub'],
  },
  {
    name: 'SAML users may, for any audience',
    kind: 'trust',
    statements: trust({ Federated: `arn:aws:iam::${OURS}:saml-provider/CorpIdP` }, undefined, 'sts:AssumeRoleWithSAML'),
    findings: ['saml_no_aud'],
  },
  {
    name: 'SAML users may, at the console',
    kind: 'trust',
    statements: trust(
      { Federated: `arn:aws:iam::${OURS}:saml-provider/CorpIdP` },
      { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    ),
    findings: [],
  },
  // limits
  {
    name: 'a guard rail that allows everything is the normal state',
    kind: 'guardrail',
    statements: allow({ Action: '*', Resource: '*' }),
    findings: [],
  },
])
