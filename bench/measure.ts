/** One benchmark's figure. */
export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** the figure as a share of the ceiling of the same run; null where that means nothing */
  readonly share: number | null
  /** smallest and largest of the rounds */
  readonly spread: readonly [number, number]
}

/** A piece of work that handles `records` records. */
export interface Work {
  readonly name: string
  readonly records: number
  readonly run: () => Promise<void> | void
}

/** How often each piece of work is done; the median counts. */
export const ROUNDS = 5

/**
 * Records per CPU-second (user and system time of the whole process, all threads), one figure per round. The pieces take
 * turns inside a round, so that a slow minute of the machine hits all of them alike.
 */
export async function measure(works: readonly Work[], rounds = ROUNDS): Promise<Map<string, number[]>> {
  const figures = new Map<string, number[]>(works.map((work) => [work.name, []]))
  for (const work of works) await work.run()
  for (let round = 0; round < rounds; round += 1) {
    for (const work of works) {
      const before = process.cpuUsage()
      await work.run()
      const used = process.cpuUsage(before)
      figures.get(work.name)?.push((work.records / (used.user + used.system)) * 1_000_000)
    }
  }
  return figures
}

/** The middle of the figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Figures as measurements, each beside the ceiling. */
export function toMeasurements(figures: ReadonlyMap<string, readonly number[]>, ceiling: string): Measurement[] {
  const top = median(figures.get(ceiling) ?? [])
  return [...figures].map(([name, rounds]) => ({
    name,
    value: Math.round(median(rounds)),
    unit: 'records/CPU-second',
    share: Number((median(rounds) / top).toFixed(3)),
    spread: [Math.round(Math.min(...rounds)), Math.round(Math.max(...rounds))],
  }))
}
