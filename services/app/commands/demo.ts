import { appendFile, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { writerOf } from '../../adapters/sqlite/store-lock.ts'
import type { Alert } from '../../core/alert.ts'
import { AppError } from '../../core/errors.ts'
import { isAtLeast } from '../../core/rule.ts'
import { demoDirectory } from '../cli/directories.ts'
import type { CliContext } from '../cli/context.ts'
import { defaultConfig } from '../config/build-config.ts'
import type { Config } from '../config/config.ts'
import { ACCOUNTS, USUAL_REGIONS } from '../demo/company.ts'
import { DEMO_LENGTH, demoSchedule } from '../demo/demo-schedule.ts'
import { playSchedule } from '../demo/play-schedule.ts'
import { Embedded } from '../embedded/embedded.ts'
import { createRinger } from '../embedded/ringer.ts'
import { runSources } from '../embedded/run-sources.ts'
import { buildEngine } from '../engine.ts'
import { createLogger } from '../logger.ts'
import { loadRules } from '../rules/load-rules.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { paint } from '../terminal/paint.ts'
import { renderRinging } from '../terminal/render-alert.ts'
import { renderAlertLine } from '../terminal/render-alert-line.ts'

interface DemoOptions {
  readonly once?: boolean
  readonly seed: string
  readonly data?: string
}

/** How often the collector looks for new lines: quick, because somebody watches. */
const POLL = 200

/** `tocsin demo`, which is what `npm start` runs. */
export function registerDemo(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('an attack on a demo company, live, through the real pipeline; needs nothing')
    .option('--once', 'play it at full speed and end')
    .option('--seed <number>', 'another company, another day', '1')
    .option('-d, --data <folder>', 'where to keep its logs and its store; what a demo left there before is deleted')
    .action((options: DemoOptions) => runDemo(options, context))
}

/** A count of what happened, for the end. */
interface Tally {
  events: number
  readonly alerts: Alert[]
}

async function runDemo(options: DemoOptions, context: CliContext): Promise<void> {
  const directory = path.resolve(options.data ?? demoDirectory(process.env))
  const logs = path.join(directory, 'logs')
  await context.out.line(
    `${paint('Tocsin', ['bold'], context.outTerminal)} watches a demo company: its AWS accounts on a usual day, until somebody uses a stolen key.`,
  )
  await context.out.flush()
  await clearDemo(directory, logs)
  const config = demoConfig(directory, logs)
  const engine = buildEngine(await loadRules(config, { dirs: [], builtin: true }))
  await context.out.line(
    `${formatNumberOf(engine.rules.size, 'rule')}, about a minute. Ctrl-C ends it; what was seen stays in ${directory}\n`,
  )
  await context.out.flush()
  const tally: Tally = { events: 0, alerts: [] }
  const ring = createRinger((alert) => {
    tally.alerts.push(alert)
    void context.out.line(ringing(alert, placeOption(directory), context))
    void context.out.flush()
  })
  const logger = createLogger({ level: 'warn', err: context.err, terminal: context.errTerminal, now: context.now })
  const embedded = new Embedded({
    data: directory,
    namespace: config.namespace,
    engine,
    logger,
    committed: (outcome) => {
      tally.events += outcome.events.length
      ring(outcome)
    },
  })
  try {
    await play({ isOnce: options.once === true, seed: Number(options.seed), config, logs, embedded, logger, context })
  } finally {
    await embedded.close()
  }
  await context.out.line(closing(tally, directory, logs, context))
}

/** Deletes what an earlier demo left, and nothing else. */
async function clearDemo(directory: string, logs: string): Promise<void> {
  const writer = writerOf(directory)
  if (writer !== null)
    throw new AppError(
      'STORE_LOCKED',
      `a demo runs already in ${directory} (process ${writer}): end it first, or use --data`,
    )
  for (const name of ['tocsin.db', 'tocsin.db-wal', 'tocsin.db-shm'])
    await rm(path.join(directory, name), { force: true })
  await rm(path.join(logs, LOG_FILE), { force: true })
  await mkdir(logs, { recursive: true, mode: 0o700 })
}

/** The one file that the demo company's trail is written to. */
const LOG_FILE = 'cloudtrail.ndjson'

function demoConfig(directory: string, logs: string): Config {
  const config = defaultConfig({ directory, env: process.env })
  const lists = new Map(config.lists)
  lists.set('usual_regions', USUAL_REGIONS)
  lists.set(
    'own_accounts',
    ACCOUNTS.map((account) => account.id),
  )
  const source = {
    name: 'demo',
    collector: 'files',
    type: 'aws/cloudtrail',
    paths: [logs],
    follow: true,
    poll: POLL,
  } as const
  return { ...config, data: directory, lists, sources: [source] }
}

interface Play {
  readonly isOnce: boolean
  readonly seed: number
  readonly config: Config
  readonly logs: string
  readonly embedded: Embedded
  readonly logger: ReturnType<typeof createLogger>
  readonly context: CliContext
}

/** Writes the company's trail as it happens while the collector follows the file, then waits until all of it is handled. */
async function play({ isOnce, seed, config, logs, embedded, logger, context }: Play): Promise<void> {
  const start = Math.floor(context.now() / 1000) * 1000 - (isOnce ? DEMO_LENGTH : 0)
  const schedule = demoSchedule(seed, start)
  const file = path.join(logs, LOG_FILE)
  const over = new AbortController()
  const signal = AbortSignal.any([context.signal, over.signal])
  const options = { config, sources: config.sources, embedded, logger, now: context.now }
  const collecting = isOnce ? null : runSources({ ...options, follow: true, signal })
  collecting?.catch(() => over.abort())
  const write = (records: readonly string[]): Promise<void> =>
    appendFile(file, `${records.join('\n')}\n`, { mode: 0o600 })
  const wait = (milliseconds: number): Promise<void> => sleep(milliseconds, undefined, { signal })
  try {
    await playSchedule(schedule, { speed: isOnce ? Infinity : 1 }, { now: () => performance.now(), sleep: wait, write })
    if (!isOnce) await wait(3 * POLL)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  over.abort()
  await (collecting ?? runSources({ ...options, follow: false, signal: context.signal }))
  await embedded.drain()
}

/** A serious alert as a block, others as a line. */
function ringing(alert: Alert, place: string, { outTerminal, programName }: CliContext): string {
  if (!isAtLeast(alert.rule.level, 'high')) return `${renderAlertLine(alert, outTerminal)}\n`
  return `${renderRinging(alert, outTerminal, `${programName} alerts show${place} ${alert.id.slice(0, 8)}`)}\n`
}

/** What must be added to a command so that it finds the demo's store. */
function placeOption(directory: string): string {
  return directory === demoDirectory(process.env) ? '' : ` --data ${directory}`
}

function closing(tally: Tally, directory: string, logs: string, { programName, outTerminal }: CliContext): string {
  const serious = tally.alerts.filter((alert) => isAtLeast(alert.rule.level, 'high')).length
  const place = placeOption(directory)
  return [
    '',
    paint(
      `${formatNumberOf(tally.events, 'event')}, ${formatNumberOf(tally.alerts.length, 'alert')}, ${serious} of them serious.`,
      ['bold'],
      outTerminal,
    ),
    '',
    'Look at it again:',
    `  ${programName} alerts list${place}`,
    `  ${programName} alerts show${place} ${tally.alerts[0]?.id.slice(0, 8) ?? 'ID'}`,
    `  ${programName} events search${place} 'tocsin.error.class:authorization'`,
    `  ${programName} hunt ${logs}`,
    '',
    'Point it at your own logs:',
    `  ${programName} hunt ./AWSLogs              a folder of CloudTrail files, offline`,
    `  ${programName} start                       watch folders: copy tocsin.example.yml to tocsin.yml first`,
    `  ${programName} --help`,
  ].join('\n')
}
