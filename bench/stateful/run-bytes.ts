/** Measures correlation from bytes in this process, which has no other work: `node --expose-gc run-bytes.ts bytes RECORDS GROUPS`. */
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeCorrelationData } from './correlation-data.ts'
import { eachLine } from './each-line.ts'
import { correlateFromBytes } from './from-bytes.ts'
import type { CaseResult } from './run-case.ts'

const [name = '', records = '', groups = ''] = process.argv.slice(2)
process.send?.(await measure(Number(records), Number(groups)))

async function measure(records: number, groups: number): Promise<CaseResult> {
  const folder = path.join(tmpdir(), `tocsin-bench-correlation-${process.pid}`)
  try {
    // What compiles in the first run is not measured.
    const few = await writeCorrelationData(folder, Math.min(records, 50_000), groups)
    correlateFromBytes(few.events, few.rules)
    const data = await writeCorrelationData(folder, records, groups)
    const { seconds, bytes, reports, firings, hits } = correlateFromBytes(data.events, data.rules)
    const ceiling = parseAndCount(data.events)
    const living = Math.min(groups, records)
    return {
      name,
      about: `records of CloudTrail, ${Math.round(data.bytes / records)} bytes each, read, matched and counted by identity`,
      hits,
      rate: Math.round(records / seconds),
      ceiling: Math.round(records / ceiling),
      groups: living,
      bytes: bytes === null ? null : Math.round(bytes / living),
      reports,
      firings,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** CPU seconds for parsing every line and counting by identity in a map. */
function parseAndCount(file: string): number {
  const counts = new Map<string, number>()
  const start = process.cpuUsage()
  eachLine(file, (line) => {
    const record = JSON.parse(line.toString('latin1')) as { readonly userIdentity: { readonly arn: string } }
    const { arn } = record.userIdentity
    counts.set(arn, (counts.get(arn) ?? 0) + 1)
  })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}
