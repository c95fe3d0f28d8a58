import type { StatefulRule } from '../types.ts'
import { Engine } from './engine.ts'
import type { RulePlace } from './engine.ts'
import { absenceState } from './extensions/absence.ts'
import { newValueState } from './extensions/new-value.ts'
import { rateState } from './extensions/rate.ts'
import { isPackable, PackedState } from './packed/packed-state.ts'
import type { RuleState } from './rule-state.ts'
import { DEFAULT_ENGINE_LIMITS } from './types.ts'
import type { EngineLimits, RuleStarts, StatefulEngine } from './types.ts'
import { windowContext } from './windows/window-context.ts'
import type { WindowContext } from './windows/window-context.ts'
import { WindowState } from './windows/window-state.ts'

/** How groups are kept where both are possible: as numbers as long as nothing comes of them, or always as objects. */
export type StateForm = 'packed' | 'plain'

/**
 * The engine for some rules, empty; `from`: before which time hits are not for a rule. A rule stands for itself by its id; ids
 * that no rule here has are detection rules. Rules must not refer to each other in a circle (the loader refuses it). The form
 * changes no answer: `plain` is there to be compared.
 */
export function createStatefulEngine(
  rules: readonly StatefulRule[],
  limits: EngineLimits = DEFAULT_ENGINE_LIMITS,
  from?: RuleStarts,
  form: StateForm = 'packed',
): StatefulEngine {
  return new Engine(rules, (rule, place) => stateOf(rule, place, { limits, form }), from)
}

interface StateOptions {
  readonly limits: EngineLimits
  readonly form: StateForm
}

function stateOf(rule: StatefulRule, place: RulePlace, { limits, form }: StateOptions): RuleState {
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
      return windowState(windowContext(rule, place, limits), form)
  }
}

function windowState(context: WindowContext, form: StateForm): RuleState {
  return form === 'packed' && isPackable(context) ? new PackedState(context) : new WindowState(context)
}
