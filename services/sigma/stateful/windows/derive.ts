import type { RuleOutput } from '../rule-state.ts'
import type { Observation } from '../types.ts'
import type { Entry } from './entry.ts'
import type { Group } from './group.ts'
import { hitOf } from './tally.ts'
import type { WindowContext } from './window-context.ts'

/** The different values of a field that parents read, by its place among the rule's carried fields. */
export type CarriedValues = (field: number) => Pick<ReadonlySet<string>, 'size' | 'keys'>

/** What parents read of a rule that holds. */
export interface DerivedFields {
  readonly fields: Observation['fields']
  /** the same as text, to see whether anything has changed */
  readonly text: string
  /** how many values were left out, because they were more than are read */
  readonly cut: number
}

/** The rule holds at an entry: tells the parents, unless they know it with the same fields. */
export function derive(
  context: WindowContext,
  entry: Entry,
  { time, derived }: { readonly time: number; readonly derived: DerivedFields },
  output: RuleOutput,
): void {
  if (entry.derived === derived.text) return
  entry.derived = derived.text
  const observation = { ruleId: context.rule.info.id, eventId: entry.id, time, fields: derived.fields }
  output.derive(observation, hitOf(context, entry))
  output.report('values', derived.cut, time)
}

/** The group's own values, and what the entries of the window hold of other fields. */
export function derivedFields(context: WindowContext, group: Group, carried: CarriedValues): DerivedFields {
  const { rule, carries, limits } = context
  let cut = 0
  const fields: [string, readonly string[]][] = []
  for (const name of rule.carries) {
    const place = rule.groupBy.indexOf(name)
    if (place >= 0) {
      fields.push([name, [group.values[place] ?? '']])
      continue
    }
    const values = carried(carries.indexOf(name))
    cut += Math.max(0, values.size - limits.values)
    if (values.size > 0) fields.push([name, firstTexts(values.keys(), limits.values)])
  }
  return { fields: Object.fromEntries(fields), text: carries.length === 0 ? '' : JSON.stringify(fields), cut }
}

/** The first of some texts in their order, at most so many. */
export function firstTexts(texts: Iterable<string>, most: number): readonly string[] {
  let first: string[] = []
  let last: string | null = null
  for (const text of texts) {
    if (last !== null && text >= last) continue
    first.push(text)
    if (first.length < 2 * most) continue
    first = first.toSorted().slice(0, most)
    last = first.at(-1) ?? null
  }
  return first.toSorted().slice(0, most)
}
