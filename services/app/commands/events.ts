import type { Command } from 'commander'
import { AppError } from '../../core/errors.ts'
import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts'
import { parseIsoTime } from '../../core/time.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withLimit, withPlace, type ListOptions } from '../cli/options.ts'
import { openReaderFor } from '../cli/place.ts'
import { parseQuery } from '../query/parse-query.ts'
import { isQueryError, renderQueryError } from '../query/query-error.ts'
import { renderUnknownFields, unknownFields } from '../query/unknown-fields.ts'
import { formatInstant } from '../terminal/format.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { renderTable, type Column } from '../terminal/render-table.ts'

const HELP = `
The query is the language of Kibana's search bar (docs/query.md):
  event.action:DeleteTrail                       a value, without case
  event.action:(CreateUser or CreateAccessKey)   one of several
  user.name:dana* and not event.outcome:success  wildcards, and, or, not
  source.ip:198.51.100.0/24                      a network
  @timestamp >= now-1d                           the last day
  tocsin.exposure:*                              the field is there
Without a query the newest events are shown.`

/** `tocsin events search QUERY`. */
export function registerEvents(program: Command, context: CliContext): void {
  const events = program.command('events').description('stored events')
  const search = events
    .command('search')
    .argument('[query...]', 'what to look for; all words together are the query')
    .description('search stored events, newest first')
    .option('--oldest-first', 'oldest first')
    .addHelpText('after', HELP)
  withLimit(withJson(withPlace(search)), 50).action(
    (words: string[], options: ListOptions & { oldestFirst?: boolean }) =>
      searchEvents(words.join(' '), options, context),
  )
}

async function searchEvents(
  text: string,
  options: ListOptions & { oldestFirst?: boolean },
  context: CliContext,
): Promise<void> {
  const query = text.trim() === '' ? { kind: 'all' as const } : parseQuery(text, context.now())
  if (isQueryError(query)) throw new AppError('QUERY_INVALID', renderQueryError(text, query))
  const strange = unknownFields(query)
  if (strange.length > 0) await context.err.line(renderUnknownFields(strange))
  const reader = await openReaderFor(options, context)
  const order = options.oldestFirst === true ? 'oldest' : 'newest'
  const rows: string[][] = []
  try {
    for await (const document of reader.events.search({ query, from: null, to: null, order, limit: options.limit })) {
      if (context.signal.aborted || context.out.isClosed) break
      if (options.json === true) await context.out.line(document)
      else rows.push(eventRow(JSON.parse(document) as JsonObject))
    }
  } finally {
    reader.close()
  }
  if (options.json === true) return
  if (rows.length === 0) await context.err.line('no events match')
  else {
    await context.out.line(renderEvents(rows, context.outTerminal))
    if (rows.length === options.limit) await context.err.line(`the first ${options.limit}; more with --limit`)
  }
}

const COLUMNS: readonly Column[] = [
  { title: 'time', min: 20 },
  { title: 'action', min: 14 },
  { title: 'actor', cut: 'middle', min: 10 },
  { title: 'from', min: 12 },
  { title: 'outcome', min: 7 },
  { title: 'target', cut: 'middle' },
]

/** Shown when there is room for them. */
const PLACE_COLUMNS: readonly Column[] = [{ title: 'account', min: 12 }, { title: 'region' }]
const WIDE = 140

function renderEvents(rows: readonly (readonly string[])[], terminal: Terminal): string {
  return renderTable(terminal.width >= WIDE ? [...COLUMNS, ...PLACE_COLUMNS] : COLUMNS, rows, terminal)
}

function eventRow(document: JsonObject): string[] {
  const time = parseIsoTime(text(document, '@timestamp'))
  return [
    Number.isNaN(time) ? '' : formatInstant(time),
    text(document, 'event.action'),
    text(document, 'tocsin.actor.name') || text(document, 'tocsin.actor.id'),
    text(document, 'source.address'),
    text(document, 'event.outcome'),
    text(document, 'tocsin.target.name') ||
      text(document, 'tocsin.target.id') ||
      text(document, 'tocsin.resource.name') ||
      text(document, 'tocsin.resource.id'),
    text(document, 'cloud.account.id'),
    text(document, 'cloud.region'),
  ]
}

function text(document: JsonObject, name: string): string {
  let value: JsonValue | undefined = document
  for (const key of name.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return ''
    value = value[key]
  }
  return typeof value === 'string' ? value : ''
}
