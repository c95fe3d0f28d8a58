import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildEngine } from '../../../services/app/engine.ts'
import { hunt } from '../../../services/app/hunt/hunt.ts'
import type { Unreadable } from '../../../services/app/hunt/scan-files.ts'
import { BUILTIN_RULES, readRuleFiles } from '../../../services/app/rules/read-rule-files.ts'
import { DEFAULT_INFLATE_LIMITS } from '../../../services/ingest/decompress/decompress.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'

const engine = buildEngine(
  loadRuleSet(await readRuleFiles([BUILTIN_RULES]), { lists: new Map(), disable: [], levels: {} }),
)
const directory = mkdtempSync(path.join(tmpdir(), 'tocsin-hunt-'))
after(() => rmSync(directory, { recursive: true }))

/** A call; every seventh stops a trail. */
function call(index: number, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/maria', accountId: '111122223333' },
    eventTime: new Date(Date.UTC(2026, 2, 14, 8, 0, index)).toISOString(),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: index % 7 === 0 ? 'StopLogging' : 'DescribeTrails',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.40',
    requestParameters: { name: `trail-${index}` },
    eventID: `EXAMPLE-${index}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    ...more,
  })
}

async function huntIn(name: string, content: string) {
  const file = path.join(directory, name)
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(content) : content)
  const unreadable: Unreadable[] = []
  const result = await hunt({
    paths: [file],
    engine,
    type: 'auto',
    namespace: 'test',
    minLevel: 'low',
    maxRecordBytes: 1024 * 1024,
    inflate: DEFAULT_INFLATE_LIMITS,
    temporary: directory,
    signal: new AbortController().signal,
    progress: () => undefined,
    unreadable: (fault) => void unreadable.push(fault),
  })
  const events = result.alerts.flatMap((alert) => alert.events.map((event) => ({ ...event, object: '' })))
  return { records: result.records, events, faults: unreadable.map(({ position, reason }) => `${position} ${reason}`) }
}

/** Enough for several inflated pieces. */
const CALLS = Array.from({ length: 3000 }, (_, index) => call(index))

test('finds the same in a list, in lines, plain and compressed', async () => {
  const lines = await huntIn('lines.json', CALLS.join('\n'))
  assert.equal(lines.records, CALLS.length)
  assert.equal(lines.events.length > 400, true)
  assert.deepEqual(lines.faults, [])
  assert.deepEqual(await huntIn('list.json', `{"Records":[${CALLS.join(',')}]}`), lines)
  assert.deepEqual(await huntIn('list.json.gz', `{"Records":[${CALLS.join(', ')}]}`), lines)
})

test('tells every record that cannot be read with its place, in order, and finds what stands around it', async () => {
  const calls = [...CALLS]
  calls[10] = call(10, { eventTime: 'yesterday' })
  calls[11] = call(11, { eventTime: null })
  calls[1500] = '{"eventVersion":"1.11","eventName":01}'
  calls[2999] = call(2999, { eventTime: 'tomorrow' })
  const expected = ['11 no-event-time', '12 no-event-time', '1501 not-json', '3000 no-event-time']
  const list = await huntIn('damaged.json', `{"Records":[${calls.join(',')}]}`)
  const lines = await huntIn('damaged-lines.json', calls.join('\n'))
  assert.deepEqual(list.faults, expected)
  assert.deepEqual(list, lines)
})

test('keeps of a record that comes twice the first place', async () => {
  const { events } = await huntIn(
    'twice.json',
    `{"Records":[${[...CALLS.slice(0, 50), ...CALLS.slice(0, 50)].join(',')}]}`,
  )
  assert.deepEqual(
    events.map(({ position }) => position),
    [1, 8, 15, 22, 29, 36, 43, 50],
  )
})
