import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonValue } from '../../services/core/json.ts'
import { QUANTIFIERS } from '../../services/sigma/detection.ts'
import { MODIFIER_NAMES } from '../../services/sigma/load/modifiers.ts'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { inputOf, loadText, matches, plainTarget, ruleText } from './support/plain-target.ts'
import { randomRecord } from './support/random-rules.ts'

const RECORDS = Math.ceil(200 * SCALE)
const LISTS = new Map([['words', ['alpha', 'be*']]])

interface OperatorCase {
  /** the only condition of the rule; keys and values as a rule has them */
  readonly sel: Readonly<Record<string, JsonValue>>
  readonly yes: string
  readonly no: string
}

/** By modifier; names that mean the same have a line each. */
const BY_MODIFIER: Readonly<Record<string, OperatorCase>> = {
  all: { sel: { 'a|all': ['x', 'y'] }, yes: '{"a": ["y", "X"]}', no: '{"a": ["y"]}' },
  base64: { sel: { 'a|base64': 'alpha' }, yes: '{"a": "YWxwaGE="}', no: '{"a": "alpha"}' },
  base64offset: { sel: { 'a|base64offset|contains': 'alpha' }, yes: '{"a": "eGFscGhheA=="}', no: '{"a": "alpha"}' },
  cased: { sel: { 'a|cased': 'Alpha' }, yes: '{"a": "Alpha"}', no: '{"a": "alpha"}' },
  cidr: { sel: { 'a|cidr': '192.0.2.0/24' }, yes: '{"a": "192.0.2.7"}', no: '{"a": "198.51.100.7"}' },
  contains: { sel: { 'a|contains': 'ph' }, yes: '{"a": "ALPHA"}', no: '{"a": "beta"}' },
  day: { sel: { 't|day': 3 }, yes: '{"t": "2026-02-03T04:05:06Z"}', no: '{"t": "2026-02-04T04:05:06Z"}' },
  dotall: { sel: { 'a|re|dotall': 'a.b' }, yes: '{"a": "a\\nb"}', no: '{"a": "ab"}' },
  endswith: { sel: { 'a|endswith': 'ha' }, yes: '{"a": "alpha"}', no: '{"a": "hat"}' },
  exists: { sel: { 'a|exists': true }, yes: '{"a": null}', no: '{"b": 1}' },
  expand: { sel: { 'a|expand': '%words%' }, yes: '{"a": "beta"}', no: '{"a": "gamma"}' },
  fieldref: { sel: { 'a|fieldref': 'b' }, yes: '{"a": "x", "b": "X"}', no: '{"a": "x", "b": "y"}' },
  gt: { sel: { 'a|gt': 7 }, yes: '{"a": 7.5}', no: '{"a": 7}' },
  gte: { sel: { 'a|gte': 7 }, yes: '{"a": "7"}', no: '{"a": 6}' },
  hour: { sel: { 't|hour': 4 }, yes: '{"t": "2026-02-03T04:05:06Z"}', no: '{"t": "2026-02-03T05:05:06Z"}' },
  i: { sel: { 'a|re|i': 'AL.HA' }, yes: '{"a": "alpha"}', no: '{"a": "alha"}' },
  ignorecase: { sel: { 'a|re|ignorecase': 'AL.HA' }, yes: '{"a": "alpha"}', no: '{"a": "alha"}' },
  lt: { sel: { 'a|lt': 7 }, yes: '{"a": [9, 6]}', no: '{"a": 7}' },
  lte: { sel: { 'a|lte': 7 }, yes: '{"a": 7}', no: '{"a": 8}' },
  m: { sel: { 'a|re|m': '^b' }, yes: '{"a": "a\\nb"}', no: '{"a": "ab"}' },
  minute: { sel: { 't|minute': 5 }, yes: '{"t": "2026-02-03T04:05:06Z"}', no: '{"t": "2026-02-03T04:06:06Z"}' },
  month: { sel: { 't|month': 2 }, yes: '{"t": "2026-02-03T04:05:06Z"}', no: '{"t": "2026-03-03T04:05:06Z"}' },
  multiline: { sel: { 'a|re|multiline': '^b' }, yes: '{"a": "a\\nb"}', no: '{"a": "ab"}' },
  neq: { sel: { 'a|neq': ['x', 'y'] }, yes: '{"b": "x"}', no: '{"a": ["z", "y"]}' },
  re: { sel: { 'a|re': '^al|7$' }, yes: '{"a": 17}', no: '{"a": "ALPHA"}' },
  s: { sel: { 'a|re|s': 'a.b' }, yes: '{"a": "a\\nb"}', no: '{"a": "ab"}' },
  startswith: { sel: { 'a|startswith': 'al' }, yes: '{"a": "ALPHA"}', no: '{"a": "pal"}' },
  utf16: { sel: { 'a|utf16|base64|cased': 'a' }, yes: '{"a": "//5hAA=="}', no: '{"a": "YQA="}' },
  utf16be: { sel: { 'a|utf16be': 'a' }, yes: '{"a": "\\u0000a"}', no: '{"a": "a\\u0000"}' },
  utf16le: { sel: { 'a|utf16le': 'a' }, yes: '{"a": "a\\u0000"}', no: '{"a": "\\u0000a"}' },
  week: { sel: { 't|week': 6 }, yes: '{"t": "2026-02-03T04:05:06Z"}', no: '{"t": "2026-02-13T04:05:06Z"}' },
  wide: { sel: { 'a|wide': 'a' }, yes: '{"a": "a\\u0000"}', no: '{"a": "a"}' },
  windash: { sel: { 'a|windash': '-f' }, yes: '{"a": "/f"}', no: '{"a": "f"}' },
  year: { sel: { 't|year': 2026 }, yes: '{"t": "2026-02-03T04:05:06Z"}', no: '{"t": "2027-02-03T04:05:06Z"}' },
}

