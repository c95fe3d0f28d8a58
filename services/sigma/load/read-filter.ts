import { shortHash } from '../../core/ids.ts'
import { logSourceName } from '../../core/log-source.ts'
import { parseIsoTime } from '../../core/time.ts'
import type { Condition } from '../detection.ts'
import type { RuleFilter } from '../types.ts'
import { isRefusal } from './draft.ts'
import type { ListScope } from './list-scope.ts'
import type { FilterDraft, WrittenRef } from './loaded.ts'
import { parseCondition } from './parse-condition.ts'
import { documentHash, documentId, readAttributes } from './read-attributes.ts'
import { readRefList } from './read-correlation-parts.ts'
import { detectionScope } from './read-detection.ts'
import { readIdentifiers } from './read-identifiers.ts'
import type { DetectionScope } from './read-item.ts'
import { readLogSource } from './read-log-source.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, type MapEntry, type MapNode } from './yaml-node.ts'

/** Keys of `filter` that are no search identifiers. */
const OWN_KEYS: ReadonlySet<string> = new Set(['rules', 'condition', 'expires', 'owner', 'reason'])

/** What to do about a condition that picks out. */
const WIDE_HINT = 'begin the condition with “not”: a filter’s condition says which matches stay, as in “not selection”'

/**
 * Reads a filter: an exception. Its condition must be negative (`not …`, or such joined by and, or), because the condition is
 * joined to the rule's by “and”: a positive one would silence the rule for everybody but the excepted. Null when anything is
 * refused. `now` is milliseconds since 1970, for the warning about filters that have run out.
 */
export function readFilter(
  document: MapNode,
  lists: ListScope,
  now: number | undefined,
  log: ProblemLog,
): FilterDraft | null {
  const attributes = readAttributes(document, log)
  const logSource = readLogSource(document, log)
  const isAlone = isNothingElse(document, log)
  const entry = entryOf(document, 'filter')
  if (entry?.value.kind !== 'map') {
    const hint = 'write rules:, a search identifier and condition: below it'
    const shown = entry ? kindOf(entry.value) : 'missing'
    log.error('filter', entry?.start ?? document.start, `“filter” is ${shown}, not a map`, hint)
    return null
  }
  const said = readMap(entry.value, entry.start, detectionScope(attributes?.version ?? 2, lists, log), now)
  if (!attributes || !logSource || !isAlone || !said) return null
  warnEmptyLists(entry, lists, log)
  const { title, taxonomy } = attributes
  const id = documentId(document) ?? shortHash(['filter', title, logSourceName(logSource)])
  const { line } = log.place(document.start)
  return {
    filter: { id, title, taxonomy, condition: said.condition, expires: said.expires, file: log.file, line },
    logSource,
    rules: said.rules,
    place: log.place(entry.start),
    hash: documentHash(document, lists),
    lists: [...lists.used.keys()].toSorted(),
  }
}

/** What stands below `filter`. */
type Said = Pick<FilterDraft, 'rules'> & Pick<RuleFilter, 'condition' | 'expires'>

function readMap(map: MapNode, start: number, scope: DetectionScope, now: number | undefined): Said | null {
  const { log } = scope
  const rules = readRules(map, start, log)
  const condition = readCondition(map, start, scope)
  const expires = readExpires(map, start, now, log)
  const hasOwner = isTextAt(map, 'owner', log)
  const hasReason = isTextAt(map, 'reason', log)
  if (rules === undefined || !condition || expires === undefined || !hasOwner || !hasReason) return null
  return { rules, condition, expires }
}

function isNothingElse(document: MapNode, log: ProblemLog): boolean {
  const other = entryOf(document, 'detection')
  if (!other) return true
  const hint = 'write two documents, with --- between them'
  log.error('document-kind', other.start, 'a document with “filter” has a “detection” too', hint)
  return false
}

/** Null: every rule that the log source covers. Undefined: refused. */
function readRules(map: MapNode, start: number, log: ProblemLog): readonly WrittenRef[] | null | undefined {
  const entry = entryOf(map, 'rules')
  if (!entry) {
    const hint = 'add “rules:” with ids or names, or “rules: any” for all rules of the log source'
    log.error('filter', start, 'the filter does not say which rules it is for', hint)
    return undefined
  }
  const { value } = entry
  if (value.kind === 'scalar' && value.value === 'any') return null
  if (value.kind === 'list' && value.items.length === 0) return null
  return readRefList(entry, 'filter', log) ?? undefined
}

