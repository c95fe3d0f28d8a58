import type { Observation, WatermarkOf } from '../../../../services/sigma/stateful/types.ts'
import type { TestRandom } from '../../../support/random.ts'
import type { Step } from './play-engine.ts'

/** Time goes on to one watermark for all rules. */
export function advanceTo(watermark: number): Step {
  return { kind: 'advance', watermarkOf: () => watermark }
}

export function hitStep(hit: Observation): Step {
  return { kind: 'hit', hit }
}

/** One hit after the other in the order of time, the watermark always up to the last one. */
export function inOrder(hits: readonly Observation[]): readonly Step[] {
  return hits.flatMap((hit) => [hitStep(hit), advanceTo(hit.time)])
}

/**
 * Hits in the order in which they arrive when each takes up to `lateness` to come, `copies` times; the watermark of each rule
 * follows at random moments, as far as the lateness allows it, of some rules less far.
 */
export function shuffled(
  random: TestRandom,
  hits: readonly Observation[],
  { lateness, copies = 1 }: { readonly lateness: number; readonly copies?: number },
): readonly Step[] {
  const arrivals = Array.from({ length: copies }, () => hits)
    .flat()
    .map((hit) => ({ hit, at: hit.time + random.next() * lateness }))
    .toSorted((a, b) => a.at - b.at)
  const lags = new Map([...new Set(hits.map(({ ruleId }) => ruleId))].map((id) => [id, random.pick([0, 0, 0, 7])]))
  const steps: Step[] = []
  let newest = Number.NEGATIVE_INFINITY
  for (const { hit } of arrivals) {
    newest = Math.max(newest, hit.time)
    steps.push(hitStep(hit))
    const mark = newest - lateness
    const watermarkOf: WatermarkOf = (id) => mark - (lags.get(id) ?? 0)
    if (random.chance(0.3)) steps.push({ kind: 'advance', watermarkOf })
  }
  return steps
}

/** The same with stops in between. */
export function withStops(random: TestRandom, steps: readonly Step[], kind: 'reload' | 'rebuild'): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => (random.chance(0.1) ? [step, { kind }] : [step]))
}
