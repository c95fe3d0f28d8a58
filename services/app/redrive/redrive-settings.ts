import type { Config } from '../config/config.ts'
import type { Engine } from '../engine.ts'
import type { RedriveParts } from './redrive-step.ts'

/** What the configuration says about driving records again: the type of their source and the size that is allowed today. */
export function redriveSettings(
  engine: Engine,
  { sources, limits }: Pick<Config, 'sources' | 'limits'>,
): Omit<RedriveParts, 'deadLetters'> {
  const types = new Map(sources.map(({ name, type }) => [name, type]))
  return {
    handlers: { normalizer: engine.normalizer, detector: engine.detector },
    typeOf: (source) => types.get(source),
    maxRecordBytes: limits.maxRecordBytes,
  }
}
