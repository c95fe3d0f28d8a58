import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Condition } from '../../../services/sigma/detection.ts'
import { loadText } from '../support/plain-target.ts'
import { filter, marked, namedRule, stream } from '../support/written-documents.ts'
import { writtenRule } from '../support/written-rule.ts'

const VERSION = 'sigma-version: 3\n'

/** A condition in short: `any a(b=1 & .=x)`; negation is `!`, a missing field name is `*`. */
function shown(condition: Condition): string {
  switch (condition.op) {
    case 'and':
    case 'or':
      return `(${condition.parts.map((part) => shown(part)).join(condition.op === 'and' ? ' & ' : ' | ')})`
    case 'not':
      return `!${shown(condition.part)}`
    case 'scope':
      return `${condition.scope.path}[${condition.scope.pick}]${shown(condition.scope.part)}`
    case 'item':
      return `{${condition.item.field ?? '*'}}`
  }
}

function conditionOf(selection: string, version = VERSION): string {
  const { rules, problems } = loadText(writtenRule(version, `selection: ${selection}\n  condition: selection`))
  assert.deepEqual(problems, [])
  const condition = rules[0]?.detection.conditions[0]
  return condition ? shown(condition) : ''
}

const READ: readonly { name: string; selection: string; is: string }[] = [
  { name: 'any element', selection: '{"a.b[any]": {c: 1, d: 2}}', is: 'a.b[any]({c} & {d})' },
  { name: 'all elements', selection: '{"a[all]": {c: 1}}', is: 'a[all]{c}' },
  { name: 'all elements or none', selection: '{"a[all_or_empty]": {c: 1}}', is: 'a[all_or_empty]{c}' },
  { name: 'no element', selection: '{"a[none]": {c: 1}}', is: 'a[none]{c}' },
  {
    name: 'the element itself',
    selection: '{"a[any]": {".|startswith": x, ".|endswith": y}}',
    is: 'a[any]({.} & {.})',
  },
  {
    name: 'a detection of its own',
    selection: '{"a[any]": {condition: in and not out, in: {c: 1}, out: [{d: 2}, {e: 3}]}}',
    is: 'a[any]({c} & !({d} | {e}))',
  },
  { name: 'an element by its place', selection: '{"a[0]": x}', is: 'a[0]{.}' },
  { name: 'the last element', selection: '{"a[-1].b.c|contains": x}', is: 'a[-1]{b.c}' },
  { name: 'a place in a place', selection: '{"a[0][1].b[2]": x}', is: 'a[0].[1]b[2]{.}' },
  { name: 'a place with a map', selection: '{"a[0]": {b: 1}}', is: 'a[0]{b}' },
  { name: 'a place before a quantifier', selection: '{"a[0].b[any]": {c: 1}}', is: 'a[0]b[any]{c}' },
  { name: 'plain brackets', selection: "{'a\\[0\\].b': x}", is: '{a[0].b}' },
  { name: 'items beside it', selection: '{x: 1, "a[any]": {c: 1}}', is: '({x} & a[any]{c})' },
]

describe('with version 3 of the format', () => {
  for (const { name, selection, is } of READ) {
    it(`${name} can be asked`, () => assert.equal(conditionOf(selection), is))
  }

  it('scopes stand in each other', () => {
    assert.equal(conditionOf('{"a[any]": {"b[all]": {c: 1}, ".[0]": 2}}'), 'a[any](b[all]{c} & .[0]{.})')
  })

  it('filters have scopes too', () => {
    const text = filter('rules: [one], selection: {"a[any]": {b: 1}}, condition: not selection', VERSION)
    const { rules, problems } = loadText(stream(namedRule('one'), text))
    assert.deepEqual(problems, [])
    const condition = rules[0]?.filters[0]?.condition
    assert.equal(condition && shown(condition), '!a[any]{b}')
  })

  it('they have a place in the file', () => {
    const { rules } = loadText(writtenRule(VERSION, 'selection: {"a[any]": {c: 1}}\n  condition: selection'))
    const condition = rules[0]?.detection.conditions[0]
    assert.ok(condition?.op === 'scope')
    assert.deepEqual([condition.scope.line, condition.scope.column], [5, 15])
  })
})

