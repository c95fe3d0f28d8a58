import type { Command } from 'commander'
import type { Alert } from '../../core/alert.ts'
import { AppError } from '../../core/errors.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { Embedded } from '../embedded/embedded.ts'
import { createRinger } from '../embedded/ringer.ts'
import { runSources } from '../embedded/run-sources.ts'
import { buildEngine, type Engine } from '../engine.ts'
import { prepareDelivery } from '../deliver/prepare-delivery.ts'
import { FINISH_WITHIN } from '../deliver/run-delivery.ts'
import { redriveJob } from '../redrive/redrive-job.ts'
import { storedAlertJson } from '../json/alert-json.ts'
import { engineLimits } from '../config/engine-limits.ts'
import { createLogger, type Logger } from '../logger.ts'
import { reloadJob } from '../reload/reload-job.ts'
import { RuleSource } from '../reload/rule-source.ts'
import { renderRuleNotes } from '../rules/render-rule-notes.ts'
import { maintenanceJob } from '../store/maintenance-job.ts'
import { renderAlertLine } from '../terminal/render-alert-line.ts'
import type { Config } from '../config/config.ts'

interface StartOptions extends PlaceOptions {
  readonly json?: boolean
  readonly once?: boolean
}

const HELP = `
What to watch, your lists and your rules stand in the configuration (tocsin.example.yml is a commented one;
\`tocsin config check\` tells everything that is wrong with yours). Alerts are printed as they open, one a line.
Ctrl-C or SIGTERM: collectors finish what they hold, everything read is handled, then the program ends. A second
Ctrl-C ends it at once; nothing is lost then either, it goes on from the last commit.
Whoever stands in the section deliver of the configuration is told of alerts of level high and critical (docs/delivery.md).
While it runs, other commands work beside it: alerts list, alerts ack, events search, status. Changes of rules and watch
lists take effect within seconds (rules.reload: false: with SIGHUP alone); what is wrong with a file stays as it was, and
\`status\` says so.`

/** Wide enough for every line. */
const WHOLE_LINE = 400

/** `tocsin start`. */
export function registerStart(program: Command, context: CliContext): void {
  const command = program
    .command('start')
    .description('collect, detect and ring, until stopped')
    .option('--once', 'read what is there, handle it, end')
    .addHelpText('after', HELP)
  withJson(withPlace(command)).action((options: StartOptions) => runStart(options, context))
}

async function runStart(options: StartOptions, context: CliContext): Promise<void> {
  const { config, file } = await loadSetup(options)
  if (config.sources.length === 0) {
    const where = file === null ? 'there is no tocsin.yml in this folder' : `${file} has no sources`
    throw new AppError(
      'CONFIG_INVALID',
      `nothing to watch: ${where}. Copy tocsin.example.yml and name your log folders, or try \`demo\` first`,
    )
  }
  const logger = createLogger({
    level: config.log.level,
    err: context.err,
    terminal: context.errTerminal,
    now: context.now,
  })
  const source = await RuleSource.open(config, file)
  const { ruleSet } = source
  let engine = buildEngine(ruleSet)
  const inEffect = (): Engine => engine
  const delivery = prepareDelivery({ config: config.deliver, file, engine: inEffect, logger, now: context.now })
  for (const note of renderRuleNotes(ruleSet, engine, context.programName)) logger.warn(note)
  // Into a file or a pipe the line is whole; a terminal gets what fits.
  const lineTerminal = context.outTerminal.isTty ? context.outTerminal : { ...context.outTerminal, width: WHOLE_LINE }
  const print = (alert: Alert): string =>
    options.json === true ? JSON.stringify(storedAlertJson(alert)) : renderAlertLine(alert, lineTerminal)
  const ring = createRinger((alert) => {
    void context.out.line(print(alert))
    void context.out.flush()
  })
  let unreadable = 0
  const once = options.once === true ? context.signal : null
  const maintenance = maintenanceJob({ config, engine: inEffect, now: context.now, once })
  const reload = reloadJob({
    source,
    engine: inEffect,
    watches: config.rules.reload && once === null,
    ...(context.hangup && once === null ? { asked: context.hangup } : {}),
    now: context.now,
  })
  const embedded = new Embedded({
    data: config.data,
    namespace: config.namespace,
    engine,
    limits: engineLimits(config.limits),
    sources: config.sources.map(({ name }) => name),
    logger,
    stop: context.signal,
    committed: (outcome) => {
      unreadable += outcome.deadLetters.length
      ring(outcome)
      delivery?.committed(outcome)
    },
    changed: (next) => (engine = next),
    jobs: [...(delivery ? [delivery.job] : []), redriveJob(inEffect, config), maintenance, reload],
  })
  logger.info('started', {
    store: config.data,
    sources: config.sources.length,
    rules: engine.rules.size + engine.stateful.length,
    rule_set: ruleSet.hash.slice(0, 12),
  })
  try {
    const isOnce = options.once === true
    await work(config, isOnce, { embedded, logger, context, unreadable: () => unreadable })
    if (isOnce) await delivery?.finish(FINISH_WITHIN, context.signal)
  } finally {
    await embedded.close()
    logger.info('stopped', { store: config.data })
  }
}

/** Runs the sources until they end or somebody stops them, then handles everything that they brought. */
async function work(
  config: Config,
  isOnce: boolean,
  {
    embedded,
    logger,
    context,
    unreadable,
  }: { embedded: Embedded; logger: Logger; context: CliContext; unreadable: () => number },
): Promise<void> {
  const sources = runSources({
    config,
    sources: config.sources,
    follow: !isOnce,
    embedded,
    logger,
    signal: context.signal,
    now: context.now,
  })
  const stopped = new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve()
    context.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const summary = await Promise.race([sources, embedded.done.then(() => sources)])
  // Sources that do not follow have ended; a service stays up for its alerts and commands until it is stopped.
  if (!isOnce) await Promise.race([stopped, embedded.done])
  await embedded.drain()
  if (isOnce) await Promise.race([stopped, embedded.done, embedded.caughtUp])
  logger.info('sources have ended', { records: summary.records, unreadable: unreadable() })
  if (unreadable() > 0) logger.warn('records could not be read; see `dead-letters list`', { records: unreadable() })
  if (isOnce && summary.problems.length > 0) {
    for (const problem of summary.problems) logger.error(`cannot read ${problem}`)
    context.exit(EXIT.unreadable)
  }
}
