import type { Alert } from '../../core/alert.ts'
import { actorOf, tally, titleOf } from './alert-facts.ts'
import { cutEnd, cutMiddle, displayWidth } from './display-width.ts'
import { formatCount, formatInstant, formatTimeOfDay } from './format.ts'
import { LEVEL_WIDTH, levelLabel, levelStyle } from './level-style.ts'
import { paint } from './paint.ts'
import { printableValue } from './printable.ts'
import { fitWidths } from './render-table.ts'
import type { Terminal } from './terminal.ts'

const DOT = ' · '

/** From this width on there is room for the date. */
const WIDE = 110

/** Columns that title, actor and address keep. */
const LEAST = [20, 10, 15]

/** As much of an alert's id as a person types. */
const ID_CHARACTERS = 8

/**
 * An alert in one line, for the moment in which it rings: time of its latest event, level, title and count, who, from
 * where, in which account and region, start of the id. Region and account are left out first when it must be shorter.
 */
export function renderAlertLine(alert: Alert, terminal: Pick<Terminal, 'width' | 'color'>): string {
  const time = terminal.width >= WIDE ? formatInstant(alert.last) : `${formatTimeOfDay(alert.last)}Z`
  const label = levelLabel(alert.rule.level)
  const level = paint(label, levelStyle(alert.rule.level), terminal) + ' '.repeat(LEVEL_WIDTH - label.length)
  const count = alert.count > 1 ? ` ×${formatCount(alert.count)}${alert.inexact === true ? '+' : ''}` : ''
  const id = DOT + alert.id.slice(0, ID_CHARACTERS)
  const room = terminal.width - displayWidth(time) - LEVEL_WIDTH - 4 - displayWidth(count) - displayWidth(id)
  const [title, ...rest] = fitParts(alert, room)
  const text = paint(title ?? '', ['bold'], terminal) + paint(count, ['bold'], terminal)
  return `${time}  ${level}  ${[text, ...rest].join(DOT)}${paint(id, ['dim'], terminal)}`
}

/** Title, actor, address, account, region: as many, and as much of the first two, as fit into `room` columns. */
function fitParts(alert: Alert, room: number): readonly string[] {
  const addresses = tally(alert, 'address').map(({ value }) => value)
  const more = addresses.length > 1 ? ` +${addresses.length - 1}` : ''
  const all = [titleOf(alert), actorOf(alert), `${addresses[0] ?? ''}${more}`, alert.account, alert.region]
  const parts = all.map(printableValue)
  const widthOf = (kept: readonly string[]): number =>
    kept.filter((part) => part !== '').reduce((sum, part) => sum + displayWidth(part) + DOT.length, -DOT.length)
  while (parts.length > 3 && widthOf(parts) > room) parts.pop()
  const natural = parts.map(displayWidth)
  const gaps = DOT.length * (parts.filter((part) => part !== '').length - 1)
  const least = natural.map((width, at) => Math.min(width, LEAST[at] ?? width))
  const widths = fitWidths(fitWidths(natural, least, room - gaps), [1, 1, 1], room - gaps)
  return parts
    .map((part, at) => (at === 2 ? cutMiddle : cutEnd)(part, widths[at] ?? 0))
    .filter((part, at) => at === 0 || part !== '')
}
