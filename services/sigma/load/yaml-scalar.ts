/** What a scalar of a rule file can be. */
export type ScalarValue = string | number | boolean | null

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])

const NUMBER = /^(?:[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+)$/
const LEADING_ZERO = /^0\d+$/

/**
 * The value of a scalar that is written without quotes: YAML 1.2 core, with two exceptions. Digits with a leading zero
 * stay text, because `00000429` is a keyboard layout and not a number; and so does what a double cannot hold exactly or
 * at all (integers beyond 2^53, infinities, `.nan`), because an id must not lose its last digits.
 */
export function plainScalar(source: string): ScalarValue {
  const constant = CONSTANTS.get(source)
  if (constant !== undefined) return constant
  const first = source.charCodeAt(0)
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46
  if (!mayBeNumber || !NUMBER.test(source) || LEADING_ZERO.test(source)) return source
  const value = Number(source.startsWith('+') ? source.slice(1) : source)
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)
  return isExact ? value : source
}
