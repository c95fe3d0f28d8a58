import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deniedBy, deniedResource } from '../../../../services/normalize/aws/cloudtrail/denial.ts'

const WHO = 'User: arn:aws:iam::111122223333:user/maria is not authorized to perform: s3:GetObject'
const ON = `${WHO} on resource: "arn:aws:s3:::example-drop/a"`

const REASONS: readonly (readonly [message: string, wanted: string | undefined])[] = [
  [`${ON} because no identity-based policy allows the s3:GetObject action`, 'identity_policy'],
  [`${ON} because no service control policy allows the s3:GetObject action`, 'scp'],
  [`${ON} because no resource control policy allows the s3:GetObject action`, 'rcp'],
  [`${ON} because no permissions boundary allows the s3:GetObject action`, 'boundary'],
  [`${ON} because no session policy allows the s3:GetObject action`, 'session_policy'],
  [`${ON} because no resource-based policy allows the s3:GetObject action`, 'resource_policy'],
  [`${ON} because no VPC endpoint policy allows the s3:GetObject action`, 'vpc_endpoint_policy'],
  [`${ON} with an explicit deny in a service control policy`, 'scp'],
  [`${ON} with an explicit deny in a resource control policy`, 'rcp'],
  [`${ON} with an explicit deny in an identity-based policy`, 'identity_policy'],
  [`${ON} with an explicit deny in a permissions boundary`, 'boundary'],
  [`${ON} with an explicit deny in a VPC endpoint policy`, 'vpc_endpoint_policy'],
  ['Access Denied', undefined],
  ['', undefined],
  // a caller who names things after a policy does not choose the reason
  [
    `User: x is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::service control policy" because no identity-based policy allows the s3:GetObject action`,
    'identity_policy',
  ],
]

for (const [message, wanted] of REASONS) {
  test(`"…${message.slice(-60)}" was refused by ${wanted ?? 'nobody named'}`, () => {
    assert.equal(deniedBy(message), wanted)
  })
}

const RESOURCES: readonly (readonly [message: string, wanted: unknown])[] = [
  [
    'is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Backup',
    { kind: '', id: 'arn:aws:iam::444455556666:role/Backup' },
  ],
  [
    'is not authorized to perform: iam:CreateAccessKey on resource: user alice because no identity-based policy',
    { kind: 'user', id: 'alice' },
  ],
  ['is not authorized to perform: iam:X on resource: group admins with', { kind: 'group', id: 'admins' }],
  ['is not authorized to perform: x:Y on resource: *', null],
  ['is not authorized to perform: x:Y on resource: user', null],
  ['Access Denied', null],
]

for (const [message, wanted] of RESOURCES) {
  test(`"${message.slice(0, 80)}" is about ${JSON.stringify(wanted)}`, () => {
    assert.deepEqual(deniedResource(message), wanted)
  })
}
