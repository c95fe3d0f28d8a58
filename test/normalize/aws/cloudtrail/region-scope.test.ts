import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../../../services/core/json.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

const endpoint = (endpointType: string): JsonObject => ({ additionalEventData: { RequestDetails: { endpointType } } })

const CASES: readonly { name: string; source: string; scope: string; changes?: JsonObject }[] = [
  { name: 'EC2 is regional', source: 'ec2', scope: 'regional' },
  { name: 'IAM is global', source: 'iam', scope: 'global' },
  {
    name: 'sign-in is global in every region',
    source: 'signin',
    scope: 'global',
    changes: { awsRegion: 'eu-north-1' },
  },
  { name: 'Organizations is global', source: 'organizations', scope: 'global' },
  { name: 'CloudFront is global', source: 'cloudfront', scope: 'global' },
  { name: 'Route 53 domains is global', source: 'route53domains', scope: 'global' },
  { name: 'the Route 53 resolver is regional', source: 'route53resolver', scope: 'regional' },
  { name: 'Global Accelerator is global', source: 'globalaccelerator', scope: 'global' },
  { name: 'Identity Center is regional: its home is the choice of its owner', source: 'sso', scope: 'regional' },
  { name: 'STS on the global endpoint is global', source: 'sts', scope: 'global', changes: endpoint('global') },
  {
    name: 'STS on the regional endpoint of us-east-1 is regional',
    source: 'sts',
    scope: 'regional',
    changes: { awsRegion: 'us-east-1', ...endpoint('regional') },
  },
  {
    name: 'an older STS record of us-east-1 is global',
    source: 'sts',
    scope: 'global',
    changes: { awsRegion: 'us-east-1' },
  },
  { name: 'an older STS record of another region is regional', source: 'sts', scope: 'regional' },
  {
    name: 'WAF for CloudFront is global',
    source: 'wafv2',
    scope: 'global',
    changes: { requestParameters: { scope: 'CLOUDFRONT' } },
  },
  {
    name: 'WAF for a region is regional',
    source: 'wafv2',
    scope: 'regional',
    changes: { requestParameters: { scope: 'REGIONAL' } },
  },
]

for (const { name, source, scope, changes } of CASES) {
  test(name, () => {
    const { document } = normalize(cloudTrailRecord(source, 'DoSomething', changes))
    assert.equal(fieldOf(document, 'tocsin.region.scope'), scope)
  })
}

for (const region of ['AWS Internal', 'x'.repeat(40), 'EU West', 7, { a: 1 }, '']) {
  test(`a region ${JSON.stringify(region)} leaves cloud.region empty`, () => {
    const { document } = normalize(cloudTrailRecord('ec2', 'DescribeVpcs', { awsRegion: region }))
    assert.equal(fieldOf(document, 'cloud.region'), undefined)
  })
}
