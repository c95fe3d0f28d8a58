/**
 * Correlation from bytes: every line of a file of CloudTrail records is read, matched and observed; firings are counted. Alone it
 * prints one object, a {@link FromBytes}:
 *
 *   node --expose-gc bench/stateful/from-bytes.ts EVENTS.ndjson RULES.yml
 */
import { readFileSync } from 'node:fs'
import { documentId } from '../../services/core/ids.ts'
import { cloudtrail } from '../../services/normalize/aws/cloudtrail/cloudtrail.ts'
import type { EventReader } from '../../services/record/event-builder.ts'
import { createRecordReader } from '../../services/record/create-record-reader.ts'
import type { RecordReader } from '../../services/record/field-reader.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import { createStatefulEngine } from '../../services/sigma/stateful/create-engine.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../services/sigma/stateful/types.ts'
import type { StatefulEngine } from '../../services/sigma/stateful/types.ts'
import type { Matcher, SigmaRule } from '../../services/sigma/types.ts'
import { eachLine } from './each-line.ts'

/** What came of a file. */
export interface FromBytes {
  readonly records: number
  /** lines that are no record of an API call */
  readonly refused: number
  readonly hits: number
  readonly firings: number
  /** how often a limit cost something */
  readonly reports: number
  /** CPU seconds of the process for all of it, loading of rules left out */
  readonly seconds: number
  /** bytes of heap and buffers that the state takes, after a full collection; null without `--expose-gc` */
  readonly bytes: number | null
}

/** So many records are observed before time goes on, as in a slice of the log. */
const SLICE = 1000
/** How far the watermark is behind, as CloudTrail's is. */
const LATENESS = 3_600_000
/** As many groups as may live here. */
const GROUPS = 4_000_000

const NO_EVENT: EventReader = { get: () => undefined }

interface Pipeline {
  readonly reader: RecordReader
  readonly matcher: Matcher
  readonly engine: StatefulEngine
  readonly matched: SigmaRule[]
  readonly counts: { records: number; refused: number; hits: number; firings: number; reports: number; newest: number }
}

/** Reads a file with the rules of another one. */
export function correlateFromBytes(events: string, rules: string): FromBytes {
  const pipeline = pipelineOf(rules)
  const before = memory()
  const start = process.cpuUsage()
  eachLine(events, (line) => observe(pipeline, line))
  advance(pipeline)
  const { user, system } = process.cpuUsage(start)
  const { records, refused, hits, firings, reports } = pipeline.counts
  const after = memory()
  const bytes = before === null || after === null ? null : after - before
  // The engine lives until here, so that what it holds is counted.
  if (pipeline.engine.lookback < 0) throw new Error('unreachable')
  return { records, refused, hits, firings, reports, seconds: (user + system) / 1e6, bytes }
}

function pipelineOf(file: string): Pipeline {
  const options = { lists: new Map(), disable: [], levels: {} }
  const loaded = loadRuleSet([{ file, text: readFileSync(file, 'utf8') }], options)
  const [problem] = loaded.problems
  if (problem) throw new Error(`${file}:${problem.line}: ${problem.message}`)
  const { resolve, sources, paths } = cloudtrail
  const [source] = sources
  if (!source) throw new Error('CloudTrail has no log source')
  const table = paths.extend()
  const { matcher } = compileMatcher(loaded.rules, { source, resolve, paths: table })
  const reader = createRecordReader([table])
  reader.use(table)
  const engine = createStatefulEngine(loaded.stateful, { ...DEFAULT_ENGINE_LIMITS, groups: GROUPS })
  const counts = { records: 0, refused: 0, hits: 0, firings: 0, reports: 0, newest: Number.NEGATIVE_INFINITY }
  return { reader, matcher, engine, matched: [], counts }
}

function observe(pipeline: Pipeline, line: Uint8Array): void {
  const { reader, matcher, engine, matched, counts } = pipeline
  counts.records += 1
  if (reader.load(line) !== null || cloudtrail.sourceOf(reader) !== 0) {
    counts.refused += 1
    return
  }
  matched.length = 0
  matcher.match({ record: reader, event: NO_EVENT }, matched)
  for (const rule of matched) {
    const { time, account, providerId, discriminator } = cloudtrail.identity(reader)
    const eventId = documentId({ time, dataset: cloudtrail.dataset, account, providerId, discriminator })
    const fields = matcher.fields(rule, DEFAULT_ENGINE_LIMITS.values)?.fields ?? {}
    engine.observe({ ruleId: rule.info.id, eventId, time, fields })
    counts.hits += 1
    if (time > counts.newest) counts.newest = time
  }
  if (counts.records % SLICE === 0) advance(pipeline)
}

function advance({ engine, counts }: Pipeline): void {
  engine.advance(() => counts.newest - LATENESS)
  const { firings, reports } = engine.take()
  counts.firings += firings.length
  for (const { count } of reports) counts.reports += count
}

function memory(): number | null {
  if (globalThis.gc === undefined) return null
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

if (import.meta.main) {
  const [events = '', rules = ''] = process.argv.slice(2)
  console.log(JSON.stringify(correlateFromBytes(events, rules)))
}
