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

/** The document's tree of names: a leaf has the field's index, a group has members. */
interface Node {
  readonly label: string
  readonly index: number
  readonly members: Node[]
}

const TREE = buildTree()
const LINE_BREAK = /[\r\n]/

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
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      const token = record.token(path)
      if (token !== undefined) this.#slots[field.index] = new Splice(token)
      return
    }
    this.set(field, value)
  }

  setPayload(field: EventField, json: string): void {
    // JSON text holds line breaks only between tokens, so taking them out changes no value.
    this.#slots[field.index] = new Splice(LINE_BREAK.test(json) ? json.replaceAll(/[\r\n]+/g, '') : json)
  }

  document(): string {
    return `{${this.#members(TREE.members)}}`
  }

  #members(nodes: readonly Node[]): string {
    let text = ''
    for (const node of nodes) {
      let value: string
      if (node.index < 0) {
        const members = this.#members(node.members)
        if (members === '') continue
        value = `{${members}}`
      } else {
        const slot = this.#slots[node.index]
        if (slot === undefined) continue
        value = slot instanceof Splice ? slot.json : JSON.stringify(slot)
      }
      text += text === '' ? node.label + value : `,${node.label}${value}`
    }
    return text
  }
}

function buildTree(): Node {
  const root: Node = { label: '', index: -1, members: [] }
  for (const field of eventFields()) {
    const keys = field.name.split('.')
    let node = root
    for (const [depth, key] of keys.entries()) {
      const label = `${JSON.stringify(key)}:`
      let next: Node | undefined = node.members.find((member) => member.label === label)
      if (!next) {
        next = { label, index: depth === keys.length - 1 ? field.index : -1, members: [] }
        node.members.push(next)
      }
      node = next
    }
  }
  return root
}
