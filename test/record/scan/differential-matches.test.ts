import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { createRecordReader } from '../../../services/record/create-record-reader.ts'
import { PlainRecordReader } from '../../../services/record/plain-record-reader.ts'
import type { RuleInput } from '../../../services/record/rule-input.ts'
import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../../services/sigma/evaluate-rule.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import type { RuleFile, SigmaRule } from '../../../services/sigma/types.ts'
import { NO_OPTIONS, PLAIN_SOURCE, plainTarget } from '../../sigma/support/plain-target.ts'
import { SCALE, type TestRandom, testRandom } from '../../support/random.ts'
import { mutateRecord, type Vocabulary } from './support/mutate-record.ts'
import { OPERATOR_WORDS, operatorRules } from './support/operator-rules.ts'
import { corpusLines, demoLines } from './support/record-lines.ts'
import { wordsOf } from './support/rule-words.ts'

const COUNT = Math.ceil(2500 * SCALE)
/** One record in so many is given to the evaluator without an index as well. */
const SHARE = 8

const RULES = path.resolve(import.meta.dirname, '../../../../shared/corpora/sigma/rules/cloud')
const LINES = [...corpusLines(), ...demoLines(3, 200, 'real'), ...demoLines(4, 200, 'dense')]

describe('rules over the scanned backing', () => {
  it(`find the same with each operator alone, ${COUNT} records`, (test) => {
    const rules = operatorRules()
    const hits = compareMatches(test, rules, [OPERATOR_WORDS], testRandom(64_000), COUNT)
    const silent = rules.filter(({ info }) => !hits.has(info.title)).map(({ info }) => info.title)
    assert.deepEqual(silent, [], 'rules that nothing was found by')
  })

  it('find the same with the public rules for clouds', { skip: existsSync(RULES) ? false : 'no corpora' }, (test) => {
    const files = globSync('**/*.yml', { cwd: RULES })
      .toSorted()
      .map((file) => read(file))
    const { rules } = loadRuleSet(files, NO_OPTIONS)
    assert.ok(rules.length > 100)
    const plain = rules.map((rule) => ({ ...rule, logSource: PLAIN_SOURCE }))
    const words = files.map(({ text }) => wordsOf(text))
    assert.ok(compareMatches(test, plain, words, testRandom(65_000), COUNT).size > 50)
  })
})

function read(file: string): RuleFile {
  return { file, text: readFileSync(path.join(RULES, file), 'utf8') }
}

/** Asks both backings, and now and then both evaluators, about changed records. Gives how often each rule was true, by title. */
function compareMatches(
  test: TestContext,
  rules: readonly SigmaRule[],
  words: readonly Vocabulary[],
  random: TestRandom,
  count: number,
): ReadonlyMap<string, number> {
  const target = plainTarget()
  const [scanned, plain] = [compileMatcher(rules, target).matcher, compileMatcher(rules, target).matcher]
  const reader = createRecordReader([target.paths])
  const [input, plainInput] = [inputFrom(reader), inputFrom(new PlainRecordReader())]
  const hits = new Map<string, number>()
  let accepted = 0
  for (let at = 0; at < count; at += 1) {
    const line = random.pick(LINES)
    const bytes = random.chance(0.1) ? Buffer.from(line) : mutateRecord(line, random, random.pick(words))
    const isFault = reader.load(bytes) !== null
    assert.equal(plainInput.record.load(bytes) !== null, isFault)
    if (isFault) continue
    if (reader.isScanned) accepted += 1
    const [found, wanted] = [titles(scanned, input), titles(plain, plainInput)]
    const place = `seed ${random.seed}: ${bytes.toString('latin1')}`
    assert.deepEqual(found, wanted, place)
    for (const title of found) hits.set(title, (hits.get(title) ?? 0) + 1)
    if (at % SHARE > 0) continue
    const evaluated = scanned.rules.filter((rule) => evaluateRule(rule, target.resolve, input))
    assert.deepEqual(evaluated.map(({ info }) => info.title).toSorted(), found, place)
  }
  const total = [...hits.values()].reduce((sum, number) => sum + number, 0)
  test.diagnostic(`${rules.length} rules, ${count} records, ${accepted} of them scanned, ${total} matches`)
  assert.ok(accepted > count / 2)
  return hits
}

function inputFrom<Reader extends RuleInput['record']>(record: Reader): RuleInput & { readonly record: Reader } {
  return { record, event: { get: () => undefined } }
}

function titles(matcher: ReturnType<typeof compileMatcher>['matcher'], input: RuleInput): string[] {
  const found: SigmaRule[] = []
  matcher.match(input, found)
  return found.map(({ info }) => info.title).toSorted()
}
