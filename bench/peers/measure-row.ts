import { median } from '../measure.ts'
import type { Row, Side } from './rows.ts'
import { runCommand } from './run-command.ts'

/** One side's figures. */
export interface SideFigures {
  /** records per second, of CPU or by the clock; the median of the rounds */
  readonly rate: number
  /** smallest and largest round */
  readonly spread: readonly [number, number]
  /** seconds that starting takes: a run over one record */
  readonly start: number
  /** most resident bytes over all records, and over one */
  readonly peak: number
  readonly peakOfOne: number
}

/** A row's figures. */
export interface RowFigures {
  /** null where the peer is not there */
  readonly theirs: SideFigures | null
  readonly ours: SideFigures
}

interface Round {
  readonly rate: number
  readonly start: number
  readonly peak: number
  readonly peakOfOne: number
}

/**
 * Runs both sides in turn, `rounds` times; each time over one record as well, which is taken off. Pinned to a core unless the
 * row is about several.
 */
export async function measureRow(row: Row, rounds: number, core: number | null, hasPeer: boolean): Promise<RowFigures> {
  const [theirs, ours]: [Round[], Round[]] = [[], []]
  const pinned = row.by === 'cpu' ? core : null
  for (let round = 0; round < rounds; round += 1) {
    if (hasPeer || row.name === 'workers') theirs.push(await once(row, row.theirs, pinned))
    ours.push(await once(row, row.ours, pinned))
  }
  return { theirs: theirs.length === 0 ? null : figuresOf(theirs), ours: figuresOf(ours) }
}

async function once(row: Row, side: Side, core: number | null): Promise<Round> {
  const one = await runCommand(side.one, core)
  const whole = await runCommand(side.whole, core)
  const seconds = row.by === 'cpu' ? whole.cpu - one.cpu : whole.wall - one.wall
  // The clock of processes goes in steps of 10 ms.
  const rate = row.records / Math.max(seconds, 0.01)
  return { rate, start: row.by === 'cpu' ? one.cpu : one.wall, peak: whole.peak, peakOfOne: one.peak }
}

function figuresOf(rounds: readonly Round[]): SideFigures {
  const of = (figure: (round: Round) => number): number => median(rounds.map((round) => figure(round)))
  const rates = rounds.map(({ rate }) => Math.round(rate))
  return {
    rate: Math.round(of(({ rate }) => rate)),
    spread: [Math.min(...rates), Math.max(...rates)],
    start: of(({ start }) => start),
    peak: of(({ peak }) => peak),
    peakOfOne: of(({ peakOfOne }) => peakOfOne),
  }
}
