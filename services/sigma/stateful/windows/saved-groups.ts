import type { JsonValue } from '../../../core/json.ts'
import { isReadable, savedList, savedNumber, savedText, savedTexts, saveNumber } from '../extensions/saved.ts'
import { tupleKey } from '../group-tuples.ts'
import type { HitRef } from '../types.ts'
import type { Coverage, TimeSpan } from './coverage.ts'
import type { Entry, EntryValues } from './entry.ts'
import type { GroupTable } from './group-table.ts'
import type { Group } from './group.ts'
import type { WindowContext } from './window-context.ts'

/** All that a state cannot make again: the watermark and the groups, the one hit least recently first. */
export function saveGroups({ watermark }: WindowContext, groups: Iterable<Group>): JsonValue {
  return [saveNumber(watermark), Array.from(groups, saveGroup)]
}

/** Fills an empty table, and sets the watermark. False when it is not what {@link saveGroups} gave. */
export function loadGroups(saved: JsonValue, context: WindowContext, groups: GroupTable): boolean {
  return isReadable(() => {
    const [watermark, list] = savedList(saved)
    context.watermark = savedNumber(watermark)
    for (const group of savedList(list)) loadGroup(group, context, groups)
  })
}

function saveGroup({ values, entries, coverages, cut, told, closed }: Group): JsonValue {
  return [
    [...values],
    entries.map(saveEntry),
    coverages.map(({ bucket, spans, counted }) => [
      bucket,
      spans.map(saveSpan),
      counted === null ? null : [...counted],
    ]),
    cut === null ? null : saveSpan(cut),
    told,
    [...closed],
  ]
}

function loadGroup(saved: JsonValue, { rule, single }: WindowContext, groups: GroupTable): void {
  const [savedValues, entries, coverages, cut, told, closed] = savedList(saved)
  const values = savedTexts(savedValues, rule.groupBy.length)
  const group = groups.touch(tupleKey(values), values)
  group.entries = savedList(entries).map((entry) => loadEntry(entry, single))
  group.coverages = savedList(coverages).map(loadCoverage)
  group.cut = cut === null ? null : loadSpan(cut)
  group.told = told === null ? null : savedText(told)
  group.closed = savedList(closed).map(savedNumber)
}

function saveSpan({ from, to }: TimeSpan): JsonValue {
  return [from, to]
}

function loadSpan(saved: JsonValue | undefined): TimeSpan {
  const [from, to] = savedList(saved)
  return { from: savedNumber(from), to: savedNumber(to) }
}

function loadCoverage(saved: JsonValue): Coverage {
  const [bucket, spans, counted] = savedList(saved)
  return {
    bucket: savedNumber(bucket),
    spans: savedList(spans).map(loadSpan),
    counted: counted === null ? null : new Set(savedList(counted).map(savedText)),
  }
}

function saveEntry({ time, id, refs, origin, values }: Entry): JsonValue {
  const hit = origin === null ? null : [origin.ruleId, origin.eventId, origin.time]
  return [time, id, [...refs], hit, values === null ? null : saveValues(values)]
}

function loadEntry(saved: JsonValue, single: WindowContext['single']): Entry {
  const [time, id, savedRefs, origin, values] = savedList(saved)
  const refs = savedList(savedRefs).map(savedNumber)
  return {
    time: savedNumber(time),
    id: savedText(id),
    refs: refs.length === 1 ? (single[refs[0] ?? 0] ?? refs) : refs,
    origin: origin === null ? null : loadHit(origin),
    values: values === null ? null : loadValues(values),
    // Told again at worst: parents pass over what they know.
    derived: null,
  }
}

function loadHit(saved: JsonValue | undefined): HitRef {
  const [ruleId, eventId, time] = savedList(saved)
  return { ruleId: savedText(ruleId), eventId: savedText(eventId), time: savedNumber(time) }
}

function saveValues({ counted, carried, folded }: EntryValues): JsonValue {
  const numbers = folded === null ? null : folded.map(({ value, weight }) => [value, weight])
  return [[...counted], carried.map((texts) => [...texts]), numbers]
}

function loadValues(saved: JsonValue | undefined): EntryValues {
  const [counted, carried, folded] = savedList(saved)
  return {
    counted: savedList(counted).map(savedText),
    carried: savedList(carried).map((texts) => savedList(texts).map(savedText)),
    folded: folded === null ? null : savedList(folded).map(loadNumber),
  }
}

function loadNumber(saved: JsonValue): { readonly value: number; readonly weight: number } {
  const [value, weight] = savedList(saved)
  return { value: savedNumber(value), weight: savedNumber(weight) }
}
