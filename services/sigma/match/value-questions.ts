import type { JsonValue } from '../../core/json.ts'
import type { Comparison, Placement, Test } from '../detection.ts'
import { isInNetwork, parseIpAddress, parseIpNetwork } from '../../core/ip-address.ts'
import type { TextTest } from './compile-pattern.ts'
import type { FieldValues } from './field-values.ts'
import { timePartOf } from './time-part.ts'

/** A question about the event at hand. */
export type Holds = () => boolean

type Kind<K extends Test['kind']> = Extract<Test, { kind: K }>

/** Whether a field has nothing but nulls, or is not there. */
export function hasNoValue(values: FieldValues): boolean {
  if (values.textCount > 0) return false
  for (let at = 0; at < values.valueCount; at += 1) if (values.values[at] !== null) return false
  return true
}

/** Whether one of the values is an address inside the network. */
export function networkQuestion({ network }: Kind<'cidr'>, values: FieldValues): Holds {
  const parsed = parseIpNetwork(network)
  if ('problem' in parsed) return () => false
  return () =>
    someValue(values, (value) => {
      const address = typeof value === 'string' ? parseIpAddress(value) : null
      return address !== null && isInNetwork(parsed, address)
    })
}

/** Whether one of the values, or its part of a time stamp, lies on the right side of the bound. */
export function compareQuestion({ comparison, value: bound, part }: Kind<'compare'>, values: FieldValues): Holds {
  const compare = COMPARISONS[comparison]
  return () => someValue(values, (value) => compare(part === null ? numberOf(value) : timePartOf(value, part), bound))
}

const COMPARISONS: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
  eq: (value, bound) => value === bound,
}

/** A number, or text that is nothing but a decimal number; everything else compares with nothing. */
function numberOf(value: JsonValue): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^[-+]?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN
}

function someValue(values: FieldValues, test: (value: JsonValue) => boolean): boolean {
  for (let at = 0; at < values.valueCount; at += 1) if (test(values.values[at] ?? null)) return true
  return false
}

const PLACEMENTS: Readonly<Record<Placement, (text: string, other: string) => boolean>> = {
  equal: (text, other) => text === other,
  start: (text, other) => text.startsWith(other),
  end: (text, other) => text.endsWith(other),
  inside: (text, other) => text.includes(other),
}

/** Whether a text of the field has a text of the other field where it should be, without case. */
export function fieldQuestion(placement: Placement, values: FieldValues, other: FieldValues): Holds {
  const isPlaced = PLACEMENTS[placement]
  return () => {
    other.refresh()
    const needles = other.folded.slice(0, other.textCount)
    if (needles.length === 0) return false
    const wanted = placement === 'equal' ? new Set(needles) : null
    const test: TextTest = wanted
      ? (text) => wanted.has(text)
      : (text) => needles.some((needle) => isPlaced(text, needle))
    return (
      values.folded.slice(0, values.textCount).some(test) || (values.hasObjects && values.foldedObjectTexts.some(test))
    )
  }
}
