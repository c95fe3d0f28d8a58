import { setTimeout as sleep } from 'node:timers/promises'
import type { BatchOutcome } from '../../core/batch-sink.ts'
import type { Destination } from '../../core/destination.ts'
import { messageOf } from '../../core/errors.ts'
import { Deliverer, type Clock } from '../../deliver/deliverer.ts'
import type { DeliverConfig } from '../config/deliver-config.ts'
import type { Job } from '../embedded/embedded.ts'
import type { Logger } from '../logger.ts'
import { logNews } from './log-news.ts'

/** Telling people, as the program runs it. */
export interface Delivery {
  /** to be passed to `Embedded` */
  readonly job: Job
  /** to be called after every commit: what it put into the outbox leaves at once */
  readonly committed: (outcome: BatchOutcome) => void
  /**
   * Resolves when nothing waits any more, `limit` milliseconds have passed or would pass without anything to do, or `signal`
   * aborts. Says in the log what is left for the next start.
   */
  readonly finish: (limit: number, signal: AbortSignal) => Promise<void>
}

/** How long `start --once` waits for deliveries before it ends, in milliseconds. */
export const FINISH_WITHIN = 20_000

const FINISH_POLL = 50

/** The machine's clock. */
const clock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Sets up telling these destinations; nothing is sent before the job runs. */
export function createDelivery(
  config: Pick<DeliverConfig, 'minLevel' | 'maxAge' | 'maxEventAge'>,
  destinations: readonly Destination[],
  logger: Logger,
): Delivery {
  let deliverer: Deliverer | null = null
  return {
    job: async ({ store, pipeline, signal }) => {
      const { minLevel, maxAge, maxEventAge } = config
      const news = (event: Parameters<typeof logNews>[0]): void => logNews(event, logger)
      const alerts = (ids: readonly string[]): ReturnType<typeof store.sink.alerts> => store.sink.alerts(ids)
      const parts = { store: store.outbox, alerts, destinations, clock, random: Math.random, tell: news }
      deliverer = new Deliverer({ ...parts, minLevel, maxAge, maxEventAge })
      await deliverer.run(signal)
      // What was learned last would else stand on the alert only after the next start.
      await pipeline.applyCommands().catch((error: unknown) => {
        logger.warn('commands could not be applied yet', { error: messageOf(error) })
      })
    },
    committed: ({ outbox }) => {
      if (outbox.length > 0) deliverer?.wake()
    },
    finish: async (limit, signal) => {
      const working = deliverer
      if (!working) return
      const end = clock.now() + limit
      while (clock.now() < end && !signal.aborted && (await working.idleUntil()) < end) await sleep(FINISH_POLL)
      const waiting = await working.waiting()
      if (waiting > 0) logger.warn('some could not be told yet; the next start goes on', { waiting })
    },
  }
}
