import { median } from '../measure.ts'

/** CPU of one piece of work, microseconds a record. */
export interface Cost {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Something that is done to all records, once with and once without what is measured. */
export interface Pair {
  readonly name: string
  readonly records: number
  /** everything around the measured part */
  readonly without: () => void
  readonly with: () => void
}

/**
 * What the measured part of each pair costs a record: `with` less `without`, of user and system time of the whole process.
 * All pairs take turns in every round, so that a slow minute of the machine hits them alike; two rounds warm up.
 */
export function measurePairs(pairs: readonly Pair[], rounds: number): ReadonlyMap<string, Cost> {
  const figures = new Map<string, number[]>(pairs.map(({ name }) => [name, []]))
  for (let round = -2; round < rounds; round += 1) {
    for (const pair of pairs) {
      const without = cpuOf(pair.without)
      const cost = (cpuOf(pair.with) - without) / pair.records
      if (round >= 0) figures.get(pair.name)?.push(cost)
    }
  }
  return new Map([...figures].map(([name, costs]) => [name, costOf(costs)]))
}

/** CPU of the process while `work` ran, microseconds. */
export function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** Bytes on the heap, after everything that can go has gone. Needs `--expose-gc`; NaN without it. */
export function heapUsed(): number {
  if (!globalThis.gc) return Number.NaN
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}

function costOf(costs: readonly number[]): Cost {
  return { median: median(costs), least: Math.min(...costs), most: Math.max(...costs) }
}
