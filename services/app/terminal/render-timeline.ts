import type { Alert, AlertRule } from '../../core/alert.ts'
import { LEVELS } from '../../core/rule.ts'
import { actorOf, countCell, tally, titleOf } from './alert-facts.ts'
import { cutEnd } from './display-width.ts'
import { formatDay, formatDuration, formatInstant, formatMinute, formatNumberOf, formatTimeOfDay } from './format.ts'
import { levelLabel, levelStyle } from './level-style.ts'
import { paint } from './paint.ts'
import { printableValue } from './printable.ts'
import { renderTable, type Cell, type Column } from './render-table.ts'
import type { Terminal } from './terminal.ts'
import { wrapText } from './wrap-text.ts'

/** From these widths on there is room for what is good to have, and for what is only nice to have. */
const WIDE = 110
const ROOMY = 140

const INDENT = '  '

/** Alerts of one actor in one account, in the order in which they began. */
interface Group {
  readonly heading: string
  readonly alerts: readonly Alert[]
}

/**
 * All alerts of a hunt, no line break at the end: first the story of each account and actor, in order of time, then the
 * rules that rang, the most serious first, and the totals in the last line, where a person looks first.
 */
export function renderTimeline(alerts: readonly Alert[], terminal: Pick<Terminal, 'width' | 'color'>): string {
  if (alerts.length === 0) return 'no alerts'
  const groups = groupByActor(alerts)
  const last = wrapText(totals(alerts), terminal.width)
  return [...renderGroups(groups, terminal), '', renderRules(alerts, terminal), '', ...last].join('\n')
}

function groupByActor(alerts: readonly Alert[]): readonly Group[] {
  const byTime = alerts.toSorted((a, b) => a.first - b.first || (a.id < b.id ? -1 : 1))
  const groups = Map.groupBy(byTime, (alert) => JSON.stringify([alert.account, alert.actor]))
  return [...groups.values()].flatMap((members) => {
    const [earliest] = members
    if (!earliest) return []
    const account = earliest.account === '' ? 'unknown account' : earliest.account
    return [{ heading: `${account} · ${actorOf(earliest)}`, alerts: members }]
  })
}

/** One table for all groups, so that their columns stand below each other, taken apart by the groups' headings. */
function renderGroups(groups: readonly Group[], terminal: Pick<Terminal, 'width' | 'color'>): readonly string[] {
  const { width } = terminal
  const shown = STORY.filter((column) => width >= column.from)
  const columns: readonly Column[] = [{ title: 'when', min: 19 }, ...shown]
  const rows = groups.flatMap((group) =>
    group.alerts.map((alert, at) => [
      whenCell(alert, group.alerts[at - 1], width),
      ...shown.map((column) => column.cell(alert)),
    ]),
  )
  const inner = { width: terminal.width - INDENT.length, color: terminal.color }
  const [titles, ...lines] = renderTable(columns, rows, inner).split('\n')
  const output = [INDENT + (titles ?? '')]
  let next = 0
  for (const [at, group] of groups.entries()) {
    if (at > 0) output.push('')
    const count = `  ${formatNumberOf(group.alerts.length, 'alert')}`
    const heading = cutEnd(printableValue(group.heading), terminal.width - count.length)
    output.push(paint(heading, ['bold'], terminal) + paint(count, ['dim'], terminal))
    output.push(...lines.slice(next, next + group.alerts.length).map((line) => INDENT + line))
    next += group.alerts.length
  }
  return output
}

/** A column of the story, with the width of terminal from which on it is shown. */
interface StoryColumn extends Column {
  readonly from: number
  readonly cell: (alert: Alert) => Cell
}

const STORY: readonly StoryColumn[] = [
  { title: 'for', align: 'right', min: 14, from: ROOMY, cell: lasted },
  { title: 'level', from: 0, cell: levelCell },
  { title: 'alert', min: 20, from: 0, cell: titleOf },
  { title: 'events', from: 0, cell: countCell },
  { title: 'action', min: 12, from: WIDE, cell: (alert) => oneOf(tally(alert, 'action').map(({ value }) => value)) },
  {
    title: 'from',
    cut: 'middle',
    min: 13,
    from: 0,
    cell: (alert) => oneOf(tally(alert, 'address').map(({ value }) => value)),
  },
  { title: 'region', min: 9, from: WIDE, cell: (alert) => alert.region },
]

