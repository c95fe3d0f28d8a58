import { InvalidArgumentError } from 'commander'
import { LOG_TYPES, UNKNOWN } from '../../normalize/registry.ts'

/** Reads a log type's name, or `auto`. */
export function parseLogType(text: string): string {
  const names = ['auto', ...LOG_TYPES.map((type) => type.name), UNKNOWN.name]
  if (!names.includes(text)) throw new InvalidArgumentError(`it must be one of ${names.join(', ')}.`)
  return text
}
