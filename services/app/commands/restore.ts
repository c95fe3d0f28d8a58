import path from 'node:path'
import type { Command } from 'commander'
import { restoreStore } from '../../adapters/sqlite/restore-store.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { loadSetup } from '../cli/setup.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'

interface RestoreOptions extends PlaceOptions {
  readonly json?: boolean
  readonly force?: boolean
}

const HELP = `
Makes a backup the store of the folder that --data or the configuration names. The file is copied, the copy read whole,
and only then does it take the place; the backup itself stays as it is. Where a store is already, --force replaces it,
but never while a process writes to it. A backup of an older Tocsin is brought up to date by the next \`start\`, which
goes on reading where the backup was made.
  tocsin restore /backups/tocsin-2026-03-14.db --data ./tocsin-data`

/** `tocsin restore`. */
export function registerRestore(program: Command, context: CliContext): void {
  const command = program
    .command('restore')
    .argument('<file>', 'what `tocsin backup` wrote')
    .description('makes a backup the store')
    .option('-f, --force', 'replace the store that is there')
    .addHelpText('after', HELP)
  withJson(withPlace(command)).action((file: string, options: RestoreOptions) => runRestore(file, options, context))
}

async function runRestore(name: string, options: RestoreOptions, context: CliContext): Promise<void> {
  const file = path.resolve(name)
  const { config } = await loadSetup(options)
  const { events, alerts, version } = restoreStore(file, config.data, { force: options.force === true })
  if (options.json === true) {
    await context.out.line(JSON.stringify({ store: config.data, version, events, alerts }))
    return
  }
  const what = `${formatNumberOf(events, 'event')}, ${formatNumberOf(alerts, 'alert')}`
  await context.out.line(`restored to ${printable(config.data)}: ${what}, store version ${version}, checked`)
}
