/** One benchmark's figure. */
export interface Measurement {
  /** the set of records */
  readonly shape: string
  readonly name: string
  readonly value: number
  readonly unit: string
  /** the figure as a share of the ceiling of the same run; null where that means nothing */
  readonly share: number | null
  /** smallest and largest of the rounds */
  readonly spread: readonly [number, number]
}

/** A piece of work on records. */
export interface Work {
  readonly name: string
  /** what it does, for a person */
  readonly about: string
  /** how many records it must handle; another result of {@link run} is an error */
  readonly records: number
  /** does the work once and gives how many records it has handled */
  readonly run: () => Promise<number> | number
  /** clears away what `run` left; not measured */
  readonly after?: () => Promise<void>
}

/** One piece of work's figures in records per second, one for each round. */
export interface Figures {
  /** per second of CPU: user and system time of the whole process, all threads */
  readonly cpu: number[]
  /** per second of the clock on the wall */
  readonly wall: number[]
}

/** How often each piece of work is done; the median counts. */
export const ROUNDS = 5

/**
 * Does every piece of work once to warm up, then `rounds` times. The pieces take turns inside a round, so that a slow
 * minute of the machine hits all of them alike. Throws when a piece did not handle all of its records.
 */
export async function measure(
  works: readonly Work[],
  rounds: number,
  begun: (work: Work, round: number) => void,
): Promise<Map<string, Figures>> {
  const figures = new Map<string, Figures>(works.map(({ name }) => [name, { cpu: [], wall: [] }]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const work of works) {
      begun(work, round)
      const { cpu, wall } = await once(work)
      if (round === 0) continue
      figures.get(work.name)?.cpu.push(cpu)
      figures.get(work.name)?.wall.push(wall)
    }
  }
  return figures
}

async function once(work: Work): Promise<{ cpu: number; wall: number }> {
  const started = performance.now()
  const before = process.cpuUsage()
  const handled = await work.run()
  const used = process.cpuUsage(before)
  const elapsed = performance.now() - started
  await work.after?.()
  if (handled !== work.records) throw new Error(`${work.name} handled ${handled} of ${work.records} records`)
  return { cpu: (handled / (used.user + used.system)) * 1_000_000, wall: (handled / elapsed) * 1000 }
}

/** The middle of the figures; of an even number the lower of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** For every piece of work one measurement by CPU time, beside the ceiling, then one by the clock, in the same order. */
export function toMeasurements(shape: string, figures: ReadonlyMap<string, Figures>, ceiling: string): Measurement[] {
  const measurement = (name: string, unit: string, rounds: readonly number[], share: number | null): Measurement => {
    const spread = [Math.round(Math.min(...rounds)), Math.round(Math.max(...rounds))] as const
    return { shape, name, value: Math.round(median(rounds)), unit, share, spread }
  }
  const top = median(figures.get(ceiling)?.cpu ?? [])
  const byCpu = [...figures].map(([name, { cpu }]) =>
    measurement(name, 'records/CPU-second', cpu, Number((median(cpu) / top).toFixed(3))),
  )
  return [...byCpu, ...[...figures].map(([name, { wall }]) => measurement(name, 'records/second', wall, null))]
}
