import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCompany } from '../../../services/app/demo/company.ts'
import { demoHistory, HISTORY_DAYS } from '../../../services/app/demo/demo-history.ts'
import { demoSchedule } from '../../../services/app/demo/demo-schedule.ts'
import { createRandom } from '../../../services/app/demo/random.ts'
import { parseIsoTime } from '../../../services/core/time.ts'
import { parseRecord, textAt } from '../../support/record-access.ts'

const START = Date.UTC(2026, 2, 14, 10)
const DAY = 86_400_000
const company = createCompany(7)
const history = demoHistory(company, createRandom(8), START)
const records = history.map((text) => parseRecord(text))

test('the same seed gives the same history', () => {
  assert.deepEqual(demoHistory(createCompany(7), createRandom(8), START), history)
})

test('it is in order of time, begins twelve days before the play and ends an hour before it', () => {
  const times = records.map((record) => parseIsoTime(textAt(record, 'eventTime')))
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
  assert.ok((times[0] ?? 0) < START - (HISTORY_DAYS - 1) * DAY)
  assert.ok((times.at(-1) ?? 0) <= START - 3_600_000)
})

test('it is small enough to be read before anybody looks up', () => {
  assert.ok(records.length > 1000 && records.length < 3000, String(records.length))
})

test('no event of it occurs in the play', () => {
  const ids = new Set(records.map((record) => textAt(record, 'eventID')))
  assert.equal(ids.size, records.length)
  for (const { recordText } of demoSchedule(7, START)) assert.ok(!ids.has(textAt(parseRecord(recordText), 'eventID')))
})

test('every account works in all of its regions, and every key comes from its place', () => {
  const creations = new Set(['RegisterTaskDefinition', 'CreateSnapshot', 'CreateChangeSet'])
  const sites = new Set<string>()
  const keys = new Set<string>()
  for (const record of records) {
    if (creations.has(textAt(record, 'eventName')))
      sites.add(`${textAt(record, 'recipientAccountId')} ${textAt(record, 'awsRegion')}`)
    keys.add(`${textAt(record, 'userIdentity.accessKeyId')} ${textAt(record, 'sourceIPAddress')}`)
  }
  assert.equal(sites.size, company.sites.length)
  assert.ok(keys.has(`${company.deployUser.accessKey} 198.51.100.200`))
})
