import { isObject, type JsonObject, type JsonValue } from '../../../../core/json.ts'
import { asText } from '../json-values.ts'
import { readConditions, type Condition } from './condition.ts'
import { readPrincipals, type Principal } from './principal.ts'
import { words } from './words.ts'

/** One statement of a policy. Names are compared without case, so actions and condition keys are in lower case. */
export interface Statement {
  readonly isAllow: boolean
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  readonly principals: readonly Principal[]
  /** `NotPrincipal`: everybody else is meant */
  readonly isInverted: boolean
  readonly conditions: readonly Condition[]
}

/**
 * Reads a policy document: an object, JSON text, or URL-encoded JSON text (a plus is a plus there). Null for anything
 * else. Element names are found whatever their case, as AWS does; one value counts as a list of one.
 */
export function parsePolicy(value: JsonValue | undefined): Statement[] | null {
  const document = decode(value)
  if (document === null) return null
  const statements = element(document, 'statement')
  const list = Array.isArray(statements) ? statements : [statements]
  return list.filter((item) => isObject(item)).map(readStatement)
}

function decode(value: JsonValue | undefined): JsonObject | null {
  if (isObject(value)) return value
  if (typeof value !== 'string') return null
  const text = value.charCodeAt(0) === BYTE_ORDER_MARK ? value.slice(1) : value
  return parseText(text) ?? parseText(unescaped(text))
}

const BYTE_ORDER_MARK = 0xfeff

function parseText(text: string): JsonObject | null {
  try {
    const parsed = JSON.parse(text) as JsonValue
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

function readStatement(statement: JsonObject): Statement {
  const notPrincipal = element(statement, 'notprincipal')
  return {
    isAllow: asText(element(statement, 'effect'))?.toLowerCase() === 'allow',
    actions: words(element(statement, 'action')).map((word) => word.toLowerCase()),
    notActions: words(element(statement, 'notaction')).map((word) => word.toLowerCase()),
    resources: words(element(statement, 'resource')),
    notResources: words(element(statement, 'notresource')),
    principals: readPrincipals(element(statement, 'principal')),
    isInverted: notPrincipal !== undefined,
    conditions: readConditions(element(statement, 'condition')),
  }
}

/** The own member whose name is `name` (given in lower case) whatever its case. */
function element(object: JsonObject, name: string): JsonValue | undefined {
  for (const key of Object.keys(object))
    if (key.length === name.length && key.toLowerCase() === name) return object[key]
  return undefined
}
