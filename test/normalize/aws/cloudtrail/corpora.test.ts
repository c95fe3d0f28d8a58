import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '../../../../services/core/json.ts'
import { timeOfId } from '../../../../services/core/ids.ts'
import { fieldOf, normalize, type Normalized } from '../../../support/normalize.ts'

/** Real records, which are no part of this repository: every one becomes an event, and what must always hold holds. */
const FOLDER = fileURLToPath(new URL('../../../../../shared/corpora/cloud/aws/', import.meta.url))
const isHere = existsSync(FOLDER)
const skip = isHere ? false : 'the corpora are not beside the repository'

const FILES = isHere ? readdirSync(FOLDER).filter((name) => /cloudtrail|custodian/.test(name)) : []

function recordsOf(name: string): string[] {
  const text = readFileSync(path.join(FOLDER, name), 'utf8')
  return /\.(?:ndjson|jsonl)$/.test(name) ? text.split('\n').filter((line) => line.trim() !== '') : [text]
}

const RECORDS = FILES.flatMap((name) => recordsOf(name).map((text): readonly [string, string] => [name, text]))

test('every record becomes an event, nearly all of them of CloudTrail', { skip }, () => {
  const types = RECORDS.map(([, text]) => normalize(text).type)
  const known = types.filter((type) => type === 'aws/cloudtrail').length
  assert.ok(known > 340, `${known} of ${types.length}`)
  assert.ok(known >= types.length - 20, `${known} of ${types.length}`)
})

test('every record that says eventName and eventSource is CloudTrail`s', { skip }, () => {
  for (const [name, text] of RECORDS) {
    const record = JSON.parse(text) as JsonObject
    const isCall = typeof record['eventName'] === 'string' && typeof record['eventTime'] === 'string'
    if (isCall) assert.equal(normalize(text).type, 'aws/cloudtrail', `${name}: ${text.slice(0, 200)}`)
  }
})

test('the same record always gives the same document', { skip }, () => {
  for (const [, text] of RECORDS) assert.equal(normalize(text).text, normalize(text).text)
})

test('two records have one id only where the provider gave them one', { skip }, () => {
  // Some of the records are test fixtures of another project, edited by hand, with an eventID used twice.
  const byId = new Map<string, string>()
  for (const [, text] of RECORDS) {
    const { id, document } = normalize(text)
    const provided = fieldOf(document, 'event.id') ?? fieldOf(document, 'event.original')
    const identity = JSON.stringify([fieldOf(document, 'cloud.account.id'), provided])
    assert.equal(byId.get(id) ?? identity, identity)
    byId.set(id, identity)
  }
  assert.ok(byId.size >= RECORDS.length - 2, `${byId.size} of ${RECORDS.length}`)
})

const INVARIANTS: readonly (readonly [name: string, holds: (event: Normalized) => boolean])[] = [
  [
    'the time parses, and the id begins with it',
    ({ document, id, time }) => Date.parse(fieldOf(document, '@timestamp') as string) === time && timeOfId(id) === time,
  ],
  [
    'source.ip is an address',
    ({ document }) => {
      const ip = fieldOf(document, 'source.ip')
      return ip === undefined || isIP(ip as string) !== 0
    },
  ],
  [
    'what is no address is not lost',
    ({ document }) => fieldOf(document, 'source.ip') === undefined || fieldOf(document, 'source.address') !== undefined,
  ],
  [
    'related.ip holds addresses only',
    ({ document }) => ((fieldOf(document, 'related.ip') ?? []) as string[]).every((ip) => isIP(ip) !== 0),
  ],
  [
    'the record stands in the document as it came',
    ({ document, type }) => {
      const original = JSON.parse(fieldOf(document, 'event.original') as string) as JsonObject
      const payload = fieldOf(document, type === 'unknown' ? 'unknown.record' : 'aws.cloudtrail')
      return JSON.stringify(payload) === JSON.stringify(original)
    },
  ],
  [
    'a failure has a class, a success has none',
    ({ document }) =>
      (fieldOf(document, 'event.outcome') === 'failure') === (fieldOf(document, 'tocsin.error.class') !== undefined) ||
      fieldOf(document, 'tocsin.error.class') === 'dry_run',
  ],
]

for (const [name, holds] of INVARIANTS) {
  test(name, { skip }, () => {
    for (const [file, text] of RECORDS) assert.ok(holds(normalize(text)), `${file}: ${text.slice(0, 300)}`)
  })
}
