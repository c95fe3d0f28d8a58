import type { Condition, Item, Test } from '../detection.ts'
import { ANY, concatPatterns, literalOf, ONE, parsePattern } from '../pattern.ts'
import { isSpent, isTooMany, overspent, spend, type DetectionBudget } from './detection-budget.ts'
import { isRefusal, testOf, type Draft, type Refusal } from './draft.ts'
import { parseBrackets } from './field-brackets.ts'
import { expandLists, type ListScope } from './list-scope.ts'
import { MAX_FIELD, MODIFIER_NAMES, MODIFIERS, type Modifier } from './modifiers.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { kindOf, type MapNode, type YamlNode } from './yaml-node.ts'

/** A list of more values than this is refused. */
export const MAX_VALUES = 10_000
/** Texts with `?` may be this long: they are the ones whose search is not linear. */
const MAX_QUESTION_MARKS = 1000

/** What reading a rule's detection needs besides the nodes. */
export interface DetectionScope {
  readonly log: ProblemLog
  readonly lists: ListScope
  /** what the document has asked for so far */
  readonly budget: DetectionBudget
  /** `sigma-version: 3`: brackets in names pick elements of arrays */
  readonly hasBrackets: boolean
  /** inside such brackets: names are relative to the element, `.` is the element itself */
  readonly isRelative: boolean
  /** how many such brackets are around it */
  readonly depth: number
  /** reads what the elements of an array are asked: a map of items, or search identifiers with a condition of their own */
  readonly readBody: (name: string, map: MapNode, start: number, scope: DetectionScope) => Condition | null
}

/** `field|modifier|modifier`, taken apart. */
interface ItemKey {
  readonly field: string | null
  readonly modifiers: readonly string[]
  readonly link: Item['link']
  readonly negated: boolean
}

/**
 * Reads one `field|modifiers: values` of a search identifier. `name` is all of it as written, `field` the part before the first
 * bar with the brackets gone. Gives null and writes to the log when it is refused.
 */
export function readItem(
  name: string,
  field: string,
  start: number,
  value: YamlNode,
  scope: DetectionScope,
): Item | null {
  const key = readKey(name, field, start, scope)
  const nodes = valuesOf(name, value, scope.log)
  if (!key || !nodes) return null
  if (key.link === 'all' && nodes.length === 1) {
    scope.log.warn('all-single', start, `${quoted(name)} has “all” but only one value`, 'remove “all”')
  }
  return itemOf(name, key, nodes, start, scope)
}

/** Reads a list of values without a field: a search through the whole record. `name` is that of the search identifier. */
export function readKeywords(
  name: string,
  nodes: readonly YamlNode[],
  start: number,
  scope: DetectionScope,
): Item | null {
  if (scope.isRelative) {
    keywordsInside(quoted(name), start, scope.log)
    return null
  }
  const key: ItemKey = { field: null, modifiers: [], link: 'any', negated: false }
  return itemOf('', key, nodes, start, scope)
}

function itemOf(
  name: string,
  key: ItemKey,
  nodes: readonly YamlNode[],
  start: number,
  scope: DetectionScope,
): Item | null {
  // Whoever asked for too much was told so: the rest of the document is not read.
  if (isSpent(scope.budget)) return null
  const values: (readonly Test[])[] = []
  let isGood = true
  for (const node of nodes) {
    const tests = boughtValue(key, node, scope)
    if (isRefusal(tests)) {
      const shown = node.kind === 'scalar' ? quoted(node.value) : `a ${node.kind}`
      const place = node.start > 0 ? node.start : start
      scope.log.error(
        tests.code ?? 'value',
        place,
        `${name === '' ? '' : `${name}: `}${shown} ${tests.problem}`,
        tests.hint,
      )
      isGood = false
      if (isSpent(scope.budget)) break
    } else {
      values.push(tests)
    }
  }
  if (!isGood) return null
  warnings(name, key, nodes, start, scope.log)
  const { line, column } = scope.log.place(start)
  // A copy has no room to spare, which an array that grew has: rules stay in memory.
  return { field: key.field, values: values.slice(), link: key.link, negated: key.negated, line, column }
}

