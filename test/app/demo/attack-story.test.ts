import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ATTACK_STEPS } from '../../../services/app/demo/attack/act.ts'
import { attackStory } from '../../../services/app/demo/attack-story.ts'
import { createCompany, USUAL_REGIONS } from '../../../services/app/demo/company.ts'
import { createRandom } from '../../../services/app/demo/random.ts'
import type { JsonObject } from '../../../services/core/json.ts'
import { parseIsoTime } from '../../../services/core/time.ts'
import { parseRecord, textAt, valueAt } from '../../support/record-access.ts'

const START = Date.UTC(2026, 2, 14, 8, 30)
const company = createCompany(31)
const story = attackStory(company, createRandom(32), START)
const records = story.map(({ record }) => parseRecord(record))
const named = (name: string): JsonObject[] => records.filter((record) => record['eventName'] === name)

test('the same seeds tell the same story', () => {
  assert.deepEqual(attackStory(createCompany(31), createRandom(32), START), story)
})

test('it takes a minute and sixty to a hundred and twenty records, in order of time', () => {
  assert.ok(story.length >= 60 && story.length <= 120, String(story.length))
  const times = story.map(({ at }) => at)
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
  assert.equal(times[0], 0)
  assert.ok((times.at(-1) ?? 0) > 50_000 && (times.at(-1) ?? 0) <= 60_000)
  for (const [index, record] of records.entries()) {
    const whole = Math.floor((START + (times[index] ?? 0)) / 1000) * 1000
    assert.equal(parseIsoTime(textAt(record, 'eventTime')), whole)
  }
})

test('every step happens, one after the other', () => {
  const steps = story.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1])
  assert.deepEqual(steps, ATTACK_STEPS)
})

test('every call comes from outside, with ids of its own', () => {
  assert.equal(new Set(records.map((record) => textAt(record, 'eventID'))).size, records.length)
  for (const record of records) {
    assert.equal(record['sourceIPAddress'], '203.0.113.66')
    assert.equal(record['recipientAccountId'], '111122223333')
    const repeated = textAt(record, 'responseElements.requestId')
    if (repeated !== '') assert.equal(repeated, record['requestID'])
  }
})

test('it begins with the stolen key of the CI user and a tool that gives itself away', () => {
  const [first] = records
  assert.ok(first !== undefined)
  assert.equal(first['eventName'], 'GetCallerIdentity')
  assert.equal(textAt(first, 'userIdentity.accessKeyId'), company.deployUser.accessKey)
  assert.match(textAt(first, 'userAgent'), /kali/)
})

/** What each alarm listens for: how many records of the story have it. */
const CAUSES: readonly { name: string; least: number; is: (record: JsonObject) => boolean }[] = [
  {
    name: 'a root login without a second factor',
    least: 1,
    is: (record) =>
      record['eventName'] === 'ConsoleLogin' &&
      textAt(record, 'userIdentity.type') === 'Root' &&
      textAt(record, 'responseElements.ConsoleLogin') === 'Success' &&
      textAt(record, 'additionalEventData.MFAUsed') === 'No',
  },
  {
    name: 'all rights for a user',
    least: 1,
    is: (record) =>
      record['eventName'] === 'AttachUserPolicy' &&
      textAt(record, 'requestParameters.policyArn') === 'arn:aws:iam::aws:policy/AdministratorAccess',
  },
  {
    name: 'a login of the new user without a second factor',
    least: 1,
    is: (record) =>
      record['eventName'] === 'ConsoleLogin' &&
      textAt(record, 'userIdentity.userName') === 'support-tools' &&
      textAt(record, 'additionalEventData.MFAUsed') === 'No',
  },
  {
    name: 'a security group open to the world',
    least: 2,
    is: (record) =>
      record['eventName'] === 'AuthorizeSecurityGroupIngress' &&
      JSON.stringify(record).includes('"cidrIpv4":"0.0.0.0/0"'),
  },
  {
    name: 'instances in an unusual region',
    least: 1,
    is: (record) =>
      record['eventName'] === 'RunInstances' &&
      !USUAL_REGIONS.includes(textAt(record, 'awsRegion')) &&
      valueAt(record, 'responseElements.instancesSet') !== undefined,
  },
  { name: 'a stopped trail', least: 1, is: (record) => record['eventName'] === 'StopLogging' },
  { name: 'a deleted trail', least: 1, is: (record) => record['eventName'] === 'DeleteTrail' },
  {
    name: 'a deleted secret',
    least: 1,
    is: (record) => valueAt(record, 'requestParameters.forceDeleteWithoutRecovery') === true,
  },
  {
    name: 'a key scheduled for deletion',
    least: 1,
    is: (record) =>
      record['eventName'] === 'ScheduleKeyDeletion' && valueAt(record, 'requestParameters.pendingWindowInDays') === 7,
  },
  { name: 'a disabled key', least: 1, is: (record) => record['eventName'] === 'DisableKey' },
  {
    name: 'a run of denied calls by one principal',
    least: 20,
    is: (record) =>
      /denied|unauthorized/i.test(textAt(record, 'errorCode')) &&
      textAt(record, 'userIdentity.userName') === 'deploy-bot',
  },
]

for (const { name, least, is } of CAUSES) {
  test(`it has ${name}`, () => {
    const count = records.filter(is).length
    assert.ok(count >= least, `${count} of ${least}`)
  })
}

test('a refused call has no answer and names who was refused what', () => {
  for (const record of records.filter((each) => /denied|unauthorized/i.test(textAt(each, 'errorCode')))) {
    assert.equal(record['responseElements'], null)
    assert.match(
      textAt(record, 'errorMessage'),
      /User: arn:aws:iam::111122223333:user\/ci\/deploy-bot is not authorized to perform: [a-z0-9]+:[A-Za-z]+ .*because no identity-based policy allows the /,
    )
  }
})

test('no secret of the new user stands in the records', () => {
  assert.deepEqual(Object.keys(valueAt(named('CreateAccessKey')[0] ?? {}, 'responseElements.accessKey') ?? {}), [
    'userName',
    'accessKeyId',
    'status',
    'createDate',
  ])
  assert.ok(!/secretAccessKey|"password"/.test(story.map(({ record }) => record).join()))
})

test('the key that the thief makes is the one that is used later', () => {
  const made = textAt(named('CreateAccessKey')[0] ?? {}, 'responseElements.accessKey.accessKeyId')
  assert.ok(made !== '')
  assert.equal(textAt(named('StopLogging')[0] ?? {}, 'userIdentity.accessKeyId'), made)
})
