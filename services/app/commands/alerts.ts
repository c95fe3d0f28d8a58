import type { Command } from 'commander'
import type { Alert, AlertStatus } from '../../core/alert.ts'
import type { CommandKind } from '../../core/command.ts'
import { AppError } from '../../core/errors.ts'
import type { Level } from '../../core/rule.ts'
import type { CliContext } from '../cli/context.ts'
import { parseLevel, withJson, withLimit, withPlace, type ListOptions, type PlaceOptions } from '../cli/options.ts'
import { openReaderFor } from '../cli/place.ts'
import { sendCommand } from '../cli/send-command.ts'
import { storedAlertJson } from '../json/alert-json.ts'
import { countCell, statusOf } from '../terminal/alert-facts.ts'
import { formatMinute } from '../terminal/format.ts'
import { levelLabel, levelStyle } from '../terminal/level-style.ts'
import { renderAlert } from '../terminal/render-alert.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { renderTable, type Cell, type Column } from '../terminal/render-table.ts'

const STATUSES: readonly AlertStatus[] = ['open', 'acknowledged', 'closed']

interface AlertListOptions extends ListOptions {
  readonly status?: AlertStatus
  readonly all?: boolean
  readonly minLevel?: Level
}

/** `tocsin alerts list|show|ack|close|note`. */
export function registerAlerts(program: Command, context: CliContext): void {
  const alerts = program.command('alerts').description('what rang, and what was done about it')
  const list = alerts
    .command('list')
    .description('alerts that are not closed, newest first')
    .option('-a, --all', 'closed ones too')
    .option('-s, --status <status>', `only these: ${STATUSES.join(', ')}`, parseStatus)
    .option('-l, --min-level <level>', 'only of this level and above', parseLevel)
  withLimit(withJson(withPlace(list)), 50).action((options: AlertListOptions) => listAlerts(options, context))
  const show = alerts.command('show').argument('<id>', 'id, or its first characters').description('one alert whole')
  withJson(withPlace(show)).action((id: string, options: ListOptions) => showAlert(id, options, context))
  const changes: readonly [string, CommandKind, string][] = [
    ['ack', 'acknowledge', 'say that somebody is looking at it'],
    ['close', 'close', 'say that it is done with'],
    ['note', 'note', 'write something down about it'],
  ]
  for (const [name, kind, description] of changes) {
    const change = alerts
      .command(name)
      .argument('<id>', 'id, or its first characters')
      .argument(kind === 'note' ? '<text...>' : '[text...]', 'what to say about it')
      .option('--by <name>', 'who says so (default: you)')
      .description(description)
    withJson(withPlace(change)).action(
      (id: string, words: string[], options: PlaceOptions & { by?: string; json?: boolean }) =>
        changeAlert(kind, id, words.join(' '), options, context),
    )
  }
}

function parseStatus(text: string): AlertStatus {
  const status = STATUSES.find((known) => known === text)
  if (!status) throw new AppError('USAGE', `--status must be one of ${STATUSES.join(', ')}`)
  return status
}

async function listAlerts(options: AlertListOptions, context: CliContext): Promise<void> {
  const open: readonly AlertStatus[] = ['open', 'acknowledged']
  const status = options.status ? [options.status] : options.all === true ? null : open
  const filter = { status, minLevel: options.minLevel ?? null, ruleId: null, from: null, limit: options.limit }
  const reader = await openReaderFor(options, context)
  try {
    const found = await reader.alerts.list(filter)
    if (options.json === true) {
      for (const alert of found) await context.out.line(JSON.stringify(storedAlertJson(alert)))
    } else if (found.length === 0)
      await context.err.line(status === null ? 'no alerts' : 'no alerts; closed ones are shown with --all')
    else {
      await context.out.line(renderAlerts(found, context.outTerminal))
      if (found.length === options.limit) await context.err.line(`the newest ${options.limit}; more with --limit`)
    }
  } finally {
    reader.close()
  }
}

const COLUMNS: readonly Column[] = [
  { title: 'id', min: 8 },
  { title: 'level', min: 8 },
  { title: 'last', min: 16 },
  { title: 'count', min: 5 },
  { title: 'title', min: 20 },
  { title: 'actor', cut: 'middle', min: 10 },
  { title: 'status', min: 6 },
]

/** Shown when there is room for them. */
const PLACE_COLUMNS: readonly Column[] = [{ title: 'account', min: 12 }, { title: 'region' }]
const WIDE = 130

/** Alerts as a table, in their order. */
export function renderAlerts(alerts: readonly Alert[], terminal: Terminal): string {
  const isWide = terminal.width >= WIDE
  const rows = alerts.map((alert): Cell[] => {
    const { actor, account, region, rule } = alert
    const level = { text: levelLabel(rule.level), styles: levelStyle(rule.level) }
    const cells = [
      alert.id.slice(0, 8),
      level,
      formatMinute(alert.last),
      countCell(alert),
      rule.title,
      actor,
      statusOf(alert),
    ]
    return isWide ? [...cells, account, region] : cells
  })
  return renderTable(isWide ? [...COLUMNS, ...PLACE_COLUMNS] : COLUMNS, rows, terminal)
}

async function showAlert(id: string, options: ListOptions, context: CliContext): Promise<void> {
  const reader = await openReaderFor(options, context)
  try {
    const alert = await reader.alerts.get(id.toUpperCase())
    if (!alert)
      throw new AppError('NOT_FOUND', `no alert has the id ${id}, or several begin with it; see \`alerts list\``)
    if (options.json === true) await context.out.line(JSON.stringify(storedAlertJson(alert)))
    else await context.out.line(renderAlert(alert, context.outTerminal, context.now()))
  } finally {
    reader.close()
  }
}

async function changeAlert(
  kind: CommandKind,
  id: string,
  text: string,
  options: PlaceOptions & { by?: string; json?: boolean },
  context: CliContext,
): Promise<void> {
  const alert = await sendCommand({ kind, id: id.toUpperCase(), text, by: options.by ?? null }, options, context)
  if (options.json === true) await context.out.line(JSON.stringify(storedAlertJson(alert)))
  else await context.out.line(`${alert.id}  ${alert.status}  ${alert.rule.title}`)
}
