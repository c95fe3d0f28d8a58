import type { Condition, Item } from '../detection.ts'
import { isRefusal } from './draft.ts'
import { parseBrackets, type Bracket } from './field-brackets.ts'
import { isFieldName, readItem, type DetectionScope } from './read-item.ts'
import { quoted } from './source-text.ts'
import { kindOf, type MapEntry, type YamlNode } from './yaml-node.ts'

/** So many arrays may stand in each other: with the conditions in them, more could be too deep to be asked. */
const MAX_ARRAYS = 8

/**
 * Reads one entry of a search identifier: an item, or with `sigma-version: 3` a condition on the elements of an array. Gives
 * null and writes to the log when it is refused.
 */
export function readEntry({ key, start, value }: MapEntry, scope: DetectionScope): Condition | null {
  const [name = '', ...modifiers] = key.split('|')
  if (!scope.hasBrackets || name === '') return ofItem(readItem(key, name, start, value, scope))
  const parsed = parseBrackets(name)
  if (isRefusal(parsed)) {
    scope.log.error('array-scope', start, `${quoted(name)} ${parsed.problem}`, parsed.hint)
    return null
  }
  const { brackets, rest } = parsed
  const last = brackets.at(-1)
  if (!last) return ofItem(readItem(key, rest, start, value, scope))
  if (rest === '') {
    scope.log.error(
      'field-name',
      start,
      `${quoted(name)} is no field name: a part between dots is empty`,
      'remove the dot',
    )
    return null
  }
  if (!brackets.every(({ path }, at) => isPath(path, at > 0 || scope.isRelative, start, scope))) return null
  const quantifier = brackets.find(
    ({ pick }, at) => typeof pick === 'string' && !(at === brackets.length - 1 && rest === '.'),
  )
  if (quantifier) {
    const hint = `end the name with [${quantifier.pick}] and write the rest below it, as a map`
    scope.log.error('array-scope', start, `${quoted(name)} goes on behind [${quantifier.pick}]`, hint)
    return null
  }
  const depth = scope.depth + brackets.length
  if (depth > MAX_ARRAYS) {
    scope.log.error(
      'array-scope',
      start,
      `${quoted(name)} is the element of more than ${MAX_ARRAYS} arrays`,
      'ask less',
    )
    return null
  }
  const within: DetectionScope = { ...scope, isRelative: true, depth }
  const isBody = typeof last.pick === 'string' || (value.kind === 'map' && modifiers.length === 0 && rest === '.')
  const part = isBody
    ? readElementBody(key, modifiers, start, value, within)
    : ofItem(readItem(key, rest, start, value, within))
  return part && wrap(brackets, part, start, scope)
}

function ofItem(item: Item | null): Condition | null {
  return item && { op: 'item', item }
}

function isPath(path: string, isRelative: boolean, start: number, scope: DetectionScope): boolean {
  if ((isRelative && path === '.') || isFieldName(path)) return true
  scope.log.error(
    'field-name',
    start,
    `${quoted(path)} is no field name`,
    'write the name of the array before the bracket',
  )
  return false
}

/** What every picked element is asked: a map of items, or a detection of its own. */
function readElementBody(
  key: string,
  modifiers: readonly string[],
  start: number,
  value: YamlNode,
  scope: DetectionScope,
): Condition | null {
  if (modifiers.length > 0) {
    const hint = 'write the modifiers at the names below it; “.” is the element itself'
    scope.log.error('array-scope', start, `${quoted(key)} has modifiers behind its brackets`, hint)
    return null
  }
  if (value.kind === 'map') return scope.readBody(key, value, start, scope)
  const hint = `write a map below it: {name: value}; “.” is the element itself, as in {'.': value}`
  scope.log.error('array-scope', value.start, `${quoted(key)}: what the elements are asked is a ${kindOf(value)}`, hint)
  return null
}

function wrap(brackets: readonly Bracket[], inner: Condition, start: number, scope: DetectionScope): Condition {
  const place = scope.log.place(start)
  return brackets.reduceRight<Condition>(
    (part, { path, pick }) => ({ op: 'scope', scope: { path, pick, part, ...place } }),
    inner,
  )
}