function keywordsInside(what: string, start: number, log: ProblemLog): void {
  const hint = 'name a key of the element, or “.” for the element itself'
  log.error('array-scope', start, `${what} names no field, and there are no keywords inside an array`, hint)
}

/** True for a dotted name that can be looked for. */
export function isFieldName(name: string): boolean {
  return name !== '' && name.length <= MAX_FIELD && !name.split('.').includes('')
}

function readKey(name: string, field: string, start: number, scope: DetectionScope): ItemKey | null {
  const { log, isRelative } = scope
  const names = name.split('|').slice(1)
  const unknown = names.filter((modifier) => modifier !== 'all' && modifier !== 'neq' && !MODIFIERS.has(modifier))
  for (const modifier of unknown) {
    const hint = `there are: ${MODIFIER_NAMES.join(', ')}`
    log.error('modifier', start, `${name}: there is no modifier ${quoted(modifier)}`, hint)
  }
  if (field === '' && isRelative) {
    keywordsInside(quoted(name), start, log)
    return null
  }
  if (name === '') {
    const hint = 'write a list for a search through the whole record'
    log.error('field-name', start, 'an empty text is no field name', hint)
    return null
  }
  if (field !== '' && !isFieldName(field) && !(isRelative && field === '.')) {
    const isLong = field.length > MAX_FIELD
    const reason = isLong ? `it has more than ${MAX_FIELD} characters` : 'a part between dots is empty'
    log.error('field-name', start, `${quoted(field)} is no field name: ${reason}`, 'write it as parent.child')
    return null
  }
  if (unknown.length > 0) return null
  return {
    field: field === '' ? null : field,
    modifiers: names.filter((modifier) => modifier !== 'all' && modifier !== 'neq'),
    link: names.includes('all') ? 'all' : 'any',
    negated: names.includes('neq'),
  }
}

const NULL_NODE: YamlNode = { kind: 'scalar', value: null, start: 0, textStart: 0, size: 1, depth: 1 }

function valuesOf(name: string, value: YamlNode, log: ProblemLog): readonly YamlNode[] | null {
  if (value.kind === 'scalar') return [value]
  if (value.kind === 'map') {
    const hint = 'write dotted names to reach into objects: parent.child'
    log.error('value', value.start, `${name}: a map is no value`, hint)
    return null
  }
  if (value.items.length > MAX_VALUES) {
    const message = `${name}: the list has ${value.items.length} values, more than ${MAX_VALUES}`
    log.error('value', value.start, message, 'split the rule')
    return null
  }
  return value.items.length === 0 ? [NULL_NODE] : value.items
}

/** {@link readValue}, counted. */
function boughtValue(key: ItemKey, node: YamlNode, scope: DetectionScope): readonly Test[] | Refusal {
  const tests = readValue(key, node, scope)
  if (isRefusal(tests)) return tests
  spend(scope.budget, tests)
  return isSpent(scope.budget) ? overspent(scope.budget) : tests
}

/** One value with all modifiers: its variants. */
function readValue(key: ItemKey, node: YamlNode, scope: DetectionScope): readonly Test[] | Refusal {
  if (node.kind !== 'scalar') return { problem: 'is no value', hint: 'write text, a number, true, false or null' }
  let drafts = draftsOf(key, node.value, scope.lists)
  for (const [index, name] of key.modifiers.entries()) {
    const modify = MODIFIERS.get(name)
    if (!modify || isRefusal(drafts)) break
    drafts = modified(drafts, modify, index === 0)
  }
  if (isRefusal(drafts)) return drafts
  if (key.field === null) return keywordTests(drafts, key)
  const tests = drafts.map((draft) => testOf(draft))
  return scope.hasBrackets ? withoutBrackets(tests) : tests
}

