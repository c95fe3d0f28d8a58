import { TIME_PARTS, type Comparison, type TimePart } from '../detection.ts'
import { parseIpNetwork } from '../../core/ip-address.ts'
import { ANY, concatPatterns, literalOf } from '../pattern.ts'
import { compileRegex, isRegexProblem } from '../regex.ts'
import type { Draft, Refusal } from './draft.ts'
import { base64Offsets, dashVariants, encodeBase64, encodeUtf16, MAX_DASHES, type Utf16 } from './encode.ts'

/**
 * What one modifier makes of one value: its variants, of which one is enough, or why it cannot. `isFirst` is true for the
 * first modifier of the field, `all` and `neq` not counted.
 */
export type Modifier = (draft: Draft, isFirst: boolean) => readonly Draft[] | Refusal

/** Longer names of fields are refused. */
export const MAX_FIELD = 512

type TextDraft = Extract<Draft, { kind: 'text' }>

/** The modifiers that change a value. `all` and `neq` change the item and are not here. */
export const MODIFIERS: ReadonlyMap<string, Modifier> = new Map<string, Modifier>([
  ['contains', (draft) => placed(draft, true, true)],
  ['startswith', (draft) => placed(draft, true, false)],
  ['endswith', (draft) => placed(draft, false, true)],
  ['cased', onText('cased', (draft) => [{ ...draft, cased: true }])],
  ['windash', onText('windash', withDashes)],
  ['wide', onText('wide', (draft) => inUtf16(draft, 'utf16le'))],
  ['utf16le', onText('utf16le', (draft) => inUtf16(draft, 'utf16le'))],
  ['utf16be', onText('utf16be', (draft) => inUtf16(draft, 'utf16be'))],
  ['utf16', onText('utf16', (draft) => inUtf16(draft, 'utf16'))],
  ['base64', onText('base64', (draft) => inBase64(draft, (bytes) => [encodeBase64(bytes)]))],
  ['base64offset', onText('base64offset', (draft) => inBase64(draft, base64Offsets))],
  ['re', first('re', onText('re', toRegex))],
  ...['i', 'ignorecase'].map((name): [string, Modifier] => [name, (draft) => flagged(draft, 'i', name)]),
  ...['m', 'multiline'].map((name): [string, Modifier] => [name, (draft) => flagged(draft, 'm', name)]),
  ...['s', 'dotall'].map((name): [string, Modifier] => [name, (draft) => flagged(draft, 's', name)]),
  ['cidr', first('cidr', onText('cidr', toNetwork))],
  ['fieldref', onText('fieldref', toField)],
  ['exists', first('exists', toExists)],
  ['expand', (draft) => expanded(draft)],
  ...(['lt', 'lte', 'gt', 'gte'] as const).map((name): [string, Modifier] => [name, (draft) => compared(draft, name)]),
  ...TIME_PARTS.map((part): [string, Modifier] => [part, (draft) => timePart(draft, part)]),
])

/** The names of {@link MODIFIERS} with `all` and `neq`, for hints. */
export const MODIFIER_NAMES: readonly string[] = [...MODIFIERS.keys(), 'all', 'neq'].toSorted()

function onText(name: string, modify: (draft: TextDraft) => readonly Draft[] | Refusal): Modifier {
  return (draft) => (draft.kind === 'text' ? modify(draft) : unfit(name, draft, 'text; write the value in quotes'))
}

function first(name: string, modify: Modifier): Modifier {
  return (draft, isFirst) =>
    isFirst ? modify(draft, true) : { problem: `has “${name}” after another modifier`, hint: `put “${name}” first` }
}

function unfit(name: string, draft: Draft, wanted: string): Refusal {
  const what = { text: 'text', regex: 'a regular expression', network: 'a network', field: 'a field', null: 'null' }
  const kind = draft.kind in what ? what[draft.kind as keyof typeof what] : `a ${draft.kind}`
  return { problem: `is ${kind}, which “${name}” cannot take`, hint: `“${name}” needs ${wanted}` }
}

/** `contains`, `startswith`, `endswith`: text that may follow (`open end`) or precede (`open start`). */
function placed(draft: Draft, openEnd: boolean, openStart: boolean): readonly Draft[] | Refusal {
  const name = openEnd && openStart ? 'contains' : openEnd ? 'startswith' : 'endswith'
  if (draft.kind === 'text') {
    return [{ ...draft, pattern: concatPatterns(openStart ? [ANY] : [], draft.pattern, openEnd ? [ANY] : []) }]
  }
  if (draft.kind === 'field') {
    return [{ ...draft, atStart: draft.atStart || openEnd, atEnd: draft.atEnd || openStart }]
  }
  if (draft.kind !== 'regex') return unfit(name, draft, 'text; write the value in quotes')
  // A regular expression is searched for anyway; the one-sided modifiers bind it to their side.
  const source = openEnd === openStart ? draft.source : openEnd ? `^(?:${draft.source})` : `(?:${draft.source})$`
  return checkedRegex(source, draft.flags)
}

