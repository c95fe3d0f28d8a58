import { isObject, type JsonObject, type JsonValue } from '../json.ts'

/** A value that a search can compare. */
export type Scalar = string | number | boolean

/** What is nested deeper than this is not searched. */
const MAX_DEPTH = 256

/** A place in a document. */
export interface DocumentPath {
  /** what is left of the dotted name at each level: `a.b.c`, `b.c`, `c` */
  readonly rests: readonly string[]
  readonly keys: readonly string[]
}

/** The place that a dotted name stands for. */
export function documentPath(name: string): DocumentPath {
  const keys = name.split('.')
  return { keys, rests: keys.map((_, index) => keys.slice(index).join('.')) }
}

/** Whether `test` holds for a value at the path. All items of a list on the way count, as they do for rules. */
export function someValue(document: JsonObject, path: DocumentPath, test: (value: Scalar) => boolean): boolean {
  return reach(document, path, 0, 0, (value) => isScalar(value) && test(value))
}

/** Whether anything but null, or lists and objects of nothing else, stands at the path. */
export function hasValue(document: JsonObject, path: DocumentPath): boolean {
  return reach(document, path, 0, 0, (value) => someLeafBelow(value, () => true, 0))
}

/** Whether `test` holds for any value anywhere in the document. */
export function someLeaf(document: JsonObject, test: (value: Scalar) => boolean): boolean {
  return someLeafBelow(document, test, 0)
}

function reach(
  value: JsonValue | undefined,
  path: DocumentPath,
  at: number,
  depth: number,
  test: (value: JsonValue) => boolean,
): boolean {
  if (value === undefined || depth > MAX_DEPTH) return false
  if (Array.isArray(value)) return value.some((item) => reach(item, path, at, depth + 1, test))
  const { keys, rests } = path
  if (at === keys.length) return test(value)
  if (!isObject(value)) return false
  // A name with dots in it stands before a walk along the dots.
  const rest = rests[at] ?? ''
  if (at < keys.length - 1 && Object.hasOwn(value, rest)) {
    return reach(value[rest], path, keys.length, depth + 1, test)
  }
  const key = keys[at] ?? ''
  return Object.hasOwn(value, key) && reach(value[key], path, at + 1, depth + 1, test)
}

function someLeafBelow(value: JsonValue, test: (value: Scalar) => boolean, depth: number): boolean {
  if (isScalar(value)) return test(value)
  if (value === null || depth > MAX_DEPTH) return false
  if (Array.isArray(value)) return value.some((item) => someLeafBelow(item, test, depth + 1))
  for (const key of Object.keys(value)) {
    const inner = value[key]
    if (inner !== undefined && someLeafBelow(inner, test, depth + 1)) return true
  }
  return false
}

function isScalar(value: JsonValue): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
