import { covers, logSourceName } from '../../core/log-source.ts'
import type { RuleProblem, SigmaRule } from '../types.ts'
import type { FilterDraft, LoadedDocument } from './loaded.ts'
import { problemAt, type Registry } from './registry.ts'
import { quoted, type Place } from './source-text.ts'

/**
 * Gives every rule the filters that are for it, in the order of the files. A filter that names a rule that is not there, or
 * one whose log source it does not cover, takes nothing away there: that is a warning.
 */
export function resolveFilters(
  registry: Registry,
  problems: RuleProblem[],
): ReadonlyMap<LoadedDocument, readonly FilterDraft[]> {
  const filters = new Map<LoadedDocument, FilterDraft[]>()
  for (const document of registry.active) {
    if (document.content?.kind !== 'filter') continue
    const { draft } = document.content
    const warn = (place: Place, message: string, hint: string): void => {
      problems.push(problemAt(document, place, { severity: 'warning', code: 'filter-idle', message, hint }))
    }
    for (const target of draft.rules === null ? coveredBy(draft, registry, warn) : named(draft, registry, warn)) {
      const found = filters.get(target) ?? []
      found.push(draft)
      filters.set(target, found)
    }
  }
  return filters
}

type Warn = (place: Place, message: string, hint: string) => void

function ruleOf(document: LoadedDocument | undefined): SigmaRule | null {
  return document?.content?.kind === 'rule' ? document.content.rule : null
}

function isCovered(draft: FilterDraft, document: LoadedDocument | undefined): boolean {
  const rule = ruleOf(document)
  return rule !== null && covers(draft.logSource, rule.logSource)
}

function coveredBy(draft: FilterDraft, registry: Registry, warn: Warn): readonly LoadedDocument[] {
  const found = registry.active.filter((document) => isCovered(draft, document))
  if (found.length === 0) {
    warn(
      draft.place,
      `no rule is for ${logSourceName(draft.logSource)}`,
      'write the log source of the rules that it is for',
    )
  }
  return found
}

function named(draft: FilterDraft, registry: Registry, warn: Warn): readonly LoadedDocument[] {
  const found = new Set<LoadedDocument>()
  for (const { text, place } of draft.rules ?? []) {
    const document = registry.find(text)
    if (document && isCovered(draft, document)) {
      found.add(document)
      continue
    }
    if (document?.isDisabled === true) continue
    const titled = registry.titled(text)
    const reason = reasonOf(draft, document)
    const isTitle = !document && titled
    const hint = isTitle ? `${quoted(text)} is a title: write ${titled.name ?? titled.id ?? 'its id'}` : reason.hint
    warn(place, `the filter takes nothing away from ${quoted(text)}: ${reason.why}`, hint)
  }
  return [...found]
}

function reasonOf(draft: FilterDraft, document: LoadedDocument | undefined): { why: string; hint: string } {
  if (!document) return { why: 'there is no such rule', hint: 'write the id or the name of a rule that is loaded' }
  if (!document.content) return { why: 'it was refused', hint: 'mend that one first' }
  switch (document.content.kind) {
    case 'stateful':
      return { why: 'correlations are never filtered', hint: 'name the rules that it refers to' }
    case 'filter':
      return { why: 'it is a filter itself', hint: 'name a rule' }
    case 'rule': {
      const source = logSourceName(document.content.rule.logSource)
      const hint = 'write the log source of the rule, or less of it'
      return { why: `${logSourceName(draft.logSource)} does not cover ${source}`, hint }
    }
  }
}
