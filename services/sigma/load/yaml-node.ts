import type { JsonObject, JsonValue } from '../../core/json.ts'
import type { ScalarValue } from './yaml-scalar.ts'

interface NodeBase {
  /** where it begins in the file, in UTF-16 units */
  readonly start: number
  /** how many values it holds, itself and everything that aliases repeat included */
  readonly size: number
  /** how deep lists and maps stand in it; 1 for a scalar */
  readonly depth: number
}

/** Text, number, boolean or null. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar'
  readonly value: ScalarValue
  /** where its text begins in the file: behind the quotation mark when there is one */
  readonly textStart: number
}

/** A list. */
export interface ListNode extends NodeBase {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
}

/** A map; keys are text, each once, in the order of the file. */
export interface MapNode extends NodeBase {
  readonly kind: 'map'
  readonly entries: readonly MapEntry[]
}

/** One key of a map with its value. */
export interface MapEntry {
  readonly key: string
  readonly start: number
  readonly value: YamlNode
}

/** One value of a YAML document with its place. */
export type YamlNode = ScalarNode | ListNode | MapNode

/** The entry of this key, or undefined. */
export function entryOf(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((entry) => entry.key === key)
}

/** The text at this key; undefined when there is none or when it is no text. */
export function textAt(map: MapNode, key: string): string | undefined {
  const value = entryOf(map, key)?.value
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}

/** `text`, `number`, `boolean`, `null`, `list` or `map`, for messages. */
export function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind
  if (node.value === null) return 'null'
  return typeof node.value === 'string' ? 'text' : typeof node.value
}

/** The node as plain data. Its size was bounded when it was read. */
export function plainValue(node: YamlNode): JsonValue {
  if (node.kind === 'scalar') return node.value
  return node.kind === 'list' ? node.items.map((item) => plainValue(item)) : plainObject(node)
}

/** A map as plain data; every key becomes an own property, `__proto__` too. */
export function plainObject(node: MapNode): JsonObject {
  const object: JsonObject = {}
  for (const { key, value } of node.entries) {
    const plain = plainValue(value)
    if (key === '__proto__') {
      Object.defineProperty(object, key, { value: plain, enumerable: true, configurable: true, writable: true })
    } else {
      object[key] = plain
    }
  }
  return object
}
