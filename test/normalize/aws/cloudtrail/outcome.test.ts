import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../../../services/core/json.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

interface Case {
  readonly name: string
  readonly call: readonly [service: string, operation: string]
  readonly members: JsonObject
  readonly outcome: string
  readonly phase?: string
  readonly errorClass?: string
}

const SERVICE = { eventType: 'AwsServiceEvent', userIdentity: { invokedBy: 'x.amazonaws.com' } }
const SIGN_IN = { eventType: 'AwsConsoleSignIn' }

const CASES: readonly Case[] = [
  { name: 'a call without an error', call: ['s3', 'CreateBucket'], members: {}, outcome: 'success', phase: 'success' },
  {
    name: 'an error code alone',
    call: ['s3', 'CreateBucket'],
    members: { errorCode: 'AccessDenied' },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'authorization',
  },
  {
    name: 'an error message alone',
    call: ['s3', 'CreateBucket'],
    members: { errorMessage: 'no' },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'other',
  },
  {
    name: 'an error inside the response',
    call: ['ssm', 'PutParameter'],
    members: { responseElements: { errorCode: 'ParameterLimitExceeded' } },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'other',
  },
  {
    name: 'an error code of another type',
    call: ['s3', 'CreateBucket'],
    members: { errorCode: 403 },
    outcome: 'success',
    phase: 'success',
  },
  {
    name: 'a dry run that would have worked',
    call: ['ec2', 'RunInstances'],
    members: { errorCode: 'Client.DryRunOperation' },
    outcome: 'unknown',
    phase: 'request',
    errorClass: 'dry_run',
  },
  {
    name: 'an endpoint that refuses',
    call: ['s3', 'GetObject'],
    members: { eventType: 'AwsVpceEvent', errorCode: 'VpceAccessDenied' },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'network_policy',
  },
  // sign-in
  {
    name: 'a sign-in',
    call: ['signin', 'ConsoleLogin'],
    members: { ...SIGN_IN, responseElements: { ConsoleLogin: 'Success' } },
    outcome: 'success',
    phase: 'success',
  },
  {
    name: 'a failed sign-in without a code',
    call: ['signin', 'ConsoleLogin'],
    members: { ...SIGN_IN, responseElements: { ConsoleLogin: 'Failure' } },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'authentication',
  },
  {
    name: 'a failed second factor',
    call: ['signin', 'CheckMfa'],
    members: { ...SIGN_IN, responseElements: { CheckMfa: 'Failure' } },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'authentication',
  },
  {
    name: 'a failed change of role',
    call: ['signin', 'SwitchRole'],
    members: { ...SIGN_IN, responseElements: { SwitchRole: 'Failure' } },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'authentication',
  },
  {
    name: 'a failed step of Identity Center',
    call: ['signin', 'CredentialVerification'],
    members: { ...SERVICE, serviceEventDetails: { CredentialVerification: 'Failure' } },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'authentication',
  },
  // acts of services
  { name: 'an act of a service that says nothing', call: ['kms', 'RotateKey'], members: SERVICE, outcome: 'unknown' },
  {
    name: 'a job that is done',
    call: ['backup', 'BackupJobCompleted'],
    members: { ...SERVICE, serviceEventDetails: { state: 'COMPLETED' } },
    outcome: 'success',
    phase: 'success',
  },
  {
    name: 'a job that failed',
    call: ['backup', 'BackupJobCompleted'],
    members: { ...SERVICE, serviceEventDetails: { state: 'FAILED' } },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'other',
  },
  {
    name: 'a rotation that failed',
    call: ['secretsmanager', 'RotationFailed'],
    members: SERVICE,
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'other',
  },
  {
    name: 'an account that could not be made',
    call: ['organizations', 'CreateAccountResult'],
    members: { ...SERVICE, serviceEventDetails: { createAccountStatus: { state: 'FAILED' } } },
    outcome: 'failure',
    phase: 'failure',
    errorClass: 'other',
  },
  {
    name: 'a state of tomorrow',
    call: ['backup', 'BackupJobCompleted'],
    members: { ...SERVICE, serviceEventDetails: { state: 'MAYBE' } },
    outcome: 'unknown',
  },
]

for (const { name, call, members, outcome, phase, errorClass } of CASES) {
  test(`${name}: ${outcome}`, () => {
    const { document } = normalize(cloudTrailRecord(...call, members))
    assert.equal(fieldOf(document, 'event.outcome'), outcome)
    assert.equal(fieldOf(document, 'tocsin.operation.phase'), phase)
    assert.equal(fieldOf(document, 'tocsin.error.class'), errorClass)
  })
}
