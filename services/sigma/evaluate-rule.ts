import { isObject, type JsonValue } from '../core/json.ts'
import type { FieldResolver } from '../record/field-access.ts'
import type { RuleInput } from '../record/rule-input.ts'
import type { ArrayScope, Condition, Item, Test } from './detection.ts'
import { addressBits, isIsoDate, likePattern, networkBits, partOf, plainText, withoutCase } from './evaluate/compare.ts'
import { lookInElement, lookInEvent, type Found, type Lookup } from './evaluate/lookup.ts'
import { compileRegex, isRegexProblem } from './regex.ts'
import type { SigmaRule } from './types.ts'

const MOST_ELEMENTS = 4096

/**
 * Says whether a rule holds, its filters included, in the plainest way: no index, no memory, no folded copies, every value
 * read anew. It is what the fast matcher is measured against and shares no comparing code with it. Slow; for tests and for
 * explaining a hit.
 */
export function evaluateRule(rule: SigmaRule, resolve: FieldResolver, input: RuleInput): boolean {
  const lookup = lookInEvent(input, resolve, rule.taxonomy)
  if (!rule.detection.conditions.some((condition) => conditionHolds(condition, lookup))) return false
  return rule.filters
    .filter(({ expires }) => expires === null || input.time === undefined || input.time < expires)
    .every((filter) => conditionHolds(filter.condition, lookInEvent(input, resolve, filter.taxonomy)))
}

/** Whether a condition holds, in the plainest way. */
export function conditionHolds(condition: Condition, lookup: Lookup): boolean {
  if (condition.op === 'item') return itemHolds(condition.item, lookup)
  if (condition.op === 'scope') return scopeHolds(condition.scope, lookup)
  if (condition.op === 'not') return !conditionHolds(condition.part, lookup)
  if (condition.op === 'and') return condition.parts.every((part) => conditionHolds(part, lookup))
  return condition.parts.some((part) => conditionHolds(part, lookup))
}

function scopeHolds({ path, pick, part }: ArrayScope, lookup: Lookup): boolean {
  const arrays = lookup.arrays(path)
  const isTrueOf = (element: JsonValue | undefined): boolean => conditionHolds(part, lookInElement(element))
  if (typeof pick === 'number') {
    const inArray = arrays.filter((array) => (pick < 0 ? -pick : pick + 1) <= array.length)
    const picked = inArray.map((array) => array[pick < 0 ? array.length + pick : pick])
    return picked.length === 0 ? isTrueOf(undefined) : picked.slice(0, MOST_ELEMENTS).some(isTrueOf)
  }
  const answers = arrays
    .flat()
    .slice(0, MOST_ELEMENTS)
    .map((element) => isTrueOf(element))
  const isAll = !answers.includes(false)
  if (pick === 'any') return answers.includes(true)
  if (pick === 'none') return !answers.includes(true)
  return pick === 'all' ? isAll && answers.length > 0 : isAll
}

/** Whether one line of a search identifier holds. */
export function itemHolds(item: Item, lookup: Lookup): boolean {
  const found = lookup.find(item.field)
  const answers = item.values.map((variants) => variants.some((test) => testHolds(test, found, lookup)))
  const isTrue = item.link === 'all' ? !answers.includes(false) : answers.includes(true)
  return isTrue !== item.negated
}

/** Whether one value of the rule is found in the field. */
export function testHolds(test: Test, found: Found, lookup: Lookup): boolean {
  const scalars = found.values.filter((value) => value !== null && !isObject(value))
  switch (test.kind) {
    case 'null':
      return found.values.every((value) => value === null)
    case 'exists':
      return found.isPresent === test.value
    case 'number':
      return scalars.some(
        (value) => typeof value !== 'boolean' && withoutCase(plainText(value)) === plainText(test.value),
      )
    case 'boolean':
      return scalars.some((value) => typeof value !== 'number' && withoutCase(plainText(value)) === String(test.value))
    case 'pattern':
      return textsOf(found.values).some((text) =>
        test.cased
          ? likePattern(test.pattern, text)
          : likePattern(
              test.pattern.map((part) => (typeof part === 'string' ? withoutCase(part) : part)),
              withoutCase(text),
            ),
      )
    case 'regex': {
      const regex = compileRegex(test.source, test.flags)
      return !isRegexProblem(regex) && textsOf(found.values).some((text) => regex.test(text))
    }
    case 'cidr': {
      const network = networkBits(test.network)
      return scalars.some((value) => typeof value === 'string' && (addressBits(value)?.startsWith(network) ?? false))
    }
    case 'compare':
      return scalars.some((value) => compares(test, value))
    case 'field':
      return fieldsCompare(test, found, lookup)
  }
}

function compares(test: Extract<Test, { kind: 'compare' }>, value: JsonValue): boolean {
  let number = Number.NaN
  if (test.part !== null) number = isIsoDate(value) ? partOf(value, test.part) : Number.NaN
  else if (typeof value === 'number') number = value
  else if (typeof value === 'string' && /^[+-]?[0-9]+([.][0-9]+)?$/.test(value)) number = Number.parseFloat(value)
  if (test.comparison === 'eq') return number === test.value
  if (test.comparison === 'lt') return number < test.value
  if (test.comparison === 'gt') return number > test.value
  return test.comparison === 'lte' ? number <= test.value : number >= test.value
}

function fieldsCompare(test: Extract<Test, { kind: 'field' }>, found: Found, lookup: Lookup): boolean {
  const others = lookup.find(test.field).values.filter((value) => value !== null && !isObject(value))
  for (const other of others) {
    const needle = withoutCase(plainText(other))
    for (const text of textsOf(found.values)) {
      const hay = withoutCase(text)
      if (test.placement === 'equal' && hay === needle) return true
      if (test.placement === 'start' && hay.slice(0, needle.length) === needle) return true
      if (test.placement === 'end' && hay.slice(Math.max(hay.length - needle.length, 0)) === needle) return true
      if (test.placement === 'inside' && hay.split(needle).length > 1) return true
      if (test.placement === 'inside' && needle === '') return true
    }
  }
  return false
}

/** What a text is looked for in: scalars as text, of objects every string and then the JSON. */
function textsOf(values: readonly JsonValue[]): string[] {
  return values.flatMap((value) => {
    if (value === null) return []
    if (!isObject(value)) return [plainText(value)]
    return isDeeper(value, 64) ? strings(value, 0) : [...strings(value, 0), JSON.stringify(value)]
  })
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1))
}

function strings(value: JsonValue, depth: number): string[] {
  if (typeof value === 'string') return [value]
  if (depth === 64 || typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((child) => strings(child, depth + 1))
}
