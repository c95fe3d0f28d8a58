import { readFileSync } from 'node:fs'
import { isObject, type JsonObject, type JsonValue } from '../../../services/core/json.ts'
import type { RuleInput } from '../../../services/record/rule-input.ts'
import { plainValue } from '../../../services/sigma/load/yaml-node.ts'
import { readYaml } from '../../../services/sigma/load/read-yaml.ts'
import { problemLog } from '../../../services/sigma/load/source-text.ts'
import { inputOf, loadText, matches, plainTarget, ruleText } from './plain-target.ts'

/** One line of a conformance file. */
export interface ConformanceCase {
  readonly name: string
  /** the file: the rule and its filters */
  readonly text: string
  readonly lists: ReadonlyMap<string, readonly string[]>
  /** JSON text of the record */
  readonly record: string
  /** event time, milliseconds since 1970; null: none is known */
  readonly time: number | null
  readonly expect: JsonValue
}

/** Reads the cases below `key`. Throws when the file has a problem. */
export function readCases(file: string, key: string): ConformanceCase[] {
  const source = { file, text: readFileSync(file, 'utf8') }
  const log = problemLog(source)
  const [node] = readYaml(source, log)
  const document = node ? plainValue(node) : null
  const cases = isObject(document) ? document[key] : null
  if (log.problems.length > 0 || !Array.isArray(cases)) throw new Error(JSON.stringify(log.problems))
  return cases.filter((item) => isObject(item)).map((item) => caseOf(item))
}

/** `error` when something is refused, else whether the rule holds; throws when the two evaluators disagree. */
export function outcome(item: ConformanceCase): JsonValue {
  const { rules, problems } = loadText(item.text, { lists: item.lists })
  if (problems.some((problem) => problem.severity === 'error')) return 'error'
  const input = inputOf(item.record)
  const timed: RuleInput = item.time === null ? input : { ...input, time: item.time }
  return rules[0] ? matches([rules[0]], plainTarget(), [timed])[0]?.length === 1 : null
}

function caseOf(item: JsonObject): ConformanceCase {
  const lists = item['lists'] ?? item['placeholders'] ?? {}
  return {
    name: textOf(item['name'] ?? `${textOf(item['id'])}: ${textOf(item['why'])}`),
    text: [ruleOf(item), ...filtersOf(item)].join('\n---\n'),
    lists: new Map(
      Object.entries(lists).map(([name, entries]) => [name, Array.isArray(entries) ? entries.map(textOf) : []]),
    ),
    record: Object.hasOwn(item, 'json') ? textOf(item['json']) : JSON.stringify(item['event']),
    time: Object.hasOwn(item, 'at') ? Date.parse(textOf(item['at'])) : null,
    expect: item['expect'] ?? null,
  }
}

function ruleOf(item: JsonObject): string {
  const selection = item['sel'] ?? item['rule_sel'] ?? null
  const detection = item['detection'] ?? { selection, condition: 'selection' }
  const version = item['version'] === undefined ? {} : { 'sigma-version': item['version'] }
  return ruleText(detection, { name: 'r1', ...version })
}

/** `filter: {…}` or several as `filters: […]`, each what stands below `filter` of a document, its log source among it. */
function filtersOf(item: JsonObject): readonly string[] {
  const all = item['filters'] ?? item['filter'] ?? []
  const list = Array.isArray(all) ? all : [all]
  return list
    .filter((one) => isObject(one))
    .map(({ logsource = { product: 'plain' }, ...filter }, at) =>
      JSON.stringify({ title: `A filter ${at}`, logsource, filter: { expires: 'never', ...filter } }),
    )
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
