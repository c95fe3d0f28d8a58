import type { Command } from 'commander'
import { DEAD_LETTER_REASONS, type DeadLetter, type DeadLetterReason } from '../../core/dead-letter.ts'
import type { DeadLetterHead } from '../../core/dead-letter-store.ts'
import { AppError } from '../../core/errors.ts'
import { EXIT, type CliContext } from '../cli/context.ts'
import { withJson, withLimit, withPlace, type ListOptions, type PlaceOptions } from '../cli/options.ts'
import { openReaderFor } from '../cli/place.ts'
import { deadLetterJson } from '../json/dead-letter-json.ts'
import { chooseLetters } from '../redrive/choose-letters.ts'
import { LETTER_FIELDS, parseLetterQuery } from '../redrive/letter-query.ts'
import { isKeptWhole } from '../redrive/redrive-step.ts'
import { NOT_WHOLE_HINT, renderCounts, renderReasons } from '../redrive/render-counts.ts'
import { runRedrive } from '../redrive/run-redrive.ts'
import { cutEnd } from '../terminal/display-width.ts'
import { formatBytes, formatCount, formatInstant } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import { renderTable, type Cell, type Column } from '../terminal/render-table.ts'
import { StatusLine } from '../terminal/status-line.ts'

interface RedriveOptions extends PlaceOptions {
  readonly json?: boolean
  readonly dryRun?: boolean
}

const QUERY_HELP = `
The query is the language of \`events search\` over the dead letter's own fields:
  reason:no-event-time and source:trail          of one reason and one source
  file:*eu-central-1* and not reason:cut-off     by the file that the record stood in
  received >= now-1d                             that arrived within the last day
Fields: ${LETTER_FIELDS.join(', ')}.`

const REDRIVE_HELP = `
After a fix (a source's \`type\`, a limit, a new version) the records are read again as if they had just arrived from where
they came from: with the type that their source has in the configuration now, and the rules of now. What becomes an event
leaves the dead letters, counts, rings and pages as usual, however old it is: nobody has heard of it yet. What fails again
stays, with its new reason. A process that runs on the store does the work; start it again first when the fix is in the
configuration. Stopped or killed in the middle, nothing is lost or doubled: run it again.`

/** `tocsin dead-letters list|show|redrive`. */
export function registerDeadLetters(program: Command, context: CliContext): void {
  const letters = program
    .command('dead-letters')
    .description('records that could not be read, with the reason and the place')
  const list = letters
    .command('list')
    .argument('[query...]', 'which; all words together are the query (default: all)')
    .description('newest first')
    .option('-r, --reason <reason>', `only these: ${Object.keys(DEAD_LETTER_REASONS).join(', ')}`, parseReason)
    .addHelpText('after', QUERY_HELP)
  withLimit(withJson(withPlace(list)), 50).action(
    (words: string[], options: ListOptions & { reason?: DeadLetterReason }) =>
      listLetters(words.join(' '), options, context),
  )
  const show = letters
    .command('show')
    .argument('<id>', 'id of the dead letter')
    .description('one dead letter with the bytes of its record')
  withJson(withPlace(show)).action((id: string, options: ListOptions) => showLetter(id, options, context))
  const redrive = letters
    .command('redrive')
    .argument('[query...]', 'which; all words together are the query (default: all)')
    .description('read them again after a fix')
    .option('--dry-run', 'only count what would be tried')
    .addHelpText('after', REDRIVE_HELP + QUERY_HELP)
  withJson(withPlace(redrive)).action((words: string[], options: RedriveOptions) =>
    redriveLetters(words.join(' '), options, context),
  )
}

function parseReason(text: string): DeadLetterReason {
  const reasons = Object.keys(DEAD_LETTER_REASONS) as DeadLetterReason[]
  const reason = reasons.find((known) => known === text)
  if (!reason) throw new AppError('USAGE', `--reason must be one of ${reasons.join(', ')}`)
  return reason
}

const COLUMNS: readonly Column[] = [
  { title: 'id', min: 16 },
  { title: 'received', min: 20 },
  { title: 'reason', min: 10 },
  { title: 'file', cut: 'middle', min: 12 },
  { title: 'position' },
  { title: 'detail', min: 16 },
]

