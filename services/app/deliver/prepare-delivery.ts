import { readFileSync } from 'node:fs'
import { AppError } from '../../core/errors.ts'
import type { DeliverConfig } from '../config/deliver-config.ts'
import type { Engine } from '../engine.ts'
import type { Logger } from '../logger.ts'
import { createDestinations } from './create-destinations.ts'
import { readSecrets } from './read-secrets.ts'
import { createDelivery, type Delivery } from './run-delivery.ts'

/** What a delivery is prepared from. */
export interface PrepareOptions {
  readonly config: DeliverConfig
  /** the configuration's file, for messages; null when there is none */
  readonly file: string | null
  /** the engine in effect, asked anew each time */
  readonly engine: () => Pick<Engine, 'ruleOf'>
  readonly logger: Logger
  /** milliseconds since 1970 */
  readonly now: () => number
}

/**
 * Reads the secrets of the destinations from the environment and files, and sets delivery up; null when nobody is to be
 * told. Throws `CONFIG_INVALID` with every secret that is missing.
 */
export function prepareDelivery({ config, file, engine, logger, now }: PrepareOptions): Delivery | null {
  if (config.destinations.length === 0) return null
  const readFile = (name: string): string => readFileSync(name, 'utf8')
  try {
    const secrets = readSecrets(config, { env: process.env, readFile })
    const referencesOf = (ruleId: string): readonly string[] => engine().ruleOf(ruleId)?.references ?? []
    return createDelivery(config, createDestinations(config, { secrets, referencesOf, now }), logger)
  } catch (error) {
    if (!(error instanceof AppError) || file === null) throw error
    const lines = error.message.split('\n').map((line) => `${file}: ${line}`)
    throw new AppError(error.code, lines.join('\n'), { cause: error })
  }
}
