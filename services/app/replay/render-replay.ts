import { LEVELS } from '../../core/rule.ts'
import type { Span } from '../../replay/span.ts'
import { formatBytes, formatCount, formatDuration, formatInstant, formatNumberOf } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import type { Replayed } from './replay.ts'
import type { ReplayStep } from './replay-store.ts'

/** How far a replay is, in one short line. */
export function renderStep({ name, done, total }: ReplayStep): string {
  if (name === 'files') return `replaying files  ${percent(done, total)}  ${formatBytes(done)} of ${formatBytes(total)}`
  if (total === 0) return `replaying ${name}  ${formatCount(done)}`
  return `replaying ${name}  ${percent(done, total)}  ${formatCount(done)} of ${formatCount(total)}`
}

function percent(done: number, total: number): string {
  return `${total > 0 ? Math.min(100, Math.floor((done * 100) / total)) : 0} %`
}

/** A span for a person: `all times`, `from 2026-03-01 00:00:00Z`, `2026-03-01 00:00:00Z – 2026-03-31 23:59:59Z`. */
export function renderSpan({ from, to }: Span): string {
  if (from === null && to === null) return 'all times'
  if (to === null) return `from ${formatInstant(from ?? 0)}`
  return from === null ? `up to ${formatInstant(to)}` : `${formatInstant(from)} – ${formatInstant(to)}`
}

/** What was replayed, what was found and how to look on. */
export function renderReplaySummary(
  { replayed, alerts }: Replayed,
  text: { readonly directory: string; readonly elapsed: number; readonly programName: string },
): string {
  const { counts, span, id, state } = replayed
  const place = shellWord(text.directory)
  const facts = [
    formatNumberOf(counts.events, 'event'),
    counts.outside > 0 ? `${formatNumberOf(counts.outside, 'record')} outside the span` : '',
    counts.deadLetters > 0 ? formatNumberOf(counts.deadLetters, 'dead letter') : '',
  ].filter((fact) => fact !== '')
  const lines = [
    `replayed  ${formatNumberOf(counts.records, 'record')} in ${formatDuration(text.elapsed)}: ${facts.join(', ')}`,
    `span      ${renderSpan(span)}`,
  ]
  if (state !== 'finished') {
    return [...lines, `stopped   the case ${id} is not whole and has no alerts; run it again with --force`].join('\n')
  }
  const levels = LEVELS.toReversed().filter((level) => counts.alerts[level] > 0)
  const found = levels.map((level) => `${formatCount(counts.alerts[level])} ${level}`).join(', ')
  const look = alerts[0] ? [`${text.programName} alerts show ${alerts[0].id.slice(0, 8)} --data ${place}`] : []
  if (counts.events > 0) look.push(`${text.programName} events search --data ${place}`)
  if (counts.deadLetters > 0) look.push(`${text.programName} dead-letters list --data ${place}`)
  return [
    ...lines,
    `alerts    ${found === '' ? 'none' : found}`,
    `case      ${printable(id)} in ${printable(text.directory)}`,
    ...look.map((line, index) => `${index === 0 ? 'look on   ' : '          '}${printable(line)}`),
  ].join('\n')
}

/** A path as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w./@%+,:=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
