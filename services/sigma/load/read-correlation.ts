import { shortHash } from '../../core/ids.ts'
import type { StatefulRule, WindowShape } from '../types.ts'
import { hasOnly } from './known-keys.ts'
import type { ListScope } from './list-scope.ts'
import type { StatefulDraft, WrittenAlias, WrittenRef } from './loaded.ts'
import { blindness, describe, documentHash, documentId, hasKnownLists, readAttributes } from './read-attributes.ts'
import { readAliases, readGroupBy, readRefs, type WrittenFields } from './read-correlation-parts.ts'
import { readNumeric, readTemporal, windowShape, type ReadShape } from './read-correlation-shape.ts'
import { readAbsence, readNewValue, readRate } from './read-extension-shape.ts'
import { readHandling, type RuleHandling } from './read-handling.ts'
import { readSpan, TIMESPAN_BOUNDS } from './read-span.ts'
import { readTests } from './read-tests.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, type MapEntry, type MapNode } from './yaml-node.ts'

type Type = StatefulRule['type']

const COMMON_KEYS = ['type', 'rules', 'group-by', 'aliases', 'generate']
const CORRELATION_KEYS = [...COMMON_KEYS, 'timespan', 'condition']

/** The types of correlations, each with the keys that it takes. */
const KEYS_OF: ReadonlyMap<Type, readonly string[]> = new Map<Type, readonly string[]>([
  ['event_count', CORRELATION_KEYS],
  ['value_count', CORRELATION_KEYS],
  ['value_sum', CORRELATION_KEYS],
  ['value_avg', CORRELATION_KEYS],
  ['value_percentile', CORRELATION_KEYS],
  ['value_median', CORRELATION_KEYS],
  ['temporal', CORRELATION_KEYS],
  ['temporal_ordered', CORRELATION_KEYS],
  ['x_new_value', [...COMMON_KEYS, 'field', 'history', 'learn']],
  ['x_absence', [...COMMON_KEYS, 'timespan', 'retain', 'expect']],
  ['x_rate', [...COMMON_KEYS, 'timespan', 'history', 'learn', 'factor', 'floor']],
])

/** A correlation that was read: its references are not resolved yet. */
export interface ReadCorrelation {
  readonly draft: StatefulDraft | null
  /** ids and names that it refers to, also when it is refused */
  readonly refs: readonly string[]
  /** whether the rules that it refers to make alerts of their own */
  readonly generates: boolean
}

/** Parts that every correlation has, each read on its own. */
interface Parts {
  readonly refs: readonly WrittenRef[] | null
  readonly groupBy: WrittenFields
  readonly aliases: readonly WrittenAlias[]
  readonly handling: RuleHandling
  readonly shape: ReadShape
  readonly timespan: number
}

/**
 * Reads a correlation, the types with `x_` of ours among them. There is no draft when anything in it is refused; everything
 * that is wrong is in the log then.
 */
export function readCorrelation(document: MapNode, lists: ListScope, log: ProblemLog): ReadCorrelation {
  const entry = entryOf(document, 'correlation')
  const attributes = readAttributes(document, log)
  const generate = readGenerate(document, log)
  const tests = entryOf(document, 'tests')
  const readableTests = tests ? readTests(tests, log) : []
  const isAlone = isNothingElse(document, log)
  const parts = entry ? readParts(document, entry, lists, log) : null
  const refs = entry ? refsOf(entry, parts) : []
  const result = { refs, generates: generate === true }
  if (!entry || !attributes || generate === null || !readableTests || !isAlone || !parts)
    return { ...result, draft: null }
  const { handling, shape, groupBy, timespan, aliases } = parts
  if (!hasKnownLists(document, handling, lists, log)) return { ...result, draft: null }
  const draft: StatefulDraft = {
    info: {
      ...describe(document, attributes, handling, log),
      id: documentId(document) ?? shortHash(['correlation', attributes.title, shape.shape.type]),
      groupBy: groupBy.names,
      window: handling.window ?? timespan,
      hash: documentHash(document, lists),
    },
    taxonomy: attributes.taxonomy,
    tests: readableTests,
    blind: blindness(lists, handling),
    place: log.place(entry.start),
    refs: parts.refs,
    groupBy: groupBy.names,
    aliases,
    fieldPlaces: new Map([...shape.fields.places, ...groupBy.places]),
    timespan,
    shape: shape.shape,
  }
  return { ...result, draft }
}