function modified(drafts: readonly Draft[], modify: Modifier, isFirst: boolean): readonly Draft[] | Refusal {
  const only = drafts[0]
  if (only && drafts.length === 1) return modify(only, isFirst)
  const changed: Draft[] = []
  for (const draft of drafts) {
    const result = modify(draft, isFirst)
    if (isRefusal(result)) return result
    changed.push(...result)
    if (isTooMany(changed.length)) return { problem: 'has too many variants', hint: 'use fewer lists and modifiers' }
  }
  return changed
}

/** The field that another one is compared with cannot pick elements. */
function withoutBrackets(tests: readonly Test[]): readonly Test[] | Refusal {
  const plain: Test[] = []
  for (const test of tests) {
    if (test.kind !== 'field') {
      plain.push(test)
      continue
    }
    const name = parseBrackets(test.field)
    if (isRefusal(name)) return name
    if (name.brackets.length > 0) return { problem: 'has brackets', hint: 'compare with the whole array' }
    plain.push({ ...test, field: name.rest })
  }
  return plain
}

function draftsOf(key: ItemKey, value: string | number | boolean | null, lists: ListScope): readonly Draft[] | Refusal {
  if (value === null) return [{ kind: 'null' }]
  if (typeof value === 'number') return [{ kind: 'number', value }]
  if (typeof value === 'boolean') return [{ kind: 'boolean', value }]
  if (!key.modifiers.includes('expand')) {
    const pattern = parsePattern(value)
    if (value.length > MAX_QUESTION_MARKS && pattern.includes(ONE) && !key.modifiers.includes('re')) {
      const hint = 'use a shorter text, or * instead of ?'
      return { problem: `has “?” and more than ${MAX_QUESTION_MARKS} characters`, hint }
    }
    return [{ kind: 'text', pattern, raw: value, isBytes: false, cased: false }]
  }
  const expansions = expandLists(value, key.modifiers.includes('re'), lists)
  if (isRefusal(expansions)) return expansions
  return expansions.map(({ pattern, raw }) => ({ kind: 'text', pattern, raw, isBytes: false, cased: false }))
}

/** Keywords are looked for inside texts unless a modifier binds them to a side. */
function keywordTests(drafts: readonly Draft[], key: ItemKey): readonly Test[] | Refusal {
  const isBound = key.modifiers.some((name) => name === 'startswith' || name === 'endswith')
  const tests: Test[] = []
  for (const draft of drafts) {
    if (draft.kind === 'regex') {
      tests.push(testOf(draft))
      continue
    }
    const isText = draft.kind === 'text'
    if (!isText && draft.kind !== 'number') return { problem: 'needs a field', hint: 'keywords are text' }
    const pattern = isText ? draft.pattern : [String(draft.value)]
    if (literalOf(pattern) === '') return { problem: 'is an empty keyword, which every record has', hint: 'remove it' }
    const wrapped = isBound ? pattern : concatPatterns([ANY], pattern, [ANY])
    tests.push({ kind: 'pattern', pattern: wrapped, cased: isText && draft.cased })
  }
  return tests
}

function warnings(name: string, key: ItemKey, nodes: readonly YamlNode[], start: number, log: ProblemLog): void {
  if (nodes.length > 1 && nodes.some((node) => kindOf(node) === 'null')) {
    const hint = 'use a second search identifier and “or”'
    log.warn('null-in-list', start, `${name}: null stands in a list with other values`, hint)
  }
  const isPlain = (node: YamlNode): boolean => node.kind === 'scalar' && !/%[^%]+%/.test(String(node.value))
  if (key.modifiers.includes('expand') && nodes.some((node) => isPlain(node))) {
    const hint = 'write the name of the list between percent signs: %name%'
    log.warn('list-missing', start, `${name}: a value has no list in it`, hint)
  }
  if (key.modifiers.some((modifier) => modifier.startsWith('base64')) && !key.modifiers.includes('cased')) {
    const message = `${name}: base64 is compared without case, which matches other texts too`
    log.warn('base64-case', start, message, 'add “cased”')
  }
}
