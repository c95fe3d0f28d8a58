import { isObject, type JsonObject, type JsonValue } from '../../../services/core/json.ts'
import type { Condition, Test } from '../../../services/sigma/detection.ts'
import type { SigmaRule } from '../../../services/sigma/types.ts'
import type { TestRandom } from '../../support/random.ts'

/** A record made of the values that a rule asks for, with something around them; it often holds, and always comes near. */
export function eventOfRule(rule: SigmaRule, random: TestRandom): JsonObject {
  const record: JsonObject = {}
  const [condition] = rule.detection.conditions
  if (condition) fill(condition, record, random)
  return record
}

function fill(condition: Condition, record: JsonObject, random: TestRandom): void {
  switch (condition.op) {
    case 'and':
      for (const part of condition.parts) fill(part, record, random)
      break
    case 'or':
      if (condition.parts.length > 0) fill(random.pick(condition.parts), record, random)
      break
    case 'item': {
      const { field, values, link } = condition.item
      const wanted = link === 'all' ? values : values.length > 0 ? [random.pick(values)] : []
      const texts = wanted.map((variants) => (variants.length > 0 ? valueFor(random.pick(variants)) : 'x'))
      const [first] = texts
      if (first !== undefined) put(record, field ?? 'message', texts.length > 1 ? texts.map(textOf).join(' ') : first)
      break
    }
    case 'not':
    case 'scope':
      break
  }
}

function valueFor(test: Test): JsonValue {
  switch (test.kind) {
    case 'pattern':
      return test.pattern.map((part) => (typeof part === 'string' ? part : 'x')).join('')
    case 'number':
    case 'compare':
      return test.value
    case 'boolean':
      return test.value
    case 'cidr':
      return test.network.split('/')[0] ?? ''
    case 'regex':
      return test.source.replaceAll(/\(\?[a-z]*:?|[\\^$+*?()[\]{}|]/g, '')
    case 'null':
      return null
    case 'exists':
    case 'field':
      return 'x'
  }
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function put(record: JsonObject, name: string, value: JsonValue): void {
  const keys = name.split('.')
  let object = record
  for (const key of keys.slice(0, -1)) {
    const known = Object.hasOwn(object, key) ? object[key] : undefined
    const child = isObject(known) ? known : {}
    object[key] = child
    object = child
  }
  object[keys.at(-1) ?? ''] = value
}