function withDashes(draft: TextDraft): readonly Draft[] | Refusal {
  const variants = dashVariants(draft.pattern)
  if (variants) return variants.map((pattern) => ({ ...draft, pattern }))
  return { problem: `has more than ${MAX_DASHES} dashes that begin a word`, hint: 'split the value and use “all”' }
}

function inUtf16(draft: TextDraft, encoding: Utf16): readonly Draft[] | Refusal {
  if (draft.isBytes) return { problem: 'is encoded twice', hint: 'use one of wide, utf16le, utf16be, utf16' }
  return [{ ...draft, isBytes: true, pattern: encodeUtf16(draft.pattern, encoding) }]
}

function inBase64(draft: TextDraft, encode: (bytes: Buffer) => readonly string[]): readonly Draft[] | Refusal {
  const text = literalOf(draft.pattern)
  if (text === null) {
    return {
      problem: 'has wildcards, which cannot be encoded',
      hint: 'put “contains” after the encoding; escape * as \\*',
    }
  }
  const variants = encode(Buffer.from(text, draft.isBytes ? 'latin1' : 'utf8'))
  if (variants.includes('')) return { problem: 'is too short to be recognised in base64', hint: 'use a longer text' }
  return variants.map((variant) => ({ ...draft, isBytes: false, pattern: [variant] }))
}

function toRegex(draft: TextDraft): readonly Draft[] | Refusal {
  return checkedRegex(draft.raw, '')
}

function checkedRegex(source: string, flags: string): readonly Draft[] | Refusal {
  const regex = compileRegex(source, flags)
  if (!isRegexProblem(regex)) return [{ kind: 'regex', source, flags, size: regex.size }]
  return { problem: `is a regular expression that ${regex.problem}`, hint: regex.hint }
}

function flagged(draft: Draft, flag: string, name: string): readonly Draft[] | Refusal {
  if (draft.kind !== 'regex') return unfit(name, draft, 'a regular expression; write “re” before it')
  return draft.flags.includes(flag) ? [draft] : checkedRegex(draft.source, draft.flags + flag)
}

function toNetwork(draft: TextDraft): readonly Draft[] | Refusal {
  const network = parseIpNetwork(draft.raw)
  if (!('problem' in network)) return [{ kind: 'network', network: draft.raw }]
  return { problem: `is no network: it ${network.problem}`, hint: 'write it like 192.0.2.0/24 or 2001:db8::/32' }
}

function toField(draft: TextDraft): readonly Draft[] | Refusal {
  const field = literalOf(draft.pattern)
  if (field === null || field === '' || field.length > MAX_FIELD || field.split('.').includes('')) {
    return { problem: 'is no field name', hint: '“fieldref” needs the name of a field, without wildcards' }
  }
  if (!draft.cased) return [{ kind: 'field', field, atStart: false, atEnd: false }]
  return { problem: 'has “cased” and “fieldref”', hint: 'fields are compared without case; remove “cased”' }
}

function toExists(draft: Draft): readonly Draft[] | Refusal {
  return draft.kind === 'boolean' ? [{ kind: 'exists', value: draft.value }] : unfit('exists', draft, 'true or false')
}

/** Lists were put in before the modifiers ran; what is left is to refuse what has none. */
function expanded(draft: Draft): readonly Draft[] | Refusal {
  if (draft.kind === 'text' || draft.kind === 'regex' || draft.kind === 'network') return [draft]
  return unfit('expand', draft, 'text with %name% in it')
}

function compared(draft: Draft, comparison: Comparison): readonly Draft[] | Refusal {
  if (draft.kind === 'number') return [{ kind: 'compare', comparison, part: null, value: draft.value }]
  if (draft.kind === 'part') return [{ kind: 'compare', comparison, part: draft.part, value: draft.value }]
  return unfit(comparison, draft, 'a number, without quotes')
}

/** The least and the greatest number that a part of a time stamp can be. */
const RANGES: Readonly<Record<TimePart, readonly [number, number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
}

function timePart(draft: Draft, part: TimePart): readonly Draft[] | Refusal {
  if (draft.kind === 'compare')
    return { problem: `has “${part}” after a comparison`, hint: `write “${part}” before it` }
  if (draft.kind !== 'number') return unfit(part, draft, 'a number, without quotes')
  const [least, greatest] = RANGES[part]
  const isPossible = Number.isInteger(draft.value) && draft.value >= least && draft.value <= greatest
  if (isPossible) return [{ kind: 'part', part, value: draft.value }]
  return { problem: `is no ${part}`, hint: `“${part}” goes from ${least} to ${greatest}` }
}
