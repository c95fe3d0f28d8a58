import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { isAtLeast, type Level } from '../../core/rule.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { collect, parseCount, parseLevel, withJson, type PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { engineLimits } from '../config/engine-limits.ts'
import { readLimits } from '../config/read-limits.ts'
import type { Config } from '../config/config.ts'
import { buildEngine, type Engine } from '../engine.ts'
import { createFaultReport, type FaultReport } from '../hunt/fault-report.ts'
import { huntMatches } from '../hunt/hunt-matches.ts'
import { hunt } from '../hunt/hunt.ts'
import { renderReport } from '../hunt/render-report.ts'
import type { Scanned } from '../hunt/scan-files.ts'
import type { SearchOptions } from '../hunt/search.ts'
import { SearchThreads } from '../hunt/threads/search-threads.ts'
import { parseLogType } from '../cli/log-type.ts'
import { huntAlertJson } from '../json/alert-json.ts'
import { loadRules } from '../rules/load-rules.ts'
import { renderRuleNotes } from '../rules/render-rule-notes.ts'
import { formatBytes, formatDuration, formatNumberOf } from '../terminal/format.ts'
import { ProgressBar } from '../terminal/progress-bar.ts'
import { renderTimeline } from '../terminal/render-timeline.ts'

interface HuntCommandOptions extends PlaceOptions {
  readonly json?: boolean
  readonly rules: readonly string[]
  readonly builtinRules: boolean
  readonly minLevel?: Level
  readonly failOn?: Level
  readonly matches?: boolean
  readonly workers: number
  readonly type: string
}

const HELP = `
Examples:
  tocsin hunt ./AWSLogs                          a timeline by account and actor, then a summary by rule
  tocsin hunt --rules ./sigma/rules/cloud/aws --no-builtin-rules ./AWSLogs
  tocsin hunt --json --min-level high 'logs/**/*.json.gz' | jq .rule.title
  tocsin hunt --matches ./AWSLogs                every match of a rule as it is, one JSON object a line, as fast as can be
  tocsin hunt --fail-on high ./AWSLogs           exit code 2 when something of level high or above was found

Files may be .json in every shape that AWS writes, or NDJSON, plain, gzip or Zstandard: told by content, not by name.
What cannot be read is told on standard error. Exit code 0: the scan was complete, whatever it found; 3: some input
could not be read.`

/** `tocsin hunt PATH…`. */
export function registerHunt(program: Command, context: CliContext): void {
  const command = program
    .command('hunt')
    .argument('<path...>', 'files, folders and patterns')
    .description('scan log files offline: no store, a timeline of what rings')
    .option('-r, --rules <path>', 'more rules: a folder or a file; may be given several times', collect, [])
    .option('--no-builtin-rules', 'without the rules that come with Tocsin')
    .option(
      '-l, --min-level <level>',
      'only alerts or matches of this level and above (default: low; with --matches informational)',
      parseLevel,
    )
    .option('--fail-on <level>', 'exit with 2 when there is an alert or match of this level or above', parseLevel)
    .option('--matches', 'no alerts: one JSON object a line for every rule that is true on a record, in input order')
    .option('-w, --workers <count>', 'threads that read records; auto: one for each core', parseWorkers, 1)
    .option('-t, --type <type>', 'log type of the records', parseLogType, 'auto')
    .option(
      '-c, --config <file>',
      'configuration with lists and rule settings (default: tocsin.yml in this folder, if there is one)',
    )
    .addHelpText('after', HELP)
  withJson(command).action((paths: string[], options: HuntCommandOptions) => runHunt(paths, options, context))
}

async function runHunt(paths: readonly string[], options: HuntCommandOptions, context: CliContext): Promise<void> {
  const { config } = await loadSetup(options)
  // They load their code while rules are read.
  const threads = options.workers > 1 ? new SearchThreads({ count: options.workers }) : null
  try {
    await runHuntWith(threads, config, { paths, options, context })
  } finally {
    await threads?.close()
  }
}

