import { contentHash } from '../../core/ids.ts'
import { canonicalJson } from '../../core/json.ts'
import type { RuleProblem, SigmaRule, StatefulRule } from '../types.ts'
import type { FilterDraft, LoadedDocument } from './loaded.ts'
import { makeRegistry, type Registry } from './registry.ts'
import { resolveFields } from './resolve-fields.ts'
import { resolveFilters } from './resolve-filters.ts'
import { resolveStateful } from './resolve-stateful.ts'

/** Rules that know each other. */
export interface LinkedRules {
  readonly rules: readonly SigmaRule[]
  /** a rule stands before those that refer to it */
  readonly stateful: readonly StatefulRule[]
  /** what is wrong with references */
  readonly problems: readonly RuleProblem[]
}

/** Ties all documents together: references, filters, fields that are read, alerts that are left to correlations. */
export function linkRules(documents: readonly LoadedDocument[]): LinkedRules {
  const problems: RuleProblem[] = []
  const registry = makeRegistry(documents, problems)
  const resolved = resolveStateful(registry, problems)
  const { stateful, reads } = resolveFields(resolved, registry, problems)
  const filters = resolveFilters(registry, problems)
  const muted = mutedBy(documents, registry)
  const rules: SigmaRule[] = []
  for (const document of registry.active) {
    if (document.content?.kind !== 'rule') continue
    const { rule } = document.content
    rules.push(linkRule(rule, filters.get(document) ?? [], reads.get(document) ?? [], muted.has(document)))
  }
  const mutedIds = new Set([...muted].map(({ id }) => id))
  const linked = stateful.map((rule) =>
    mutedIds.has(rule.info.id) ? { ...rule, info: { ...rule.info, alerts: false } } : rule,
  )
  return { rules, stateful: linked, problems }
}

function linkRule(
  rule: SigmaRule,
  filters: readonly FilterDraft[],
  reads: readonly string[],
  isMuted: boolean,
): SigmaRule {
  if (filters.length === 0 && reads.length === 0 && !isMuted) return rule
  const hashes = filters.map(({ hash }) => hash)
  const hash =
    hashes.length === 0 ? rule.info.hash : contentHash(canonicalJson({ rule: rule.info.hash, filters: hashes }))
  const lists = [...new Set([...rule.lists, ...filters.flatMap((filter) => filter.lists)])].toSorted()
  return {
    ...rule,
    info: { ...rule.info, hash, alerts: !isMuted },
    filters: filters.map(({ filter }) => filter),
    reads,
    lists,
  }
}

/**
 * Rules that make no alerts of their own: some correlation refers to them, and none of those generates. A correlation counts
 * also when it is refused, blind or switched off: else a typing error in it would ring for each of the events it counts.
 */
function mutedBy(documents: readonly LoadedDocument[], registry: Registry): ReadonlySet<LoadedDocument> {
  const find = (texts: readonly string[]): LoadedDocument[] =>
    texts.map((text) => registry.find(text)).filter((document) => document !== undefined)
  const muted = new Set(documents.flatMap(({ mutes }) => find(mutes)))
  for (const document of documents.flatMap(({ generates }) => find(generates))) muted.delete(document)
  return muted
}
