import type { RuleRef, StatefulBase } from '../types.ts'
import type { Observation } from './types.ts'

/** Tuples of field values, and how many were left out because they were more than allowed. */
export interface Tuples {
  readonly groups: readonly (readonly string[])[]
  readonly cut: number
}

const NOTHING: readonly string[] = []

/**
 * The groups that an observation is in: the values of the rule's group fields, in its order. A field with several values puts
 * it into one group for each, several such fields into every combination, at most `most`, the first ones in the order of the
 * values. None when a field is missing.
 */
export function groupsOf(rule: StatefulBase, ref: number, observation: Observation, most: number): Tuples {
  return tuplesOf(rule.groupBy, rule.refs[ref], observation, most)
}

/** The same for any fields of a stateful rule, named in its terms. */
export function tuplesOf(
  names: readonly string[],
  ref: RuleRef | undefined,
  observation: Observation,
  most: number,
): Tuples {
  const single = most < 1 ? null : singleTuple(names, ref, observation)
  if (single !== null) return { groups: [single], cut: 0 }
  let groups: (readonly string[])[] = [[]]
  let all = 1
  for (const name of names) {
    const values = valuesOf(name, ref, observation)
    all *= values.length
    groups = combine(groups, values, most)
  }
  return { groups, cut: all - groups.length }
}

/** The tuple of a hit that has one value in every field, as nearly all have; null of others. */
function singleTuple(
  names: readonly string[],
  ref: RuleRef | undefined,
  observation: Observation,
): readonly string[] | null {
  const tuple: string[] = []
  for (const name of names) {
    const values = valuesOf(name, ref, observation)
    const [value] = values
    if (value === undefined || values.length !== 1) return null
    tuple.push(value)
  }
  return tuple
}

/** The different values of one field of a stateful rule, named in its terms; none when the observation lacks it. */
export function valuesOf(name: string, ref: RuleRef | undefined, observation: Observation): readonly string[] {
  const field = ref !== undefined && Object.hasOwn(ref.fields, name) ? (ref.fields[name] ?? name) : name
  if (!Object.hasOwn(observation.fields, field)) return NOTHING
  const values = observation.fields[field] ?? NOTHING
  return values.length > 1 ? [...new Set(values)] : values
}

function combine(groups: (readonly string[])[], values: readonly string[], most: number): (readonly string[])[] {
  const combined: (readonly string[])[] = []
  for (const group of groups) {
    for (const value of values) {
      if (combined.length >= most) return combined
      combined.push([...group, value])
    }
  }
  return combined
}

/** One text for a tuple; different tuples of one rule have different texts. */
export function tupleKey(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : JSON.stringify(values)
}

/** A group as alerts show it: the rule's group fields with the values, in its order. */
export function groupRecord(rule: StatefulBase, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rule.groupBy.map((name, at) => [name, values[at] ?? '']))
}
