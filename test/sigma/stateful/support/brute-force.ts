import type { Observation, WatermarkOf } from '../../../../services/sigma/stateful/types.ts'
import { conditionHolds } from './brute-condition.ts'
import { fieldOf, groupsOf } from './members.ts'
import type { Member, OracleHit, OracleRule } from './members.ts'
import { sortAlerts } from './collected-alerts.ts'
import type { PlainAlert } from './collected-alerts.ts'

/**
 * The alerts that must come of a set of hits once time has gone on to the watermarks. It keeps everything, looks at every
 * window by its definition, and shares no code with the engine. For rules without limits, in an order that has children
 * first.
 */
export function bruteForce(
  rules: readonly OracleRule[],
  hits: readonly Observation[],
  watermarkOf: WatermarkOf,
): readonly PlainAlert[] {
  const marks = new Map<string, number>()
  const all: OracleHit[] = hits.map((hit) => ({ ...hit, origin: hit.eventId }))
  const alerts: PlainAlert[] = []
  for (const rule of rules) {
    const mark = Math.min(...rule.refs.map(({ id }) => marks.get(id) ?? watermarkOf(id)))
    marks.set(rule.info.id, mark)
    for (const [key, members] of groupsOf(rule, all)) {
      const group: unknown = JSON.parse(key)
      if (!Array.isArray(group)) throw new Error('a group is a list')
      const values = group.map(String)
      const found = judge(rule, members, mark)
      alerts.push(...alertsOf(rule, values, found))
      all.push(...found.map((holding) => derived(rule, values, holding)))
    }
  }
  return sortAlerts(alerts)
}

/** The rule holds over these members. */
interface Holding {
  readonly members: readonly Member[]
  /** whose time is the alert's place */
  readonly time: number
  /** as a hit for parents */
  readonly id: string
  readonly origin: string
  readonly derivedTime: number
}

function judge(rule: OracleRule, members: readonly Member[], mark: number): Holding[] {
  if (decidesAtClose(rule)) return judgeClosed(rule, members, mark)
  const isDeferred = ['value_avg', 'value_percentile', 'value_median'].includes(rule.type)
  const holdings: Holding[] = []
  for (const member of members) {
    if (isDeferred && !(mark > member.time)) continue
    const window = windowOf(rule, members, member)
    if (!conditionHolds(rule, window)) continue
    holdings.push({
      members: window,
      time: member.time,
      id: member.id,
      origin: member.origin,
      derivedTime: member.time,
    })
  }
  return holdings
}

function decidesAtClose({ thresholds, ...rule }: OracleRule): boolean {
  const hasUpperBound = (thresholds ?? []).some(({ op }) => op !== 'gt' && op !== 'gte')
  const terms = 'terms' in rule ? (rule.terms ?? []) : []
  return hasUpperBound || terms.some(({ lacks }) => lacks.length > 0)
}

/** S(h): the members that count for one of them. */
function windowOf({ window, timespan }: OracleRule, members: readonly Member[], { time }: Member): Member[] {
  const earlier = members.filter((member) => member.time <= time && member.time >= time - timespan)
  switch (window.type) {
    case 'sliding':
      return earlier
    case 'tumbling':
      return earlier.filter((member) => Math.floor(member.time / timespan) === Math.floor(time / timespan))
    case 'session': {
      const back = earlier.toSorted((a, b) => b.time - a.time)
      const end = back.findIndex((member, at) => (back[at - 1]?.time ?? time) - member.time > window.gap)
      return end < 0 ? back : back.slice(0, end)
    }
  }
}

function judgeClosed(rule: OracleRule, members: readonly Member[], mark: number): Holding[] {
  const holdings: Holding[] = []
  let left = [...members]
  for (let first = left[0]; first !== undefined; first = left[0]) {
    const { inside, end } = closedWindow(rule, left, first.time)
    if (!(mark > end)) break
    if (conditionHolds(rule, inside)) {
      holdings.push({ members: inside, time: first.time, id: first.id, origin: first.origin, derivedTime: end })
    }
    left = left.filter((member) => !inside.includes(member))
  }
  return holdings
}

function closedWindow(
  { window, timespan }: OracleRule,
  left: readonly Member[],
  start: number,
): { readonly inside: readonly Member[]; readonly end: number } {
  if (window.type === 'tumbling') {
    const bucket = Math.floor(start / timespan)
    const inside = left.filter(({ time }) => Math.floor(time / timespan) === bucket)
    return { inside, end: (bucket + 1) * timespan - 1 }
  }
  const within = left.filter(({ time }) => time <= start + timespan)
  if (window.type === 'sliding') return { inside: within, end: start + timespan }
  const inside: Member[] = []
  for (const member of within) {
    if (member.time - (inside.at(-1)?.time ?? start) > window.gap) break
    inside.push(member)
  }
  return { inside, end: Math.min(start + timespan, (inside.at(-1)?.time ?? start) + window.gap) }
}

function alertsOf(rule: OracleRule, group: readonly string[], holdings: readonly Holding[]): PlainAlert[] {
  const buckets = Map.groupBy(holdings, ({ time }) => Math.floor(time / rule.info.window) * rule.info.window)
  return [...buckets].map(([bucket, inBucket]) => ({
    rule: rule.info.id,
    group,
    key: String(bucket),
    events: [...new Set(inBucket.flatMap(({ members }) => members.map(({ origin }) => origin)))].toSorted(),
    inexact: false,
  }))
}

function derived(rule: OracleRule, group: readonly string[], holding: Holding): OracleHit {
  const fields = rule.carries.map((name): [string, readonly string[]] => {
    const place = rule.groupBy.indexOf(name)
    if (place >= 0) return [name, [group[place] ?? '']]
    return [name, [...new Set(holding.members.flatMap((member) => [...fieldOf(member, name)]))]]
  })
  return {
    ruleId: rule.info.id,
    eventId: holding.id,
    origin: holding.origin,
    time: holding.derivedTime,
    fields: Object.fromEntries(fields.filter(([, values]) => values.length > 0)),
  }
}