describe('below version 3 of the format', () => {
  for (const version of ['', 'sigma-version: 2\n', "sigma-version: '2.1'\n"]) {
    it(`brackets are part of the name (${version.trim()})`, () => {
      assert.equal(conditionOf('{"a[0].b": x, "c[any]": y}', version), '({a[0].b} & {c[any]})')
    })
  }
})

const REFUSED: readonly { name: string; selection: string; says: RegExp; hint: RegExp }[] = [
  {
    name: 'brackets that pick nothing',
    selection: '{»"a[some]": {b: 1}}',
    says: /pick nothing: “\[some\]”/,
    hint: /\[any\]/,
  },
  { name: 'empty brackets', selection: '{»"a[]": {b: 1}}', says: /pick nothing/, hint: /\[0\]/ },
  { name: 'a bracket that is not closed', selection: '{»"a[0": x}', says: /pick nothing/, hint: /plain brackets/ },
  { name: 'a bracket that is not opened', selection: '{»"a0]": x}', says: /“\]” without “\[”/, hint: /plain brackets/ },
  {
    name: 'a name behind a bracket without a dot',
    selection: '{»"a[0]b": x}',
    says: /without a dot/,
    hint: /a\[0\]\.b/,
  },
  {
    name: 'no name before a bracket',
    selection: '{»"[0]": x}',
    says: /“” is no field name/,
    hint: /before the bracket/,
  },
  { name: 'an empty part between brackets', selection: '{»"a[0].": x}', says: /is no field name/, hint: /./ },
  {
    name: 'a quantifier in the middle',
    selection: '{»"a[any].b": x}',
    says: /goes on behind \[any\]/,
    hint: /end the name with/,
  },
  { name: 'a quantifier with a value', selection: '{"a[any]": »x}', says: /is a text/, hint: /'\.': value/ },
  { name: 'a quantifier with a list', selection: '{"a[any]": »[x]}', says: /is a list/, hint: /'\.': value/ },
  {
    name: 'a quantifier with modifiers',
    selection: '{»"a[any]|contains": {b: x}}',
    says: /modifiers behind its brackets/,
    hint: /names below/,
  },
  {
    name: 'keywords inside',
    selection: '{"a[any]": {condition: k, »k: [x]}}',
    says: /no keywords inside/,
    hint: /“\.”/,
  },
  {
    name: 'keywords with a modifier inside',
    selection: '{"a[any]": {»"|contains": x}}',
    says: /no keywords inside/,
    hint: /“\.”/,
  },
  { name: 'an empty body', selection: '{»"a[any]": {}}', says: /is empty/, hint: /field: value/ },
  {
    name: 'a body without a condition that can be read',
    selection: '{"a[any]": {condition: »other, b: {c: 1}}}',
    says: /no search identifier “other”/,
    hint: /b/,
  },
  {
    name: 'the element itself where there is none',
    selection: '{»".": x}',
    says: /“\.” is no field name/,
    hint: /parent/,
  },
  {
    name: 'another field with brackets',
    selection: '{"a|fieldref": »"b[0]"}',
    says: /has brackets/,
    hint: /whole array/,
  },
]

describe('an array scope is refused', () => {
  for (const { name, selection, says, hint } of REFUSED) {
    it(`with ${name}: says where, what and what to do`, () => {
      const { text, place } = marked(writtenRule(VERSION, `selection: ${selection}\n  condition: selection`))
      const { rules, problems } = loadText(text)
      const [problem] = problems
      assert.ok(problem)
      assert.deepEqual(rules, [])
      assert.match(problem.message, says)
      assert.match(problem.hint, hint)
      assert.equal(`${problem.line}:${problem.column}`, place)
    })
  }
})
