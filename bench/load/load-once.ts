/** Loads and compiles rules once in this process, which has no other work: `node --expose-gc load-once.ts FOLDER`. */
import { buildEngine } from '../../services/app/engine.ts'
import { readRuleFiles } from '../../services/app/rules/read-rule-files.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'

/** What loading rules took. Seconds are CPU, user and system, of the whole process with all its threads. */
export interface LoadResult {
  readonly files: number
  readonly rules: number
  readonly problems: number
  /** rules that run on a log type of ours */
  readonly compiled: number
  /** reading the files */
  readonly read: number
  /** from their texts to linked rules */
  readonly load: number
  /** compiled for every log source of every log type */
  readonly compile: number
  /** bytes by which the resident memory had grown when all was compiled, texts, garbage and all */
  readonly grown: number
  /** bytes of it that live on: heap and buffers after a collection */
  readonly kept: number
  /** resident bytes of the process before and after */
  readonly before: number
  readonly after: number
}

const [folder = ''] = process.argv.slice(2)
process.send?.(await measure(folder))

async function measure(directory: string): Promise<LoadResult> {
  const heapBefore = used()
  const before = process.memoryUsage.rss()
  const started = process.cpuUsage()
  const files = await readRuleFiles([directory])
  const read = seconds(started)
  const loading = process.cpuUsage()
  const options = { lists: new Map(), disable: [], levels: {} }
  const ruleSet = loadRuleSet(files, options)
  const load = seconds(loading)
  const compiling = process.cpuUsage()
  const engine = buildEngine(ruleSet)
  const compile = seconds(compiling)
  const after = process.memoryUsage.rss()
  const count = files.length
  // The texts of the files are needed no longer; the rules are, until here.
  files.length = 0
  const kept = used() - heapBefore
  const { rules, problems } = engine.ruleSet
  const facts = { files: count, rules: rules.length, problems: problems.length, compiled: engine.rules.size }
  return { ...facts, read, load, compile, grown: after - before, kept, before, after }
}

function seconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1e6
}

function used(): number {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}
