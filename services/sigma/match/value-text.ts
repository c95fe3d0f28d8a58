import { isObject, type JsonValue } from '../../core/json.ts'

/** Objects are searched this deep. */
export const MAX_DEPTH = 64

/** A number as decimal text: integers without exponent, others in the shortest form. */
export function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 1e21 ? BigInt(value).toString() : String(value)
}

/** Text of a string, number or boolean; undefined for everything else. */
export function scalarText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  return typeof value === 'boolean' ? String(value) : undefined
}

/** Adds the texts that an object is searched by: all strings in it, then its JSON unless it is too deep for that. */
export function addObjectTexts(object: JsonValue, into: string[]): void {
  if (addLeafStrings(object, 0, into)) into.push(JSON.stringify(object))
}

/** Returns whether everything was read. */
function addLeafStrings(value: JsonValue, depth: number, into: string[]): boolean {
  if (typeof value === 'string') into.push(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth >= MAX_DEPTH) return false
  let isWhole = true
  for (const key of Object.keys(value)) {
    const child = Array.isArray(value) ? value[Number(key)] : value[key]
    isWhole = addLeafStrings(child ?? null, depth + 1, into) && isWhole
  }
  return isWhole
}

/** Adds everything that keywords are looked for in: every key and every string, number and boolean below `value`. */
export function addAllTexts(value: JsonValue, depth: number, into: string[]): void {
  const text = scalarText(value)
  if (text !== undefined) into.push(text)
  else if (depth >= MAX_DEPTH) return
  else if (Array.isArray(value)) for (const item of value) addAllTexts(item, depth + 1, into)
  else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      into.push(key)
      addAllTexts(value[key] ?? null, depth + 1, into)
    }
  }
}

/** Whether arrays and objects stand more than `levels` deep in a value. */
export function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1))
}