/** What has no modifier: kinds of values, wildcards, keywords. */
const BY_VALUE: Readonly<Record<string, OperatorCase>> = {
  text: { sel: { a: 'alpha' }, yes: '{"a": ["x", "Alpha"]}', no: '{"a": "alphabet"}' },
  'the empty text': { sel: { a: '' }, yes: '{"a": ""}', no: '{"a": " "}' },
  'a number': { sel: { a: 7 }, yes: '{"a": "7"}', no: '{"a": 17}' },
  'a boolean': { sel: { a: true }, yes: '{"a": "TRUE"}', no: '{"a": 1}' },
  null: { sel: { a: null }, yes: '{"a": []}', no: '{"a": ""}' },
  'a list of values': { sel: { a: ['x', 7, null] }, yes: '{"a": 7}', no: '{"a": 8}' },
  'a star': { sel: { a: 'al*a' }, yes: '{"a": "ala"}', no: '{"a": "alas"}' },
  'a question mark': { sel: { a: 'al?ha' }, yes: '{"a": "al🔑ha"}', no: '{"a": "alha"}' },
  'any value': { sel: { a: '*' }, yes: '{"a": {}}', no: '{"a": null}' },
  'every word': { sel: { '|all': ['al', 'be'] }, yes: '{"beta": "alpha"}', no: '{"alpha": 1}' },
}

/** Elements of arrays: the quantifiers, and places. */
const BY_PICK: Readonly<Record<string, OperatorCase>> = {
  any: { sel: { 'a[any]': { '.': 'x' } }, yes: '{"a": ["y", "x"]}', no: '{"a": ["y"]}' },
  all: { sel: { 'a[all]': { '.': 'x' } }, yes: '{"a": ["x", "X"]}', no: '{"a": []}' },
  all_or_empty: { sel: { 'a[all_or_empty]': { '.': 'x' } }, yes: '{"a": []}', no: '{"a": ["x", "y"]}' },
  none: { sel: { 'a[none]': { '.': 'x' } }, yes: '{"b": 1}', no: '{"a": ["y", "x"]}' },
  'a place': { sel: { 'a[1]': 'x' }, yes: '{"a": ["y", "x"]}', no: '{"a": ["x", "y"]}' },
  'a place from the end': { sel: { 'a[-1]': 'x' }, yes: '{"a": ["y", "x"]}', no: '{"a": ["x", "y"]}' },
}

function ruleOf(sel: OperatorCase['sel'], more = {}): SigmaRule {
  const { rules, problems } = loadText(ruleText({ sel, condition: 'sel' }, more), { lists: LISTS })
  const [rule] = rules
  assert.ok(rule, JSON.stringify(problems))
  return rule
}

/** Both evaluators on what is expected, and on records that are not made for the rule. */
function check({ sel, yes, no }: OperatorCase, more = {}): void {
  const rule = ruleOf(sel, more)
  const ask = (json: string): boolean => matches([rule], plainTarget(), [inputOf(json)])[0]?.length === 1
  assert.equal(ask(yes), true, yes)
  assert.equal(ask(no), false, no)
  const random = testRandom(31)
  matches(
    [rule],
    plainTarget(),
    Array.from({ length: RECORDS }, () => inputOf(randomRecord(random))),
  )
}

describe('a rule whose only condition is', () => {
  for (const [name, item] of Object.entries(BY_MODIFIER)) it(`the modifier ${name}`, () => check(item))
  for (const [name, item] of Object.entries(BY_VALUE)) it(name, () => check(item))
  for (const [name, item] of Object.entries(BY_PICK)) it(`[${name}]`, () => check(item, { 'sigma-version': 3 }))

  it('any of all modifiers and quantifiers: none is left out here', () => {
    assert.deepEqual(Object.keys(BY_MODIFIER).toSorted(), [...MODIFIER_NAMES])
    assert.deepEqual(
      QUANTIFIERS.filter((name) => !(name in BY_PICK)),
      [],
    )
    for (const [name, { sel }] of Object.entries(BY_MODIFIER)) {
      assert.ok(Object.keys(sel).every((key) => key.split('|').includes(name)))
    }
  })
})
