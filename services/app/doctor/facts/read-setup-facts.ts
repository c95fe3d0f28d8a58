import { messageOf } from '../../../core/errors.ts'
import type { PlaceOptions } from '../../cli/options.ts'
import { configFile, readConfig } from '../../cli/setup.ts'
import type { Config } from '../../config/config.ts'
import type { ConfigurationFacts } from '../checks/check-configuration.ts'

/** The configuration as far as it can be had. */
export interface SetupFacts {
  readonly configuration: ConfigurationFacts
  /** null when the file cannot be read or has problems */
  readonly config: Config | null
}

/** Reads the configuration that the options name. Never throws for what is wrong with it. */
export function readSetupFacts(options: PlaceOptions): SetupFacts {
  const file = configFile(options)
  const facts: ConfigurationFacts = { file, unreadable: null, problems: [], sources: [] }
  try {
    const loaded = readConfig(file)
    if ('problems' in loaded) return { configuration: { ...facts, problems: loaded.problems }, config: null }
    const { config } = loaded
    return { configuration: { ...facts, sources: config.sources.map(({ name }) => name) }, config }
  } catch (error) {
    return { configuration: { ...facts, unreadable: messageOf(error) }, config: null }
  }
}
