import type { Alert, AlertNote } from '../../core/alert.ts'
import {
  actorId,
  actorOf,
  countOf,
  describeTally,
  firstOf,
  otherGroupFields,
  statusOf,
  supersededBy,
  tally,
  titleOf,
} from './alert-facts.ts'
import { describeDelivery } from './describe-delivery.ts'
import { describeEvents } from './describe-events.ts'
import { cutMiddle, displayWidth, padRight } from './display-width.ts'
import { formatCount, formatInstant, formatNumberOf, formatRelative, formatSpan } from './format.ts'
import { LEVEL_WIDTH, levelLabel, levelStyle } from './level-style.ts'
import { paint } from './paint.ts'
import { printableValue } from './printable.ts'
import type { Terminal } from './terminal.ts'
import { wrapItems, wrapProse, wrapText } from './wrap-text.ts'

/** Where the text begins: behind the level, and behind the labels. */
const INDENT = LEVEL_WIDTH + 2

/** Longer lines are hard to read, however wide the terminal is. */
const MAX_TEXT = 100

const LIMITS = { actions: 8, targets: 6, addresses: 4, regions: 3, notes: 10, deliveries: 10 } as const

/** A label with its lines. */
type Row = readonly [label: string, lines: readonly string[]]

/**
 * An alert as a block of lines, no line break at the end: how serious and what it is, when, who, where, what they did
 * and to what; then what it means and what to do; the ids last. Rows that would be empty are left out. With `now`
 * (milliseconds since 1970) it also says how long ago.
 */
export function renderAlert(alert: Alert, terminal: Pick<Terminal, 'width' | 'color'>, now?: number): string {
  const { width, prose } = widths(terminal)
  return renderRows(alert, terminal, [
    ['void', wrapText(supersededBy(alert) ?? '', prose)],
    ...facts(alert, width, now),
    ['group', wrapItems(group(alert, width), width)],
    // The order of its events is what such a rule is about; of others the sums above say more.
    ['events', alert.kind === 'correlation' ? describeEvents(alert, prose) : []],
    ['why', wrapProse(alert.rule.description, prose)],
    ['do', wrapProse(alert.rule.runbook, prose)],
    ['unless', alert.rule.falsepositives.flatMap((text) => wrapText(text, prose))],
    ['rule', wrapItems([alert.rule.id, ...alert.rule.tags], width)],
    ['alert', wrapItems(life(alert), width)],
    ['told', deliveries(alert).flatMap((line) => wrapText(line, prose))],
    ['notes', notes(alert).flatMap((note) => wrapText(note, prose))],
  ])
}

/** So much of what to do is shown when an alert rings. */
const RINGING_LINES = 3

/**
 * An alert as it rings: as {@link renderAlert}, but only the beginning of what to do, and no more than a few lines in all.
 * `more` is the command that shows all of it.
 */
export function renderRinging(alert: Alert, terminal: Pick<Terminal, 'width' | 'color'>, more: string): string {
  const { width, prose } = widths(terminal)
  const steps = wrapProse(alert.rule.runbook, prose)
  const shown = steps.length > RINGING_LINES ? [...steps.slice(0, RINGING_LINES), `… ${more}`] : steps
  return renderRows(alert, terminal, [...facts(alert, width), ['do', shown]])
}

function widths(terminal: Pick<Terminal, 'width'>): { readonly width: number; readonly prose: number } {
  const width = Math.max(terminal.width - INDENT, 20)
  return { width, prose: Math.min(width, MAX_TEXT) }
}

/** When, who, where, what, on what. */
function facts(alert: Alert, width: number, now?: number): readonly Row[] {
  return [
    ['when', wrapItems(when(alert, now), width)],
    ['who', wrapItems(who(alert, width), width)],
    ['where', wrapItems(where(alert), width)],
    ['what', wrapItems(what(alert), width)],
    ['on', wrapItems(names(tally(alert, 'target').map(describeTally), LIMITS.targets, width), width)],
  ]
}

function renderRows(alert: Alert, terminal: Pick<Terminal, 'width' | 'color'>, rows: readonly Row[]): string {
  const body = rows.flatMap(([label, lines]) => renderRow(label, lines, terminal))
  return [...header(alert, widths(terminal).width, terminal), ...body].join('\n')
}

