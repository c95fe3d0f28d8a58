import type { Item, Test } from '../detection.ts'
import { ANY, concatPatterns, literalOf, ONE, parsePattern } from '../pattern.ts'
import { isRefusal, testOf, type Draft, type Refusal } from './draft.ts'
import { expandLists, type ListScope } from './list-scope.ts'
import { MAX_FIELD, MODIFIER_NAMES, MODIFIERS } from './modifiers.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { kindOf, type YamlNode } from './yaml-node.ts'

/** A list of more values than this is refused. */
export const MAX_VALUES = 10_000
/** Texts with `?` may be this long: they are the ones whose search is not linear. */
const MAX_QUESTION_MARKS = 1000

/** What reading a rule's detection needs besides the nodes. */
export interface DetectionScope {
  readonly log: ProblemLog
  readonly lists: ListScope
}

/** `field|modifier|modifier`, taken apart. */
interface ItemKey {
  readonly field: string | null
  readonly modifiers: readonly string[]
  readonly link: Item['link']
  readonly negated: boolean
}

/** Reads one `field|modifiers: values` of a search identifier. Gives null and writes to the log when it is refused. */
export function readItem(name: string, start: number, value: YamlNode, scope: DetectionScope): Item | null {
  const key = readKey(name, start, scope.log)
  const nodes = valuesOf(name, value, scope.log)
  if (!key || !nodes) return null
  if (key.link === 'all' && nodes.length === 1) {
    scope.log.warn(start, `${quoted(name)} has “all” but only one value`, 'remove “all”')
  }
  return itemOf(name, key, nodes, start, scope)
}

/** Reads a list of values without a field: a search through the whole record. */
export function readKeywords(nodes: readonly YamlNode[], start: number, scope: DetectionScope): Item | null {
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
  const values: (readonly Test[])[] = []
  let isGood = true
  for (const node of nodes) {
    const tests = readValue(key, node, scope)
    if (isRefusal(tests)) {
      const shown = node.kind === 'scalar' ? quoted(node.value) : `a ${node.kind}`
      const place = node.start > 0 ? node.start : start
      scope.log.error(place, `${name === '' ? '' : `${name}: `}${shown} ${tests.problem}`, tests.hint)
      isGood = false
    } else {
      values.push(tests)
    }
  }
  if (!isGood) return null
  warnings(name, key, nodes, start, scope.log)
  return { field: key.field, values, link: key.link, negated: key.negated, ...scope.log.place(start) }
}

function readKey(name: string, start: number, log: ProblemLog): ItemKey | null {
  const [field = '', ...names] = name.split('|')
  const unknown = names.filter((modifier) => modifier !== 'all' && modifier !== 'neq' && !MODIFIERS.has(modifier))
  for (const modifier of unknown) {
    log.error(start, `${name}: there is no modifier ${quoted(modifier)}`, `there are: ${MODIFIER_NAMES.join(', ')}`)
  }
  if (field.length > MAX_FIELD) {
    log.error(start, `${quoted(field)} is no field name: it has more than ${MAX_FIELD} characters`, '')
    return null
  }
  if (field !== '' && field.split('.').includes('')) {
    log.error(start, `${quoted(field)} is no field name: a part between dots is empty`, '')
    return null
  }
  if (unknown.length > 0) return null
  if (name === '') {
    log.error(start, 'an empty text is no field name', 'write a list for a search through the whole record')
    return null
  }
  return {
    field: field === '' ? null : field,
    modifiers: names.filter((modifier) => modifier !== 'all' && modifier !== 'neq'),
    link: names.includes('all') ? 'all' : 'any',
    negated: names.includes('neq'),
  }
}

const NULL_NODE: YamlNode = { kind: 'scalar', value: null, start: 0, size: 1, depth: 1 }

function valuesOf(name: string, value: YamlNode, log: ProblemLog): readonly YamlNode[] | null {
  if (value.kind === 'scalar') return [value]
  if (value.kind === 'map') {
    log.error(value.start, `${name}: a map is no value`, 'write dotted names to reach into objects: parent.child')
    return null
  }
  if (value.items.length > MAX_VALUES) {
    const message = `${name}: the list has ${value.items.length} values, more than ${MAX_VALUES}`
    log.error(value.start, message, 'split the rule')
    return null
  }
  return value.items.length === 0 ? [NULL_NODE] : value.items
}

/** One value with all modifiers: its variants. */
function readValue(key: ItemKey, node: YamlNode, scope: DetectionScope): readonly Test[] | Refusal {
  if (node.kind !== 'scalar') return { problem: 'is no value', hint: 'write text, a number, true, false or null' }
  let drafts = draftsOf(key, node.value, scope.lists)
  for (const [index, name] of key.modifiers.entries()) {
    const modify = MODIFIERS.get(name)
    if (!modify || isRefusal(drafts)) break
    const changed: Draft[] = []
    for (const draft of drafts) {
      const result = modify(draft, index === 0)
      if (isRefusal(result)) return result
      changed.push(...result)
    }
    drafts = changed
  }
  if (isRefusal(drafts)) return drafts
  return key.field === null ? keywordTests(drafts, key) : drafts.map((draft) => testOf(draft))
}

function draftsOf(key: ItemKey, value: string | number | boolean | null, lists: ListScope): readonly Draft[] | Refusal {
  if (value === null) return [{ kind: 'null' }]
  if (typeof value === 'number') return [{ kind: 'number', value }]
  if (typeof value === 'boolean') return [{ kind: 'boolean', value }]
  const text = { kind: 'text', isBytes: false, cased: false } as const
  if (!key.modifiers.includes('expand')) {
    const pattern = parsePattern(value).filter((part) => typeof part !== 'object')
    if (value.length > MAX_QUESTION_MARKS && pattern.includes(ONE) && !key.modifiers.includes('re')) {
      const hint = 'use a shorter text, or * instead of ?'
      return { problem: `has “?” and more than ${MAX_QUESTION_MARKS} characters`, hint }
    }
    return [{ ...text, pattern, raw: value }]
  }
  const expansions = expandLists(value, key.modifiers.includes('re'), lists)
  return isRefusal(expansions) ? expansions : expansions.map((expansion) => ({ ...text, ...expansion }))
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
    log.warn(start, `${name}: null stands in a list with other values`, 'use a second search identifier and “or”')
  }
  const isPlain = (node: YamlNode): boolean => node.kind === 'scalar' && !/%[^%]+%/.test(String(node.value))
  if (key.modifiers.includes('expand') && nodes.some((node) => isPlain(node))) {
    log.warn(start, `${name}: a value has no list in it`, 'write the name of the list between percent signs: %name%')
  }
  if (key.modifiers.some((modifier) => modifier.startsWith('base64')) && !key.modifiers.includes('cased')) {
    log.warn(start, `${name}: base64 is compared without case, which matches other texts too`, 'add “cased”')
  }
}
