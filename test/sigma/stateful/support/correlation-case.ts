import { readFileSync } from 'node:fs'
import { isObject } from '../../../../services/core/json.ts'
import type { JsonObject, JsonValue } from '../../../../services/core/json.ts'
import { readYaml } from '../../../../services/sigma/load/read-yaml.ts'
import { problemLog } from '../../../../services/sigma/load/source-text.ts'
import { plainValue } from '../../../../services/sigma/load/yaml-node.ts'
import { loadRuleSet } from '../../../../services/sigma/load-rule-set.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'
import type { RuleSet } from '../../../../services/sigma/types.ts'
import { playEngine } from './play-engine.ts'
import { advanceTo, hitStep, inOrder } from './random-steps.ts'

/** One case of a file about correlations. */
export interface CorrelationCase {
  readonly name: string
  /** the documents of the rules, the ones that hits belong to as well */
  readonly text: string
  /** in the order of arrival; by the title of the rule */
  readonly hits: readonly (Omit<Observation, 'ruleId'> & { readonly title: string })[]
  /** up to when time goes on, milliseconds */
  readonly until: number
  /** values of the group and start of the bucket in seconds, of every alert of a rule that makes alerts, sorted */
  readonly expect: readonly string[]
  /** how many events each alert counts, in the order of `expect`; null: not said */
  readonly counts: readonly number[] | null
}

const DEFAULTS: JsonObject = { type: 'event_count', rules: ['r'], 'group-by': ['u'], timespan: '10s' }

/** Reads the cases below `key`. Throws when the file has a problem. */
export function readCorrelationCases(file: string, key: string): readonly CorrelationCase[] {
  const source = { file, text: readFileSync(file, 'utf8') }
  const log = problemLog(source)
  const [node] = readYaml(source, log)
  const document = node ? plainValue(node) : null
  const cases = isObject(document) ? document[key] : null
  if (log.problems.length > 0 || !Array.isArray(cases)) throw new Error(JSON.stringify(log.problems))
  return cases.filter((item) => isObject(item)).map(caseOf)
}

/** Every way in which the hits can come, and the alerts that each leads to. */
export function outcomes(item: CorrelationCase): Readonly<Record<string, Pick<CorrelationCase, 'expect' | 'counts'>>> {
  const set = loadRuleSet([{ file: 'case.yml', text: item.text }], { lists: new Map(), disable: [], levels: {} })
  const errors = set.problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
  const ids = new Map(set.rules.map(({ info }) => [info.title, info.id]))
  const hits = item.hits.map(({ title, ...hit }) => ({ ...hit, ruleId: ids.get(title) ?? title }))
  const end = advanceTo(item.until)
  const sorted = hits.toSorted((a, b) => a.time - b.time)
  return {
    'as they arrive': alertsOf(set, [...hits.map(hitStep), end]),
    'in order, time going on with them': alertsOf(set, [...inOrder(sorted), end]),
    'backwards, each twice': alertsOf(set, [...sorted.toReversed(), ...sorted].map(hitStep).concat(end)),
  }
}

function alertsOf(set: RuleSet, steps: Parameters<typeof playEngine>[1]): Pick<CorrelationCase, 'expect' | 'counts'> {
  const silent = new Set(set.stateful.filter(({ info }) => !info.alerts).map(({ info }) => info.id))
  const alerts = playEngine(set.stateful, steps)
    .plain.filter(({ rule }) => !silent.has(rule))
    .map(({ group, key, events }) => ({ text: JSON.stringify([...group, Number(key) / 1000]), count: events.length }))
    .toSorted((a, b) => (a.text < b.text ? -1 : 1))
  return { expect: alerts.map(({ text }) => text), counts: alerts.map(({ count }) => count) }
}

function caseOf(item: JsonObject): CorrelationCase {
  const hits = list(item['hits']).map(hitOf)
  const counts = item['counts'] === undefined ? null : list(item['counts']).map(Number)
  const expected = list(item['expect']).map((alert, at) => ({ text: expectation(alert), count: counts?.[at] ?? 0 }))
  const sorted = expected.toSorted((a, b) => (a.text < b.text ? -1 : 1))
  return {
    name: text(item['name'] ?? `${text(item['id'])}: ${text(item['why'])}`),
    text: documentsOf(item).join('\n---\n'),
    hits: hits.flat(),
    until:
      item['until'] === undefined ? Math.max(...hits.flat().map(({ time }) => time)) : Number(item['until']) * 1000,
    expect: sorted.map((alert) => alert.text),
    counts: counts === null ? null : sorted.map(({ count }) => count),
  }
}

/** Group values as texts, the start of the bucket as a number of seconds. */
function expectation(alert: JsonValue): string {
  const values = list(alert)
  return JSON.stringify([...values.slice(0, -1).map(text), Number(values.at(-1))])
}

/** [seconds, rule or rules, fields, event id where events repeat or must have a name] */
function hitOf(hit: JsonValue, at: number): CorrelationCase['hits'][number][] {
  const [time, rules, written, id] = list(hit)
  const fields = Object.entries(isObject(written) ? written : {}).map(([name, value]) => {
    return [name, Array.isArray(value) ? value.map(text) : [text(value)]] as const
  })
  const common = { eventId: text(id ?? `event ${at}`), time: Number(time) * 1000, fields: Object.fromEntries(fields) }
  return (Array.isArray(rules) ? rules : [rules ?? '']).map((title) => ({ ...common, title: text(title) }))
}

/** The correlations of a case, and a detection rule for every other name that they mention. */
function documentsOf(item: JsonObject): readonly string[] {
  const chain = list(item['chain']).filter((link) => isObject(link))
  const last = isObject(item['correlation']) ? [{ ...item, name: 'c' }] : []
  const correlations = [...chain, ...last].map(correlationOf)
  const own = new Set(correlations.map(({ title }) => title))
  const named = correlations.flatMap(({ correlation }) => list(correlation['rules'])).map(text)
  const others = [...new Set(named)].filter((name) => !own.has(name))
  const detections = others.map((name) => ({
    title: name,
    name,
    logsource: { product: 'aws', service: 'cloudtrail' },
    detection: { selection: { eventName: name }, condition: 'selection' },
  }))
  return [...detections, ...correlations].map((document) => JSON.stringify(document))
}

/** A correlation as it is written into a file. */
interface CorrelationDocument {
  readonly title: string
  readonly name: string
  readonly tocsin: JsonValue
  readonly correlation: JsonObject
}

function correlationOf({ name, correlation, tocsin }: JsonObject): CorrelationDocument {
  const written = isObject(correlation) ? correlation : {}
  return { title: text(name), name: text(name), tocsin: tocsin ?? {}, correlation: { ...DEFAULTS, ...written } }
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