async function runHuntWith(
  threads: SearchThreads | null,
  config: Config,
  { paths, options, context }: { paths: readonly string[]; options: HuntCommandOptions; context: CliContext },
): Promise<void> {
  const ruleSet = await loadRules(config, { dirs: options.rules, builtin: options.builtinRules })
  const engine = buildEngine(ruleSet)
  for (const note of renderRuleNotes(ruleSet, engine, context.programName)) await context.err.line(note)
  const write = (text: string): void => void process.stderr.write(text)
  const bar = new ProgressBar({ terminal: context.errTerminal, write, now: () => performance.now() })
  const faults = createFaultReport({ context, isJson: options.json === true, bar })
  await context.err.flush()
  const searching: SearchOptions = {
    paths,
    engine,
    type: options.type,
    threads,
    ...readLimits(config.limits),
    signal: context.signal,
    progress: (progress) => bar.update(progress),
    unreadable: faults.report,
  }
  const work = { config, engine, options, context, bar, faults, started: performance.now() }
  if (options.matches === true) await showMatches(searching, work)
  else await showAlerts(searching, work)
  if (context.signal.aborted) context.exit(EXIT.stopped)
  if (faults.isIncomplete()) context.exit(EXIT.unreadable)
}

/** What both forms of the command need on their way to the end. */
interface HuntWork {
  readonly config: Config
  readonly engine: Engine
  readonly options: HuntCommandOptions
  readonly context: CliContext
  readonly bar: ProgressBar
  readonly faults: FaultReport
  /** of a clock that only goes forward, in milliseconds */
  readonly started: number
}

async function showAlerts(searching: SearchOptions, work: HuntWork): Promise<void> {
  const { config, engine, options, context, bar, faults, started } = work
  const isJson = options.json === true
  const result = await hunt({
    ...searching,
    namespace: config.namespace,
    minLevel: options.minLevel ?? 'low',
    limits: engineLimits(config.limits),
  })
  bar.close()
  await faults.summary()
  for (const report of result.reports) await context.err.line(renderReport(report, engine, isJson))
  if (isJson) for (const alert of result.alerts) await context.out.line(JSON.stringify(huntAlertJson(alert)))
  else await context.out.line(renderTimeline(result.alerts, context.outTerminal))
  await context.out.flush()
  if (!isJson) await context.err.line(scanLine(result, performance.now() - started))
  const { failOn } = options
  if (failOn && result.alerts.some((alert) => isAtLeast(alert.rule.level, failOn))) context.exit(EXIT.found)
}

async function showMatches(searching: SearchOptions, work: HuntWork): Promise<void> {
  const { options, context, bar, faults, started } = work
  const { signal, outputEnded } = endWithOutput(context)
  const result = await huntMatches({
    ...searching,
    signal,
    least: options.minLevel ?? 'informational',
    write: async (bytes) => {
      await context.out.bytes(bytes)
      if (context.out.isClosed) outputEnded()
    },
  })
  bar.close()
  await faults.summary()
  if (options.json !== true) {
    const found = formatNumberOf(result.matches, 'match', 'matches')
    await context.err.line(`${found}; ${scanLine(result, performance.now() - started)}`)
  }
  const { failOn } = options
  if (failOn && result.highest && isAtLeast(result.highest, failOn)) context.exit(EXIT.found)
}

/** A signal that is also aborted when nobody reads the output any more. */
function endWithOutput({ signal }: CliContext): { readonly signal: AbortSignal; readonly outputEnded: () => void } {
  const ended = new AbortController()
  return { signal: AbortSignal.any([signal, ended.signal]), outputEnded: () => ended.abort() }
}

function parseWorkers(text: string): number {
  return text === 'auto' ? availableParallelism() : Math.min(parseCount(text), MOST_WORKERS)
}

/** Each of them takes some 50 MB. */
const MOST_WORKERS = 64

function scanLine({ files, records, bytes }: Scanned, elapsed: number): string {
  const rate = formatNumberOf(records / Math.max(elapsed / 1000, 0.001), 'record')
  return `scanned ${formatNumberOf(files, 'file')}, ${formatNumberOf(records, 'record')}, ${formatBytes(bytes)} in ${formatDuration(elapsed)} (${rate}/s)`
}
