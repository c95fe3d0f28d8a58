import type { JsonValue } from '../../../core/json.ts'
import type { NewValueRule } from '../../types.ts'
import { tupleKey } from '../group-tuples.ts'
import { readHit, saveHit } from './kept-hit.ts'
import type { FirstHit, KnownValue, ValueGroup } from './new-value-group.ts'
import { emptyGroup, NO_HITS } from './new-value-group.ts'
import { damaged, savedFlag, savedList, savedNumber, savedText, savedTexts, saveNumber } from './saved.ts'

/** A group with all its values as JSON. */
export function saveGroup(group: ValueGroup): JsonValue {
  return [[...group.values], group.last, [...group.starts], [...group.known.values()].map(saveValue)]
}

/** The group that {@link saveGroup} saved; which of its values wait for learning is not said yet. */
export function readGroup(saved: JsonValue, rule: NewValueRule, grainLength: number): ValueGroup {
  const [texts, last, starts, known] = savedList(saved)
  const values = savedTexts(texts, rule.groupBy.length)
  const group = emptyGroup(tupleKey(values), values, savedNumber(last))
  group.starts = savedList(starts).map(savedNumber)
  for (const value of savedList(known)) {
    const read = readValue(value, group, rule.fields.length, grainLength)
    group.known.set(read.key, read)
  }
  return group
}

/** The values of a key that `tupleKey` made of so many; none when it cannot have been that. */
export function tupleOfKey(key: string, length: number): readonly string[] {
  if (length === 1) return [key]
  try {
    const values: unknown = JSON.parse(key)
    return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
  } catch {
    return []
  }
}

function saveValue(known: KnownValue): JsonValue {
  const settled = saveNumber(known.settled)
  if (known.open.length === 0) return [known.key, settled]
  return [known.key, settled, known.open.map((hit) => [hit.fired, saveHit(hit)])]
}

function readValue(saved: JsonValue, group: ValueGroup, length: number, grainLength: number): KnownValue {
  const [text, settled, open] = savedList(saved)
  const key = savedText(text)
  if (tupleOfKey(key, length).length !== length) damaged('other values')
  const hits = open === undefined ? NO_HITS : savedList(open).map((hit) => readFirst(hit, grainLength))
  return { group, key, settled: savedNumber(settled), open: hits }
}

function readFirst(saved: JsonValue, grainLength: number): FirstHit {
  const [fired, hit] = savedList(saved)
  const kept = readHit(hit)
  return { ...kept, grain: Math.floor(kept.time / grainLength), fired: savedFlag(fired) }
}
