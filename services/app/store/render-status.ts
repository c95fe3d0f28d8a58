import {
  formatBytes,
  formatCount,
  formatDay,
  formatInstant,
  formatNumberOf,
  formatRelative,
} from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import { totalOf, type RemovedCounts } from './maintenance-record.ts'
import type { StoreStatus } from './collect-status.ts'

/** The status of a store for a person, a line each; `now` in milliseconds since 1970. */
export function renderStatus(status: StoreStatus, now: number): readonly string[] {
  const { events, alerts } = status
  const running = status.writer === null ? 'no process writes to it' : `process ${status.writer} writes to it`
  const when = (time: string): string => `${formatInstant(Date.parse(time))} (${formatRelative(Date.parse(time), now)})`
  return [
    `store         ${printable(status.store)}, ${formatBytes(status.bytes)}, ${running}`,
    `disk          ${diskText(status.disk)}`,
    ...eventLines(events),
    `newest        ${events.newest === null ? 'none yet' : when(events.newest)}`,
    `waiting       ${formatNumberOf(status.waiting, 'record')}`,
    `raw records   ${status.oldestRaw === null ? 'none kept' : `kept since ${when(status.oldestRaw)}`}`,
    `alerts        ${formatCount(alerts.open)} open, ${formatCount(alerts.acknowledged)} acknowledged, ${formatCount(alerts.closed)} closed`,
    `dead letters  ${formatCount(status.deadLetters)}`,
    ...correlationLines(status.correlation, when),
    ...retentionLines(status, when),
  ]
}

function eventLines({ total, byDataset, oldest }: StoreStatus['events']): readonly string[] {
  const stored = Object.entries(byDataset).filter(([, count]) => count > 0)
  const datasets = stored.map(([name, count]) => {
    const first = oldest[name] ?? null
    return `${printable(name)} ${formatCount(count)}${first === null ? '' : ` since ${formatDay(Date.parse(first))}`}`
  })
  return [`events        ${formatCount(total)}${datasets.length > 0 ? `: ${datasets.join(', ')}` : ''}`]
}

/** Names first what the rules have seen, then what they could not count, each with what to do about it. */
function correlationLines(
  { completeUpTo, waiting, health, warming }: StoreStatus['correlation'],
  when: (time: string) => string,
): readonly string[] {
  const times = Object.entries(completeUpTo).map(([dataset, time]) => `${printable(dataset)} up to ${when(time)}`)
  const waits =
    waiting === 0 ? [] : [`${formatNumberOf(waiting, 'match', 'matches')} wait for what is still being read`]
  const reached = [...times, ...waits]
  return [
    ...(reached.length === 0 ? [] : [`complete      ${reached.join(', ')}`]),
    ...warming.map(
      ({ rule, since, until }) =>
        `  warming     ${printable(rule)}: new or changed, counts since ${when(since)}, whole from ${formatInstant(Date.parse(until))} on`,
    ),
    ...health.flatMap(({ name, meaning, last, cure }) => [
      `  not exact   ${printable(name)}: ${meaning}, last ${when(last)}`,
      `              → ${cure}`,
    ]),
  ]
}

function diskText({ used, budget, percent, free, minFree }: StoreStatus['disk']): string {
  const share =
    budget === null || percent === null
      ? 'no budget (store.max_size)'
      : `${percent} % of the budget of ${formatBytes(budget)}`
  const left = free === null ? '' : `, ${formatBytes(free)} free on the disk`
  const warning = free !== null && free < minFree ? `: less than ${formatBytes(minFree)} (store.min_free)` : ''
  return `${formatBytes(used)} in use, ${share}${left}${warning}`
}

function retentionLines({ retention, overBudget }: StoreStatus, when: (time: string) => string): readonly string[] {
  const { lastRun, lastRemoved, removedEvents, removedOthers } = retention
  const last = lastRun === null ? 'has not run yet (it does while start runs)' : `ran ${when(lastRun)}`
  const removed =
    lastRemoved === null
      ? ', nothing was due so far'
      : `; removed ${countsText(removedEvents, removedOthers)} ${when(lastRemoved)}`
  const lines = [`retention     ${last}${lastRun === null ? '' : removed}`]
  if (overBudget === null) return lines
  const { at, eventsSince } = overBudget
  const gone = countsText(overBudget.removedEvents, overBudget.removedOthers)
  const since = eventsSince === null ? '' : `; events reach back to ${formatInstant(Date.parse(eventsSince))}`
  return [...lines, `  budget      ${gone} had to go before their time, the last ${when(at)}${since}`]
}

function countsText(events: RemovedCounts, others: RemovedCounts): string {
  const total = totalOf(events)
  const parts = Object.entries(others).map(([name, count]) =>
    name === 'raw' ? formatNumberOf(count, 'raw record') : `${formatCount(count)} ${name}`,
  )
  return [...(total > 0 ? [formatNumberOf(total, 'event')] : []), ...parts].join(', ')
}
