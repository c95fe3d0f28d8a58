import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { openReader } from '../../adapters/sqlite/open-reader.ts'
import { AppError } from '../../core/errors.ts'
import { formatTime } from '../../core/time.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { parseLogType } from '../cli/log-type.ts'
import { collect, withJson, withLimit, withPlace, type ListOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import { loadSetup } from '../cli/setup.ts'
import { engineLimits } from '../config/engine-limits.ts'
import { readLimits } from '../config/read-limits.ts'
import { buildEngine } from '../engine.ts'
import { createFaultReport } from '../hunt/fault-report.ts'
import { renderReport } from '../hunt/render-report.ts'
import { storedAlertJson } from '../json/alert-json.ts'
import { caseDirectory } from '../replay/case-folder.ts'
import { renderReplaySummary, renderStep } from '../replay/render-replay.ts'
import { replay, type Replayed } from '../replay/replay.ts'
import { parseSpan } from '../replay/parse-span.ts'
import { loadRules } from '../rules/load-rules.ts'
import { renderRuleNotes } from '../rules/render-rule-notes.ts'
import { StatusLine } from '../terminal/status-line.ts'
import { renderAlerts } from './alerts.ts'

interface ReplayCommandOptions extends ListOptions {
  readonly from?: string
  readonly to?: string
  readonly rules: readonly string[]
  readonly builtinRules: boolean
  readonly type: string
  readonly case?: string
  readonly into?: string
  readonly force?: boolean
}

const HELP = `
Examples:
  tocsin replay --from now-30d                   the last thirty days again, with the rules of today
  tocsin replay --from 2026-02 --to 2026-02      all of February
  tocsin replay --from now-30d --rules ./new-rule.yml --no-builtin-rules --case new-rule
                                                 what a new rule would have found
  tocsin replay --from 2026-03-14 ./AWSLogs      files instead of the store

Without PATH the records of the store are read again: the raw log where it is kept, the originals of stored events where
it has been removed, dead letters too. The store may be in use; nothing in it changes, and nobody is told anything.
--from and --to are event time, both inclusive, written as in queries: now-7d, 2026-03, 2026-03-14, 2026-03-14T08:17Z.
Without them everything is read.

The result is a case: a folder with a store of its own, which every command that reads takes as --data. Alerts have the
ids that they have live. \`cases list\` shows cases, \`cases remove\` removes them: they take room.
Exit code 3: some input could not be read. Ctrl-C ends it early (130): the case then has no alerts.`

/** `tocsin replay [PATH…]`. */
export function registerReplay(program: Command, context: CliContext): void {
  const command = program
    .command('replay')
    .argument('[path...]', 'files, folders and patterns; without any, the records of the store')
    .description('run past records again through the rules, into a case of its own; nobody is told')
    .option('--from <time>', 'events from this time on')
    .option('--to <time>', 'events up to this time, inclusive')
    .option('-r, --rules <path>', 'more rules: a folder or a file; may be given several times', collect, [])
    .option('--no-builtin-rules', 'without the rules that come with Tocsin')
    .option('-t, --type <type>', 'log type of the records in files', parseLogType, 'auto')
    .option('--case <name>', 'name of the case (default: the time)')
    .option('--into <folder>', "folder of the case (default: cases/NAME in the store's folder)")
    .option('--force', 'replace the case if it is there')
    .addHelpText('after', HELP)
  withLimit(withJson(withPlace(command)), 50).action((paths: string[], options: ReplayCommandOptions) =>
    runReplay(paths, options, context),
  )
}

async function runReplay(paths: readonly string[], options: ReplayCommandOptions, context: CliContext): Promise<void> {
  const span = parseSpan(options, context.now())
  const { config } = await loadSetup(options)
  const data = paths.length > 0 ? config.data : await storeDirectory(options, context)
  const place = casePlace(data, options, context.now())
  if (paths.length === 0) refuseSame(place.directory, data)
  const ruleSet = await loadRules(config, { dirs: options.rules, builtin: options.builtinRules })
  const engine = buildEngine(ruleSet)
  for (const note of renderRuleNotes(ruleSet, engine, context.programName)) await context.err.line(note)
  await context.err.flush()
  const status = new StatusLine(context.errTerminal, (text) => void process.stderr.write(text))
  const faults = createFaultReport({ context, isJson: options.json === true, bar: status })
  const started = performance.now()
  let shown = Number.NEGATIVE_INFINITY
  const result = await replay({
    ...place,
    force: options.force === true,
    source: paths.length > 0 ? { kind: 'files', paths: absolute(paths) } : { kind: 'store', store: data },
    type: options.type,
    span,
    engine,
    namespace: config.namespace,
    limits: readLimits(config.limits),
    engineLimits: engineLimits(config.limits),
    signal: context.signal,
    now: context.now,
    unreadable: faults.report,
    progress: (step) => {
      if (performance.now() - shown < 100) return
      shown = performance.now()
      status.show(renderStep(step))
    },
  }).finally(() => status.clear())
  await faults.summary()
  for (const report of result.reports) await context.err.line(renderReport(report, engine, options.json === true))
  await printAlerts(result, place.directory, options, context)
  await context.out.flush()
  if (options.json !== true) {
    const { programName } = context
    const text = { directory: place.directory, elapsed: performance.now() - started, programName }
    await context.err.line(renderReplaySummary(result, text))
  }
  if (context.signal.aborted) context.exit(EXIT.stopped)
  if (faults.isIncomplete()) context.exit(EXIT.unreadable)
}

/** Where the case goes, and its name. */
function casePlace(data: string, options: ReplayCommandOptions, now: number): { directory: string; id: string } {
  const { into } = options
  if (into !== undefined) {
    const directory = path.resolve(into)
    return { directory, id: options.case ?? path.basename(directory) }
  }
  const id = options.case ?? freeName(data, now)
  return { directory: caseDirectory(data, id), id }
}

/** `2026-03-14-081745`, or with a number behind it when there is such a case already. */
function freeName(data: string, now: number): string {
  const [day = '', time = ''] = formatTime(now).split('T')
  const name = `${day}-${time.slice(0, 8).replaceAll(':', '')}`
  for (let number = 2, free = name; ; number += 1) {
    if (!existsSync(caseDirectory(data, free))) return free
    free = `${name}-${number}`
  }
}

function absolute(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map((each) => path.resolve(each)))].toSorted()
}

function refuseSame(directory: string, data: string): void {
  const real = (folder: string): string => {
    try {
      return realpathSync(folder)
    } catch {
      return folder
    }
  }
  if (real(directory) === real(data)) throw new AppError('USAGE', 'a store cannot be replayed into itself')
}

async function printAlerts(
  { alerts }: Replayed,
  directory: string,
  options: ReplayCommandOptions,
  context: CliContext,
): Promise<void> {
  if (context.signal.aborted) return
  const reader = openReader(directory)
  try {
    if (options.json === true) {
      for (const { id } of alerts) {
        const alert = await reader.alerts.get(id)
        if (alert) await context.out.line(JSON.stringify(storedAlertJson(alert)))
      }
      return
    }
    const filter = { status: null, minLevel: null, ruleId: null, from: null, limit: options.limit }
    if (alerts.length > 0) await context.out.line(renderAlerts(await reader.alerts.list(filter), context.outTerminal))
    if (alerts.length > options.limit) await context.err.line(`the newest ${options.limit}; more with --limit`)
  } finally {
    reader.close()
  }
}
