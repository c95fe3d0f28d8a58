import type { Command } from 'commander'
import { DEAD_LETTER_REASONS, type DeadLetter, type DeadLetterReason } from '../../core/dead-letter.ts'
import { AppError } from '../../core/errors.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withLimit, withPlace, type ListOptions } from '../cli/options.ts'
import { openReaderFor } from '../cli/place.ts'
import { deadLetterJson } from '../json/dead-letter-json.ts'
import { formatBytes, formatInstant } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import { renderTable, type Column } from '../terminal/render-table.ts'

/** `tocsin dead-letters list|show`. */
export function registerDeadLetters(program: Command, context: CliContext): void {
  const letters = program
    .command('dead-letters')
    .description('records that could not be read, with the reason and the place')
  const list = letters
    .command('list')
    .description('newest first')
    .option('-r, --reason <reason>', `only these: ${Object.keys(DEAD_LETTER_REASONS).join(', ')}`, parseReason)
  withLimit(withJson(withPlace(list)), 50).action((options: ListOptions & { reason?: DeadLetterReason }) =>
    listLetters(options, context),
  )
  const show = letters
    .command('show')
    .argument('<id>', 'id of the dead letter')
    .description('one dead letter with the bytes of its record')
  withJson(withPlace(show)).action((id: string, options: ListOptions) => showLetter(id, options, context))
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

async function listLetters(options: ListOptions & { reason?: DeadLetterReason }, context: CliContext): Promise<void> {
  const reader = await openReaderFor(options, context)
  try {
    const found = await reader.deadLetters.list({ reason: options.reason ?? null, limit: options.limit })
    if (options.json === true) {
      for (const letter of found) await context.out.line(JSON.stringify(deadLetterJson(letter, false)))
    } else if (found.length === 0) await context.err.line('no dead letters')
    else {
      const rows = found.map(({ id, received, reason, object, position, detail }) => [
        id,
        formatInstant(received),
        reason,
        object,
        position,
        detail,
      ])
      await context.out.line(renderTable(COLUMNS, rows, context.outTerminal))
    }
  } finally {
    reader.close()
  }
}

async function showLetter(id: string, options: ListOptions, context: CliContext): Promise<void> {
  const reader = await openReaderFor(options, context)
  try {
    const letter = await reader.deadLetters.get(id.toUpperCase())
    if (!letter) throw new AppError('NOT_FOUND', `no dead letter has the id ${id}; see \`dead-letters list\``)
    await context.out.line(options.json === true ? JSON.stringify(deadLetterJson(letter, true)) : letterText(letter))
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
