import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import { evaluateRule } from '../../../services/sigma/evaluate-rule.ts'
import { explainRule, type ExplainedRule } from '../../../services/sigma/explain/explain-rule.ts'
import type { Explained, ExplainedItem } from '../../../services/sigma/explain/explained.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { inputOf, loadText, plainTarget } from '../support/plain-target.ts'
import { mixedResolver, randomFilter, randomInput, randomRule, RANDOM_OPTIONS } from '../support/random-rules.ts'

function explained(detection: string, event: object): ExplainedRule {
  const text = `title: t\nlogsource: {product: plain}\ndetection:\n${detection.replaceAll(/^/gm, '  ')}\n`
  const { rules, problems } = loadText(text)
  const [rule] = rules
  if (!rule) throw new Error(problems.map(({ message }) => message).join('\n'))
  return explainRule(rule, plainTarget().resolve, inputOf(JSON.stringify(event)))
}

function itemsOf(node: Explained): readonly ExplainedItem[] {
  if (node.kind === 'item') return [node]
  if (node.kind === 'scope') return node.elements.flatMap(({ explained: part }) => itemsOf(part))
  return node.parts.flatMap((part) => itemsOf(part))
}

const REASONS: readonly [name: string, item: string, event: object, reason: string, why: RegExp][] = [
  ['a value that is equal', 'a: x', { a: 'X' }, 'holds', /it does/],
  ['one of several', 'a: [x, y]', { a: 'y' }, 'holds', /is "y"/],
  ['a field that is missing', 'a: x', { b: 'x' }, 'missing', /does not have it/],
  ['a value that is null', 'a: x', { a: null }, 'null', /null/],
  ['a list that is empty', 'a: x', { a: [] }, 'null', /empty/],
  ['another case', 'a|cased: x', { a: 'X' }, 'case', /upper and lower case/],
  ['another case of a regular expression', 'a|re: ^x+$', { a: 'XX' }, 'case', /upper and lower case/],
  ['blanks around the value', 'a: x', { a: ' x ' }, 'blank', /blanks/],
  ['a part of the value', 'a: admin', { a: 'an-admin-role' }, 'part', /contains/],
  ['an object', 'a|re: ^x$', { a: { b: 'y' } }, 'type', /object/],
  ['text instead of a number', 'a|gt: 5', { a: 'many' }, 'type', /text, not a number/],
  ['a number that is too small', 'a|gt: 5', { a: 4 }, 'other', /another value/],
  ['what is no address', 'a|cidr: 192.0.2.0/24', { a: 'cloudtrail.amazonaws.com' }, 'type', /not an address/],
  ['an address elsewhere', 'a|cidr: 192.0.2.0/24', { a: '198.51.100.7' }, 'other', /another value/],
  ['true instead of a number', 'a: 5', { a: true }, 'type', /true or false/],
  ['one of all that is missing', 'a|contains|all: [x, y]', { a: 'x and z' }, 'other', /contains "y"/],
  ['what must be missing', 'a: null', { a: 'x' }, 'present', /it is there/],
  ['what must not be there', 'a|exists: false', { a: 'x' }, 'present', /it is there/],
  ['what must be another value', 'a|neq: x', { a: 'x' }, 'present', /must not/],
  ['another value', 'a: x', { a: 'y' }, 'other', /another value/],
]

describe('why a line does not hold', () => {
  for (const [name, item, event, reason, why] of REASONS) {
    it(`${name} is told`, () => {
      const [found] = itemsOf(explained(`selection:\n  ${item}\ncondition: selection`, event).detection)
      assert.equal(found?.reason, reason)
      assert.match(found?.why ?? '', why)
    })
  }
})

describe('what would have to be different', () => {
  const DETECTION = `selection_a:
  name: one
  user: dana
selection_b:
  name: two
filter:
  user: robot
condition: 1 of selection_* and not filter`

  it('is the line that failed, when one did', () => {
    const { holds, missing } = explained(DETECTION, { name: 'one', user: 'finn' })
    assert.equal(holds, false)
    assert.deepEqual(
      missing.map(({ field, wanted }) => [field, wanted]),
      // As short as it gets: either the user of the first selection, or the name of the second.
      [['user', 'is "dana"']],
    )
  })

  it('is the exception that holds', () => {
    const { missing } = explained(DETECTION, { name: 'two', user: 'robot' })
    assert.deepEqual(
      missing.map(({ field, holds }) => [field, holds]),
      [['user', true]],
    )
  })

  it('is nothing when the rule matches', () => {
    const { holds, missing, detection } = explained(DETECTION, { name: 'two', user: 'finn' })
    assert.deepEqual([holds, missing.length], [true, 0])
    assert.deepEqual(namesIn(detection), ['selection_a', 'selection_b', 'filter'])
  })
})

function namesIn(node: Explained): readonly string[] {
  const own = node.name === null ? [] : [node.name]
  if (node.kind === 'item') return own
  const parts = node.kind === 'scope' ? node.elements.map(({ explained: part }) => part) : node.parts
  return [...own, ...parts.flatMap((part) => namesIn(part))]
}

describe('an explanation', () => {
  it('says of random rules and events what the evaluator says', () => {
    let held = 0
    let asked = 0
    for (let round = 0; round < Math.ceil(8 * SCALE); round += 1) {
      const random = testRandom(7000 + round)
      const files = Array.from({ length: 40 }, (_none, at) => ({
        file: `${at}.yml`,
        text: `${randomRule(random, at)}${random.chance(0.3) ? `\n---\n${randomFilter(random, at)}` : ''}`,
      }))
      const { rules } = loadRuleSet(files, RANDOM_OPTIONS)
      for (const input of Array.from({ length: 20 }, () => randomInput(random))) {
        for (const rule of rules) {
          const { holds, missing } = explainRule(rule, mixedResolver, input)
          assert.equal(holds, evaluateRule(rule, mixedResolver, input), `seed ${random.seed}: ${rule.info.title}`)
          if (holds) assert.equal(missing.length, 0)
          held += Number(holds)
          asked += 1
        }
      }
    }
    assert.ok(held > asked / 20 && held < asked / 2, `${held} of ${asked}`)
  })
})
