import { readFileSync } from 'node:fs'
import { isObject, type JsonObject, type JsonValue } from '../../../services/core/json.ts'
import { plainValue } from '../../../services/sigma/load/yaml-node.ts'
import { readYaml } from '../../../services/sigma/load/read-yaml.ts'
import { problemLog } from '../../../services/sigma/load/source-text.ts'
import { holds, loadText, ruleText } from './plain-target.ts'

/** One line of a conformance file. */
export interface ConformanceCase {
  readonly name: string
  readonly detection: JsonValue
  readonly lists: ReadonlyMap<string, readonly string[]>
  /** JSON text of the record */
  readonly record: string
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

/** `error` when the rule is refused, else whether it holds; throws when the two evaluators disagree. */
export function outcome(item: ConformanceCase): JsonValue {
  const { rules, problems } = loadText(ruleText(item.detection), { lists: item.lists })
  if (problems.some((problem) => problem.severity === 'error')) return 'error'
  return rules[0] ? holds(rules[0], item.record) : null
}

function caseOf(item: JsonObject): ConformanceCase {
  const lists = item['lists'] ?? item['placeholders'] ?? {}
  return {
    name: textOf(item['name'] ?? `${textOf(item['id'])}: ${textOf(item['why'])}`),
    detection: item['detection'] ?? { selection: item['sel'] ?? null, condition: 'selection' },
    lists: new Map(
      Object.entries(lists).map(([name, entries]) => [name, Array.isArray(entries) ? entries.map(textOf) : []]),
    ),
    record: Object.hasOwn(item, 'json') ? textOf(item['json']) : JSON.stringify(item['event']),
    expect: item['expect'] ?? null,
  }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
