import type { StatefulRule } from '../types.ts'
import { Engine } from './engine.ts'
import type { RulePlace } from './engine.ts'
import { absenceState } from './extensions/absence.ts'
import { newValueState } from './extensions/new-value.ts'
import { rateState } from './extensions/rate.ts'
import type { RuleState } from './rule-state.ts'
import { DEFAULT_ENGINE_LIMITS } from './types.ts'
import type { EngineLimits, StatefulEngine } from './types.ts'
import { WindowState } from './windows/window-state.ts'

/**
 * The engine for some rules, empty. A rule stands for itself by its id; ids that no rule here has are detection rules. Rules
 * must not refer to each other in a circle (the loader refuses it).
 */
export function createStatefulEngine(
  rules: readonly StatefulRule[],
  limits: EngineLimits = DEFAULT_ENGINE_LIMITS,
): StatefulEngine {
  return new Engine(rules, (rule, place) => stateOf(rule, place, limits))
}

function stateOf(rule: StatefulRule, place: RulePlace, limits: EngineLimits): RuleState {
  switch (rule.type) {
    case 'x_new_value':
      return newValueState(rule, limits)
    case 'x_absence':
      return absenceState(rule, limits)
    case 'x_rate':
      return rateState(rule, limits)
    case 'event_count':
    case 'value_count':
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
    case 'value_median':
    case 'temporal':
    case 'temporal_ordered':
      return new WindowState(rule, place, limits)
  }
}
