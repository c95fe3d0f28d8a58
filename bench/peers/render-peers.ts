import type { Comparison, Difference } from './compare-matches.ts'
import type { RowFigures, SideFigures } from './measure-row.ts'
import type { Row } from './rows.ts'

/** A row with everything that was found out about it. */
export interface RowResult {
  readonly row: Row
  readonly figures: RowFigures
  /** null where the two were not compared */
  readonly comparison: Comparison | null
}

/** Why the two differ, by rule id, where that is known. */
const REASONS: ReadonlyMap<string, string> = new Map([
  [
    'd84c0ded-edd7-4123-80ed-348bb3ccc4d5',
    'a rule about databases without a product: rsigma leaves out only what contradicts the log source, we take only what covers it',
  ],
])

/** Ours over theirs; null without a peer. */
export function ratioOf({ theirs, ours }: RowFigures): number | null {
  return theirs === null ? null : ours.rate / theirs.rate
}

/** The results as a table in Markdown, for the documentation. */
export function renderPeers(results: readonly RowResult[]): string {
  const header = ['work', 'records', 'bytes', 'theirs', 'ours', 'ratio', 'to reach', 'matches']
  const rows = results.map(({ row, figures, comparison }) => {
    const ratio = ratioOf(figures)
    return [
      `${row.name}: ${row.about}`,
      row.data,
      whole(row.meanBytes),
      row.name === 'workers' ? `one thread ${rate(figures.theirs)}` : rate(figures.theirs),
      rate(figures.ours),
      ratio === null ? '–' : `**${ratio.toFixed(2)} ×**`,
      `${row.goal} ×`,
      found(comparison),
    ]
  })
  const lines = [header, header.map((_, at) => (at < 2 ? '---' : '---:')), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  )
  return [...lines, ...memory(results), ...differences(results)].join('\n')
}

function rate(figures: SideFigures | null): string {
  if (figures === null) return '–'
  const [least, most] = figures.spread
  return `${thousands(figures.rate)} (${thousands(least)}–${thousands(most)})`
}

function thousands(value: number): string {
  return `${whole(value / 1000)}k`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

function found(comparison: Comparison | null): string {
  if (comparison === null) return ''
  const same = comparison.differences.length === 0 ? 'the same' : `${comparison.differences.length} rules differ`
  return `${whole(comparison.matches)}, ${same}`
}

/** What a group takes, where there are any: most resident bytes less those of a run over one record. */
function memory(results: readonly RowResult[]): string[] {
  return results.flatMap(({ row, figures }) => {
    if (row.groups === 0) return []
    const each = (side: SideFigures | null): string =>
      side === null ? '–' : `${whole((side.peak - side.peakOfOne) / row.groups)} bytes`
    return [
      '',
      `Memory by group, ${row.name}, ${row.data}: theirs ${each(figures.theirs)}, ours ${each(figures.ours)} (growth of the process).`,
    ]
  })
}

function differences(results: readonly RowResult[]): string[] {
  const found = results.flatMap(({ row, comparison }) =>
    (comparison?.differences ?? []).map((difference) => `- ${row.name}, ${row.data}: ${shownDifference(difference)}`),
  )
  return found.length === 0 ? [] : ['', 'Differences:', ...found]
}

function shownDifference({ rule, theirs, ours }: Difference): string {
  return `${rule}: theirs ${theirs}, ours ${ours}; ${REASONS.get(rule) ?? 'reason unknown'}`
}
