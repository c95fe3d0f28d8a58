import { covers, logSourceName } from '../core/log-source.ts'
import type { Condition } from './detection.ts'
import {
  compileUnit,
  isCompatible,
  startCompilation,
  takeOver,
  type Compilation,
  type Unit,
} from './match/compilation.ts'
import type { FilePlace } from './match/compile-condition.ts'
import { findField } from './match/field-table.ts'
import { indexRules } from './match/index-rules.ts'
import { RuleMatcher, type RunnableFilter, type RunnableRule } from './match/rule-matcher.ts'
import type { Matcher, MatcherTarget, RuleProblem, SigmaRule } from './types.ts'

/** Rules that were compiled for one log source. */
export interface CompiledRules {
  readonly matcher: Matcher
  /** warnings about fields that the source never has; what asks for them simply does not hold */
  readonly problems: RuleProblem[]
  /** how many detections and filters had to be compiled; the others were taken over */
  readonly compiled: number
}

/**
 * Compiles the rules that cover the source of `target`, blind ones left out. The matcher is used by one caller at a time.
 *
 * With the matcher that an earlier call gave for the same log source, only detections and filters are compiled that it does
 * not know (by identity); the answers are those of a fresh matcher. The earlier one still works, but not in between a call of
 * `match` and of `fields` of the new one.
 */
export function compileMatcher(
  rules: readonly SigmaRule[],
  target: MatcherTarget,
  previous?: Matcher | null,
): CompiledRules {
  const known = previous instanceof RuleMatcher && isCompatible(previous.compilation.target, target) ? previous : null
  const compilation = startCompilation(target, known?.compilation.turn)
  const covered = rules.filter((rule) => rule.blind === null && covers(rule.logSource, target.source))
  // What is known comes first, so that what is new shares its fields.
  if (known) for (const rule of covered) takeOverRule(rule, known.compilation, compilation)
  const before = compilation.units.size
  const log: AbsenceLog = { source: logSourceName(target.source), problems: [], told: new Set() }
  const runnable = covered.map((rule) => compileRule(rule, compilation, log))
  const index = indexRules(
    covered.map((rule) => conditionOf(rule)),
    compilation,
  )
  const matcher = new RuleMatcher(runnable, index, compilation)
  return { matcher, problems: log.problems, compiled: compilation.units.size - before }
}

function conditionOf(rule: SigmaRule): Condition {
  return { op: 'or', parts: rule.detection.conditions }
}

function takeOverRule(rule: SigmaRule, known: Compilation, compilation: Compilation): void {
  for (const { owner, taxonomy } of [{ owner: rule.detection, taxonomy: rule.taxonomy }, ...filterOwners(rule)]) {
    const unit = known.units.get(owner)
    if (unit?.taxonomy === taxonomy) takeOver(owner, unit, compilation)
  }
}

function filterOwners({ filters }: SigmaRule): readonly { owner: object; taxonomy: SigmaRule['taxonomy'] }[] {
  return filters.map((filter) => ({ owner: filter.condition, taxonomy: filter.taxonomy }))
}

function compileRule(rule: SigmaRule, compilation: Compilation, log: AbsenceLog): RunnableRule {
  const { detection, info, taxonomy } = rule
  const unit = compilation.units.get(detection) ?? compileUnit(detection, conditionOf(rule), taxonomy, compilation)
  tellAbsent(unit, info, log)
  const filters = rule.filters.map((filter): RunnableFilter => {
    const { condition } = filter
    const filterUnit =
      compilation.units.get(condition) ?? compileUnit(condition, condition, filter.taxonomy, compilation)
    tellAbsent(filterUnit, filter, log)
    return { id: filter.id, expires: filter.expires ?? Number.POSITIVE_INFINITY, holds: filterUnit.holds }
  })
  const reads = rule.reads.map((name) => {
    const { values, accesses } = findField(name, 'sigma', compilation)
    if (accesses?.length === 0) tell(info, name, { line: info.line, column: 1 }, UNREAD, log)
    return { name, values }
  })
  return { rule, holds: unit.holds, filters, reads }
}

/** Fields that no record has: each is told once of each file. */
interface AbsenceLog {
  readonly source: string
  readonly problems: RuleProblem[]
  readonly told: Set<string>
}

const UNASKED = 'what asks for it never holds; check its spelling and case'
const UNREAD = 'a stateful rule reads it of this rule’s events; check its spelling and case there'

interface Named {
  readonly file: string
  readonly title: string
}

function tellAbsent(unit: Unit, owner: Named, log: AbsenceLog): void {
  for (const [name, at] of unit.absent) tell(owner, name, at, UNASKED, log)
}

function tell({ file, title }: Named, name: string, { line, column }: FilePlace, hint: string, log: AbsenceLog): void {
  const message = `${title}: no record of ${log.source} has the field “${name}”`
  const key = `${file} ${message}`
  if (log.told.has(key)) return
  log.told.add(key)
  log.problems.push({ severity: 'warning', code: 'field-dead', file, line, column, message, hint })
}
