import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'

/** Records and the rule for them, as files that any Sigma engine with correlations can read. */
export interface CorrelationData {
  /** one record of CloudTrail a line, about 413 bytes each, in the order of time */
  readonly events: string
  /** a rule that is true of every record, and an `event_count` of it by `userIdentity.arn` */
  readonly rules: string
  /** bytes of {@link events} */
  readonly bytes: number
}

const START = Date.UTC(2026, 2, 14)
const MINUTE = 60_000
/** All records fall into so much time. */
const SPAN = 50 * MINUTE

const RULES = `title: Any call
id: 5d1f0f2c-4c1e-4f0a-9d6a-000000000001
name: any_call
status: test
level: informational
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:
    eventSource: s3.amazonaws.com
  condition: selection
---
title: Many calls of one identity
id: 5d1f0f2c-4c1e-4f0a-9d6a-000000000002
name: many_calls
status: test
level: high
correlation:
  type: event_count
  rules:
    - any_call
  group-by:
    - userIdentity.arn
  timespan: 1h
  condition:
    gte: 1000
`

/**
 * Writes so many records of so many identities, each of which has its turn once in a round, in another order than their names,
 * and the rule for them. Nobody calls often enough for the rule, so that all of it is state.
 */
export async function writeCorrelationData(folder: string, records: number, groups: number): Promise<CorrelationData> {
  await mkdir(folder, { recursive: true })
  const [events, rules] = [path.join(folder, 'events.ndjson'), path.join(folder, 'rules.yml')]
  await writeFile(rules, RULES)
  const stream = createWriteStream(events)
  let bytes = 0
  for (let from = 0; from < records; from += 1000) {
    let lines = ''
    for (let index = from; index < Math.min(from + 1000, records); index += 1) {
      lines += record(index, (index * 7_368_787) % groups, START + Math.floor((index / records) * SPAN))
    }
    bytes += lines.length
    if (!stream.write(lines, 'latin1')) await once(stream, 'drain')
  }
  stream.end()
  await finished(stream)
  return { events, rules, bytes }
}

function record(index: number, group: number, time: number): string {
  const user = `u${String(group).padStart(7, '0')}`
  const event = index.toString(16).padStart(12, '0')
  const at = `${new Date(time).toISOString().slice(0, 19)}Z`
  return (
    `{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/${user}",` +
    `"accountId":"111122223333","userName":"${user}"},"eventTime":"${at}","eventSource":"s3.amazonaws.com",` +
    `"eventName":"GetObject","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.${group % 250}",` +
    `"eventID":"3f1c9a52-7b0e-4d18-8c64-${event}","eventType":"AwsApiCall","recipientAccountId":"111122223333"}\n`
  )
}
