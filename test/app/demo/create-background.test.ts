import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createBackground, DENIAL_PAUSE } from '../../../services/app/demo/create-background.ts'
import { createCompany, USUAL_REGIONS } from '../../../services/app/demo/company.ts'
import type { Shape } from '../../../services/app/demo/prepare-calls.ts'
import { createRandom } from '../../../services/app/demo/random.ts'
import type { JsonObject } from '../../../services/core/json.ts'
import { parseIsoTime } from '../../../services/core/time.ts'
import { parseRecord, textAt, valueAt } from '../../support/record-access.ts'
import { SCALE } from '../../support/random.ts'

const COUNT = 8000 * Math.min(SCALE, 20)
const START = Date.UTC(2026, 2, 14, 8)
/** 20 records a second, as in the demo */
const STEP = 50

function texts(seed: number, shape: Shape, count = COUNT): string[] {
  const background = createBackground({ company: createCompany(seed), random: createRandom(seed), shape })
  return Array.from({ length: count }, (_, index) => background(START + index * STEP).text)
}

const DAYS: readonly { name: string; shape: Shape; texts: readonly string[]; records: readonly JsonObject[] }[] = (
  ['dense', 'real'] as const
).map((shape) => {
  const lines = texts(21, shape)
  return { name: `the ${shape} shape`, shape, texts: lines, records: lines.map((text) => parseRecord(text)) }
})

/** CloudTrail's order of members; a record has some of them. */
const ORDER = (
  'eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage ' +
  'requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType managementEvent ' +
  'recipientAccountId sharedEventID vpcEndpointId vpcEndpointAccountId serviceEventDetails eventCategory tlsDetails ' +
  'sessionCredentialFromConsole'
).split(' ')

const SIZES = {
  dense: { mean: [1700, 1900], p5: [1000, 1200], p95: [2400, 2800], ratio: [5, 7.5] },
  real: { mean: [1190, 1330], p5: [700, 950], p95: [1700, 2200], ratio: [5, 7.5] },
} as const

test('the same seed gives the same records, another seed others', () => {
  assert.deepEqual(texts(3, 'dense', 300), texts(3, 'dense', 300))
  assert.notDeepEqual(texts(3, 'dense', 300), texts(4, 'dense', 300))
})

for (const day of DAYS) {
  test(`${day.name} has the sizes of real records and does not compress better than they do`, () => {
    const sizes = day.texts.map((text) => Buffer.byteLength(text)).toSorted((a, b) => a - b)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    const found = {
      mean: total / sizes.length,
      p5: sizes[Math.floor(sizes.length * 0.05)] ?? 0,
      p95: sizes[Math.floor(sizes.length * 0.95)] ?? 0,
      ratio: total / gzipSync(day.texts.join('\n')).length,
    }
    for (const measure of ['mean', 'p5', 'p95', 'ratio'] as const) {
      const [low, high] = SIZES[day.shape][measure]
      assert.ok(found[measure] >= low && found[measure] <= high, `${measure} is ${found[measure]}`)
    }
  })

  test(`${day.name} has its members in CloudTrail's order`, () => {
    for (const record of day.records) {
      const keys = Object.keys(record)
      assert.deepEqual(
        keys,
        ORDER.filter((key) => keys.includes(key)),
      )
    }
  })

  test(`${day.name} has every kind of identity but the root user`, () => {
    const types = new Set(day.records.map((record) => textAt(record, 'userIdentity.type')))
    assert.deepEqual([...types].toSorted(), [
      '',
      'AWSAccount',
      'AWSService',
      'AssumedRole',
      'FederatedUser',
      'IAMUser',
      'IdentityCenterUser',
      'SAMLUser',
      'Unknown',
      'WebIdentityUser',
    ])
  })

  test(`${day.name} never repeats an event id`, () => {
    assert.equal(new Set(day.records.map((record) => textAt(record, 'eventID'))).size, day.records.length)
  })

  test(`${day.name} mostly reads, and a few calls of a hundred fail`, () => {
    const share = (wanted: (record: JsonObject) => boolean): number =>
      day.records.filter(wanted).length / day.records.length
    const reads = share((record) => record['readOnly'] === true)
    const failures = share((record) => textAt(record, 'errorCode') !== '')
    assert.ok(reads > 0.7 && reads < 0.88, `reads ${reads}`)
    assert.ok(failures > 0.03 && failures < 0.055, `failures ${failures}`)
  })

  test(`${day.name} tells the time in whole seconds, and sessions began before`, () => {
    for (const [index, record] of day.records.entries()) {
      const time = parseIsoTime(textAt(record, 'eventTime'))
      assert.equal(time, Math.floor((START + index * STEP) / 1000) * 1000)
      const since = textAt(record, 'userIdentity.sessionContext.attributes.creationDate')
      if (since !== '') assert.ok(parseIsoTime(since) <= time, since)
    }
  })

  test(`${day.name} refuses one principal once in ten minutes at most`, () => {
    const last = new Map<string, number>()
    let denials = 0
    for (const record of day.records) {
      if (!/denied|unauthorized/i.test(textAt(record, 'errorCode'))) continue
      denials += 1
      const id = textAt(record, 'userIdentity.sessionContext.sessionIssuer.principalId')
      const principal = id === '' ? textAt(record, 'userIdentity.principalId') : id
      const time = parseIsoTime(textAt(record, 'eventTime'))
      const before = last.get(principal)
      // Whole seconds: the first may have been cut by up to one.
      if (before !== undefined) assert.ok(time - before > DENIAL_PAUSE - 1000, `${principal} at ${time}`)
      last.set(principal, time)
    }
    assert.ok(denials > 0)
  })
}

