import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { AppError } from '../../core/errors.ts'
import { LEVELS } from '../../core/rule.ts'
import { formatTime } from '../../core/time.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import { loadSetup } from '../cli/setup.ts'
import {
  caseDirectory,
  casesDirectory,
  listCases,
  readCase,
  removeCase,
  type FoundCase,
} from '../replay/case-folder.ts'
import { renderSpan } from '../replay/render-replay.ts'
import { formatBytes, formatMinute, formatNumberOf } from '../terminal/format.ts'
import { renderTable, type Column } from '../terminal/render-table.ts'

const HELP = `
A case is what one replay found. It is a store of its own: \`alerts list --data FOLDER\` and the like look into it.
Cases that were put elsewhere with \`replay --into\` are not listed; remove their folders yourself.`

/** `tocsin cases list|remove`. */
export function registerCases(program: Command, context: CliContext): void {
  const cases = program.command('cases').description('what replays found').addHelpText('after', HELP)
  const list = cases.command('list').description('cases of the store, newest first')
  withJson(withPlace(list)).action((options: PlaceOptions & { json?: boolean }) => showCases(options, context))
  const remove = cases.command('remove').argument('<name...>', 'names of cases').description('remove cases for good')
  withPlace(remove).action((names: string[], options: PlaceOptions) => removeCases(names, options, context))
}

const COLUMNS: readonly Column[] = [
  { title: 'name', min: 12 },
  { title: 'state', min: 8 },
  { title: 'made', min: 16 },
  { title: 'span', min: 20 },
  { title: 'events', min: 6 },
  { title: 'alerts', min: 6 },
  { title: 'size', min: 6 },
]

/** A replay of files needs no store: its case may be in a folder that has none yet. */
async function dataDirectory(options: PlaceOptions, context: CliContext): Promise<string> {
  const { config } = await loadSetup(options)
  return existsSync(casesDirectory(config.data)) ? config.data : storeDirectory(options, context)
}

async function showCases(options: PlaceOptions & { json?: boolean }, context: CliContext): Promise<void> {
  const data = await dataDirectory(options, context)
  const found = listCases(data)
  if (options.json === true) {
    for (const each of found) await context.out.line(JSON.stringify(caseJson(each)))
  } else if (found.length === 0) await context.err.line(`no cases in ${casesDirectory(data)}`)
  else {
    const rows = found.map((each) => {
      const { id, created, span, counts } = each.replayed
      const size = formatBytes(each.bytes)
      return [id, stateOf(each), formatMinute(created), renderSpan(span), counts.events, alertsIn(each), size]
    })
    await context.out.line(renderTable(COLUMNS, rows, context.outTerminal))
  }
}

/** A replay that was killed could not say so itself. */
function stateOf({ replayed, isRunning }: FoundCase): string {
  return replayed.state === 'running' && !isRunning ? 'cut off' : replayed.state
}

function alertsIn({ replayed }: FoundCase): number {
  return LEVELS.reduce((sum, level) => sum + replayed.counts.alerts[level], 0)
}

function caseJson(found: FoundCase): Record<string, unknown> {
  const { id, created, finished, span, source, namespace, rules, counts, error } = found.replayed
  const time = (value: number | null): string | null => (value === null ? null : formatTime(value))
  return {
    name: id,
    state: stateOf(found),
    folder: found.directory,
    bytes: found.bytes,
    created: time(created),
    finished: time(finished),
    from: time(span.from),
    to: time(span.to),
    source,
    namespace,
    rules,
    counts,
    error,
  }
}

async function removeCases(names: readonly string[], options: PlaceOptions, context: CliContext): Promise<void> {
  const data = await dataDirectory(options, context)
  const found = names.map((name) => {
    const each = readCase(caseDirectory(data, name))
    if (!each)
      throw new AppError('NOT_FOUND', `there is no case ${name} in ${casesDirectory(data)}; see \`cases list\``)
    return each
  })
  for (const each of found) removeCase(each)
  const bytes = found.reduce((sum, each) => sum + each.bytes, 0)
  await context.err.line(`removed ${formatNumberOf(found.length, 'case')}, ${formatBytes(bytes)}`)
}
