import { isObject, type JsonValue } from '../core/json.ts'
import type { FieldResolver } from '../record/field-access.ts'
import { PathTable } from '../record/field-path.ts'
import type { RuleInput } from '../record/rule-input.ts'
import type { Condition, Item, Test } from './detection.ts'
import { addressBits, isIsoDate, likePattern, networkBits, partOf, plainText, withoutCase } from './evaluate/compare.ts'
import { compileRegex, isRegexProblem } from './regex.ts'
import type { SigmaRule } from './types.ts'

/**
 * Says whether a rule holds, in the plainest way: no index, no memory, no folded copies, every value read anew. It is what
 * the fast matcher is measured against and shares no comparing code with it. Slow; for tests and for explaining a hit.
 */
export function evaluateRule(rule: SigmaRule, resolve: FieldResolver, input: RuleInput): boolean {
  const evaluation: Evaluation = { rule, resolve, input, paths: new PathTable() }
  return rule.detection.conditions.some((condition) => holds(condition, evaluation))
}

interface Evaluation {
  readonly rule: SigmaRule
  readonly resolve: FieldResolver
  readonly input: RuleInput
  readonly paths: PathTable
}

/** All values of a field, and whether it stands in the event at all. */
interface Found {
  readonly values: readonly JsonValue[]
  readonly isPresent: boolean
}

function holds(condition: Condition, evaluation: Evaluation): boolean {
  if (condition.op === 'item') return itemHolds(condition.item, evaluation)
  if (condition.op === 'not') return !holds(condition.part, evaluation)
  if (condition.op === 'and') return condition.parts.every((part) => holds(part, evaluation))
  return condition.parts.some((part) => holds(part, evaluation))
}

function itemHolds(item: Item, evaluation: Evaluation): boolean {
  const found = item.field === null ? everything(evaluation.input) : find(item.field, evaluation)
  const answers = item.values.map((variants) => variants.some((test) => testHolds(test, found, evaluation)))
  const isTrue = item.link === 'all' ? !answers.includes(false) : answers.includes(true)
  return isTrue !== item.negated
}

function testHolds(test: Test, found: Found, evaluation: Evaluation): boolean {
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
      return fieldsCompare(test, found, evaluation)
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

function fieldsCompare(test: Extract<Test, { kind: 'field' }>, found: Found, evaluation: Evaluation): boolean {
  const others = find(test.field, evaluation).values.filter((value) => value !== null && !isObject(value))
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

function everything(input: RuleInput): Found {
  const texts: string[] = []
  const visit = (value: JsonValue, depth: number): void => {
    if (value === null) return
    if (typeof value !== 'object') texts.push(plainText(value))
    else if (depth < 64) {
      for (const [key, child] of Object.entries(value)) {
        if (!Array.isArray(value)) texts.push(key)
        visit(child, depth + 1)
      }
    }
  }
  visit(input.record.root(), 0)
  return { values: texts, isPresent: true }
}

function find(name: string, evaluation: Evaluation): Found {
  const values: JsonValue[] = []
  let isPresent = false
  for (const access of evaluation.resolve(name, evaluation.rule.taxonomy, evaluation.paths)) {
    const isRecord = access.from === 'record'
    const start = isRecord ? evaluation.input.record.root() : evaluation.input.event.get(access.ref.field)
    const keys = isRecord ? access.path.keys : access.ref.rest
    const found = start === undefined ? null : reach(start, keys)
    if (found === null) continue
    isPresent = true
    for (const value of found) values.push(value)
  }
  return { values, isPresent }
}

/** The values at the end of the keys; null when nothing is there. A key that has the rest of the path in it comes first. */
function reach(value: JsonValue, keys: readonly string[], depth = 0): JsonValue[] | null {
  if (depth > 64) return null
  if (Array.isArray(value)) {
    const reached = value.map((item) => reach(item, keys, depth + 1)).filter((found) => found !== null)
    return reached.length > 0 || keys.length === 0 ? reached.flat() : null
  }
  if (keys.length === 0) return [value]
  if (!isObject(value)) return null
  const own = new Map(Object.entries(value))
  const literal = own.get(keys.join('.'))
  if (literal !== undefined) return reach(literal, [], depth + 1)
  const next = own.get(keys[0] ?? '')
  return next === undefined ? null : reach(next, keys.slice(1), depth + 1)
}
