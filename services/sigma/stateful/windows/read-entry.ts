import { tupleKey, tuplesOf, valuesOf } from '../group-tuples.ts'
import type { Seen } from '../rule-state.ts'
import type { Entry } from './entry.ts'
import { numberOf } from './numbers.ts'
import type { WindowContext } from './window-context.ts'
import { isNumeric } from './window-rule.ts'

/** A hit as an entry, and what was not taken over from it. */
export interface ReadEntry {
  readonly entry: Entry
  /** values beyond the limit */
  readonly cut: number
  /** values that cannot be calculated with */
  readonly ignored: number
}

interface Counted {
  readonly counted: readonly string[]
  readonly cut: number
  readonly ignored: number
}

const NOTHING: Counted = { counted: [], cut: 0, ignored: 0 }

/** Reads of a hit what the rule and its parents need. */
export function readEntry(context: WindowContext, seen: Seen): ReadEntry {
  const { counted, cut, ignored } = countedOf(context, seen)
  const { carried, over } = carriedOf(context, seen)
  const { observation, origin, ref } = seen
  const isPlain = origin.ruleId === context.rule.refs[ref]?.id && origin.time === observation.time
  const entry = {
    time: observation.time,
    id: observation.eventId,
    refs: context.single[ref] ?? [ref],
    origin: isPlain ? null : origin,
    values: counted.length > 0 || carried.length > 0 ? { counted, carried, folded: null } : null,
    derived: null,
  }
  return { entry, cut: cut + over, ignored }
}

function countedOf({ rule, limits }: WindowContext, { observation, ref }: Seen): Counted {
  if (!('fields' in rule) || rule.fields.length === 0) return NOTHING
  const { groups, cut } = tuplesOf(rule.fields, rule.refs[ref], observation, limits.values)
  if (!isNumeric(rule)) return { counted: groups.map(tupleKey), cut, ignored: 0 }
  const numbers = groups.map(tupleKey).filter((text) => isUsable(text, rule.type === 'value_sum'))
  return { counted: numbers, cut, ignored: groups.length - numbers.length }
}

/** A sum takes no negative numbers, so that more hits never make it smaller. */
function isUsable(text: string, isSum: boolean): boolean {
  const number = numberOf(text)
  return number !== null && !(isSum && number < 0)
}

function carriedOf(
  { rule, carries, limits }: WindowContext,
  { observation, ref }: Seen,
): {
  readonly carried: readonly (readonly string[])[]
  readonly over: number
} {
  const all = carries.map((name) => valuesOf(name, rule.refs[ref], observation))
  const carried = all.map((values) => values.slice(0, limits.values))
  const over = all.reduce((sum, values) => sum + Math.max(0, values.length - limits.values), 0)
  return { carried, over }
}