/** What an alarm is about and a quiet day does not have. */
const ALARMING: readonly { name: string; is: (record: JsonObject) => boolean }[] = [
  { name: 'the root user', is: (record) => textAt(record, 'userIdentity.type') === 'Root' },
  {
    name: 'a login of an IAM user without a second factor',
    is: (record) =>
      record['eventName'] === 'ConsoleLogin' &&
      textAt(record, 'userIdentity.type') === 'IAMUser' &&
      textAt(record, 'additionalEventData.MFAUsed') !== 'Yes',
  },
  {
    name: 'a change in IAM',
    is: (record) => record['eventSource'] === 'iam.amazonaws.com' && record['readOnly'] !== true,
  },
  {
    name: 'a network that is open to the world',
    is: (record) => /0\.0\.0\.0\/0|::\/0|"cidrIp":"(?!10\.)/.test(JSON.stringify(record)),
  },
  { name: 'an unusual region', is: (record) => !USUAL_REGIONS.includes(textAt(record, 'awsRegion')) },
  {
    name: 'a key or a secret that goes away',
    is: (record) =>
      /^(?:ScheduleKeyDeletion|DisableKey|DeleteImportedKeyMaterial|DeleteSecret)/.test(textAt(record, 'eventName')),
  },
  {
    name: 'a trail or another watcher that is switched off',
    is: (record) =>
      /^(?:Stop|Delete|Disable|Update)(?:Logging|Trail|Detector|FlowLogs|Configuration)/.test(
        textAt(record, 'eventName'),
      ),
  },
  {
    name: 'a caller from outside',
    is: (record) => textAt(record, 'sourceIPAddress').startsWith('203.0.113.'),
  },
  {
    name: 'an account that is not the company’s',
    is: (record) => {
      const account = textAt(record, 'userIdentity.accountId')
      return account !== '' && !['111122223333', '444455556666', '123456789012'].includes(account)
    },
  },
]

for (const { name, is } of ALARMING) {
  test(`a usual day does not have ${name}`, () => {
    for (const day of DAYS) assert.deepEqual(day.records.find(is), undefined)
  })
}

test('a role keeps its id, wherever it is named', () => {
  const ids = new Map<string, string>()
  for (const record of DAYS.flatMap(({ records }) => records)) {
    const arn = textAt(record, 'userIdentity.sessionContext.sessionIssuer.arn')
    const assumed = textAt(record, 'requestParameters.roleArn')
    const pairs = [
      [arn, textAt(record, 'userIdentity.sessionContext.sessionIssuer.principalId')],
      [assumed, textAt(record, 'responseElements.assumedRoleUser.assumedRoleId').split(':')[0] ?? ''],
    ] as const
    for (const [role, id] of pairs) {
      if (role === '' || id === '') continue
      assert.equal(ids.get(role) ?? id, id)
      ids.set(role, id)
    }
  }
  assert.ok(ids.size > 25)
})

test('temporary keys stay the same within a session and change with it', () => {
  const sessions = new Map<string, string>()
  for (const record of DAYS[0]?.records ?? []) {
    const since = textAt(record, 'userIdentity.sessionContext.attributes.creationDate')
    const key = textAt(record, 'userIdentity.accessKeyId')
    if (since === '' || valueAt(record, 'userIdentity.sessionContext') === undefined) continue
    const session = `${textAt(record, 'userIdentity.principalId')} ${since}`
    assert.equal(sessions.get(key) ?? session, session)
    sessions.set(key, session)
  }
  assert.ok(sessions.size > 100)
})
