import type { Alert } from '../../core/alert.ts'
import { isAtLeast } from '../../core/rule.ts'
import { formatCount, formatNumberOf, formatStopwatch } from '../terminal/format.ts'
import { paint } from '../terminal/paint.ts'
import { renderAlertLine } from '../terminal/render-alert-line.ts'
import { renderRinging } from '../terminal/render-alert.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** What the texts of a demo depend on. */
export interface DemoVoice {
  readonly terminal: Terminal
  /** what to type to call the program */
  readonly programName: string
  /** what must be added to a command so that it finds the demo's store: ` --data DIR`, or nothing */
  readonly place: string
}

/** What happened so far. */
export interface DemoTally {
  readonly events: number
  readonly alerts: readonly Alert[]
}

/** An alert as it rings: a serious one as a block, others as a line. */
export function ringingText(alert: Alert, { terminal, programName, place }: DemoVoice): string {
  if (!isAtLeast(alert.rule.level, 'high')) return `${renderAlertLine(alert, terminal)}\n`
  return `${renderRinging(alert, terminal, `${programName} alerts show${place} ${alert.id.slice(0, 8)}`)}\n`
}

/** The line that shows that the company lives while nothing rings. */
export function tickerText({ events, alerts }: DemoTally, latest: string, elapsed: number, terminal: Terminal): string {
  const text = `${formatStopwatch(elapsed)}  ${formatNumberOf(events, 'event')}, ${formatNumberOf(alerts.length, 'alert')}  ${latest}`
  return paint(text.slice(0, terminal.width - 1), ['dim'], terminal)
}

/** The last words: what was seen, how to look at it again, how to go on with one's own logs. */
export function closingText(
  { events, alerts }: DemoTally,
  logs: string,
  { terminal, programName, place }: DemoVoice,
): string {
  const serious = alerts.filter((alert) => isAtLeast(alert.rule.level, 'high')).length
  const first = alerts.find((alert) => alert.rule.level === 'critical') ?? alerts[0]
  const sum = `${formatNumberOf(events, 'event')}, ${formatNumberOf(alerts.length, 'alert')}, ${formatCount(serious)} of them serious.`
  return [
    paint(sum, ['bold'], terminal),
    '',
    'Look at it again:',
    `  ${programName} alerts list${place}`,
    ...(first ? [`  ${programName} alerts show${place} ${first.id.slice(0, 8)}`] : []),
    `  ${programName} events search${place} 'user.name:support-tools'`,
    `  ${programName} hunt ${logs}`,
    '',
    'Point it at your own logs:',
    `  ${programName} hunt ./AWSLogs     a folder of CloudTrail files, offline`,
    `  ${programName} start              watch folders; copy tocsin.example.yml to tocsin.yml first`,
    `  ${programName} --help`,
  ].join('\n')
}
