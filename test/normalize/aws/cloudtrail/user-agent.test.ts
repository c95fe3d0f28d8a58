import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readUserAgent } from '../../../../services/normalize/aws/cloudtrail/user-agent.ts'

const CASES: readonly (readonly [text: string, tool: string | null, version?: string])[] = [
  ['aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0', 'aws-cli', '2.31.4'],
  ['[aws-cli/1.16 Python/3.6 botocore/1.12]', 'aws-cli', '1.16'],
  ['Boto3/1.41.0 md/Botocore#1.41.0', 'Boto3', '1.41.0'],
  ['aws-sdk-go-v2/1.36.3 os/linux', 'aws-sdk-go-v2', '1.36.3'],
  ['APN/1.0 HashiCorp/1.0 Terraform/1.13.2 (+https://www.terraform.io)', 'Terraform', '1.13.2'],
  ['APN/1.0 Pulumi/1.0 PulumiAWS/6.0', 'Pulumi', '1.0'],
  ['[S3Browser/12.1.7 (https://s3browser.com)]', 'S3Browser', '12.1.7'],
  ['TruffleHog', null],
  ['console.ec2.amazonaws.com', 'AWS Console', ''],
  ['signin.amazonaws.com', 'AWS Console', ''],
  ['cloudformation.amazonaws.com', null],
  ['AWS Internal', null],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox', '143.0'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 'Chrome', '140.0.0.0'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.1', 'Edge', '140.0.1'],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15', 'Safari', '18.0'],
  ['Mozilla/5.0 (compatible)', null],
  ['python-requests/2.32', 'python-requests', '2.32'],
  ['two words/1', null],
  ['/1', null],
  [`${'x'.repeat(500)}/1`, null],
]

for (const [text, tool, version] of CASES) {
  test(`"${text.slice(0, 60)}" is ${tool ?? 'no tool'}`, () => {
    assert.deepEqual(readUserAgent(text), tool === null ? null : { name: tool, version: version ?? '' })
  })
}

test('a version is cut where it is no version any more', () => {
  assert.equal(readUserAgent(`tool/${'9'.repeat(500)}`)?.version.length, 64)
})
