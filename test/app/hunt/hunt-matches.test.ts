import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { MatchLine } from '../../../services/app/hunt/match-lines.ts'
import type { JsonObject } from '../../../services/core/json.ts'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { engineOf, MATCH_RULES, runMatches } from './matches-rig.ts'

const engine = engineOf(MATCH_RULES)
const { directory, remove } = scratchFolder()
after(remove)

let files = 0

/** Writes a file and gives its path. */
function file(content: string | Buffer): string {
  files += 1
  const name = path.join(directory, `file-${files}`)
  writeFileSync(name, content)
  return name
}

const DELETE = cloudTrailRecord('cloudtrail', 'DeleteTrail', { eventID: 'EXAMPLE-1' })
const QUIET = cloudTrailRecord('ec2', 'DescribeInstances', { eventID: 'EXAMPLE-2' })
const lines = (...records: readonly JsonObject[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')

test('a line has the rule, the event with its place, and the fields that the rule asks about', async () => {
  const place = file(lines(QUIET, DELETE))
  const { text, matches, highest, records } = await runMatches(engine, [place])
  assert.deepEqual([matches, highest, records], [1, 'high', 2])
  assert.equal(
    text,
    `{"rule":{"id":"7d5f2c1e-4b1a-4d38-9f10-5a0f3a1b2c3d","title":"Trail deleted","level":"high","tags":["attack.t1562.008"]},` +
      `"event":{"id":"EXAMPLE-1","at":"2026-05-04T08:00:00.000Z","file":${JSON.stringify(place)},"position":2},` +
      `"fields":{"eventName":"DeleteTrail","eventSource":"cloudtrail.amazonaws.com"}}\n`,
  )
})

const FIELDS: readonly { name: string; record: JsonObject; title: string; fields: MatchLine['fields'] }[] = [
  {
    name: 'several values are a list, and a field below a `not` is left out',
    record: cloudTrailRecord('iam', 'X', {
      requestParameters: { groups: { items: [{ name: 'admins' }, { name: 'b' }] } },
    }),
    title: 'Anything by a user',
    fields: { 'userIdentity.type': 'IAMUser', 'requestParameters.groups.items.name': ['admins', 'b'] },
  },
  {
    name: 'a field without a value and one that is null are left out',
    record: cloudTrailRecord('iam', 'X', {
      userIdentity: null,
      responseElements: { credentials: { sessionToken: null } },
    }),
    title: 'Anything by a user',
    fields: {},
  },
  {
    name: 'a secret is overwritten as in stored documents',
    record: cloudTrailRecord('sts', 'X', {
      userIdentity: { type: 'Root' },
      responseElements: { credentials: { sessionToken: 'EXAMPLESECRET' } },
    }),
    title: 'Anything by a user',
    fields: { 'userIdentity.type': 'Root', 'responseElements.credentials.sessionToken': '*************' },
  },
  {
    name: 'a literal key with dots wins, as it does for the rule',
    record: cloudTrailRecord('iam', 'X', {
      'userIdentity.type': 'IAMUser',
      userIdentity: { type: 'Root' },
      requestParameters: { 'groups.items.name': 'á "a quoted"\n\\ \u0001 \ud800' },
    }),
    title: 'Anything by a user',
    fields: { 'userIdentity.type': 'IAMUser', 'requestParameters.groups.items.name': 'á "a quoted"\n\\ \u0001 \ud800' },
  },
  {
    name: 'keywords have no field',
    record: cloudTrailRecord('ec2', 'X', { requestParameters: { command: 'run mimikatz now' } }),
    title: 'Words',
    fields: {},
  },
  {
    name: 'fields of the mapped event are shown as it has them',
    record: cloudTrailRecord('s3', 'PutObject', {
      requestParameters: { url: 'https://example.com/?X-Amz-Signature=EXAMPLE1&a=b' },
    }),
    title: 'By the mapped name',
    fields: {
      'event.action': 'PutObject',
      'aws.cloudtrail.requestParameters.url': 'https://example.com/?X-Amz-Signature=********&a=b',
    },
  },
]

for (const { name, record, title, fields } of FIELDS) {
  test(name, async () => {
    const run = await runMatches(engine, [file(lines(record))])
    assert.deepEqual(
      run.lines.map((line) => [line.rule.title, line.fields]),
      [[title, fields]],
      run.text,
    )
  })
}

test('matches come in input order, those of one record in the order of the rules', async () => {
  const both = { ...DELETE, requestParameters: { groups: { items: { name: 'a' } } } }
  const first = file(lines(QUIET, both, DELETE))
  const second = file(gzipSync(`{"Records":[${JSON.stringify(QUIET)},${JSON.stringify(DELETE)}]}`))
  const run = await runMatches(engine, [first, second])
  const found = run.lines.map(({ rule, event }) => `${event.file === first ? 1 : 2} ${event.position} ${rule.title}`)
  assert.deepEqual(found, ['1 2 Trail deleted', '1 2 Anything by a user', '1 3 Trail deleted', '2 2 Trail deleted'])
})

test('a filter takes matches away, a least level hides rules below it', async () => {
  const list = (userName: string) => cloudTrailRecord('iam', 'ListUsers', { userIdentity: { type: 'Root', userName } })
  const place = file(lines(list('maria'), list('paul'), DELETE))
  const all = await runMatches(engine, [place])
  assert.deepEqual(
    all.lines.map(({ event }) => event.position),
    [2, 3],
  )
  const high = await runMatches(engine, [place], { least: 'high' })
  assert.deepEqual(
    high.lines.map(({ rule }) => rule.title),
    ['Trail deleted'],
  )
  assert.equal((await runMatches(engine, [place], { least: 'critical' })).highest, null)
})

const INPUTS: readonly {
  name: string
  content: string | Buffer
  found: readonly number[]
  faults: readonly string[]
}[] = [
  { name: 'an empty file', content: '', found: [], faults: [] },
  { name: 'a list', content: JSON.stringify({ Records: [QUIET, DELETE, DELETE] }), found: [2, 3], faults: [] },
  {
    name: 'a list that is cut off',
    content: JSON.stringify({ Records: [DELETE] }).slice(0, -2),
    found: [1],
    faults: ['2 cut-off'],
  },
  { name: 'gzip', content: gzipSync(lines(QUIET, DELETE)), found: [2], faults: [] },
  {
    name: 'an envelope',
    content: lines({ detail: DELETE, 'detail-type': 'AWS API Call via CloudTrail' }),
    found: [1],
    faults: [],
  },
  { name: 'an indented record', content: JSON.stringify(DELETE, null, 2), found: [1], faults: [] },
  {
    name: 'damage between records',
    content: `${lines(DELETE)}{"eventName": broken}\nno JSON\n${lines({ ...DELETE, eventTime: 'yesterday' }, DELETE)}`,
    found: [1, 5],
    faults: ['2 not-json', '3 not-json', '4 no-event-time'],
  },
  { name: 'records of no known type', content: lines({ a: 1 }), found: [], faults: [] },
]

for (const { name, content, found, faults } of INPUTS) {
  test(`reads ${name}`, async () => {
    const place = file(content)
    for (const plainFrom of [0, Number.POSITIVE_INFINITY]) {
      const run = await runMatches(engine, [place], { plainFrom })
      assert.deepEqual(
        [run.lines.map(({ event }) => event.position), run.faults.map((fault) => fault.slice(place.length + 1))],
        [found, faults],
      )
    }
  })
}

test('more output than fits into one buffer is whole', async () => {
  const text = 'a'.repeat(3000)
  const record = { ...DELETE, requestParameters: { groups: { items: { name: text } } } }
  const long = { ...DELETE, requestParameters: { groups: { items: { name: 'a'.repeat(600_000) } } } }
  const run = await runMatches(engine, [file(lines(...Array.from({ length: 300 }, () => record), long, DELETE))])
  const named = run.lines.filter(({ rule }) => rule.level === 'informational')
  assert.deepEqual([run.matches, named.length, run.lines.length], [603, 301, 603])
  for (const [index, { event }] of named.entries()) assert.equal(event.position, index + 1)
})
