import type { RuleProblem, RuleRef, StatefulRule } from '../types.ts'
import type { LoadedDocument, WrittenAlias } from './loaded.ts'
import { problemAt, type Registry } from './registry.ts'
import type { ResolvedRef, ResolvedRule } from './resolve-stateful.ts'
import { quoted } from './source-text.ts'

/** Stateful rules with all their fields, and what they read of detection rules. */
export interface ResolvedFields {
  /** in the order in which they can be calculated */
  readonly stateful: readonly StatefulRule[]
  /** document of a detection rule → names of fields, sorted */
  readonly reads: ReadonlyMap<LoadedDocument, readonly string[]>
}

/**
 * Works out which fields go from which rule to which: from the top of the chains down, since a correlation hands on what the
 * correlations above it need. A rule whose aliases leave a field without a source is left out, with a problem, and so is what
 * refers to it.
 */
export function resolveFields(
  resolved: readonly ResolvedRule[],
  registry: Registry,
  problems: RuleProblem[],
): ResolvedFields {
  const refused = new Set<LoadedDocument>()
  for (const one of resolved) {
    const found = aliasProblems(one, registry)
    problems.push(...found)
    const below = one.refs.find(({ document }) => refused.has(document))
    if (below) problems.push(refusedBelow(one, below))
    if (below || found.some(({ severity }) => severity === 'error')) refused.add(one.document)
  }
  const needs = new Map<LoadedDocument, Set<string>>()
  const good = resolved.filter(({ document }) => !refused.has(document))
  const stateful = good.toReversed().map((one) => withFields(one, needs, registry))
  const reads = new Map<LoadedDocument, readonly string[]>()
  for (const [document, names] of needs) {
    if (document.content?.kind === 'rule') reads.set(document, [...names].toSorted())
  }
  return { stateful: stateful.toReversed(), reads }
}

function refusedBelow({ document, draft }: ResolvedRule, { text }: ResolvedRef): RuleProblem {
  const message = `${quoted(text)} was refused`
  const place = draft.refs?.find((ref) => ref.text === text)?.place ?? draft.place
  return problemAt(document, place, {
    severity: 'error',
    code: 'reference-refused',
    message,
    hint: 'mend that one first',
  })
}

function withFields(
  { document, draft, refs, rule }: ResolvedRule,
  needs: Map<LoadedDocument, Set<string>>,
  registry: Registry,
): StatefulRule {
  const carries = [...(needs.get(document) ?? [])].toSorted()
  const names = [...new Set([...draft.groupBy, ...ownFields(rule), ...carries])].toSorted()
  const linked = refs.map((ref, at): RuleRef => {
    const fields = new Map<string, string>()
    for (const name of names) {
      const field = sourceOf(name, ref, draft.aliases, registry)
      if (field !== null) fields.set(name, field)
    }
    const needed = needs.get(ref.document) ?? new Set()
    for (const field of fields.values()) needed.add(field)
    needs.set(ref.document, needed)
    const { id, name } = rule.refs[at] ?? { id: ref.text, name: ref.text }
    return { id, name, fields: Object.fromEntries(fields) }
  })
  return { ...rule, refs: linked, carries }
}

function ownFields(rule: StatefulRule): readonly string[] {
  return 'fields' in rule ? rule.fields : []
}

/** The field of a referenced rule behind a name; null when the name is an alias that says nothing of this rule. */
function sourceOf(name: string, ref: ResolvedRef, aliases: readonly WrittenAlias[], registry: Registry): string | null {
  const alias = aliases.find((one) => one.name === name)
  if (!alias) return name
  return alias.fields.find(({ rule }) => registry.find(rule) === ref.document)?.field ?? null
}

function aliasProblems({ document, draft, refs, rule }: ResolvedRule, registry: Registry): RuleProblem[] {
  const problems: RuleProblem[] = []
  const used = new Set([...draft.groupBy, ...ownFields(rule)])
  for (const alias of draft.aliases) {
    for (const { rule: text, place } of alias.fields) {
      if (refs.some((ref) => registry.find(text) === ref.document)) continue
      const message = `the alias ${quoted(alias.name)} names ${quoted(text)}, which is not in “rules”`
      const hint = `write the id or name of one of the rules: ${refs.map((ref) => ref.text).join(', ')}`
      problems.push(problemAt(document, place, { severity: 'error', code: 'alias', message, hint }))
    }
    const without = refs.find((ref) => sourceOf(alias.name, ref, draft.aliases, registry) === null)
    if (without && used.has(alias.name)) {
      const message = `the alias ${quoted(alias.name)} names no field of ${quoted(without.text)}`
      const hint = `add “${without.text}: field” to it`
      problems.push(problemAt(document, alias.place, { severity: 'error', code: 'alias', message, hint }))
    }
    if (used.has(alias.name)) continue
    const message = `the alias ${quoted(alias.name)} is not used`
    const hint = 'name it in “group-by” or in the condition’s “field”, or remove it'
    problems.push(problemAt(document, alias.place, { severity: 'warning', code: 'alias', message, hint }))
  }
  return problems
}