function header(alert: Alert, width: number, terminal: Pick<Terminal, 'color'>): readonly string[] {
  const label = levelLabel(alert.rule.level)
  const level = paint(label, levelStyle(alert.rule.level), terminal)
  return wrapText(titleOf(alert), width).map((line, at) => {
    const start = at === 0 ? level + ' '.repeat(INDENT - label.length) : ' '.repeat(INDENT)
    return (start + paint(line, ['bold'], terminal)).trimEnd()
  })
}

function renderRow(label: string, lines: readonly string[], terminal: Pick<Terminal, 'color'>): readonly string[] {
  if (lines.every((line) => line === '')) return []
  return lines.map((line, at) => {
    const start = at === 0 ? paint(padRight(`  ${label}`, INDENT), ['dim'], terminal) : ' '.repeat(INDENT)
    return (start + line).trimEnd()
  })
}

function when(alert: Alert, now: number | undefined): readonly string[] {
  const ago = now === undefined ? [] : [formatRelative(alert.last, now)]
  return [formatSpan(alert.first, alert.last), `${countOf(alert)} ${alert.count === 1 ? 'event' : 'events'}`, ...ago]
}

function who(alert: Alert, width: number): readonly string[] {
  const name = cutMiddle(printableValue(actorOf(alert)), width)
  const id = actorId(alert)
  if (id === null) return [name]
  const whole = `${name} (${printableValue(id)})`
  return displayWidth(whole) <= width ? [whole] : [name, cutMiddle(printableValue(id), width)]
}

function where(alert: Alert): readonly string[] {
  const regions = tally(alert, 'region').map(({ value }) => value)
  const addresses = tally(alert, 'address').map(({ value }) => value)
  return [
    ...(alert.account === '' ? [] : [`account ${alert.account}`]),
    ...firstOf(regions.length === 0 && alert.region !== '' ? [alert.region] : regions, LIMITS.regions),
    ...firstOf(addresses, LIMITS.addresses).map((address, at) => (at === 0 ? `from ${address}` : address)),
  ]
}

function what(alert: Alert): readonly string[] {
  const actions = firstOf(tally(alert, 'action').map(describeTally), LIMITS.actions)
  if (!alert.truncated || actions.length === 0) return actions
  return [
    ...actions,
    `counted in ${formatCount(alert.events.length)} of ${alert.inexact === true ? '' : 'the '}${countOf(alert)} events`,
  ]
}

function group(alert: Alert, width: number): readonly string[] {
  return otherGroupFields(alert).map(([field, value]) =>
    cutMiddle(`${printableValue(field)} ${value === '' ? '(empty)' : printableValue(value)}`, width),
  )
}

function names(values: readonly string[], limit: number, width: number): readonly string[] {
  return firstOf(values, limit).map((value) => cutMiddle(printableValue(value), width))
}

function life(alert: Alert): readonly string[] {
  return [alert.id, statusOf(alert), ...(alert.continues === null ? [] : [`continues ${alert.continues}`])]
}

function deliveries(alert: Alert): readonly string[] {
  return firstOf(alert.deliveries.map(describeDelivery), LIMITS.deliveries)
}

function notes(alert: Alert): readonly string[] {
  const told = (word: string, note: AlertNote): string => {
    const text = printableValue(note.text)
    return `${formatInstant(note.at)} ${printableValue(note.by)}${word}${text === '' ? '' : `: ${text}`}`
  }
  const all = [
    ...(alert.acknowledged ? [{ at: alert.acknowledged.at, text: told(' acknowledged', alert.acknowledged) }] : []),
    ...(alert.closed ? [{ at: alert.closed.at, text: told(' closed', alert.closed) }] : []),
    ...alert.notes.map((note) => ({ at: note.at, text: told('', note) })),
  ].toSorted((a, b) => a.at - b.at)
  const hidden = all.length - LIMITS.notes
  const kept = all.slice(-LIMITS.notes).map(({ text }) => text)
  return hidden > 0 ? [`${formatNumberOf(hidden, 'earlier note')} not shown`, ...kept] : kept
}
