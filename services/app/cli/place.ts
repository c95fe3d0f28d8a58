import { openReader, type SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import { AppError } from '../../core/errors.ts'
import { demoDirectory } from './directories.ts'
import type { CliContext } from './context.ts'
import type { PlaceOptions } from './options.ts'
import { loadSetup } from './setup.ts'

/**
 * Opens the store that the options name. When nothing is named and there is no store yet but the demo left one, that one is
 * opened, and standard error says so.
 */
export async function openReaderFor(options: PlaceOptions, context: CliContext): Promise<SqliteReader> {
  return openReader(await storeDirectory(options, context))
}

/** The folder of the store that {@link openReaderFor} opens. */
export async function storeDirectory(options: PlaceOptions, context: CliContext): Promise<string> {
  const { config, file } = await loadSetup(options)
  const isChosen = options.data !== undefined || file !== null
  if (isChosen || isStore(config.data)) return config.data
  const demo = demoDirectory(process.env)
  if (!isStore(demo)) return config.data
  await context.err.line(`no store of your own yet: showing what the demo left in ${demo}`)
  return demo
}

function isStore(directory: string): boolean {
  try {
    openReader(directory).close()
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'STORE_MISSING') return false
    // One that waits for its migration: whoever opens it says so, and a backup does not mind.
    if (error instanceof AppError && error.code === 'STORE_VERSION') return true
    throw error
  }
}
