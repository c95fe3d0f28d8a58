import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, messageOf } from '../../core/errors.ts'
import type { Logger } from '../logger.ts'

/** Who waits, and for how long. */
export interface UntilTakenOptions {
  /** for the log: `a collector` */
  readonly who: string
  readonly logger: Pick<Logger, 'error'>
  /** aborted when the program ends: then nothing is tried again */
  readonly signal: AbortSignal
  /** aborted when somebody wants it to end: then a few more times */
  readonly stop: AbortSignal | null
}

const SHORTEST_PAUSE = 1000
const LONGEST_PAUSE = 30_000
/** How often something is tried again after somebody wants the program to end. */
const LAST_TRIES = 2

/**
 * Does the work; what may pass (a full disk, a busy store) is tried again with growing pauses until it succeeds or we stop;
 * who wants the program to end need not wait for room on the disk. Anything else is thrown.
 */
export async function untilTaken(
  work: () => Promise<void>,
  { who, logger, signal, stop }: UntilTakenOptions,
): Promise<void> {
  let pause = SHORTEST_PAUSE
  for (let lastTries = 0; ;) {
    const started = performance.now()
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AppError) || !error.retryable || signal.aborted) throw error
      if (stop?.aborted === true) {
        if (lastTries === LAST_TRIES) throw error
        lastTries += 1
        pause = SHORTEST_PAUSE
      }
      if (performance.now() - started > LONGEST_PAUSE) pause = SHORTEST_PAUSE
      logger.error(`${who} waits and tries again`, { error: messageOf(error), seconds: pause / 1000 })
      await wait(pause, signal, stop)
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    }
  }
}

/** Waits, less long when somebody begins to want the program to end. */
async function wait(milliseconds: number, signal: AbortSignal, stop: AbortSignal | null): Promise<void> {
  const isAsked = stop === null || stop.aborted
  const waking = isAsked ? signal : AbortSignal.any([signal, stop])
  await sleep(milliseconds, undefined, { signal: waking }).catch(() => undefined)
}
