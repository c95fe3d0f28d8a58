import type { JsonValue } from '../../../core/json.ts'

/** What was saved is not what a state saves. It never leaves {@link isReadable}. */
class DamagedError extends Error {}

/** Runs what reads a saved state; false when the saved value turned out to be something else. */
export function isReadable(read: () => void): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof DamagedError) return false
    throw error
  }
}

/** Ends reading: the saved value is something else. */
export function damaged(why: string): never {
  throw new DamagedError(why)
}

/** The elements of a saved list. */
export function savedList(value: JsonValue | undefined): readonly JsonValue[] {
  if (!Array.isArray(value)) damaged('no list')
  return value
}

export function savedText(value: JsonValue | undefined): string {
  if (typeof value !== 'string') damaged('no text')
  return value
}

/** A number; −Infinity is saved as null, see {@link saveNumber}. */
export function savedNumber(value: JsonValue | undefined): number {
  if (value === null) return -Infinity
  if (typeof value !== 'number') damaged('no number')
  return value
}

export function savedFlag(value: JsonValue | undefined): boolean {
  if (typeof value !== 'boolean') damaged('no flag')
  return value
}

/** A list of texts, as long as it must be. */
export function savedTexts(value: JsonValue | undefined, length: number): readonly string[] {
  const texts = savedList(value).map(savedText)
  if (texts.length !== length) damaged('another length')
  return texts
}

/** A finite number or −Infinity as JSON. */
export function saveNumber(value: number): JsonValue {
  return value === -Infinity ? null : value
}
