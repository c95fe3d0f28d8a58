import { covers, logSourceName, type LogSource } from '../../core/log-source.ts'
import { LOG_TYPES } from '../../normalize/registry.ts'
import type { LoadedDocument, StatefulDraft } from '../../sigma/load/loaded.ts'
import type { RuleProblem, RuleSet, SigmaRule } from '../../sigma/types.ts'

/**
 * Warnings about fields that correlations read of rules whose logs never have them. Rules for logs that we do not read are
 * passed over: nothing is known of their fields.
 */
export function statefulFieldProblems(ruleSet: RuleSet): RuleProblem[] {
  const rules = new Map(ruleSet.rules.map((rule) => [rule.info.id, rule]))
  const problems: RuleProblem[] = []
  for (const stateful of ruleSet.stateful) {
    const written = writtenOf(ruleSet, stateful.info.id)
    if (!written) continue
    for (const { id, name, fields } of stateful.refs) {
      const rule = rules.get(id)
      for (const [own, field] of Object.entries(fields)) {
        const log = rule ? logWithout(rule, field) : null
        if (log === null) continue
        const what = own === field ? `“${field}”` : `“${field}” (for “${own}”)`
        problems.push({
          severity: 'warning',
          code: 'field-dead',
          file: stateful.info.file,
          ...(written.draft.fieldPlaces.get(own) ?? written.draft.place),
          message: `${stateful.info.title}: no record of ${log} has the field ${what}, which is read of “${name}”`,
          hint: 'events without it are not counted; check its spelling and case, or name each rule’s field in “aliases”',
        })
      }
    }
  }
  return problems
}

function writtenOf(ruleSet: RuleSet, id: string): { document: LoadedDocument; draft: StatefulDraft } | null {
  for (const { documents } of ruleSet.loaded ?? []) {
    for (const document of documents) {
      if (document.id === id && document.content?.kind === 'stateful')
        return { document, draft: document.content.draft }
    }
  }
  return null
}

/** The log that has no such field, when none of the logs has it that the rule runs on; null otherwise. */
function logWithout(rule: SigmaRule, field: string): string | null {
  const missing: LogSource[] = []
  for (const type of LOG_TYPES) {
    const source = type.sources.find((one) => covers(rule.logSource, one))
    if (!source) continue
    if (type.resolve(field, rule.taxonomy, type.paths.extend()).length > 0) return null
    missing.push(source)
  }
  const [first] = missing
  return first ? logSourceName(first) : null
}
