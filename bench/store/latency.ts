import { setTimeout as sleep } from 'node:timers/promises'
import { openPipeline } from './open-pipeline.ts'
import { createRecordSource } from './record-source.ts'

/** How latency is measured. */
export interface LatencyOptions {
  readonly directory: string
  /** records a second */
  readonly rate: number
  readonly seconds: number
  readonly seed: number
  /** seconds at the beginning that do not count: code that is not compiled yet */
  readonly warmUp: number
}

/** Milliseconds from the call that hands a record in until it is stored, its alert with it. */
export interface LatencyResult {
  readonly records: number
  readonly alerts: number
  readonly all: Percentiles
  /** of the records that an alert counts */
  readonly alerted: Percentiles
  /** CPU seconds for each second of the clock: of all threads */
  readonly load: number
}

/** Some of the milliseconds in order. */
export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** How often records are handed in. */
const TICK = 10
/** An attack every so many records: alerts all the time. */
const ATTACK_EVERY = 2_000

/**
 * Hands records in at a steady rate, as a collector that follows a stream, and measures each until the commit that it is
 * part of has ended. Late ticks are made up for, so a pipeline that cannot keep up shows.
 */
export async function latency(options: LatencyOptions): Promise<LatencyResult> {
  const { directory, rate, seconds, seed, warmUp } = options
  const count = Math.round(rate * (seconds + warmUp))
  const source = createRecordSource({ seed, count, start: Date.now(), step: 1000 / rate, attackEvery: ATTACK_EVERY })
  const waiting: { readonly end: number; readonly count: number; readonly at: number }[] = []
  const all: number[] = []
  const alerted: number[] = []
  let [handedIn, alerts, counting] = [0, 0, 0]
  const pipeline = await openPipeline(directory, (outcome) => {
    const now = performance.now()
    alerts += outcome.alerts.length
    let longest = 0
    while (waiting[0] && outcome.offset && waiting[0].end <= outcome.offset.next) {
      const { count: batch, at } = waiting.shift() ?? { count: 0, at: now }
      longest = Math.max(longest, now - at)
      if (at >= counting) for (let each = 0; each < batch; each += 1) all.push(now - at)
    }
    // Which of the commit's records it was is not known: the one that has waited longest counts.
    if (now - longest >= counting) for (let each = 0; each < outcome.hits.length; each += 1) alerted.push(longest)
  })
  try {
    const started = performance.now()
    counting = started + warmUp * 1000
    for (;;) {
      const due = Math.floor(((performance.now() - started) / 1000) * rate) - handedIn
      const records = source(Math.max(0, due))
      if (records.length > 0) {
        handedIn += records.length
        waiting.push({ end: handedIn, count: records.length, at: performance.now() })
        await pipeline.append(records)
      }
      if (handedIn >= count) break
      await sleep(TICK)
    }
    await pipeline.embedded.drain()
    const { all: cpu } = await pipeline.cpu()
    const load = cpu / 1000 / (performance.now() - started)
    return { records: all.length, alerts, all: percentiles(all), alerted: percentiles(alerted), load }
  } finally {
    await pipeline.embedded.close()
  }
}

/** Percentiles of figures in any order; zeros when there are none. */
export function percentiles(figures: readonly number[]): Percentiles {
  const sorted = figures.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999), max: sorted.at(-1) ?? 0 }
}

/** The result as a person reads it. */
export function renderLatency({ records, alerts, all, alerted, load }: LatencyResult): string {
  const line = (name: string, { p50, p95, p99, p999, max }: Percentiles): string =>
    `${name}  p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  p99 ${p99.toFixed(1)}  p99.9 ${p999.toFixed(1)}  max ${max.toFixed(1)} ms`
  return [
    `record in → stored, ${records} records, ${alerts} changes of alerts, ${load.toFixed(2)} cores busy`,
    line('all records ', all),
    line('with an alert', alerted),
    `p99 ${alerted.p99 <= 250 ? 'is' : 'IS NOT'} within 250 ms`,
  ].join('\n')
}
