import { contentHash } from '../../core/ids.ts'
import { isObject, type JsonValue } from '../../core/json.ts'
import type { FieldValues } from './field-values.ts'
import { isDeeper, MAX_DEPTH, scalarText } from './value-text.ts'

/** Longer texts are cut and told apart by a hash: they are stored with every hit and kept in the state of rules. */
const MAX_TEXT = 1024
const KEPT_TEXT = 256

/** A field that stateful rules read of a rule's hits. */
export interface ReadField {
  readonly name: string
  readonly values: FieldValues
}

/**
 * The values of fields as text: distinct, in the order in which they stand in the event. Null is no value; an object is its
 * compact JSON; a text of more than 1,024 characters is its beginning and a hash. Of each field `most` values are given;
 * `cut` counts the others, and objects that are nested too deep. A field without a value is left out.
 */
export function fieldTexts(
  reads: readonly ReadField[],
  most: number,
): { readonly fields: Readonly<Record<string, readonly string[]>>; readonly cut: number } {
  const [only] = reads
  if (reads.length === 1 && only !== undefined) return oneField(only, most)
  let cut = 0
  const entries: [string, readonly string[]][] = []
  for (const { name, values } of reads) {
    const { texts, lost } = distinctTexts(values)
    cut += lost + Math.max(texts.length - most, 0)
    if (texts.length > 0) entries.push([name, texts.length > most ? texts.slice(0, most) : texts])
  }
  return { fields: Object.fromEntries(entries), cut }
}

/** The same of one field, which is what most rules read: without a list of entries. */
function oneField({ name, values }: ReadField, most: number): ReturnType<typeof fieldTexts> {
  const { texts, lost } = distinctTexts(values)
  const cut = lost + Math.max(texts.length - most, 0)
  if (texts.length === 0) return { fields: {}, cut }
  return { fields: { [name]: texts.length > most ? texts.slice(0, most) : texts }, cut }
}

function distinctTexts(values: FieldValues): { readonly texts: readonly string[]; readonly lost: number } {
  values.refresh()
  const [first] = values.values
  if (values.valueCount === 1 && typeof first === 'string') return { texts: [bounded(first)], lost: 0 }
  const texts = new Set<string>()
  let lost = 0
  for (let at = 0; at < values.valueCount; at += 1) {
    const value = values.values[at] ?? null
    const text = textOf(value)
    if (text !== undefined) texts.add(bounded(text))
    else if (value !== null) lost += 1
  }
  return { texts: [...texts], lost }
}

/** Undefined for null, and for what is nested too deep to be written. */
function textOf(value: JsonValue): string | undefined {
  if (isObject(value)) return isDeeper(value, MAX_DEPTH) ? undefined : JSON.stringify(value)
  return scalarText(value)
}

/** Stores know no half characters: without them a text is the same when it is read again. */
function bounded(text: string): string {
  if (text.length <= MAX_TEXT) return text.toWellFormed()
  return `${text.slice(0, KEPT_TEXT).toWellFormed()}…${contentHash(text)}`
}
