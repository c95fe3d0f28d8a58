import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../core/errors.ts'
import type { Config } from '../config/config.ts'
import type { Job } from '../embedded/embedded.ts'
import type { Engine } from '../engine.ts'
import { redriveWaiting, type RedriveContext } from './redrive.ts'
import { redriveSettings } from './redrive-settings.ts'

const POLL = 500
const PAUSE_AFTER_FAILURE = 5000

/** Does the redrives that people ask a running process for. `engine` is asked anew in every step. */
export function redriveJob(engine: () => Engine, config: Pick<Config, 'sources' | 'limits'>): Job {
  return async ({ store, pipeline, logger, signal }) => {
    const context: RedriveContext = {
      ...redriveSettings(engine(), config),
      get handlers() {
        return engine()
      },
      deadLetters: store.deadLetters,
      commands: store.commands,
      apply: pipeline.apply.bind(pipeline),
      signal,
    }
    while (!signal.aborted) {
      let pause = POLL
      try {
        await redriveWaiting(context)
      } catch (error) {
        logger.warn('dead letters could not be driven again yet', { error: messageOf(error) })
        pause = PAUSE_AFTER_FAILURE
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined)
    }
  }
}
