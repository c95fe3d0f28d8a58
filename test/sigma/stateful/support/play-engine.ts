import { createStatefulEngine } from '../../../../services/sigma/stateful/create-engine.ts'
import type { StateForm } from '../../../../services/sigma/stateful/create-engine.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../../../services/sigma/stateful/types.ts'
import type {
  EngineLimits,
  Observation,
  StatefulEngine,
  WatermarkOf,
} from '../../../../services/sigma/stateful/types.ts'
import type { StatefulRule } from '../../../../services/sigma/types.ts'
import { CollectedAlerts } from './collected-alerts.ts'

/** Something that happens to an engine: a hit, time going on, or the process being stopped and started again. */
export type Step =
  | { readonly kind: 'hit'; readonly hit: Observation }
  | { readonly kind: 'advance'; readonly watermarkOf: WatermarkOf }
  /** `form`: how groups are kept from then on; default: as before */
  | { readonly kind: 'reload'; readonly form?: StateForm }
  | { readonly kind: 'rebuild' }

/** What was fed to an engine, and what is needed to make it again. */
interface Play {
  engine: StatefulEngine
  readonly rules: readonly StatefulRule[]
  readonly limits: EngineLimits
  readonly collected: CollectedAlerts
  readonly observed: { readonly hit: Observation; readonly late: readonly string[] }[]
  watermarkOf: WatermarkOf
  form: StateForm
}

/** Plays steps to an engine of its own; what comes of them is collected after every one. */
export function playEngine(
  rules: readonly StatefulRule[],
  steps: readonly Step[],
  limits: EngineLimits = DEFAULT_ENGINE_LIMITS,
  form: StateForm = 'packed',
): CollectedAlerts {
  const play: Play = {
    engine: createStatefulEngine(rules, limits, undefined, form),
    form,
    rules,
    limits,
    collected: new CollectedAlerts(),
    observed: [],
    watermarkOf: () => Number.NEGATIVE_INFINITY,
  }
  for (const step of steps) {
    take(play, step)
    play.collected.take(play.engine.take())
  }
  return play.collected
}

function take(play: Play, step: Step): void {
  switch (step.kind) {
    case 'hit': {
      play.observed.push({ hit: step.hit, late: play.engine.observe(step.hit) })
      return
    }
    case 'advance': {
      play.engine.advance(step.watermarkOf)
      play.watermarkOf = step.watermarkOf
      return
    }
    case 'reload': {
      const saved = play.engine.save()
      play.form = step.form ?? play.form
      play.engine = createStatefulEngine(play.rules, play.limits, undefined, play.form)
      if (!play.engine.load(saved)) throw new Error('the engine does not take up its own state')
      return
    }
    case 'rebuild': {
      rebuild(play)
      return
    }
  }
}

/** Makes the engine again from stored hits, newest first, and what is stored of windows. */
function rebuild(play: Play): void {
  play.engine = createStatefulEngine(play.rules, play.limits, undefined, play.form)
  const { engine, observed, watermarkOf, collected } = play
  const windows = [...collected.windows].map(([key, value]) => ({ kind: 'window', key, value }))
  const from = Math.min(...[...engine.wants].map(watermarkOf)) - engine.lookback
  engine.restore(watermarkOf, windows)
  const known = new Set<string>()
  for (const { hit, late } of observed.toReversed()) {
    const identity = JSON.stringify([hit.ruleId, hit.eventId])
    // A repeat that came late was counted when it came first.
    const isRepeat = late.length > 0 && observed.some((other) => isSame(other.hit, hit) && other.late.length === 0)
    if (hit.time < from || known.has(identity) || isRepeat) continue
    known.add(identity)
    engine.observe(hit, late)
  }
  engine.restored()
}

function isSame(hit: Observation, other: Observation): boolean {
  return hit.ruleId === other.ruleId && hit.eventId === other.eventId
}
