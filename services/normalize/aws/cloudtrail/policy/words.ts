import type { JsonValue } from '../../../../core/json.ts'
import { asText } from '../json-values.ts'

/** A text or a list of texts as a list; booleans and numbers as text. What is no scalar is left out. */
export function words(value: JsonValue | undefined): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.flatMap((item) => (typeof item === 'boolean' ? String(item) : (asText(item) ?? [])))
}
