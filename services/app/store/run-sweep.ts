import { setTimeout as sleep } from 'node:timers/promises'
import type { Sweep } from '../../core/retention-store.ts'

/** How fast a sweep goes. */
export interface SweepPace {
  /** how long one step may hold up everybody else, in milliseconds: its size is adjusted to that */
  readonly stepMs: number
  /** after a step, so many times its length is left to others */
  readonly rest: number
}

/** For what is merely old: three quarters of the time are left to others. */
export const GENTLE: SweepPace = { stepMs: 12, rest: 3 }

/** For a store that has outgrown its budget: as much time for others as for us. */
export const BRISK: SweepPace = { stepMs: 20, rest: 1 }

/** For one that outgrows it further while we remove. */
export const URGENT: SweepPace = { stepMs: 60, rest: 0.25 }

const FIRST_SIZE = 64
const LEAST_SIZE = 8
const MOST_SIZE = 4096
const LONGEST_REST = 200

/** How {@link runSweep} works. */
export interface RunSweepOptions {
  /** asked before each step */
  readonly pace: () => SweepPace
  readonly signal: AbortSignal
  /** asked after each step; true ends the sweep */
  readonly isEnough?: () => Promise<boolean> | boolean
  /** milliseconds, only going forward */
  readonly clock?: () => number
}

/** Runs a sweep step by step until it is done, enough or aborted. Gives how many things were removed. */
export async function runSweep(
  sweep: Sweep,
  { pace, signal, isEnough = () => false, clock = () => performance.now() }: RunSweepOptions,
): Promise<number> {
  let size = FIRST_SIZE
  let removed = 0
  while (!signal.aborted) {
    const { stepMs, rest } = pace()
    const started = clock()
    const step = await sweep.step(size)
    const took = clock() - started
    removed += step.removed
    if (step.isDone || (await isEnough())) break
    // A step that found little to remove says nothing about how long a full one takes.
    // Between the two it stays: every step has a part that does not depend on its size, and on a busy machine some are late.
    if (took > stepMs * 2) size = Math.max(LEAST_SIZE, Math.floor(size / 2))
    else if (took < stepMs && step.removed >= size / 2) size = Math.min(MOST_SIZE, size * 2)
    await sleep(Math.min(took * rest, LONGEST_REST), undefined, { signal }).catch(() => undefined)
  }
  return removed
}
