import { isFieldName } from './read-item.ts'
import type { WrittenAlias, WrittenRef } from './loaded.ts'
import { quoted, type Place, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, type MapEntry, type MapNode, type YamlNode } from './yaml-node.ts'

/** More rules, fields or aliases than this are refused. */
const MAX_RULES = 100
const MAX_GROUP = 10
const MAX_ALIASES = 20

/** Field names with the places where they are written. */
export interface WrittenFields {
  readonly names: readonly string[]
  readonly places: ReadonlyMap<string, Place>
}

/** The `rules` of a correlation: a list, or one text. Null: refused; undefined: there are none. */
export function readRefs(correlation: MapNode, log: ProblemLog): readonly WrittenRef[] | null | undefined {
  const entry = entryOf(correlation, 'rules')
  if (!entry) return undefined
  return readRefList(entry, 'correlation', log)
}

/** Ids or names of rules: one text or a list of them, each once. Null when it is refused. */
export function readRefList(
  entry: MapEntry,
  code: 'correlation' | 'filter',
  log: ProblemLog,
): readonly WrittenRef[] | null {
  const nodes = entry.value.kind === 'list' ? entry.value.items : [entry.value]
  const hint = 'write a list of ids or names of rules'
  if (nodes.length === 0 || nodes.length > MAX_RULES) {
    const message = nodes.length === 0 ? '“rules” is empty' : `“rules” has more than ${MAX_RULES} entries`
    log.error(code, entry.value.start, message, hint)
    return null
  }
  const refs = new Map<string, WrittenRef>()
  let isGood = true
  for (const node of nodes) {
    const text = node.kind === 'scalar' && node.value !== null ? String(node.value) : ''
    if (text !== '' && !refs.has(text)) {
      refs.set(text, { text, place: log.place(node.start) })
      continue
    }
    isGood = false
    if (text === '') log.error(code, node.start, `“rules”: a ${kindOf(node)} is no id or name of a rule`, hint)
    else log.error(code, node.start, `“rules”: ${quoted(text)} stands twice`, 'name each rule once')
  }
  return isGood ? [...refs.values()] : null
}

/** The `group-by` of a correlation. An empty list must be written: forgetting it would put all events into one group. */
export function readGroupBy(correlation: MapNode, log: ProblemLog): WrittenFields | null {
  const entry = entryOf(correlation, 'group-by')
  if (!entry) {
    const hint = 'write a list of fields that must be equal, or “group-by: []” to count everything together'
    log.error('group-by', correlation.start, 'the correlation has no “group-by”', hint)
    return null
  }
  if (entry.value.kind === 'list' && entry.value.items.length === 0) return { names: [], places: new Map() }
  return readFields(entry, MAX_GROUP, 'group-by', log)
}

/** Field names: one text or a list, each once. Null when something is refused. */
export function readFields(
  entry: MapEntry,
  most: number,
  code: 'group-by' | 'correlation-condition' | 'correlation',
  log: ProblemLog,
): WrittenFields | null {
  const nodes: readonly YamlNode[] = entry.value.kind === 'list' ? entry.value.items : [entry.value]
  const places = new Map<string, Place>()
  let isGood = nodes.length > 0
  for (const node of nodes) {
    const name = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : ''
    const shown = node.kind === 'scalar' ? quoted(node.value) : `a ${node.kind}`
    const isTwice = places.has(name)
    if (isFieldName(name) && !name.includes('|') && !isTwice) {
      places.set(name, log.place(node.start))
      continue
    }
    const hint = name.includes('|') ? 'there are no modifiers here' : 'write names of fields or aliases, each once'
    log.error(code, node.start, `${entry.key}: ${shown} ${isTwice ? 'stands twice' : 'is no field name'}`, hint)
    isGood = false
  }
  if (nodes.length === 0 || nodes.length > most) {
    const message = `“${entry.key}” names ${nodes.length} fields`
    log.error(code, entry.value.start, message, `it takes one to ${most}`)
    isGood = false
  }
  return isGood ? { names: [...places.keys()], places } : null
}

/** The `aliases` of a correlation; null when something is refused. */
export function readAliases(correlation: MapNode, log: ProblemLog): readonly WrittenAlias[] | null {
  const entry = entryOf(correlation, 'aliases')
  if (!entry) return []
  const hint = 'write {alias: {rule: field, other_rule: other_field}}'
  if (entry.value.kind !== 'map' || entry.value.entries.length > MAX_ALIASES) {
    const what = entry.value.kind === 'map' ? `more than ${MAX_ALIASES} of them` : `a ${kindOf(entry.value)}`
    log.error('alias', entry.value.start, `“aliases” is ${what}`, hint)
    return null
  }
  const aliases: WrittenAlias[] = []
  for (const alias of entry.value.entries) {
    const fields = readAlias(alias, hint, log)
    if (fields) aliases.push({ name: alias.key, place: log.place(alias.start), fields })
  }
  return aliases.length === entry.value.entries.length ? aliases : null
}

function readAlias({ key, start, value }: MapEntry, hint: string, log: ProblemLog): WrittenAlias['fields'] | null {
  if (!isFieldName(key) || value.kind !== 'map' || value.entries.length === 0) {
    log.error('alias', start, `the alias ${quoted(key)} cannot be read`, hint)
    return null
  }
  const fields = value.entries.map((entry) => {
    const field = entry.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : ''
    return { rule: entry.key, field, place: log.place(entry.start) }
  })
  const wrong = value.entries.find((_entry, at) => !isFieldName(fields[at]?.field ?? ''))
  if (!wrong) return fields
  log.error('alias', wrong.value.start, `the alias ${quoted(key)} has no field for ${quoted(wrong.key)}`, hint)
  return null
}
