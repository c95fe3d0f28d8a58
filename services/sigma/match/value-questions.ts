import type { JsonValue } from '../../core/json.ts'
import type { Comparison, Placement, Test } from '../detection.ts'
import type { TextTest } from './compile-pattern.ts'
import type { FieldValues } from './field-values.ts'
import { anyAtEnd, anyAtStart, anyInside, MANY_NEEDLES } from './needles.ts'
import { timePartReader } from './time-part.ts'

/** A question about the event at hand. */
export type Holds = () => boolean

type Kind<K extends Test['kind']> = Extract<Test, { kind: K }>

/** Whether a field has nothing but nulls, or is not there. */
export function hasNoValue(values: FieldValues): boolean {
  if (values.textCount > 0) return false
  for (let at = 0; at < values.valueCount; at += 1) if (values.values[at] !== null) return false
  return true
}

/** Whether one of the values, or its part of a time stamp, lies on the right side of the bound. */
export function compareQuestion({ comparison, value: bound, part }: Kind<'compare'>, values: FieldValues): Holds {
  const compare = COMPARISONS[comparison]
  if (part === null) return () => someValue(values, (value) => compare(numberOf(value), bound))
  const partOf = timePartReader(part)
  return () => {
    values.refreshTimes()
    for (let at = 0; at < values.timeCount; at += 1)
      if (compare(partOf(values.times[at] ?? Number.NaN), bound)) return true
    return false
  }
}

/** Whether the field is there, or is not. */
export function existsQuestion({ value }: Kind<'exists'>, values: FieldValues): Holds {
  return () => {
    values.refreshPresence()
    return values.isPresent === value
  }
}

/** Whether a test reads the field by itself, without {@link FieldValues.refresh}: it does not need the values as they are. */
export function readsByItself(test: Test): boolean {
  return test.kind === 'exists' || (test.kind === 'compare' && test.part !== null)
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

type Place = Exclude<Placement, 'equal'>

const MANY: Readonly<Record<Place, (needles: readonly string[]) => TextTest>> = {
  start: anyAtStart,
  end: anyAtEnd,
  inside: anyInside,
}

const PLACEMENTS: Readonly<Record<Place, (text: string, other: string) => boolean>> = {
  start: (text, other) => text.startsWith(other),
  end: (text, other) => text.endsWith(other),
  inside: (text, other) => text.includes(other),
}

/** An event may have thousands of texts on both sides: then each text is read once for all of the others. */
function placedTest(placement: Placement, needles: readonly string[]): TextTest {
  if (placement === 'equal') {
    const wanted = new Set(needles)
    return (text) => wanted.has(text)
  }
  if (needles.includes('')) return () => true
  if (needles.length >= MANY_NEEDLES) return MANY[placement](needles)
  const isPlaced = PLACEMENTS[placement]
  return (text) => needles.some((needle) => isPlaced(text, needle))
}

/** Whether a text of the field has a text of the other field where it should be, without case. */
export function fieldQuestion(placement: Placement, values: FieldValues, other: FieldValues): Holds {
  return () => {
    other.refresh()
    const needles = [...new Set(other.folded.slice(0, other.textCount))]
    if (needles.length === 0) return false
    const test = placedTest(placement, needles)
    return (
      values.folded.slice(0, values.textCount).some(test) || (values.hasObjects && values.foldedObjectTexts.some(test))
    )
  }
}
