import { covers, logSourceName } from '../core/log-source.ts'
import type { FieldAccess, Taxonomy } from '../record/field-access.ts'
import { PlainRecordReader } from '../record/plain-record-reader.ts'
import type { Condition, Item } from './detection.ts'
import { compileItem, type CompiledItem } from './match/compile-item.ts'
import { allOf, anyOf, type Question } from './match/compile-tests.ts'
import { FieldValues, type Turn } from './match/field-values.ts'
import { RuleMatcher } from './match/rule-matcher.ts'
import { buildIndex } from './match/witness-index.ts'
import type { Matcher, MatcherTarget, RuleProblem, SigmaRule } from './types.ts'

/** What reading a field costs compared with one text comparison: the event has to be built before it can be read. */
const EVENT_COST = 1000
const KEYWORD_COST = 200

/** A field of the log source, shared by all rules that read it. */
interface Field {
  readonly key: string
  readonly values: FieldValues
  readonly cost: number
  /** false when no record of this source has it */
  readonly exists: boolean
}

/** What is shared while the rules of one source are compiled. */
interface Compiling {
  readonly target: MatcherTarget
  readonly turn: Turn
  readonly fields: Map<string, Field>
  readonly shared: Map<string, CompiledItem>
  readonly compiled: Map<Item, CompiledItem>
  readonly problems: RuleProblem[]
  /** file and message of the problems, to tell each once */
  readonly told: Set<string>
}

/**
 * Compiles the rules that cover the source of `target`, blind ones left out. Problems are warnings about fields that the
 * source never has; what asks for them simply does not hold. The matcher is used by one caller at a time.
 */
export function compileMatcher(
  rules: readonly SigmaRule[],
  target: MatcherTarget,
): { matcher: Matcher; problems: RuleProblem[] } {
  const turn: Turn = { serial: 0, input: { record: new PlainRecordReader(), event: { get: () => undefined } } }
  const fields = new Map<string, Field>()
  const compiling: Compiling = {
    target,
    turn,
    fields,
    shared: new Map(),
    compiled: new Map(),
    problems: [],
    told: new Set(),
  }
  const covered = rules.filter((rule) => rule.blind === null && covers(rule.logSource, target.source))
  const conditions = covered.map((rule): Condition => ({ op: 'or', parts: rule.detection.conditions }))
  const questions = covered.map((rule, number) => compileCondition(conditions[number] ?? NEVER, rule, compiling).holds)
  const dear = new Set([...fields.values()].filter((field) => field.cost >= EVENT_COST).map((field) => field.values))
  const index = buildIndex({
    conditions,
    itemOf: (item) => compiling.compiled.get(item),
    isDear: (values) => dear.has(values),
  })
  return { matcher: new RuleMatcher(covered, questions, index, turn), problems: compiling.problems }
}

const NEVER: Condition = { op: 'or', parts: [] }

function compileCondition(condition: Condition, rule: SigmaRule, compiling: Compiling): Question {
  switch (condition.op) {
    case 'item':
      return compileShared(condition.item, rule, compiling)
    case 'not': {
      const { holds, cost } = compileCondition(condition.part, rule, compiling)
      return { holds: () => !holds(), cost }
    }
    case 'and':
      return allOf(condition.parts.map((part) => compileCondition(part, rule, compiling)))
    case 'or':
      return anyOf(condition.parts.map((part) => compileCondition(part, rule, compiling)))
  }
}

/** Items that are written alike and read the same places are compiled once. */
function compileShared(item: Item, rule: SigmaRule, compiling: Compiling): CompiledItem {
  const known = compiling.compiled.get(item)
  if (known) return known
  const field = fieldOf(item.field, rule.taxonomy, item, rule, compiling)
  const otherFields = item.values.flat().map((test) => (test.kind === 'field' ? `${rule.taxonomy}:${test.field}` : ''))
  const key = JSON.stringify([field.key, item.values, item.link, item.negated, otherFields.join(',')])
  const compiled =
    compiling.shared.get(key) ??
    compileItem(
      item,
      compiling.turn,
      field.values,
      (name) => fieldOf(name, rule.taxonomy, item, rule, compiling).values,
      costOf(item, field, rule, compiling),
    )
  compiling.shared.set(key, compiled)
  compiling.compiled.set(item, compiled)
  return compiled
}

function costOf(item: Item, field: Field, rule: SigmaRule, compiling: Compiling): number {
  let cost = field.cost
  for (const test of item.values.flat()) {
    if (test.kind === 'field') cost += fieldOf(test.field, rule.taxonomy, item, rule, compiling).cost
  }
  return cost
}

function fieldOf(name: string | null, taxonomy: Taxonomy, item: Item, rule: SigmaRule, compiling: Compiling): Field {
  const nameKey = name === null ? '' : `${taxonomy}:${name}`
  const known = compiling.fields.get(nameKey)
  const field = known ?? resolveField(name, taxonomy, compiling)
  if (!known) compiling.fields.set(nameKey, field)
  if (name !== null && !field.exists) warnAbout(name, item, rule, compiling)
  return field
}

function resolveField(name: string | null, taxonomy: Taxonomy, compiling: Compiling): Field {
  const { target, turn, fields } = compiling
  if (name === null) return { key: '', values: new FieldValues(turn, 'whole record'), cost: KEYWORD_COST, exists: true }
  const accesses = target.resolve(name, taxonomy, target.paths)
  const key = accesses.map(keyOf).toSorted().join('|')
  for (const field of fields.values()) if (field.key === key && key !== '') return field
  const cost = accesses.some((access) => access.from === 'event') ? EVENT_COST : 0
  return { key: key === '' ? 'none' : key, values: new FieldValues(turn, accesses), cost, exists: accesses.length > 0 }
}

function keyOf(access: FieldAccess): string {
  if (access.from === 'record') return `record ${access.path.index}`
  return `event ${access.ref.field.index} ${access.ref.rest.join('.')}`
}

function warnAbout(name: string, item: Item, rule: SigmaRule, compiling: Compiling): void {
  const { file, title } = rule.info
  const { line, column } = item
  const message = `${title}: no record of ${logSourceName(compiling.target.source)} has the field “${name}”`
  const key = `${file} ${message}`
  if (compiling.told.has(key)) return
  compiling.told.add(key)
  const hint = 'what asks for it never holds; check its spelling and case'
  compiling.problems.push({ severity: 'warning', file, line, column, message, hint })
}