async function listLetters(
  text: string,
  options: ListOptions & { reason?: DeadLetterReason },
  context: CliContext,
): Promise<void> {
  const wanted = parseLetterQuery(text, context.now())
  const { reason, limit } = options
  const matches = (letter: DeadLetterHead): boolean =>
    (reason === undefined || letter.reason === reason) && wanted(letter)
  const reader = await openReaderFor(options, context)
  const rows: Cell[][] = []
  try {
    for await (const letter of chooseLetters(reader.deadLetters, { order: 'newest', limit, matches })) {
      const { id, received, object, position, detail } = letter
      if (options.json === true) await context.out.line(JSON.stringify(deadLetterJson(letter)))
      else rows.push([id, formatInstant(received), letter.reason, object, position, detail])
    }
  } finally {
    reader.close()
  }
  if (options.json === true) return
  if (rows.length === 0) await context.err.line('no dead letters')
  else await context.out.line(renderTable(COLUMNS, rows, context.outTerminal))
}

async function redriveLetters(text: string, options: RedriveOptions, context: CliContext): Promise<void> {
  const matches = parseLetterQuery(text, context.now())
  if (options.dryRun === true) return dryRun(matches, options, context)
  const status = new StatusLine(context.errTerminal, (piece) => process.stderr.write(piece))
  const end = await runRedrive(text, options, context, (counts) => {
    status.show(cutEnd(renderCounts(counts), context.errTerminal.width - 1))
  })
  status.clear()
  if (end.state === 'refused') throw new AppError('QUERY_INVALID', end.detail)
  const { counts } = end
  await context.out.line(
    options.json === true ? JSON.stringify({ ...counts, done: end.state === 'done' }) : renderCounts(counts),
  )
  if (counts.notWhole > 0) await context.err.line(NOT_WHOLE_HINT)
  if (end.state === 'done') return
  context.exit(EXIT.stopped)
  await context.err.line(
    end.state === 'stopped' ? 'stopped; run it again for the rest' : 'the running process goes on with the rest',
  )
}

async function dryRun(
  matches: (letter: DeadLetterHead) => boolean,
  options: RedriveOptions,
  context: CliContext,
): Promise<void> {
  const reader = await openReaderFor(options, context)
  const reasons: Record<string, number> = {}
  let tried = 0
  let notWhole = 0
  try {
    for await (const letter of chooseLetters(reader.deadLetters, { order: 'oldest', limit: Infinity, matches })) {
      tried += 1
      if (isKeptWhole(letter)) reasons[letter.reason] = (reasons[letter.reason] ?? 0) + 1
      else notWhole += 1
    }
  } finally {
    reader.close()
  }
  const whole = tried - notWhole
  const parts = whole > 0 ? [renderReasons(reasons)] : []
  if (notWhole > 0) parts.push(`${formatCount(notWhole)} not kept whole`)
  const told = tried === 0 ? 'no dead letters match' : `would try ${formatCount(tried)}: ${parts.join('; ')}`
  await context.out.line(options.json === true ? JSON.stringify({ dryRun: true, tried, reasons, notWhole }) : told)
  if (notWhole > 0) await context.err.line(NOT_WHOLE_HINT)
}

async function showLetter(id: string, options: ListOptions, context: CliContext): Promise<void> {
  const reader = await openReaderFor(options, context)
  try {
    const letter = await reader.deadLetters.get(id.toUpperCase())
    if (!letter) throw new AppError('NOT_FOUND', `no dead letter has the id ${id}; see \`dead-letters list\``)
    await context.out.line(
      options.json === true ? JSON.stringify(deadLetterJson(letter, letter.bytes)) : letterText(letter),
    )
  } finally {
    reader.close()
  }
}

/** How much of a record is shown to a person; `--json` gives all that is kept. */
const SHOWN_BYTES = 4000

function letterText(letter: DeadLetter): string {
  const shown = Buffer.from(letter.bytes.subarray(0, SHOWN_BYTES)).toString('utf8')
  return [
    `${letter.id}  ${letter.reason}: ${DEAD_LETTER_REASONS[letter.reason]}`,
    `  detail    ${printable(letter.detail)}`,
    `  where     ${printable(letter.object)}, record ${letter.position}`,
    `  source    ${printable(letter.source)} (${printable(letter.type)})`,
    `  received  ${formatInstant(letter.received)}`,
    `  size      ${formatBytes(letter.size)}`,
    '',
    printable(shown) + (letter.size > SHOWN_BYTES ? ` … (all of it: --json)` : ''),
  ].join('\n')
}
