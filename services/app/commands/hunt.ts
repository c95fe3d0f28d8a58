import type { Command } from 'commander'
import { isAtLeast, type Level } from '../../core/rule.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { collect, parseLevel, withJson, type PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { engineLimits } from '../config/engine-limits.ts'
import { readLimits } from '../config/read-limits.ts'
import { buildEngine } from '../engine.ts'
import { hunt, type HuntResult } from '../hunt/hunt.ts'
import { createFaultReport } from '../hunt/fault-report.ts'
import { renderReport } from '../hunt/render-report.ts'
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
  readonly minLevel: Level
  readonly failOn?: Level
  readonly type: string
}

const HELP = `
Examples:
  tocsin hunt ./AWSLogs                          a timeline by account and actor, then a summary by rule
  tocsin hunt --rules ./sigma/rules/cloud/aws --no-builtin-rules ./AWSLogs
  tocsin hunt --json --min-level high 'logs/**/*.json.gz' | jq .rule.title
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
    .option('-l, --min-level <level>', 'only alerts of this level and above', parseLevel, 'low')
    .option('--fail-on <level>', 'exit with 2 when there is an alert of this level or above', parseLevel)
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
  const ruleSet = await loadRules(config, { dirs: options.rules, builtin: options.builtinRules })
  const engine = buildEngine(ruleSet)
  for (const note of renderRuleNotes(ruleSet, engine, context.programName)) await context.err.line(note)
  const write = (text: string): void => void process.stderr.write(text)
  const bar = new ProgressBar({ terminal: context.errTerminal, write, now: () => performance.now() })
  const faults = createFaultReport({ context, isJson: options.json === true, bar })
  const started = performance.now()
  await context.err.flush()
  const result = await hunt({
    paths,
    engine,
    type: options.type,
    namespace: config.namespace,
    minLevel: options.minLevel,
    ...readLimits(config.limits),
    limits: engineLimits(config.limits),
    signal: context.signal,
    progress: (progress) => bar.update(progress),
    unreadable: faults.report,
  })
  bar.close()
  await faults.summary()
  for (const report of result.reports) await context.err.line(renderReport(report, engine, options.json === true))
  if (options.json === true)
    for (const alert of result.alerts) await context.out.line(JSON.stringify(huntAlertJson(alert)))
  else await context.out.line(renderTimeline(result.alerts, context.outTerminal))
  await context.out.flush()
  if (options.json !== true) await context.err.line(scanLine(result, performance.now() - started))
  if (context.signal.aborted) context.exit(EXIT.stopped)
  if (faults.isIncomplete()) context.exit(EXIT.unreadable)
  const { failOn } = options
  if (failOn && result.alerts.some((alert) => isAtLeast(alert.rule.level, failOn))) context.exit(EXIT.found)
}

function scanLine({ files, records, bytes }: HuntResult, elapsed: number): string {
  const rate = formatNumberOf(records / Math.max(elapsed / 1000, 0.001), 'record')
  return `scanned ${formatNumberOf(files, 'file')}, ${formatNumberOf(records, 'record')}, ${formatBytes(bytes)} in ${formatDuration(elapsed)} (${rate}/s)`
}
