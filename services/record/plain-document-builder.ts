import type { JsonValue } from '../core/json.ts'
import type { DocumentBuilder } from './event-builder.ts'
import { eventFields, type EventField } from './event-field.ts'
import type { FieldPath } from './field-path.ts'
import type { FieldReader } from './field-reader.ts'

/** JSON text that goes into the document as it is. */
class Splice {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

/** One field of the document and the text in front of its value. */
interface Leaf {
  readonly index: number
  /** the groups that the field stands in, outermost first, each by the index of its first field; a number for each dot */
  readonly groups: readonly number[]
  /** by how many of these groups are open already: `,"tocsin":{"actor":{"id":` … `,"id":` */
  readonly openings: readonly string[]
}

/** Fields as they are written: in the order of the schema, those of one group together. */
const LEAVES = leavesOf(eventFields())
/** The ends of so many objects. */
const CLOSINGS = Array.from({ length: 2 + Math.max(...LEAVES.map(({ groups }) => groups.length)) }, (_, count) =>
  '}'.repeat(count),
)
const LINE_BREAK = /[\r\n]/
const NUMBER = /^-?\d/

/** The plain backing of an event: one slot per field of the schema, written out by a walk over the schema's tree. */
export class PlainDocumentBuilder implements DocumentBuilder {
  #slots: (JsonValue | Splice | undefined)[] = eventFields().map(() => undefined)

  reset(): void {
    this.#slots.fill(undefined)
  }

  get(field: EventField): JsonValue | undefined {
    const value = this.#slots[field.index]
    if (value instanceof Splice) return field.type === 'payload' ? undefined : (JSON.parse(value.json) as JsonValue)
    return value
  }

  set(field: EventField, value: JsonValue | undefined): void {
    if (value === undefined || value === null || value === '') return
    if (Array.isArray(value) && value.length === 0) return
    this.#slots[field.index] = value
  }

  add(field: EventField, value: JsonValue | undefined): void {
    if (value === undefined || value === null || value === '') return
    const list = this.#slots[field.index]
    if (!Array.isArray(list)) this.#slots[field.index] = [value]
    else if (!list.includes(value)) list.push(value)
  }

  copy(field: EventField, record: FieldReader, path: FieldPath): void {
    const value = record.get(path)
    // The token, because the reader gives a number that a double cannot hold as text.
    const isNumber = typeof value === 'number' ? !Number.isSafeInteger(value) : field.type === 'long'
    const token = isNumber ? record.token(path) : undefined
    if (token !== undefined && NUMBER.test(token)) this.#slots[field.index] = new Splice(token)
    else this.set(field, value)
  }

  setPayload(field: EventField, json: string): void {
    // JSON text holds line breaks only between tokens, so taking them out changes no value.
    this.#slots[field.index] = new Splice(LINE_BREAK.test(json) ? json.replaceAll(/[\r\n]+/g, '') : json)
  }

  document(): string {
    const slots = this.#slots
    let text = ''
    let open: readonly number[] = NO_GROUPS
    for (const { index, groups, openings } of LEAVES) {
      const slot = slots[index]
      if (slot === undefined) continue
      const shared = sharedGroups(open, groups)
      const opening = openings[shared] ?? ''
      if (shared < open.length) text += CLOSINGS[open.length - shared] ?? ''
      text += text === '' ? `{${opening.slice(1)}` : opening
      text += typeof slot === 'object' && slot instanceof Splice ? slot.json : JSON.stringify(slot)
      open = groups
    }
    return text === '' ? '{}' : `${text}${CLOSINGS[open.length + 1] ?? ''}`
  }
}

const NO_GROUPS: readonly number[] = []

/** How many groups, counted from the outermost, two fields have in common. */
function sharedGroups(one: readonly number[], other: readonly number[]): number {
  const most = Math.min(one.length, other.length)
  let shared = 0
  while (shared < most && one[shared] === other[shared]) shared += 1
  return shared
}

function leavesOf(fields: readonly EventField[]): readonly Leaf[] {
  const firsts = new Map<string, number>()
  const leaves = fields.map(({ index, name }): Leaf => {
    const keys = name.split('.')
    const groups: number[] = []
    for (let length = 1; length < keys.length; length += 1) {
      const group = keys.slice(0, length).join('.')
      const first = firsts.get(group) ?? index
      firsts.set(group, first)
      groups.push(first)
    }
    return { index, groups, openings: keys.map((_key, at) => openingOf(keys.slice(at))) }
  })
  return leaves.toSorted(inDocumentOrder)
}

/** `,"actor":{"id":` for `actor` and `id`. */
function openingOf(keys: readonly string[]): string {
  return `,${keys.map((key) => JSON.stringify(key)).join(':{')}:`
}

/** A group stands where its first field would stand alone. */
function inDocumentOrder(one: Leaf, other: Leaf): number {
  const shared = sharedGroups(one.groups, other.groups)
  return (one.groups[shared] ?? one.index) - (other.groups[shared] ?? other.index)
}
