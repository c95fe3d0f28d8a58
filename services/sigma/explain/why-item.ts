import { isObject, type JsonValue } from '../../core/json.ts'
import type { Item, Test } from '../detection.ts'
import { testHolds } from '../evaluate-rule.ts'
import { plainText, withoutCase } from '../evaluate/compare.ts'
import type { Found, Lookup } from '../evaluate/lookup.ts'
import { literalOf } from '../pattern.ts'
import { describeVariants } from './describe-tests.ts'
import type { Reason } from './explained.ts'

/** A line of a rule with what the event has for it. */
export interface AskedItem {
  readonly item: Item
  readonly found: Found
  readonly lookup: Lookup
  readonly holds: boolean
  /** false: no record of this kind ever has the field */
  readonly isKnown: boolean
}

interface Why {
  readonly reason: Reason
  readonly why: string
}

/** The reason for the answer of a line: what a writer of rules would want to know first. */
export function whyItem(asked: AskedItem): Why {
  const { item, found, holds, isKnown } = asked
  if (holds) return { reason: 'holds', why: whyHolds(asked) }
  if (item.negated)
    return { reason: 'present', why: `${whyHolds({ ...asked, item: { ...item, negated: false } })}, and must not` }
  if (!isKnown)
    return { reason: 'unknown-field', why: 'no record of this log has this field: check its spelling and case' }
  const failed = failedValues(asked)
  const wantsAbsence = failed.every((variants) => variants.every(isAbsenceTest))
  if (wantsAbsence && found.isPresent) return { reason: 'present', why: 'it is there' }
  if (item.field === null) return { reason: 'other', why: whichFailed(asked, failed, 'stands nowhere in the record') }
  if (!found.isPresent) return { reason: 'missing', why: 'the event does not have it' }
  if (found.values.length === 0) return { reason: 'null', why: 'the list is empty' }
  if (found.values.every((value) => value === null)) return { reason: 'null', why: 'its value is null' }
  return whyOther(asked, failed)
}

function isAbsenceTest(test: Test): boolean {
  return test.kind === 'null' || (test.kind === 'exists' && !test.value)
}

/** The values of the rule that were not found; with `any` that is all of them. */
function failedValues({ item, found, lookup }: AskedItem): readonly (readonly Test[])[] {
  return item.values.filter((variants) => !variants.some((test) => testHolds(test, found, lookup)))
}

/** With `|all`, which of the values is the one that is missing. */
function whichFailed({ item }: AskedItem, failed: readonly (readonly Test[])[], text: string): string {
  const [first] = failed
  const isPart = item.link === 'all' && failed.length < item.values.length
  return isPart && first ? `${describeVariants(first)}: ${text}` : text
}

function whyHolds({ item, found, lookup, holds }: AskedItem): string {
  if (item.negated && holds) return found.isPresent ? 'none of these' : 'the event does not have it'
  if (!found.isPresent) return 'the event does not have it'
  const held = item.values.filter((variants) => variants.some((test) => testHolds(test, found, lookup)))
  const [first] = held
  const isOneOfMany = item.link === 'any' && item.values.length > 1
  return isOneOfMany && first ? describeVariants(first) : 'it does'
}

function whyOther(asked: AskedItem, failed: readonly (readonly Test[])[]): Why {
  const texts = asked.found.values
    .filter((value) => value !== null && !isObject(value))
    .map((value) => plainText(value))
  const wanted = failed.flat()
  const literals = wanted.flatMap((test) => {
    const literal = test.kind === 'pattern' ? literalOf(test.pattern) : null
    return literal === null || literal === '' ? [] : [withoutCase(literal)]
  })
  const tell = (reason: Reason, why: string): Why => ({ reason, why: whichFailed(asked, failed, why) })
  if (wanted.some((test) => holdsWithoutCase(test, asked))) return tell('case', 'only upper and lower case differ')
  if (texts.some((text) => literals.includes(withoutCase(text).trim()))) {
    return tell('blank', 'the value has blanks around it')
  }
  const type = typeProblem(wanted, asked.found.values)
  if (type !== null) return tell('type', type)
  if (texts.some((text) => literals.some((literal) => withoutCase(text).includes(literal)))) {
    return tell('part', 'it is only a part of the value: |contains, |startswith or |endswith would hold')
  }
  return tell('other', wanted.length > 1 ? 'none of these' : 'another value')
}

/** Whether a test that minds the case would hold if it did not. */
function holdsWithoutCase(test: Test, { found, lookup }: AskedItem): boolean {
  if (test.kind === 'pattern' && test.cased) return testHolds({ ...test, cased: false }, found, lookup)
  if (test.kind !== 'regex' || test.flags.includes('i')) return false
  return testHolds({ ...test, flags: `i${test.flags}` }, found, lookup)
}

function typeProblem(wanted: readonly Test[], values: readonly JsonValue[]): string | null {
  const kinds = new Set(values.filter((value) => value !== null).map((value) => kindOf(value)))
  const [kind = ''] = kinds
  if (kinds.size !== 1) return null
  const isAll = (test: (each: Test) => boolean): boolean => wanted.length > 0 && wanted.every(test)
  if (kind === 'object') return 'the value is an object: name one of its members'
  if (kind === 'text' && isAll((test) => test.kind === 'compare' && test.part === null)) {
    return values.some((value) => typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
      ? null
      : 'the value is text, not a number'
  }
  if (isAll((test) => test.kind === 'compare' && test.part !== null)) return kind === 'boolean' ? 'it is no time' : null
  if (isAll((test) => test.kind === 'cidr') && !values.some(looksLikeAddress)) return 'the value is not an address'
  if (kind === 'boolean' && isAll((test) => test.kind === 'number')) return 'the value is true or false, not a number'
  return null
}

function looksLikeAddress(value: JsonValue): boolean {
  return typeof value === 'string' && /^[0-9a-f:.]+(?:%.*)?$/i.test(value) && /[.:]/.test(value)
}

function kindOf(value: JsonValue): string {
  if (isObject(value)) return 'object'
  return typeof value === 'string' ? 'text' : typeof value
}
