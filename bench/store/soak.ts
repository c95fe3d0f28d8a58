import { setImmediate as breathe } from 'node:timers/promises'
import { renderTable, type Cell } from '../../services/app/terminal/render-table.ts'
import type { Terminal } from '../../services/app/terminal/terminal.ts'
import { openPipeline } from './open-pipeline.ts'
import { createRecordSource } from './record-source.ts'

/** How a soak runs. */
export interface SoakOptions {
  readonly directory: string
  readonly records: number
  readonly seed: number
  /** event time of the first record and length of the time that all of them span, milliseconds */
  readonly start: number
  readonly span: number
}

/** The memory of the process after so many records, in MB, and how quick the last of them were. */
export interface SoakSample {
  readonly records: number
  readonly rss: number
  readonly heap: number
  /** outside of the heap of the main thread: buffers of all threads */
  readonly external: number
  readonly alerts: number
  readonly seconds: number
}

/** What a soak found. */
export interface SoakResult {
  readonly samples: readonly SoakSample[]
  /** microseconds of CPU a record: of all threads, of the main one, of the reading one */
  readonly cpu: { readonly all: number; readonly main: number; readonly thread: number }
  /** records a second by the clock, those of the generator's time included */
  readonly rate: number
  /** how much larger the largest RSS of the last quarter is than the largest of the second, as a share */
  readonly growth: number
}

const APPENDED = 500
/** So many records may wait in the raw log. */
const AHEAD = 20_000
const SAMPLES = 20
const ATTACK_EVERY = 20_000

/** Sends records through the pipeline and watches the memory of the process. Throws when a record was lost. */
export async function soak(options: SoakOptions, sampled: (sample: SoakSample) => void): Promise<SoakResult> {
  const { directory, records, seed, start, span } = options
  const source = createRecordSource({ seed, count: records, start, step: span / records, attackEvery: ATTACK_EVERY })
  const samples: SoakSample[] = []
  let [events, alerts, appended] = [0, 0, 0]
  const started = performance.now()
  const isAhead = (): boolean => appended - events > AHEAD
  const sample = (): void => {
    const { rss, heapUsed, external } = process.memoryUsage()
    const taken = { records: events, rss: mb(rss), heap: mb(heapUsed), external: mb(external), alerts }
    samples.push({ ...taken, seconds: (performance.now() - started) / 1000 })
    sampled(samples.at(-1) ?? { ...taken, seconds: 0 })
  }
  const pipeline = await openPipeline(directory, (outcome) => {
    events += outcome.events.length
    alerts += outcome.alerts.filter(({ version }) => version === 1).length
    if (events >= ((samples.length + 1) * records) / SAMPLES) sample()
  })
  try {
    for (;;) {
      const made = source(APPENDED)
      if (made.length === 0) break
      await pipeline.append(made)
      appended += made.length
      while (isAhead()) await breathe()
    }
    await pipeline.embedded.drain()
    const { all, main, thread } = await pipeline.cpu()
    if (events !== records) throw new Error(`${events} of ${records} events were stored`)
    const cpu = { all: all / records, main: main / records, thread: thread / records }
    const rate = records / ((performance.now() - started) / 1000)
    return { samples, cpu, rate, growth: growthOf(samples) }
  } finally {
    await pipeline.embedded.close()
  }
}

/** The result as a person reads it. */
export function renderSoak(
  { samples, cpu, rate, growth }: SoakResult,
  terminal: Pick<Terminal, 'width' | 'color'>,
): string {
  const columns = [
    { title: 'records' },
    { title: 'rss MB' },
    { title: 'heap MB' },
    { title: 'external MB' },
    { title: 'alerts' },
    { title: 'records/s' },
  ]
  let before = { records: 0, seconds: 0 }
  const rows = samples.map((sample): Cell[] => {
    const { records, rss, heap, external, alerts, seconds } = sample
    const lately = Math.round((records - before.records) / (seconds - before.seconds))
    before = sample
    return [records, Math.round(rss), Math.round(heap), Math.round(external), alerts, lately]
  })
  const verdict = growth <= 0.1 ? 'flat' : 'NOT FLAT'
  return [
    renderTable(columns, rows, terminal),
    '',
    `memory: the last quarter's largest is ${(growth * 100).toFixed(1)} % above the second's: ${verdict} (10 % allowed)`,
    `CPU a record: ${cpu.all.toFixed(1)} µs, of which ${cpu.main.toFixed(1)} in the main thread (the generator included), ${cpu.thread.toFixed(1)} in the reading thread`,
    `by the clock: ${Math.round(rate)} records/s, the generator included`,
  ].join('\n')
}

function growthOf(samples: readonly SoakSample[]): number {
  const quarter = (from: number): number => {
    const part = samples.slice(Math.floor(samples.length * from), Math.floor(samples.length * (from + 0.25)))
    return Math.max(...part.map(({ rss }) => rss))
  }
  return quarter(0.75) / quarter(0.25) - 1
}

function mb(bytes: number): number {
  return bytes / 1_000_000
}
