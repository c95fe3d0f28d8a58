import type { Command } from 'commander'
import { openReader, type SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import { loadSetup } from '../cli/setup.ts'
import { formatTime } from '../../core/time.ts'
import { buildEngine, runningRules } from '../engine.ts'
import { readRulesRecord, RULES_KIND, type FaultRecord } from '../reload/reload-record.ts'
import { loadRules } from '../rules/load-rules.ts'
import { collectStatus, type StoreStatus } from '../store/collect-status.ts'
import { renderStatus } from '../store/render-status.ts'
import { formatCount } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'

/** What `status` tells; the names are those of `--json`. */
interface Status extends StoreStatus {
  readonly rules: {
    readonly on: number
    readonly blind: readonly string[]
    readonly refused: number
    /** what the running process says of its own rules */
    readonly running: RunningRules | null
    /** what is wrong with files, and which of their rules stay in effect as they were */
    readonly faults: readonly FaultRecord[]
  }
}

interface RunningRules {
  /** when it took them up */
  readonly since: string
  /** false: it runs other rules than those that stand in the files now */
  readonly asInFiles: boolean
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
  const store = await collectStatus(directory, reader, { config, engine })
  const record = store.writer === null ? null : readRulesRecord(await reader.state(RULES_KIND))
  return {
    ...store,
    rules: {
      running: record && { since: formatTime(record.at), asInFiles: record.rules === runningRules(engine) },
      faults: record?.faults ?? [],
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
    ...runningLines(rules),
  ].join('\n')
}

/** Of the running process, where its rules are not those of the files. */
function runningLines({ running, faults }: Status['rules']): readonly string[] {
  const broken = faults.flatMap(({ file, line, message, keeps }) => [
    `  broken      ${printable(`${file}:${line}: ${message}`)}`,
    `              → ${keeps.length === 0 ? 'it is left out' : printable(`what was good runs on: ${keeps.join('; ')}`)}`,
  ])
  if (running === null || running.asInFiles || faults.length > 0) return broken
  return [
    `  running     other rules than those of the files: they are taken up within seconds, or with SIGHUP or a new start`,
  ]
}
