import type { HitRef } from '../types.ts'

/** A number that stands for several of nearly the same size. */
export interface Weighted {
  readonly value: number
  readonly weight: number
}

/** What is read of a hit beside its group. */
export interface EntryValues {
  /** different texts that the rule counts or calculates with */
  readonly counted: readonly string[]
  /** values of the fields that parents read, in the order of the rule's `carries` */
  readonly carried: readonly (readonly string[])[]
  /** numbers of entries that were folded into this one; null when none were */
  readonly folded: readonly Weighted[] | null
}

/** A hit in a group. (time, id) is its identity. */
export interface Entry {
  readonly time: number
  /** id of the event */
  readonly id: string
  /** indexes of the rules that were true, ascending */
  readonly refs: readonly number[]
  /** the hit of a detection rule behind it; null when that is a hit of the first rule in `refs`, at the same time */
  readonly origin: HitRef | null
  /** null when nothing is read */
  readonly values: EntryValues | null
  /** what parents were told of it last: the text of the fields; null: nothing */
  derived: string | null
}

/** The first place at which an entry is not before a time. Entries are in the order of (time, id). */
export function lowerBound(entries: readonly Entry[], time: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.time ?? Infinity) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The first place at which an entry is after a time. */
export function upperBound(entries: readonly Entry[], time: number): number {
  // Most often it is asked for the newest time.
  if ((entries[entries.length - 1]?.time ?? -Infinity) <= time) return entries.length
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.time ?? Infinity) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** Where an entry of this identity is, or would have to be. */
export function placeOf(entries: readonly Entry[], time: number, id: string): number {
  const last = entries.at(-1)
  if (last === undefined || last.time < time || (last.time === time && last.id < id)) return entries.length
  let at = lowerBound(entries, time)
  for (let high = upperBound(entries, time); at < high;) {
    const middle = (at + high) >> 1
    if ((entries[middle]?.id ?? '') < id) at = middle + 1
    else high = middle
  }
  return at
}

/** Both views of one event together; null when the second adds nothing to the first. */
export function mergeEntries(entry: Entry, other: Entry): Entry | null {
  const refs = unite(entry.refs, other.refs).toSorted((a, b) => a - b)
  const values = mergeValues(entry.values, other.values)
  if (refs.length === entry.refs.length && values === entry.values) return null
  const sameFirst = refs[0] === entry.refs[0]
  return { ...entry, refs, values, origin: sameFirst ? entry.origin : other.origin, derived: null }
}

/** The first one itself when the second adds nothing. */
function mergeValues(values: EntryValues | null, other: EntryValues | null): EntryValues | null {
  if (values === null || other === null) return values ?? other
  const counted = unite(values.counted, other.counted)
  const carried = values.carried.map((texts, at) => unite(texts, other.carried[at] ?? []))
  const same = counted === values.counted && carried.every((texts, at) => texts === values.carried[at])
  return same ? values : { ...values, counted, carried }
}

function unite<T>(some: readonly T[], others: readonly T[]): readonly T[] {
  const added = others.filter((item) => !some.includes(item))
  return added.length === 0 ? some : [...some, ...added]
}