/** The day stands only where it is another one than in the line above; its year only where there is room. */
function whenCell(alert: Alert, before: Alert | undefined, width: number): Cell {
  const shown = (day: string): string => (width >= WIDE ? day : day.slice('2026-'.length))
  const day = formatDay(alert.first)
  const isSameDay = before !== undefined && formatDay(before.first) === day
  return `${isSameDay ? ' '.repeat(shown(day).length) : shown(day)} ${formatTimeOfDay(alert.first)}`
}

function levelCell(alert: Alert): Cell {
  return { text: levelLabel(alert.rule.level), styles: levelStyle(alert.rule.level) }
}

function lasted(alert: Alert): Cell {
  return alert.last - alert.first >= 1000 ? formatDuration(alert.last - alert.first) : ''
}

function oneOf(values: readonly string[]): string {
  return values.length > 1 ? `${values[0]} +${values.length - 1}` : (values[0] ?? '')
}

/** What a rule did in all alerts of the hunt. */
interface RuleSummary {
  readonly rule: AlertRule
  readonly alerts: number
  readonly count: number
  readonly events: Cell
  /** event time, milliseconds since 1970 */
  readonly first: number
  readonly last: number
}

function summarise(alerts: readonly Alert[]): readonly RuleSummary[] {
  const summaries = [...Map.groupBy(alerts, (alert) => alert.rule.id).values()].flatMap((members): RuleSummary[] => {
    const [any] = members
    if (!any) return []
    const count = members.reduce((sum, alert) => sum + alert.count, 0)
    const inexact = members.some((alert) => alert.inexact === true)
    const events = countCell({ count, inexact })
    const first = members.reduce((least, alert) => Math.min(least, alert.first), any.first)
    const last = members.reduce((most, alert) => Math.max(most, alert.last), any.last)
    return [{ rule: any.rule, alerts: members.length, count, events, first, last }]
  })
  const seriousness = ({ rule }: RuleSummary): number => LEVELS.indexOf(rule.level)
  return summaries.toSorted((a, b) => seriousness(b) - seriousness(a) || b.count - a.count || a.first - b.first)
}

function renderRules(alerts: readonly Alert[], terminal: Pick<Terminal, 'width' | 'color'>): string {
  const isWide = terminal.width >= WIDE
  const isRoomy = terminal.width >= ROOMY
  const time = isWide ? formatInstant : formatMinute
  const rows = summarise(alerts).map(({ rule, alerts: number, events, first, last }): readonly Cell[] => {
    const level: Cell = { text: levelLabel(rule.level), styles: levelStyle(rule.level) }
    const counts = isWide ? [number, events] : [events]
    return [level, rule.title, ...counts, time(first), time(last), ...(isRoomy ? [rule.id] : [])]
  })
  const columns: readonly Column[] = [
    { title: 'level' },
    { title: 'rule', min: 16 },
    ...(isWide ? [{ title: 'alerts' }] : []),
    { title: 'events' },
    { title: 'first', min: 20 },
    { title: 'last', min: 20 },
    ...(isRoomy ? [{ title: 'rule id', min: 36 }] : []),
  ]
  return renderTable(columns, rows, terminal)
}

function totals(alerts: readonly Alert[]): string {
  const count = (values: readonly string[]): number => new Set(values).size
  const levels = LEVELS.toReversed().flatMap((level) => {
    const number = alerts.filter((alert) => alert.rule.level === level).length
    return number === 0 ? [] : [`${number} ${level}`]
  })
  const rules = count(alerts.map((alert) => alert.rule.id))
  const accounts = count(alerts.map((alert) => alert.account))
  const actors = count(alerts.map((alert) => JSON.stringify([alert.account, alert.actor])))
  return [
    `${formatNumberOf(alerts.length, 'alert')} (${levels.join(', ')})`,
    formatNumberOf(rules, 'rule'),
    formatNumberOf(accounts, 'account'),
    formatNumberOf(actors, 'actor'),
  ].join(' · ')
}
