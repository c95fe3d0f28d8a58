import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { openReader, type SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import { writerOf } from '../../adapters/sqlite/store-lock.ts'
import type { AlertStatus } from '../../core/alert.ts'
import { timeOfId } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import { TOPICS } from '../../core/log.ts'
import { formatTime } from '../../core/time.ts'
import type { CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import { loadSetup } from '../cli/setup.ts'
import { PIPELINE_GROUP } from '../embedded/pipeline.ts'
import { buildEngine } from '../engine.ts'
import { loadRules } from '../rules/load-rules.ts'
import { formatBytes, formatCount, formatInstant, formatNumberOf, formatRelative } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'

/** What `status` tells; the names are those of `--json`. */
interface Status {
  readonly store: string
  readonly bytes: number
  /** process id of the running writer; null when none runs */
  readonly writer: number | null
  readonly events: {
    readonly total: number
    readonly byDataset: Readonly<Record<string, number>>
    readonly newest: string | null
  }
  readonly alerts: Readonly<Record<AlertStatus, number>>
  readonly deadLetters: number
  /** raw records that are stored and not handled yet */
  readonly waiting: number
  readonly rules: { readonly on: number; readonly blind: readonly string[]; readonly refused: number }
}

/** `tocsin status`. */
export function registerStatus(program: Command, context: CliContext): void {
  const command = program.command('status').description('what is stored, what waits, what is blind')
  withJson(withPlace(command)).action((options: PlaceOptions & { json?: boolean }) => runStatus(options, context))
}

async function runStatus(options: PlaceOptions & { json?: boolean }, context: CliContext): Promise<void> {
  const directory = await storeDirectory(options, context)
  const reader = openReader(directory)
  try {
    const status = await collectStatus(directory, reader, options)
    await context.out.line(options.json === true ? JSON.stringify(status) : statusText(status, context.now()))
  } finally {
    reader.close()
  }
}

async function collectStatus(directory: string, reader: SqliteReader, options: PlaceOptions): Promise<Status> {
  const { config } = await loadSetup(options)
  const ruleSet = await loadRules(config, { dirs: [], builtin: true })
  const engine = buildEngine(ruleSet)
  return {
    store: directory,
    bytes: await folderBytes(directory),
    writer: writerOf(directory),
    events: { ...(await reader.events.count()), newest: await newestEvent(reader) },
    alerts: {
      open: await countAlerts(reader, 'open'),
      acknowledged: await countAlerts(reader, 'acknowledged'),
      closed: await countAlerts(reader, 'closed'),
    },
    deadLetters: await reader.deadLetters.count(),
    waiting: await countWaiting(reader),
    rules: {
      on: engine.rules.size,
      blind: ruleSet.rules.flatMap(({ blind, info }) => (blind === null ? [] : [`${info.title}: ${blind}`])),
      refused: ruleSet.problems.filter((problem) => problem.severity === 'error').length,
    },
  }
}

async function folderBytes(directory: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(directory)) {
    if (name.startsWith('tocsin.')) bytes += (await stat(path.join(directory, name)).catch(() => null))?.size ?? 0
  }
  return bytes
}

async function newestEvent(reader: SqliteReader): Promise<string | null> {
  for await (const text of reader.events.search({
    query: { kind: 'all' },
    from: null,
    to: null,
    order: 'newest',
    limit: 1,
  })) {
    const document = JSON.parse(text) as JsonObject & { tocsin?: { id?: string } }
    return formatTime(timeOfId(document.tocsin?.id ?? ''))
  }
  return null
}

async function countAlerts(reader: SqliteReader, status: AlertStatus): Promise<number> {
  const filter = { status: [status], minLevel: null, ruleId: null, from: null, limit: Number.MAX_SAFE_INTEGER }
  return (await reader.alerts.list(filter)).length
}

async function countWaiting(reader: SqliteReader): Promise<number> {
  let waiting = 0
  for (let partition = 0; partition < reader.log.partitions(TOPICS.raw); partition += 1) {
    const place = { topic: TOPICS.raw, partition }
    waiting += (await reader.log.end(place)) - (await reader.log.committed(PIPELINE_GROUP, place))
  }
  return waiting
}

function statusText(status: Status, now: number): string {
  const { events, alerts, rules } = status
  const running = status.writer === null ? 'no process writes to it' : `process ${status.writer} writes to it`
  const datasets = Object.entries(events.byDataset).map(([name, count]) => `${printable(name)} ${formatCount(count)}`)
  const newest =
    events.newest === null
      ? 'none yet'
      : `${formatInstant(Date.parse(events.newest))} (${formatRelative(Date.parse(events.newest), now)})`
  return [
    `store         ${printable(status.store)}, ${formatBytes(status.bytes)}, ${running}`,
    `events        ${formatCount(events.total)}${datasets.length > 0 ? `: ${datasets.join(', ')}` : ''}`,
    `newest        ${newest}`,
    `waiting       ${formatNumberOf(status.waiting, 'record')}`,
    `alerts        ${formatCount(alerts.open)} open, ${formatCount(alerts.acknowledged)} acknowledged, ${formatCount(alerts.closed)} closed`,
    `dead letters  ${formatCount(status.deadLetters)}`,
    `rules         ${formatCount(rules.on)} on, ${formatCount(rules.blind.length)} blind${rules.refused > 0 ? `, ${formatCount(rules.refused)} refused (see rules check)` : ''}`,
    ...rules.blind.map((line) => `  blind       ${printable(line)}`),
  ].join('\n')
}
