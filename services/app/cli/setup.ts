import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppError, messageOf } from '../../core/errors.ts'
import type { Config } from '../config/config.ts'
import { renderConfigProblems } from '../config/config-problem.ts'
import { loadConfig, type LoadedConfig } from '../config/load-config.ts'
import type { PlaceOptions } from './options.ts'

/** The configuration in effect. */
export interface Setup {
  readonly config: Config
  /** the file it came from; null when there is none and everything is at its default */
  readonly file: string | null
}

/** The file that is taken when none is named. */
export const DEFAULT_CONFIG_FILE = 'tocsin.yml'

/** The file that the options name, else `tocsin.yml` of this folder, else none. */
export function configFile(options: PlaceOptions): string | null {
  if (options.config !== undefined) return options.config
  return existsSync(DEFAULT_CONFIG_FILE) ? DEFAULT_CONFIG_FILE : null
}

/** Reads a configuration file; what is wrong with its content is in the result. Throws `CONFIG_NOT_FOUND`. */
export function readConfig(file: string | null): LoadedConfig {
  const readFile = (name: string): string => readFileSync(name, 'utf8')
  if (file === null) return loadConfig('', { file: DEFAULT_CONFIG_FILE, env: process.env, readFile })
  let text: string
  try {
    text = readFile(file)
  } catch (error) {
    throw new AppError('CONFIG_NOT_FOUND', `cannot read the configuration ${file}: ${messageOf(error)}`, {
      cause: error,
    })
  }
  return loadConfig(text, { file, env: process.env, readFile })
}

/** The configuration that the options ask for. Throws `CONFIG_INVALID` with all problems in its message. */
export async function loadSetup(options: PlaceOptions): Promise<Setup> {
  const file = configFile(options)
  const loaded = readConfig(file)
  if ('problems' in loaded) throw new AppError('CONFIG_INVALID', renderConfigProblems(loaded.problems))
  const { config } = loaded
  return { config: options.data === undefined ? config : { ...config, data: path.resolve(options.data) }, file }
}
