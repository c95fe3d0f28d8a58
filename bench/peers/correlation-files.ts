import { existsSync } from 'node:fs'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeCorrelationData } from '../stateful/correlation-data.ts'

/** What counting by group is measured with. */
export interface CorrelationFiles {
  readonly events: string
  /** the first record alone */
  readonly one: string
  /** a folder with a rule, and a correlation that counts its matches by actor and never has enough */
  readonly rules: string
  /** the same as a file */
  readonly ruleFile: string
  /** a configuration for Tocsin that lets all groups live */
  readonly config: string
  readonly records: number
  readonly groups: number
  readonly meanBytes: number
}

/** So many records each group has. */
const RECORDS_BY_GROUP = 2
/** No record is longer. */
const FIRST_BYTES = 1024

const RULES = `title: An object was read
id: 5b1a0c1e-7d53-4a53-9a51-0f4d5f6c7a01
name: bench_object_read
status: test
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventName: GetObject
    condition: selection
level: informational
---
title: Very many objects were read
id: 5b1a0c1e-7d53-4a53-9a51-0f4d5f6c7a02
status: test
correlation:
    type: event_count
    rules:
        - bench_object_read
    group-by:
        - userIdentity.arn
    timespan: 24h
    generate: false
    condition:
        gte: 100
level: high
`

/** Files with `groups` actors, each of whom has two records, all of them mixed; written once. */
export async function correlationFiles(groups: number): Promise<CorrelationFiles> {
  const directory = path.join(tmpdir(), `tocsin-bench-peers-groups-${groups}`)
  const [rules, written] = [path.join(directory, 'rules'), path.join(directory, 'written.json')]
  await mkdir(rules, { recursive: true })
  const records = groups * RECORDS_BY_GROUP
  const events = path.join(directory, 'events.ndjson')
  if (!existsSync(written)) {
    const { bytes } = await writeCorrelationData(directory, records, groups)
    await writeFile(written, String(bytes))
  }
  const first = await firstLine(events)
  const [one, config, ruleFile] = [
    path.join(directory, 'one.ndjson'),
    path.join(directory, 'tocsin.yml'),
    path.join(rules, 'many-objects.yml'),
  ]
  await writeFile(one, first)
  await writeFile(ruleFile, RULES)
  await writeFile(config, `limits:\n  correlation_groups: ${groups + 1000}\n`)
  return { events, one, rules, ruleFile, config, records, groups, meanBytes: first.length }
}

async function firstLine(file: string): Promise<string> {
  const handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0)
  await handle.close()
  return buffer.toString('utf8', 0, buffer.indexOf(10) + 1 || bytesRead)
}
