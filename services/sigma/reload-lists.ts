import type { LoadedDocument, LoadedFile } from './load/loaded.ts'
import { loadFile } from './load/load-file.ts'
import { linkedSet, loadRuleSet } from './load-rule-set.ts'
import type { RuleFile, RuleOptions, RuleSet, SigmaRule, StatefulRule, WatchLists } from './types.ts'

/**
 * The rule set after watch lists have changed: only files with a document that names a changed list are read again. Every rule
 * that is not concerned is the very same object as before. `files` and everything in `options` but the lists have to be those
 * that `ruleSet` was loaded with.
 */
export function reloadLists(ruleSet: RuleSet, files: readonly RuleFile[], options: RuleOptions): RuleSet {
  if (!ruleSet.loaded) return loadRuleSet(files, options)
  const before = new Map(ruleSet.loaded.map((file) => [file.file, file]))
  const lists = new Map([...options.lists].map(([name, entries]) => [name.toLowerCase(), entries]))
  const loaded = files.map((file) => reloadFile(file, before.get(file.file), lists, options))
  const next = linkedSet(loaded, options)
  return withSameRules(ruleSet, next)
}

/** The set `next`, in which each rule of which nothing has changed is the very same object as in the set before. */
export function withSameRules(before: RuleSet, next: RuleSet): RuleSet {
  const rules = new Map(before.rules.map((rule) => [rule.info.id, rule]))
  const stateful = new Map(before.stateful.map((rule) => [rule.info.id, rule]))
  return {
    ...next,
    rules: next.rules.map((rule) => keptRule(rules.get(rule.info.id), rule)),
    stateful: next.stateful.map((rule) => keptStateful(stateful.get(rule.info.id), rule)),
  }
}

function reloadFile(
  file: RuleFile,
  before: LoadedFile | undefined,
  lists: WatchLists,
  options: RuleOptions,
): LoadedFile {
  if (before && !before.documents.some((document) => isConcerned(document, lists))) return before
  const after = loadFile(file, options)
  if (!before || before.documents.length !== after.documents.length) return after
  const documents = after.documents.map((document, at) => {
    const known = before.documents[at]
    return known && !isConcerned(known, lists) ? known : document
  })
  return { ...after, documents }
}

/** Whether a list that the document asked for holds something else now; names of `lists` are in lower case. */
export function isConcerned({ asked }: LoadedDocument, lists: WatchLists): boolean {
  for (const [name, entries] of asked) {
    const now = lists.get(name) ?? null
    if (JSON.stringify(now) !== JSON.stringify(entries)) return true
  }
  return false
}

/** The rule as it was before, when nothing about it has changed. */
function keptRule(before: SigmaRule | undefined, after: SigmaRule): SigmaRule {
  if (
    !before ||
    before === after ||
    before.detection !== after.detection ||
    before.filters.length !== after.filters.length
  )
    return after
  const haveSameFilters = before.filters.every((filter, at) => filter === after.filters[at])
  const facts = ({ info, reads, lists, blind }: SigmaRule): string => JSON.stringify([info, reads, lists, blind])
  return haveSameFilters && facts(before) === facts(after) ? before : after
}

function keptStateful(before: StatefulRule | undefined, after: StatefulRule): StatefulRule {
  return before && JSON.stringify(before) === JSON.stringify(after) ? before : after
}
