import type { Command } from 'commander'
import { openReader, type SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import { loadSetup } from '../cli/setup.ts'
import { buildEngine } from '../engine.ts'
import { loadRules } from '../rules/load-rules.ts'
import { collectStatus, type StoreStatus } from '../store/collect-status.ts'
import { renderStatus } from '../store/render-status.ts'
import { formatCount } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'

/** What `status` tells; the names are those of `--json`. */
interface Status extends StoreStatus {
  readonly rules: { readonly on: number; readonly blind: readonly string[]; readonly refused: number }
}

const HELP = `
Says what the store holds and since when, how much of its budget (store.max_size) is in use, what retention removed last,
which rules are blind, up to which time events are complete for rules over several events, and what those could not count.
Retention and budget stand in the configuration and work while \`start\` runs.`

/** `tocsin status`. */
export function registerStatus(program: Command, context: CliContext): void {
  const command = program
    .command('status')
    .description('what is stored since when, what waits, room and retention, what is blind')
    .addHelpText('after', HELP)
  withJson(withPlace(command)).action((options: PlaceOptions & { json?: boolean }) => runStatus(options, context))
}

async function runStatus(options: PlaceOptions & { json?: boolean }, context: CliContext): Promise<void> {
  const directory = await storeDirectory(options, context)
  const reader = openReader(directory)
  try {
    const status = await wholeStatus(directory, reader, options)
    await context.out.line(options.json === true ? JSON.stringify(status) : statusText(status, context.now()))
  } finally {
    reader.close()
  }
}

async function wholeStatus(directory: string, reader: SqliteReader, options: PlaceOptions): Promise<Status> {
  const { config } = await loadSetup(options)
  const ruleSet = await loadRules(config, { dirs: [], builtin: true })
  const engine = buildEngine(ruleSet)
  return {
    ...(await collectStatus(directory, reader, { config, engine })),
    rules: {
      on: engine.rules.size + engine.stateful.length,
      blind: [...ruleSet.rules, ...ruleSet.stateful].flatMap(({ blind, info }) =>
        blind === null ? [] : [`${info.title}: ${blind}`],
      ),
      refused: ruleSet.problems.filter((problem) => problem.severity === 'error').length,
    },
  }
}

function statusText(status: Status, now: number): string {
  const { rules } = status
  const refused = rules.refused > 0 ? `, ${formatCount(rules.refused)} refused (see rules check)` : ''
  return [
    ...renderStatus(status, now),
    `rules         ${formatCount(rules.on)} on, ${formatCount(rules.blind.length)} blind${refused}`,
    ...rules.blind.map((line) => `  blind       ${printable(line)}`),
  ].join('\n')
}
