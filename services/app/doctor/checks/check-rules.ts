import type { RuleSet } from '../../../sigma/types.ts'
import type { Engine } from '../../engine.ts'
import { formatNumberOf } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

const { ok, warn, fail } = findingsOf('rules')

/** So many rules or problems are named one by one. */
const NAMED = 5

/** The rules: how many run, and why the others do not. */
export function checkRules(
  ruleSet: RuleSet,
  engine: Pick<Engine, 'rules' | 'stateful' | 'unrouted' | 'problems'>,
): readonly Finding[] {
  const errors = ruleSet.problems.filter(({ severity }) => severity === 'error')
  const found: Finding[] = [runningRules(engine.rules.size + engine.stateful.length)]
  for (const { file, line, message, hint } of errors.slice(0, NAMED)) {
    found.push(
      fail(`${file}:${line}: refused: ${message}`, hint === '' ? 'put the rule right; `rules check` tells more' : hint),
    )
  }
  if (errors.length > NAMED)
    found.push(fail(`${formatNumberOf(errors.length - NAMED, 'more problem')} of rules`, 'see `rules check`'))
  for (const [reason, titles] of blindRules(ruleSet)) {
    const rules = `${formatNumberOf(titles.length, 'rule')} ${titles.length === 1 ? 'is' : 'are'} blind`
    found.push(
      warn(`${rules}: ${reason}: ${named(titles)}`, 'fill the list under lists: in the configuration (docs/rules.md)'),
    )
  }
  const { unrouted, problems } = engine
  if (unrouted.length > 0) {
    const titles = unrouted.map(({ info }) => info.title)
    found.push(
      warn(
        `${formatNumberOf(titles.length, 'rule')} for logs that Tocsin does not read: ${named(titles)}`,
        'they can never match; switch them off under rules.disable',
      ),
    )
  }
  for (const { file, line, message, hint } of problems.slice(0, NAMED)) {
    found.push(
      warn(`${file}:${line}: ${message}`, hint === '' ? 'put the field right; `rules check` tells more' : hint),
    )
  }
  if (problems.length > NAMED)
    found.push(
      warn(`${formatNumberOf(problems.length - NAMED, 'more field')} that can never exist`, 'see `rules check`'),
    )
  for (const name of ruleSet.unknownNames) {
    found.push(
      warn(
        `no rule is called ${name}`,
        'put the name right under rules.disable or rules.levels; `rules list` has them all',
      ),
    )
  }
  return found
}

function runningRules(count: number): Finding {
  return count > 0
    ? ok(`${formatNumberOf(count, 'rule')} on`)
    : fail('no rule can match: nothing will ever ring', 'set rules.builtin to true, or name a folder under rules.dirs')
}

/** Titles by why they are blind. */
function blindRules({ rules, stateful }: RuleSet): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { blind, info } of [...rules, ...stateful]) {
    if (blind === null) continue
    const titles = found.get(blind)
    if (titles) titles.push(info.title)
    else found.set(blind, [info.title])
  }
  return found
}

function named(titles: readonly string[]): string {
  const rest = titles.length - NAMED
  return titles.slice(0, NAMED).join('; ') + (rest > 0 ? `; and ${rest} more` : '')
}
