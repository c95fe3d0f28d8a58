import { AppError } from '../../../core/errors.ts'
import type { RuleSet, SigmaRule, StatefulRule } from '../../../sigma/types.ts'
import { nearestName } from '../../terminal/nearest-name.ts'
import { printableValue } from '../../terminal/printable.ts'

/**
 * The rule that a person means: its id, its name or its title, without case; or the first characters of its id, when no other
 * begins so. Throws `NOT_FOUND` with the nearest name.
 */
export function findRule(ruleSet: RuleSet, wanted: string): SigmaRule | StatefulRule {
  const rules = [...ruleSet.rules, ...ruleSet.stateful]
  const word = wanted.toLowerCase()
  const idsByName = new Map(
    (ruleSet.loaded ?? [])
      .flatMap(({ documents }) => documents)
      .map(({ id, name }) => [name?.toLowerCase() ?? '', id?.toLowerCase() ?? ''] as const),
  )
  const found =
    rules.find(({ info }) => info.id.toLowerCase() === word) ??
    rules.find(({ info }) => info.id.toLowerCase() === idsByName.get(word)) ??
    rules.find(({ info }) => info.title.toLowerCase() === word) ??
    only(rules.filter(({ info }) => word.length >= SHORTEST && info.id.toLowerCase().startsWith(word)))
  if (found) return found
  const names = [...idsByName.keys(), ...rules.map(({ info }) => info.title)].filter((name) => name !== '')
  const nearest = nearestName(wanted, names)
  const advice = nearest === null ? 'see `rules list`, or name a file' : `did you mean “${nearest}”?`
  throw new AppError('NOT_FOUND', `there is no rule “${printableValue(wanted)}”: ${advice}`)
}

/** Shorter beginnings of ids are not taken for one. */
const SHORTEST = 4

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined
}
