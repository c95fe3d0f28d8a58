import { contentHash } from '../../../../services/core/ids.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { StatefulBase } from '../../../../services/sigma/types.ts'
import type { OracleRule } from './members.ts'

/** A rule that counts values of a field of its group cannot be split: an event has other values in every group. */
export function canSplit(rule: OracleRule): boolean {
  const counted = 'fields' in rule ? rule.fields : []
  const fields = rule.refs.flatMap((ref) => rule.groupBy.map((name) => ref.fields[name] ?? name))
  return !counted.some((name) => fields.includes(name))
}

/**
 * The hits of a rule for several engines, each of which has some of the groups: a hit of several groups goes to the engine of
 * each, with that group's values alone.
 */
export function splitByGroup(
  rule: StatefulBase,
  hits: readonly Observation[],
  parts: number,
): readonly Observation[][] {
  const split: Observation[][] = Array.from({ length: parts }, () => [])
  for (const hit of hits) {
    for (const one of oneGroupEach(rule, hit)) {
      const text = JSON.stringify(one.group)
      split[Number.parseInt(contentHash(text).slice(0, 8), 16) % parts]?.push({ ...hit, fields: one.fields })
    }
  }
  return split
}

function oneGroupEach(
  rule: StatefulBase,
  hit: Observation,
): readonly { readonly group: readonly string[]; readonly fields: Observation['fields'] }[] {
  const ref = rule.refs.find(({ id }) => id === hit.ruleId)
  if (ref === undefined) return []
  let all = [{ group: [] as readonly string[], fields: hit.fields }]
  for (const name of rule.groupBy) {
    const field = ref.fields[name] ?? name
    all = all.flatMap(({ group, fields }) => {
      return (hit.fields[field] ?? []).map((value) => ({
        group: [...group, value],
        fields: { ...fields, [field]: [value] },
      }))
    })
  }
  return all
}
