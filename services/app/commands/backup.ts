import path from 'node:path'
import type { Command } from 'commander'
import { backupStore } from '../../adapters/sqlite/backup-store.ts'
import { openReader } from '../../adapters/sqlite/open-reader.ts'
import { AppError } from '../../core/errors.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import { formatBytes, formatCount, formatDuration, formatNumberOf } from '../terminal/format.ts'
import { StatusLine } from '../terminal/status-line.ts'
import { printable } from '../terminal/printable.ts'

interface BackupCommandOptions extends PlaceOptions {
  readonly json?: boolean
  readonly force?: boolean
}

const HELP = `
Copies the whole store (events, alerts, dead letters, raw records, reading positions) as it stands at this moment into
one compact file, while \`start\` runs or not. The file appears under its name only when it is complete and was read
whole; it is for your eyes only (mode 0600), as the store is. Configuration and rules are not in it.
  tocsin backup /backups/tocsin-$(date +%F).db
  tocsin restore /backups/tocsin-2026-03-14.db --data ./tocsin-data
Not a backup: copying tocsin.db while something runs on it. What was written last stands in a second file.`

/** `tocsin backup`. */
export function registerBackup(program: Command, context: CliContext): void {
  const command = program
    .command('backup')
    .argument('<file>', 'the file to write')
    .description('copies the store into one file, also while start runs')
    .option('-f, --force', 'replace a file that is there')
    .addHelpText('after', HELP)
  withJson(withPlace(command)).action((file: string, options: BackupCommandOptions) =>
    runBackup(file, options, context),
  )
}

async function runBackup(name: string, options: BackupCommandOptions, context: CliContext): Promise<void> {
  const file = path.resolve(name)
  const directory = await storeDirectory(options, context)
  const most = usedBytes(directory)
  const about = most === null ? '' : ` of ${formatBytes(most)} at most`
  const started = performance.now()
  const status = new StatusLine(context.errTerminal, (text) => void process.stderr.write(text))
  const { bytes, events, alerts, version } = await backupStore(directory, file, {
    force: options.force === true,
    signal: context.signal,
    begun: () => {
      void context.err.line(`backing up ${printable(directory)} to ${printable(file)}`)
      void context.err.flush()
    },
    progress: (written) => status.show(`${formatBytes(written)}${about}`),
  }).finally(() => status.clear())
  if (options.json === true) {
    await context.out.line(JSON.stringify({ file, bytes, version, events, alerts }))
    return
  }
  const took = formatDuration(performance.now() - started)
  const what = `${formatNumberOf(events, 'event')}, ${formatNumberOf(alerts, 'alert')}`
  await context.out.line(
    `${printable(file)}: ${formatBytes(bytes)}, ${what}, store version ${formatCount(version)}, checked (${took})`,
  )
}

/** What the store uses of its file; null for one that waits for its migration. */
function usedBytes(directory: string): number | null {
  try {
    const reader = openReader(directory)
    try {
      const { file, free } = reader.facts.usage()
      return file - free
    } finally {
      reader.close()
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'STORE_VERSION') return null
    throw error
  }
}
