import type { AbsenceRule, NewValueRule, RateRule } from '../../../../services/sigma/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import { alertName } from './state-rig.ts'
import type { Alerts } from './state-rig.ts'

/** A hit in one group; of new values, with one tuple of values. */
interface Case {
  readonly id: string
  readonly time: number
  readonly group: readonly string[]
  readonly values: readonly string[]
}

/** All values of a field of an observation, as the two rules of `extension-rules.ts` name it. */
function read(hit: Observation, name: string): readonly string[] {
  const second: Readonly<Record<string, string>> = { host: 'machine', value: 'thing' }
  return hit.fields[hit.ruleId === 'two' ? (second[name] ?? name) : name] ?? []
}

function product(hit: Observation, names: readonly string[]): string[][] {
  const [name, ...others] = names
  if (name === undefined) return [[]]
  const rest = product(hit, others)
  return read(hit, name).flatMap((value) => rest.map((more) => [value, ...more]))
}

function casesOf(hits: readonly Observation[], groupBy: readonly string[], fields: readonly string[]): Case[] {
  return hits.flatMap((hit) => {
    return product(hit, groupBy).flatMap((group) => {
      return product(hit, fields).map((values) => ({ id: hit.eventId, time: hit.time, group, values }))
    })
  })
}

function partsBy(cases: readonly Case[], key: (one: Case) => unknown): Case[][] {
  return [...Map.groupBy(cases, (one) => JSON.stringify(key(one))).values()]
}

function record(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))
}

function sorted(alerts: readonly (readonly [string, readonly string[]])[]): Alerts {
  return new Map(alerts.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function comesBefore(one: Case, other: Case): boolean {
  return one.time < other.time || (one.time === other.time && one.id < other.id)
}

/** The answer of `x_new_value` to a set of hits, as its definition says it, with everything kept. */
export function newValues(rule: NewValueRule, hits: readonly Observation[]): Alerts {
  const length = Math.floor(Math.min(86_400_000, rule.history / 24))
  const grain = (time: number): number => Math.floor(time / length)
  const alerts = new Map<string, readonly string[]>()
  for (const group of partsBy(casesOf(hits, rule.groupBy, rule.fields), (one) => one.group)) {
    for (const hit of group) {
      const reaches = (one: Case): boolean => grain(one.time) >= grain(hit.time - rule.history)
      const isEarlier = (one: Case): boolean => {
        return (
          reaches(one) &&
          (grain(one.time) < grain(hit.time) || (grain(one.time) === grain(hit.time) && comesBefore(one, hit)))
        )
      }
      const isOld = group.some((one) => isEarlier(one) && JSON.stringify(one.values) === JSON.stringify(hit.values))
      const isKnown = rule.learn === 0 || group.some((one) => isEarlier(one) && one.time <= hit.time - rule.learn)
      const named = record([...rule.groupBy, ...rule.fields], [...hit.group, ...hit.values])
      if (!isOld && isKnown) alerts.set(alertName(named, hit.id), [hit.id])
    }
  }
  return sorted([...alerts])
}

function firstAt(cases: readonly Case[], time: number): string {
  return (
    cases
      .filter((one) => one.time === time)
      .map(({ id }) => id)
      .toSorted()[0] ?? ''
  )
}

/** The answer of `x_absence` up to a watermark. */
export function silences(rule: AbsenceRule, hits: readonly Observation[], watermark: number): Alerts {
  const cases = casesOf(hits, rule.groupBy, [])
  const alerts: [string, string[]][] = []
  for (const group of partsBy(cases, (one) => one.group)) {
    for (const time of new Set(group.map((one) => one.time))) {
      const end = time + rule.timespan
      if (watermark <= end || group.some((one) => one.time > time && one.time <= end)) continue
      alerts.push([alertName(record(rule.groupBy, group[0]?.group ?? []), String(time)), [firstAt(group, time)]])
    }
  }
  for (const start of new Set(cases.map(({ time }) => time))) {
    if (watermark <= start + rule.timespan) continue
    if (cases.some(({ time }) => time < start && time >= start - rule.retain)) continue
    for (const value of rule.expected) {
      const came = cases.some(({ group, time }) => group[0] === value && time >= start && time <= start + rule.timespan)
      if (!came) alerts.push([alertName(record(rule.groupBy, [value]), String(start)), [firstAt(cases, start)]])
    }
  }
  return sorted(alerts)
}

/** The answer of `x_rate` up to a watermark. */
export function rates(rule: RateRule, hits: readonly Observation[], watermark: number): Alerts {
  const alerts: [string, string[]][] = []
  for (const group of partsBy(casesOf(hits, rule.groupBy, []), (one) => one.group)) {
    const idsOf = (bucket: number): string[] => {
      const inside = group.filter(({ time }) => Math.floor(time / rule.timespan) === bucket)
      return [...new Set(inside.map(({ id }) => id))].toSorted()
    }
    for (const bucket of new Set(group.map(({ time }) => Math.floor(time / rule.timespan)))) {
      if (watermark < bucket * rule.timespan) continue
      const counts = Array.from({ length: rule.history }, (_none, at) => idsOf(bucket - 1 - at).length)
      counts.sort((one, other) => one - other)
      const middle = counts.slice(Math.ceil(counts.length / 2) - 1, Math.floor(counts.length / 2) + 1)
      const median = middle.reduce((sum, count) => sum + count, 0) / middle.length
      const learnt = Array.from({ length: rule.history + 1 }, (_none, at) => idsOf(bucket - rule.learn - at).length)
      if (learnt.every((count) => count === 0)) continue
      const ids = idsOf(bucket)
      if (ids.length <= Math.max(rule.floor, rule.factor * median)) continue
      const named = record(rule.groupBy, group[0]?.group ?? [])
      alerts.push([alertName(named, String(bucket * rule.timespan)), ids])
    }
  }
  return sorted(alerts)
}
