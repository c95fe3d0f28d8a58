import { contentHash } from '../core/ids.ts'
import { canonicalJson, type JsonValue } from '../core/json.ts'
import { ruleMeaning } from './stateful/saved-state.ts'
import type { SigmaRule, StatefulRule } from './types.ts'

/** What a stateful rule's memory means, and what it is made of. */
export interface StateMeaning {
  /** two rules with the same one go on with each other's memory */
  readonly hash: string
  /** the same over the detections alone that it counts, directly or through other stateful rules */
  readonly base: string
  /** ids of the detection rules that it counts, directly or through other stateful rules */
  readonly leaves: readonly string[]
  /** ids of the stateful rules that it refers to */
  readonly below: readonly string[]
  /** after so much event time without memory it answers as if it had always been there, milliseconds */
  readonly warmsFor: number
}

/**
 * What decides the memory of stateful rules, by id: their type, window, group, fields and thresholds, and the detections,
 * log sources and field names of the rules that they count. Titles, levels, descriptions, tags, tests, filters and what
 * watch lists hold do not matter. A rule stands before those that refer to it.
 */
export function stateMeanings(
  rules: readonly SigmaRule[],
  stateful: readonly StatefulRule[],
): ReadonlyMap<string, StateMeaning> {
  const detections = new Map(rules.map((rule) => [rule.info.id, rule]))
  const bases = new Map<string, string>()
  const baseOf = (id: string): string => {
    const known = bases.get(id) ?? detectionHash(id, detections.get(id))
    bases.set(id, known)
    return known
  }
  const meanings = new Map<string, StateMeaning>()
  for (const rule of stateful) meanings.set(rule.info.id, meaningOf(rule, meanings, baseOf))
  return meanings
}

function meaningOf(
  rule: StatefulRule,
  meanings: ReadonlyMap<string, StateMeaning>,
  baseOf: (id: string) => string,
): StateMeaning {
  const refs = rule.refs.map(({ id }) => ({ id, meaning: meanings.get(id) }))
  const leaves = [...new Set(refs.flatMap(({ id, meaning }) => meaning?.leaves ?? [id]))].toSorted()
  // What others read of a rule, and how somebody calls it, is no part of what it remembers.
  const { carries: _, refs: __, ...own } = ruleMeaning(rule)
  const fields = rule.refs.map((ref) => ownFields(rule, ref.fields))
  const below = refs.map(({ id, meaning }) => [id, meaning?.hash ?? baseOf(id)])
  return {
    hash: contentHash(canonicalJson({ own, fields, below })),
    base: contentHash(canonicalJson(leaves.map((id) => [id, baseOf(id)]))),
    leaves,
    below: refs.flatMap(({ id, meaning }) => (meaning ? [id] : [])),
    warmsFor: warmsFor(rule),
  }
}

/** Of the fields of a reference those that the rule itself asks for, without those that it only hands on. */
function ownFields(rule: StatefulRule, fields: Readonly<Record<string, string>>): Record<string, string> {
  const own = new Set([...rule.groupBy, ...('fields' in rule ? rule.fields : [])])
  return Object.fromEntries(Object.entries(fields).filter(([name]) => own.has(name)))
}

function warmsFor(rule: StatefulRule): number {
  if (rule.type === 'x_new_value') return rule.learn
  return rule.type === 'x_rate' ? (rule.learn + 1) * rule.timespan : rule.timespan
}

function detectionHash(id: string, rule: SigmaRule | undefined): string {
  if (!rule) return contentHash(id)
  const { logSource, taxonomy, detection, written } = rule
  const logic = written ?? (JSON.parse(JSON.stringify(detection.conditions, withoutPlace)) as JsonValue)
  return contentHash(canonicalJson({ logSource: { ...logSource }, taxonomy, logic }))
}

/** Where something stands in its file says nothing of what it means. */
function withoutPlace(key: string, value: unknown): unknown {
  return key === 'line' || key === 'column' ? undefined : value
}