function readCondition(map: MapNode, start: number, scope: DetectionScope): Condition | null {
  const { log } = scope
  const entries = map.entries.filter(({ key }) => !OWN_KEYS.has(key))
  const identifiers = readIdentifiers(entries, scope)
  const entry = entryOf(map, 'condition')
  if (entry?.value.kind !== 'scalar' || typeof entry.value.value !== 'string') {
    const message = entry
      ? `the filter’s condition is a ${kindOf(entry.value)}, not one text`
      : 'the filter has no condition'
    log.error('filter', entry?.value.start ?? start, message, 'write it as one text: condition: not selection')
    return null
  }
  const { value } = entry
  const text = String(value.value)
  const used = new Set<string>()
  const condition = parseCondition(text, identifiers.byName, used)
  if (isRefusal(condition)) {
    log.error(condition.code ?? 'filter', value.textStart + condition.at, condition.problem, condition.hint)
    return null
  }
  if (!isNegative(condition)) {
    const message = `the filter’s condition ${quoted(text)} picks out instead of taking away`
    const simple = used.size === 1 && /^[\w-]+$/.test(text.trim())
    log.error('filter-not-negative', value.start, message, simple ? `write “not ${text.trim()}”` : WIDE_HINT)
    return null
  }
  const unused = entries.filter(({ key }) => !used.has(key) && !key.startsWith('_'))
  for (const { key, start: at } of unused) {
    const hint = `name it in the condition; a filter’s own keys are ${[...OWN_KEYS].join(', ')}`
    log.error('filter', at, `the filter’s condition never uses ${quoted(key)}`, hint)
  }
  warnNegatedItems(condition, value.start, log)
  return identifiers.isGood && unused.length === 0 ? condition : null
}

/** `not …`, or `and`/`or` of such; and true as long as nothing that it names holds, so that `not not x` is none. */
function isNegative(condition: Condition): boolean {
  return hasNotOnTop(condition) && holdsOfNothing(condition)
}

function hasNotOnTop(condition: Condition): boolean {
  if (condition.op === 'and' || condition.op === 'or') return condition.parts.every((part) => hasNotOnTop(part))
  return condition.op === 'not'
}

function holdsOfNothing(condition: Condition): boolean {
  switch (condition.op) {
    case 'and':
      return condition.parts.every((part) => holdsOfNothing(part))
    case 'or':
      return condition.parts.some((part) => holdsOfNothing(part))
    case 'not':
      return !holdsOfNothing(condition.part)
    case 'item':
    case 'scope':
      return false
  }
}

/** A negated item is true of almost everything: a filter with one takes almost everything away. */
function warnNegatedItems(condition: Condition, start: number, log: ProblemLog): void {
  const item = negatedItem(condition)
  if (!item) return
  const message = `the filter takes away every match in which ${quoted(item)} has another value: it could widen a lot`
  log.warn('filter-not-negative', start, message, 'name the values of the exception, without “neq”')
}

function negatedItem(condition: Condition): string | null {
  switch (condition.op) {
    case 'item':
      return condition.item.negated ? (condition.item.field ?? 'the record') : null
    case 'not':
      return negatedItem(condition.part)
    case 'scope':
      return negatedItem(condition.scope.part)
    case 'and':
    case 'or':
      return condition.parts.map((part) => negatedItem(part)).find((found) => found !== null) ?? null
  }
}

/** The time from which on the filter does not apply; null: never. Undefined: refused. */
function readExpires(map: MapNode, start: number, now: number | undefined, log: ProblemLog): number | null | undefined {
  const value = entryOf(map, 'expires')?.value
  const hint = 'write the first day without it, as in “expires: 2027-01-31”, or “expires: never”'
  if (!value) {
    log.warn('filter-expires', start, 'the filter has no end', hint)
    return null
  }
  const text = value.kind === 'scalar' ? String(value.value) : ''
  if (text === 'never') return null
  const time = parseIsoTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  if (Number.isNaN(time)) {
    log.error('filter', value.start, `expires: ${quoted(text)} is no date`, hint)
    return undefined
  }
  if (now !== undefined && time <= now) {
    log.warn(
      'filter-expires',
      value.start,
      `the filter has run out: ${quoted(text)}`,
      'remove it, or give it a new end',
    )
  }
  return time
}

function isTextAt(map: MapNode, key: string, log: ProblemLog): boolean {
  const value = entryOf(map, key)?.value
  if (!value || (value.kind === 'scalar' && value.value !== null)) return true
  log.error('filter', value.start, `${key}: a ${kindOf(value)} is not what belongs here`, 'write text')
  return false
}

function warnEmptyLists(entry: MapEntry, lists: ListScope, log: ProblemLog): void {
  const empty = [...lists.used].filter(([, entries]) => entries.length === 0).map(([name]) => name)
  if (empty.length === 0) return
  const message = `the filter takes nothing away for ${empty.join(', ')}: ${empty.length === 1 ? 'the list is' : 'the lists are'} empty`
  log.warn('filter-idle', entry.start, message, 'fill the list, or remove the filter')
}
