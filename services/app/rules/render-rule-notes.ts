import type { RuleSet } from '../../sigma/types.ts'
import type { Engine } from '../engine.ts'
import { formatNumberOf } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import { renderProblem } from './render-problems.ts'

/** So many problems are told one by one. */
const TOLD = 5

/**
 * What a person must know about the rules before they trust a quiet result: which were refused, which are blind, which can
 * never match because their log is not read. Nothing to say gives no lines.
 */
export function renderRuleNotes(ruleSet: RuleSet, engine: Engine, programName: string): string[] {
  const notes: string[] = []
  const errors = ruleSet.problems.filter((problem) => problem.severity === 'error')
  for (const problem of errors.slice(0, TOLD)) notes.push(renderProblem(problem))
  if (errors.length > TOLD)
    notes.push(
      `… and ${formatNumberOf(errors.length - TOLD, 'more rule')} refused: \`${programName} rules check\` tells all`,
    )
  const blind = [...ruleSet.rules, ...ruleSet.stateful].filter((rule) => rule.blind !== null)
  for (const rule of blind.slice(0, TOLD)) notes.push(printable(`blind: ${rule.info.title}: ${rule.blind ?? ''}`))
  if (blind.length > TOLD)
    notes.push(
      `… and ${formatNumberOf(blind.length - TOLD, 'more rule')} blind: \`${programName} rules list\` tells all`,
    )
  if (engine.unrouted.length > 0)
    notes.push(`${formatNumberOf(engine.unrouted.length, 'rule')} for logs that Tocsin does not read yet`)
  for (const name of ruleSet.unknownNames)
    notes.push(printable(`no rule is called ${name} (rules.disable, rules.levels)`))
  if (engine.rules.size === 0) notes.push('no rule can match: nothing will ring')
  return notes
}