function readParts(document: MapNode, entry: MapEntry, lists: ListScope, log: ProblemLog): Parts | null {
  const correlation = entry.value
  if (correlation.kind !== 'map') {
    const hint = 'write type:, rules:, group-by:, timespan: and condition: below it'
    log.error('correlation', entry.start, `“correlation” is a ${kindOf(correlation)}, not a map`, hint)
    return null
  }
  const type = readType(correlation, entry.start, log)
  if (!type) return null
  const isKnown = hasOnly(correlation, KEYS_OF.get(type) ?? [], `a correlation of type ${type}`, 'correlation', log)
  const refs = readRefs(correlation, log)
  const groupBy = readGroupBy(correlation, log)
  const aliases = readAliases(correlation, log)
  const isExtension = type.startsWith('x_')
  const handling = readHandling(entryOf(document, 'tocsin'), isExtension ? 'extension' : 'correlation', log)
  const timespan = type === 'x_new_value' ? 0 : readTimespan(correlation, entry.start, log)
  const shape = readShape(type, correlation, { timespan, groupBy, handling, lists, document }, log)
  if (refs === undefined && entryOf(correlation, 'condition')?.value.kind !== 'scalar') {
    log.error('correlation', entry.start, 'the correlation names no rules', 'add “rules:” with ids or names of rules')
    return null
  }
  if (!isKnown || refs === null || !groupBy || !aliases || !handling || timespan === null || !shape) return null
  const span = 'history' in shape.shape && shape.shape.type === 'x_new_value' ? shape.shape.history : timespan
  return { refs: refs ?? null, groupBy, aliases, handling, shape, timespan: span }
}

function readType(correlation: MapNode, start: number, log: ProblemLog): Type | null {
  const value = entryOf(correlation, 'type')?.value
  const text = value?.kind === 'scalar' ? String(value.value) : ''
  const type = [...KEYS_OF.keys()].find((name) => name === text)
  if (type) return type
  const message = value ? `there is no type of correlation ${quoted(text)}` : 'the correlation has no type'
  log.error('correlation', value?.start ?? start, message, `there are: ${[...KEYS_OF.keys()].join(', ')}`)
  return null
}

function readTimespan(correlation: MapNode, start: number, log: ProblemLog): number | null {
  const entry = entryOf(correlation, 'timespan')
  if (entry) return readSpan(entry, TIMESPAN_BOUNDS, log)
  log.error('timespan', start, 'the correlation has no “timespan”', 'add “timespan: 10m”')
  return null
}

interface ShapeContext {
  readonly timespan: number | null
  readonly groupBy: WrittenFields | null
  readonly handling: RuleHandling | null
  readonly lists: ListScope
  readonly document: MapNode
}

function readShape(type: Type, correlation: MapNode, context: ShapeContext, log: ProblemLog): ReadShape | null {
  const { timespan, groupBy, handling, lists, document } = context
  if (type === 'x_new_value') return readNewValue(correlation, log)
  if (type === 'x_rate') return readRate(correlation, log)
  if (type === 'x_absence') {
    return timespan === null || !groupBy ? null : readAbsence(correlation, timespan, groupBy.names, lists, log)
  }
  const start = entryOf(document, 'tocsin')?.start ?? correlation.start
  // Without a readable window the condition is read all the same: its problems are told together with the others.
  const isKnown = handling !== null && timespan !== null
  const window: WindowShape | null = isKnown ? windowShape(handling, timespan, start, log) : { type: 'sliding' }
  const shape = window ?? { type: 'sliding' }
  const read =
    type === 'temporal' || type === 'temporal_ordered'
      ? readTemporal(type, correlation, shape, log)
      : readNumeric(type, correlation, shape, log)
  return window ? read : null
}

/** `generate` stands at the root in the text of Sigma, below `correlation` in some tools. Null when it is refused. */
function readGenerate(document: MapNode, log: ProblemLog): boolean | null {
  const correlation = entryOf(document, 'correlation')?.value
  const inner = correlation?.kind === 'map' ? entryOf(correlation, 'generate') : undefined
  const entries = [entryOf(document, 'generate'), inner].filter((entry) => entry !== undefined)
  const values = new Set<boolean>()
  for (const { value } of entries) {
    if (value.kind === 'scalar' && typeof value.value === 'boolean') values.add(value.value)
    else {
      log.error('correlation', value.start, `“generate” is a ${kindOf(value)}`, 'write true or false')
      return null
    }
  }
  if (values.size < 2) return values.has(true)
  log.error('correlation', inner?.start ?? document.start, '“generate” says two things', 'write it once')
  return null
}

/** A document is one thing: what else stands in it would silently count for nothing. */
function isNothingElse(document: MapNode, log: ProblemLog): boolean {
  const others = ['detection', 'filter'].flatMap((key) => entryOf(document, key) ?? [])
  for (const { key, start } of others) {
    log.error(
      'document-kind',
      start,
      `a document with “correlation” has a “${key}” too`,
      'write two documents, with --- between them',
    )
  }
  return others.length === 0
}

function refsOf(entry: MapEntry, parts: Parts | null): readonly string[] {
  if (!parts) return refsOfCorrelation(entry)
  const { shape } = parts.shape
  const named = 'expression' in shape ? (shape.expression?.refs ?? []) : []
  return [...new Set([...(parts.refs ?? []), ...named].map(({ text }) => text))]
}

/** What a correlation refers to, read with good will: it counts also when the document is refused or switched off. */
export function refsOfCorrelation({ value }: MapEntry): readonly string[] {
  const rules = value.kind === 'map' ? entryOf(value, 'rules')?.value : undefined
  const nodes = rules?.kind === 'list' ? rules.items : rules ? [rules] : []
  return nodes.flatMap((node) => (node.kind === 'scalar' && node.value !== null ? [String(node.value)] : []))
}
