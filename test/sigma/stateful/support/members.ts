import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { NumericCorrelation, RuleRef, TemporalCorrelation } from '../../../../services/sigma/types.ts'

/** A rule that the oracle knows. */
export type OracleRule = NumericCorrelation | TemporalCorrelation

/** A hit of any rule, and the event of a detection rule's hit behind it. */
export interface OracleHit extends Observation {
  readonly origin: string
}

/** An event within a group: everything that is known of it from all rules that it matched. */
export interface Member {
  readonly time: number
  readonly id: string
  readonly origin: string
  readonly refs: ReadonlySet<number>
  /** the fields of each of its hits, in the stateful rule's terms */
  readonly views: readonly Readonly<Record<string, readonly string[]>>[]
}

/** The values of a field in any of an event's hits. */
export function fieldOf(member: Member, name: string): ReadonlySet<string> {
  return new Set(member.views.flatMap((view) => view[name] ?? []))
}

/** The members of every group, sorted by time and id, by the JSON of the group's values. */
export function groupsOf(rule: OracleRule, hits: readonly OracleHit[]): Map<string, Member[]> {
  const groups = new Map<string, Map<string, Member>>()
  for (const hit of hits) {
    for (const [ref, { id }] of rule.refs.entries()) {
      if (id !== hit.ruleId) continue
      for (const key of keysOf(rule, ref, hit)) {
        const members = groups.get(key) ?? new Map<string, Member>()
        groups.set(key, members)
        const identity = JSON.stringify([hit.time, hit.eventId])
        members.set(identity, addTo(members.get(identity), rule, ref, hit))
      }
    }
  }
  const order = (a: Member, b: Member): number => a.time - b.time || (a.id < b.id ? -1 : 1)
  return new Map([...groups].map(([key, members]) => [key, [...members.values()].toSorted(order)]))
}

function keysOf(rule: OracleRule, ref: number, hit: OracleHit): readonly string[] {
  let tuples: string[][] = [[]]
  for (const name of rule.groupBy) {
    const values = new Set(valuesOf(name, rule.refs[ref], hit))
    tuples = tuples.flatMap((tuple) => [...values].map((value) => [...tuple, value]))
  }
  return tuples.map((tuple) => JSON.stringify(tuple))
}

function addTo(known: Member | undefined, rule: OracleRule, ref: number, hit: OracleHit): Member {
  const names = new Set([...('fields' in rule ? rule.fields : []), ...rule.carries])
  const view = [...names].map((name): [string, readonly string[]] => [name, valuesOf(name, rule.refs[ref], hit)])
  return {
    time: hit.time,
    id: hit.eventId,
    origin: hit.origin,
    refs: new Set([...(known?.refs ?? []), ref]),
    views: [...(known?.views ?? []), Object.fromEntries(view)],
  }
}

function valuesOf(name: string, ref: RuleRef | undefined, { fields }: OracleHit): readonly string[] {
  return fields[ref?.fields[name] ?? name] ?? []
}
