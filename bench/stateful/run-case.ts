/** Measures one case in this process, which has no other work: `node --expose-gc run-case.ts NAME HITS GROUPS`. */
import { createStatefulEngine } from '../../services/sigma/stateful/create-engine.ts'
import type { Observation } from '../../services/sigma/stateful/types.ts'
import { CASES, createCase, type Case } from './cases.ts'

/** What was measured. Times are CPU time of the process. */
export interface CaseResult {
  readonly name: string
  readonly about: string
  readonly hits: number
  /** hits in a second of CPU, without making them */
  readonly rate: number
  /** the same for counting hits by group in a map, the least that anything could do */
  readonly ceiling: number
  readonly groups: number
  /** bytes that a live group takes, with its entries; null where groups come and go */
  readonly bytes: number | null
  /** how often the engine said that a limit cost something */
  readonly reports: number
  readonly firings: number
}

/** So many hits are observed before time goes on, as in a slice of the log. */
const SLICE = 1000
/** How far watermarks are behind, as CloudTrail's are. */
const LATENESS = 3_600_000

const [name = '', hits = '', groups = ''] = process.argv.slice(2)
const found = CASES.find((one) => one === name)
if (!found) throw new Error(`there are: ${CASES.join(', ')}`)
const result = measure(createCase(found, Number(hits), Number(groups)))
process.send?.(result)

function measure(work: Case): CaseResult {
  // What compiles and grows in the first runs is not measured.
  for (let round = 0; round < 2; round += 1) {
    run({ ...work, hits: Math.min(work.hits, 50_000) })
    count({ ...work, hits: Math.min(work.hits, 50_000) })
  }
  const ceiling = count(work)
  const { seconds, bytes, reports, firings } = run(work)
  return {
    name: work.name,
    about: work.about,
    hits: work.hits,
    rate: Math.round(work.hits / seconds),
    ceiling: Math.round(work.hits / ceiling.seconds),
    groups: work.groups,
    bytes: work.isFull ? Math.round(bytes / Math.min(work.groups, work.limits.groups)) : null,
    reports,
    firings,
  }
}

function run(work: Case): { seconds: number; bytes: number; reports: number; firings: number } {
  const before = used()
  const engine = createStatefulEngine(work.rules, work.limits)
  let [reports, firings] = [0, 0]
  const seconds = inSlices(work, (slice) => {
    for (const hit of slice) engine.observe(hit)
    const newest = slice.at(-1)?.time ?? 0
    engine.advance(() => newest - LATENESS)
    const output = engine.take()
    firings += output.firings.length
    for (const report of output.reports) reports += report.count
  })
  const bytes = used() - before
  // The engine lives until here, so that what it holds is counted.
  if (engine.lookback < 0) throw new Error('unreachable')
  return { seconds, bytes, reports, firings }
}

function count(work: Case): { seconds: number } {
  const counts = new Map<string, number>()
  const seconds = inSlices(work, (slice) => {
    for (const { fields } of slice) {
      const key = `${fields['account']?.[0] ?? ''} ${fields['actor']?.[0] ?? ''}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  })
  return { seconds }
}

/** Seconds of CPU that `work` takes with all slices; making the hits does not count. */
function inSlices(work: Case, take: (slice: readonly Observation[]) => void): number {
  let microseconds = 0
  for (let from = 0; from < work.hits; from += SLICE) {
    const length = Math.min(SLICE, work.hits - from)
    const slice = Array.from({ length }, (_, index) => work.hit(from + index))
    const start = process.threadCpuUsage()
    take(slice)
    const { user, system } = process.threadCpuUsage(start)
    microseconds += user + system
  }
  // The clock of a thread goes in steps; little work may take none.
  return Math.max(microseconds, 1) / 1e6
}

function used(): number {
  globalThis.gc?.()
  // Array buffers are part of what is external.
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
