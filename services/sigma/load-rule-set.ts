import { contentHash } from '../core/ids.ts'
import { canonicalJson } from '../core/json.ts'
import type { LoadedFile } from './load/loaded.ts'
import { linkRules } from './load/link-rules.ts'
import { loadFile } from './load/load-file.ts'
import type { RuleFile, RuleOptions, RuleProblem, RuleSet, SigmaRule, StatefulRule } from './types.ts'

/**
 * Reads every document of every file and ties them together. A document with an error is left out whole, never read in part;
 * the problems of all files are told together. Muted rules are left out silently, whatever is wrong with them. Rules stand in
 * the order of the files; documents may refer to each other in any order. Never throws.
 */
export function loadRuleSet(files: readonly RuleFile[], options: RuleOptions): RuleSet {
  return linkedSet(
    files.map((file) => loadFile(file, options)),
    options,
  )
}

/** The rule set of files that were read. */
export function linkedSet(loaded: readonly LoadedFile[], options: RuleOptions): RuleSet {
  const documents = loaded.flatMap((file) => file.documents)
  const { rules, stateful, problems } = linkRules(documents)
  const named = new Set(documents.flatMap(({ names }) => names))
  const names = new Set([...options.disable, ...Object.keys(options.levels)])
  return {
    rules,
    stateful,
    problems: inOrder(loaded, problems),
    unknownNames: [...names].filter((name) => !named.has(name)),
    hash: setHash(rules, stateful),
    loaded,
  }
}

/** All problems, file by file, those of a file by their place. */
function inOrder(loaded: readonly LoadedFile[], linking: readonly RuleProblem[]): RuleProblem[] {
  const byFile = new Map<string, RuleProblem[]>()
  const ofFiles = loaded.flatMap(({ problems, documents }) => [
    ...problems,
    ...documents.flatMap((one) => one.problems),
  ])
  for (const problem of [...ofFiles, ...linking]) {
    const known = byFile.get(problem.file)
    if (known) known.push(problem)
    else byFile.set(problem.file, [problem])
  }
  const files = [...new Set(loaded.map(({ file }) => file))]
  return files.flatMap((file) =>
    (byFile.get(file) ?? []).toSorted((one, other) => one.line - other.line || one.column - other.column),
  )
}

function setHash(rules: readonly SigmaRule[], stateful: readonly StatefulRule[]): string {
  const parts = [
    ...rules.map(({ info, blind, reads }) => [
      info.id,
      info.hash,
      info.level,
      blind ?? '',
      String(info.alerts),
      ...reads,
    ]),
    ...stateful.map(({ info, blind, refs, carries }) => [
      info.id,
      info.hash,
      info.level,
      blind ?? '',
      String(info.alerts),
      ...refs.map(({ id }) => id),
      ...carries,
    ]),
  ]
  return contentHash(canonicalJson(parts.toSorted((one, other) => ((one[0] ?? '') < (other[0] ?? '') ? -1 : 1))))
}
