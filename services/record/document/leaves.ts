import { eventFields, type EventField } from '../event-field.ts'

/** One field of the document and the text in front of its value. */
export interface Leaf {
  readonly index: number
  /** the groups that the field stands in, outermost first, each by the index of its first field; a number for each dot */
  readonly groups: readonly number[]
  /** by how many of these groups are open already: `,"tocsin":{"actor":{"id":` … `,"id":` */
  readonly openings: readonly string[]
}

/** Fields as they are written: in the order of the schema, those of one group together. */
export const LEAVES = leavesOf(eventFields())
/** The ends of so many objects. */
export const CLOSINGS = Array.from({ length: 2 + Math.max(...LEAVES.map(({ groups }) => groups.length)) }, (_, count) =>
  '}'.repeat(count),
)
/** The groups of a field that stands in none. */
export const NO_GROUPS: readonly number[] = []

/** How many groups, counted from the outermost, two fields have in common. */
export function sharedGroups(one: readonly number[], other: readonly number[]): number {
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
