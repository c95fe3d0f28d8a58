import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatInstant,
  formatNumberOf,
  formatRelative,
  formatSpan,
  formatStopwatch,
} from '../../../services/app/terminal/format.ts'

const at = (text: string): number => Date.parse(text)
const NOON = at('2026-03-14T12:00:00Z')

describe('quantities and times are written for people', () => {
  const cases: readonly { readonly got: string; readonly wanted: string }[] = [
    { got: formatCount(1_234_567), wanted: '1,234,567' },
    { got: formatCount(0), wanted: '0' },
    { got: formatNumberOf(1, 'event'), wanted: '1 event' },
    { got: formatNumberOf(5000, 'event'), wanted: '5,000 events' },
    { got: formatNumberOf(0, 'entry', 'entries'), wanted: '0 entries' },
    { got: formatBytes(0), wanted: '0 B' },
    { got: formatBytes(999), wanted: '999 B' },
    { got: formatBytes(1000), wanted: '1 KB' },
    { got: formatBytes(1536), wanted: '1.5 KB' },
    { got: formatBytes(16 * 1024 * 1024), wanted: '16 MB' },
    { got: formatBytes(1.25 * 1024 ** 3), wanted: '1.3 GB' },
    { got: formatBytes(5000 * 1024 ** 5), wanted: '5000 PB' },
    { got: formatDuration(0), wanted: '0 ms' },
    { got: formatDuration(850), wanted: '850 ms' },
    { got: formatDuration(45_900), wanted: '45 s' },
    { got: formatDuration(77_000), wanted: '1 min 17 s' },
    { got: formatDuration(120_000), wanted: '2 min' },
    { got: formatDuration(8_100_000), wanted: '2 h 15 min' },
    { got: formatDuration(273_600_000), wanted: '3 d 4 h' },
    { got: formatStopwatch(11_200), wanted: '0:12' },
    { got: formatStopwatch(3_723_000), wanted: '1:02:03' },
    { got: formatInstant(NOON + 999), wanted: '2026-03-14 12:00:00Z' },
    { got: formatInstant(Number.NaN), wanted: 'no time' },
    { got: formatInstant(1e300), wanted: 'no time' },
    { got: formatRelative(NOON - 180_000, NOON), wanted: '3 min ago' },
    { got: formatRelative(NOON + 8_100_000, NOON), wanted: 'in 2 h 15 min' },
    { got: formatRelative(NOON - 4000, NOON), wanted: 'just now' },
    { got: formatSpan(NOON, NOON + 400), wanted: '2026-03-14 12:00:00Z' },
    { got: formatSpan(NOON, NOON + 77_000), wanted: '2026-03-14 12:00:00 – 12:01:17Z (1 min 17 s)' },
    {
      got: formatSpan(NOON, at('2026-03-15T13:00:00Z')),
      wanted: '2026-03-14 12:00:00Z – 2026-03-15 13:00:00Z (1 d 1 h)',
    },
  ]
  for (const { got, wanted } of cases) test(wanted, () => assert.equal(got, wanted))
})
