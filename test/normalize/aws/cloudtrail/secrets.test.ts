import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../../../services/core/json.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

const SECRET = 'EXAMPLE/secret+value=='

const CASES: readonly (readonly [name: string, members: JsonObject, path: string])[] = [
  [
    'a session token',
    { responseElements: { credentials: { sessionToken: SECRET } } },
    'responseElements.credentials.sessionToken',
  ],
  [
    'a session token in a list',
    { responseElements: { credentialSet: [{ credentials: { sessionToken: SECRET } }] } },
    'responseElements.credentialSet.credentials.sessionToken',
  ],
  [
    'a secret key',
    { responseElements: { accessKey: { secretAccessKey: SECRET } } },
    'responseElements.accessKey.secretAccessKey',
  ],
  ['an access token', { responseElements: { accessToken: SECRET } }, 'responseElements.accessToken'],
  [
    'a password of a database',
    { requestParameters: { masterUserPassword: SECRET } },
    'requestParameters.masterUserPassword',
  ],
  [
    'the signature of an address',
    {
      additionalEventData: {
        url: `https://example.com/?X-Amz-Credential=AKIAEXAMPLEKEY000001%2F20260504&X-Amz-Signature=${SECRET}`,
      },
    },
    'additionalEventData.url',
  ],
  [
    'the token of an address',
    { additionalEventData: { url: `https://example.com/?X-Amz-Security-Token=${SECRET}&x=1` } },
    'additionalEventData.url',
  ],
]

for (const [name, members, path] of CASES) {
  test(`${name} never leaves the raw log`, () => {
    const { document, text } = normalize(cloudTrailRecord('sts', 'AssumeRole', members))
    assert.ok(!text.includes(SECRET), 'the secret stands in the document')
    assert.deepEqual(fieldOf(document, 'tocsin.redacted'), [path])
  })
}

test('the key id of a signed address stays: it says whose signature it was', () => {
  const url = 'https://example.com/?X-Amz-Credential=AKIAEXAMPLEKEY000001%2F20260504&X-Amz-Signature=x'
  assert.ok(
    normalize(cloudTrailRecord('s3', 'GetObject', { additionalEventData: { url } })).text.includes(
      'AKIAEXAMPLEKEY000001',
    ),
  )
})

test('that a secret changed is told, not what it is now', () => {
  const members = { requestParameters: { masterUserPassword: SECRET, publiclyAccessible: false } }
  const { document, text } = normalize(cloudTrailRecord('rds', 'ModifyDBInstance', members))
  assert.ok(!text.includes(SECRET))
  assert.deepEqual(fieldOf(document, 'tocsin.change.fields'), ['publiclyAccessible', 'masterUserPassword'])
  assert.deepEqual(fieldOf(document, 'tocsin.change.after'), { publiclyAccessible: false })
})

test('what AWS has hidden itself stays readable', () => {
  const members = { requestParameters: { masterUserPassword: '****' } }
  const { document } = normalize(cloudTrailRecord('rds', 'ModifyDBInstance', members))
  assert.equal(fieldOf(document, 'tocsin.redacted'), undefined)
})
