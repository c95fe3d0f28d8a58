import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InvalidArgumentError, type Command } from 'commander'
import type { Alert } from '../../core/alert.ts'
import type { BatchOutcome } from '../../core/batch-sink.ts'
import type { CliContext } from '../cli/context.ts'
import { demoDirectory } from '../cli/directories.ts'
import type { Config } from '../config/config.ts'
import { clearDemo, DEMO_POLL, demoConfig, demoPlace, type DemoPlace } from '../demo/demo-place.ts'
import { DEMO_LENGTH, demoSchedule } from '../demo/demo-schedule.ts'
import { writeDemoHistory } from '../demo/demo-history.ts'
import { closingText, ringingText, tickerText, type DemoVoice } from '../demo/demo-text.ts'
import { playSchedule } from '../demo/play-schedule.ts'
import { Embedded } from '../embedded/embedded.ts'
import { createRinger } from '../embedded/ringer.ts'
import { runSources } from '../embedded/run-sources.ts'
import { buildEngine } from '../engine.ts'
import { redriveJob } from '../redrive/redrive-job.ts'
import { createLogger, type Logger } from '../logger.ts'
import { loadRules } from '../rules/load-rules.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { paint } from '../terminal/paint.ts'
import { printable } from '../terminal/printable.ts'
import { StatusLine } from '../terminal/status-line.ts'

interface DemoOptions {
  readonly once?: boolean
  readonly seed: number
  readonly data?: string
}

/** `tocsin demo`, which is what `npm start` runs. */
export function registerDemo(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('an attack on a demo company, live, through the real pipeline; needs nothing')
    .option('--once', 'play it at full speed and end')
    .option('--seed <number>', 'another company, another day', parseSeed, 1)
    .option('-d, --data <folder>', 'where to keep its logs and its store; what a demo left there before is deleted')
    .action((options: DemoOptions) => runDemo(options, context))
}

function parseSeed(text: string): number {
  const seed = Number(text)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new InvalidArgumentError('it must be a whole number.')
  return seed
}

async function runDemo(options: DemoOptions, context: CliContext): Promise<void> {
  const { out, outTerminal, programName } = context
  const standard = demoDirectory(process.env)
  const place = demoPlace(path.resolve(options.data ?? standard))
  const option = place.directory === standard ? '' : ` --data ${place.directory}`
  const voice: DemoVoice = { terminal: outTerminal, programName, place: option }
  await out.line(
    `${paint('Tocsin', ['bold'], outTerminal)} watches a demo company: its AWS accounts on a usual day, until somebody uses a stolen key.`,
  )
  await out.flush()
  await clearDemo(place)
  const config = demoConfig(place)
  const engine = buildEngine(await loadRules(config, { dirs: [], builtin: true }))
  await out.line(
    `${formatNumberOf(engine.rules.size + engine.stateful.length, 'rule')}, about a minute. Ctrl-C ends it; what was seen stays in ${place.directory}`,
  )
  await out.flush()
  const watch = createWatch(voice, context)
  const logger = createLogger({ level: 'warn', err: context.err, terminal: context.errTerminal, now: context.now })
  const { data, namespace } = config
  const jobs = [redriveJob(() => engine, config)]
  const embedded = new Embedded({
    data,
    namespace,
    engine,
    sources: config.sources.map(({ name: source }) => source),
    logger,
    committed: watch.committed,
    jobs,
    stop: context.signal,
  })
  try {
    await play({ isOnce: options.once === true, seed: options.seed, config, place, embedded, logger, context })
  } finally {
    watch.stop()
    await embedded.close()
  }
  await out.line(closingText(watch.tally(), place.logs, voice))
}

/** Tells what the pipeline commits: alerts as they open, and between them a line that shows that the company lives. */
function createWatch(
  voice: DemoVoice,
  context: CliContext,
): {
  readonly committed: (outcome: BatchOutcome) => void
  readonly tally: () => { events: number; alerts: readonly Alert[] }
  readonly stop: () => void
} {
  const started = performance.now()
  const line = new StatusLine(context.outTerminal, (text) => void process.stdout.write(text))
  const alerts: Alert[] = []
  let events = 0
  const ring = createRinger((alert) => {
    alerts.push(alert)
    line.clear()
    void context.out.line(ringingText(alert, voice))
    void context.out.flush()
  })
  return {
    committed: (outcome) => {
      const last = outcome.events.at(-1)
      const latest = last ? `${last.keys.action} by ${last.keys.actorName || last.keys.actorId}` : ''
      if (events === 0 && last)
        void context.out.line(`The day has begun, the first events are in: ${printable(latest)} …\n`)
      void context.out.flush()
      events += outcome.events.length
      ring(outcome)
      line.show(tickerText({ events, alerts }, printable(latest), performance.now() - started, context.outTerminal))
    },
    tally: () => ({ events, alerts }),
    stop: () => line.clear(),
  }
}

interface Play {
  readonly isOnce: boolean
  readonly seed: number
  readonly config: Config
  readonly place: DemoPlace
  readonly embedded: Embedded
  readonly logger: Logger
  readonly context: CliContext
}

/** Writes the company's trail as it happens while the collector follows the file, then waits until all of it is handled. */
async function play({ isOnce, seed, config, place, embedded, logger, context }: Play): Promise<void> {
  const start = Math.floor(context.now() / 1000) * 1000 - (isOnce ? DEMO_LENGTH : 0)
  const days = await writeDemoHistory(place.history, seed, start)
  await context.out.line(
    `${formatNumberOf(days.records, 'record')} of the ${days.days} days before teach the rules what is usual here.\n`,
  )
  const over = new AbortController()
  const signal = AbortSignal.any([context.signal, over.signal])
  const options = { config, sources: config.sources, embedded, logger, now: context.now }
  const collecting = isOnce ? null : runSources({ ...options, follow: true, signal })
  collecting?.catch(() => over.abort())
  embedded.done.catch(() => over.abort())
  const write = (records: readonly string[]): Promise<void> =>
    appendFile(place.file, `${records.join('\n')}\n`, { mode: 0o600 })
  const wait = (milliseconds: number): Promise<void> => sleep(milliseconds, undefined, { signal })
  try {
    const speed = isOnce ? Number.POSITIVE_INFINITY : 1
    await playSchedule(demoSchedule(seed, start), { speed }, { now: () => performance.now(), sleep: wait, write })
    if (!isOnce) await wait(3 * DEMO_POLL)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  over.abort()
  await (collecting ?? runSources({ ...options, follow: false, signal: context.signal }))
  await embedded.drain()
  if (!context.signal.aborted) await Promise.race([embedded.caughtUp, embedded.done])
}
