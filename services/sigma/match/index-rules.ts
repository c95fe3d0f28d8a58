import type { Condition } from '../detection.ts'
import type { Compilation } from './compilation.ts'
import { EVENT_COST } from './field-table.ts'
import { buildIndex, type WitnessIndex } from './witness-index.ts'

/** Builds the index of compiled rules, which are numbered by the order of their conditions. */
export function indexRules(conditions: readonly Condition[], compilation: Compilation): WitnessIndex {
  const { items, scopes, fields } = compilation
  const all = [...fields.byKey.values()]
  const dear = new Set(all.filter((field) => field.cost >= EVENT_COST).map((field) => field.values))
  const whole = new Set(all.filter((field) => field.accesses === null).map((field) => field.values))
  return buildIndex(conditions, {
    valuesOf: (item) => items.get(item)?.compiled.values,
    valuesOfScope: (scope) => scopes.get(scope)?.values ?? undefined,
    isDear: (values) => dear.has(values),
    isWholeRecord: (values) => whole.has(values),
  })
}
