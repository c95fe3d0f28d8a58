import { Ajv, type ErrorObject } from 'ajv'
// The generated file and not its source: building that takes as long as all the rest of reading a configuration.
import configSchema from '../../../schemas/config.schema.json' with { type: 'json' }
import { isObject } from '../../core/json.ts'
import { nearestName } from '../terminal/nearest-name.ts'
import type { ConfigFile } from './config-schema.ts'
import { pathOfPointer, valueAtPath, type ConfigPath, type PathProblem } from './config-path.ts'

/** A file that has the right shape, or everything that is wrong with it. */
export type CheckedShape = { readonly file: ConfigFile } | { readonly problems: readonly PathProblem[] }

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['array', 'a list'],
  ['object', 'a map of keys and values'],
  ['boolean', 'true or false'],
  ['integer', 'a whole number'],
  ['string', 'text'],
])

/**
 * Checks the content of a file against the schema. Texts that stand for numbers and switches become those in place (all
 * values arrive as text). `written` is the content as it stands in the file: only that is used for suggestions.
 */
export function checkShape(content: unknown, written: unknown): CheckedShape {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, coerceTypes: true, verbose: true })
  ajv.addVocabulary(['patternErrorMessage', 'typeErrorMessage'])
  const validate = ajv.compile<ConfigFile>(configSchema)
  if (validate(content)) return { file: content }
  const errors = validate.errors ?? []
  return {
    problems: errors.filter((error) => isTelling(error, errors)).map((error) => describe(error, content, written)),
  }
}

/** Leaves out what only repeats: a name is told by its own error, and a wrong type fails every other test as well. */
function isTelling(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.keyword === 'propertyNames') return false
  if (error.keyword === 'type' || error.keyword === 'required' || error.keyword === 'additionalProperties') return true
  return !all.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === error.instancePath)
}

function describe(error: ErrorObject, content: unknown, written: unknown): PathProblem {
  const path = pathOfPointer(error.instancePath, content)
  const schema: unknown = error.parentSchema
  if (error.propertyName !== undefined) {
    return problem([...path, error.propertyName], wanted(error, schema), '', 'key')
  }
  const params = error.params as Readonly<Record<string, unknown>>
  if (error.keyword === 'additionalProperties') {
    const key = String(params['additionalProperty'])
    const known = isObject(schema) && isObject(schema['properties']) ? Object.keys(schema['properties']) : []
    const near = nearestName(key, known)
    const hint = near === null ? `known here: ${known.join(', ')}` : `did you mean ${near}?`
    return problem([...path, key], 'unknown key', hint, 'key')
  }
  if (error.keyword === 'required') return problem(path, `${String(params['missingProperty'])} is missing`, '', 'value')
  if (error.keyword === 'enum') {
    const value = valueAtPath(written, path)
    const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'].map(String) : []
    const near = typeof value === 'string' ? nearestName(value, allowed) : null
    if (allowed.length === 1) return problem(path, `must be ${allowed.join()}`, '', 'value')
    return problem(path, `must be one of ${allowed.join(', ')}`, near === null ? '' : `did you mean ${near}?`, 'value')
  }
  return problem(path, wanted(error, schema), '', 'value')
}

function problem(path: ConfigPath, message: string, hint: string, about: 'key' | 'value'): PathProblem {
  return { path, about, message, hint }
}

function wanted(error: ErrorObject, schema: unknown): string {
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'type': {
      const own = isObject(schema) ? schema['typeErrorMessage'] : undefined
      if (typeof own === 'string') return own
      const type = Array.isArray(params['type']) ? 'string' : String(params['type'])
      return `must be ${TYPE_NAMES.get(type) ?? type}`
    }
    case 'minLength':
      return 'must not be empty'
    case 'minItems':
      return 'must have at least one entry'
    case 'minimum':
      return `must be ${String(params['limit'])} or more`
    case 'maximum':
      return `must be ${String(params['limit'])} or less`
    default: {
      const message = isObject(schema) ? schema['patternErrorMessage'] : undefined
      return typeof message === 'string' ? message : (error.message ?? 'is not allowed')
    }
  }
}
