import type { JsonValue } from '../../core/json.ts'
import type { FieldResolver } from '../../record/field-access.ts'
import { PathTable } from '../../record/field-path.ts'
import type { RuleInput } from '../../record/rule-input.ts'
import type { ArrayScope, Condition, Item } from '../detection.ts'
import { conditionHolds, itemHolds } from '../evaluate-rule.ts'
import { lookInElement, lookInEvent, type Lookup } from '../evaluate/lookup.ts'
import type { RuleFilter, SigmaRule } from '../types.ts'
import { describeItem } from './describe-tests.ts'
import { MOST_SHOWN, type Explained, type ExplainedItem } from './explained.ts'
import { whyItem, type AskedItem } from './why-item.ts'

/** What a filter says about the event. */
export interface ExplainedFilter {
  readonly id: string
  readonly title: string
  /** it had run out when the event happened: it does not count */
  readonly hasExpired: boolean
  /** its condition: true lets the match through */
  readonly explained: Explained
}

/** Why a rule is true on an event, or not. */
export interface ExplainedRule {
  /** whether the rule matches, its filters included */
  readonly holds: boolean
  readonly detection: Explained
  readonly filters: readonly ExplainedFilter[]
  /**
   * the fewest lines whose answers would have to change for the rule to match, filters included; empty when it matches, or
   * when only an array decides
   */
  readonly missing: readonly ExplainedItem[]
}

/** How the names of one condition are understood. */
interface Scene {
  readonly lookup: Lookup
  readonly isKnown: (field: string) => boolean
  readonly names: ReadonlyMap<Condition, string>
}

/** Evaluates a rule in the plainest way and keeps every answer. Never throws. */
export function explainRule(rule: SigmaRule, resolve: FieldResolver, input: RuleInput): ExplainedRule {
  const sceneOf = ({ taxonomy }: Pick<RuleFilter, 'taxonomy'>): Scene => ({
    lookup: lookInEvent(input, resolve, taxonomy),
    isKnown: (field) => resolve(field, taxonomy, new PathTable()).length > 0,
    names: new Map([...(rule.detection.identifiers ?? [])].map(([name, condition]) => [condition, name])),
  })
  const [first, ...others] = rule.detection.conditions
  const whole: Condition = first && others.length === 0 ? first : { op: 'or', parts: rule.detection.conditions }
  const detection = explain(whole, sceneOf(rule))
  const filters = rule.filters.map((filter): ExplainedFilter => ({
    id: filter.id,
    title: filter.title,
    hasExpired: filter.expires !== null && input.time !== undefined && input.time >= filter.expires,
    explained: explain(filter.condition, { ...sceneOf(filter), names: new Map() }),
  }))
  const counted = filters.filter(({ hasExpired }) => !hasExpired).map(({ explained }) => explained)
  const parts = [detection, ...counted]
  const holds = parts.every((part) => part.holds)
  return { holds, detection, filters, missing: parts.flatMap((part) => changesFor(part, true)) }
}

function explain(condition: Condition, scene: Scene): Explained {
  const name = scene.names.get(condition) ?? null
  switch (condition.op) {
    case 'item':
      return explainItem(condition.item, name, scene)
    case 'scope':
      return explainScope(condition.scope, name, scene)
    case 'not': {
      const part = explain(condition.part, scene)
      return { kind: 'not', name, holds: !part.holds, parts: [part] }
    }
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => explain(part, scene))
      const holds = condition.op === 'and' ? parts.every((part) => part.holds) : parts.some((part) => part.holds)
      return { kind: condition.op, name, holds, parts }
    }
  }
}

function explainItem(item: Item, name: string | null, { lookup, isKnown }: Scene): ExplainedItem {
  const found = lookup.find(item.field)
  const asked: AskedItem = {
    item,
    found,
    lookup,
    holds: itemHolds(item, lookup),
    isKnown: item.field === null || isKnown(item.field),
  }
  return {
    kind: 'item',
    name,
    holds: asked.holds,
    field: item.field,
    wanted: describeItem(item),
    values: item.field === null ? [] : found.values.slice(0, MOST_SHOWN),
    valueCount: item.field === null ? 0 : found.values.length,
    ...whyItem(asked),
    line: item.line,
  }
}

function explainScope(scope: ArrayScope, name: string | null, { lookup, names }: Scene): Explained {
  const { path, pick, part, line } = scope
  const holds = conditionHolds({ op: 'scope', scope }, lookup)
  const elements = elementsOf(scope, lookup)
  const shown = elements.slice(0, MOST_SHOWN).map(({ place, value }) => ({
    place,
    explained: explain(part, { lookup: lookInElement(value), isKnown: () => true, names }),
  }))
  return { kind: 'scope', name, holds, path, pick, count: elements.length, elements: shown, line }
}

interface Element {
  readonly place: number | null
  readonly value: JsonValue | undefined
}

function elementsOf({ path, pick }: ArrayScope, lookup: Lookup): readonly Element[] {
  const arrays = lookup.arrays(path)
  if (typeof pick !== 'number') return arrays.flat().map((value, place) => ({ place, value }))
  const picked = arrays.flatMap((array): Element[] => {
    const place = pick < 0 ? array.length + pick : pick
    return place >= 0 && place < array.length ? [{ place, value: array[place] }] : []
  })
  return picked.length > 0 ? picked : [{ place: null, value: undefined }]
}

/** The fewest lines that must answer otherwise for a node to become `wanted`. */
function changesFor(node: Explained, wanted: boolean): readonly ExplainedItem[] {
  if (node.holds === wanted) return []
  if (node.kind === 'item') return [node]
  if (node.kind === 'scope') {
    const all = node.elements.map(({ explained }) => changesFor(explained, wanted)).filter(({ length }) => length > 0)
    return fewest(all)
  }
  if (node.kind === 'not') return node.parts.flatMap((part) => changesFor(part, !wanted))
  const changes = node.parts.map((part) => changesFor(part, wanted))
  // To make "and" true every part must be, to make it false one is enough; with "or" it is the other way round.
  const isEvery = (node.kind === 'and') === wanted
  if (isEvery) return changes.flat()
  return fewest(changes)
}

function fewest(lists: readonly (readonly ExplainedItem[])[]): readonly ExplainedItem[] {
  let best: readonly ExplainedItem[] | null = null
  for (const list of lists) if (best === null || list.length < best.length) best = list
  return best ?? []
}
