import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import type { RuleInput } from '../../../services/record/rule-input.ts'
import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../../services/sigma/evaluate-rule.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import type { SigmaRule } from '../../../services/sigma/types.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'
import { eventOfRule } from '../support/event-of-rule.ts'
import { inputOf, NO_OPTIONS, PLAIN_SOURCE, plainTarget } from '../support/plain-target.ts'

const CORPUS = path.resolve(import.meta.dirname, '../../../../shared/corpora')
/** The plain evaluator is asked about so many rules that the matcher found false. */
const SAMPLE = 60

/** All of them for one log source, so that the index holds everything at once. */
function allRules(): readonly SigmaRule[] {
  const cwd = path.join(CORPUS, 'sigma')
  const files = globSync('rules*/**/*.yml', { cwd }).map((file) => ({
    file,
    text: readFileSync(path.join(cwd, file), 'utf8'),
  }))
  return loadRuleSet(files, NO_OPTIONS).rules.map((rule): SigmaRule => ({ ...rule, logSource: {} }))
}

function realRecords(): readonly string[] {
  const files = globSync('cloud/**/*.{ndjson,jsonl}', { cwd: CORPUS })
  return files.flatMap((file) =>
    readFileSync(path.join(CORPUS, file), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.length < 3000),
  )
}

interface Asked {
  readonly rules: readonly SigmaRule[]
  readonly match: (input: RuleInput) => ReadonlySet<SigmaRule>
}

/** Compares both evaluators on a record: about what the matcher found, about `wanted`, and about some of all others. */
function compare({ rules, match }: Asked, json: string, wanted: SigmaRule | null, random: TestRandom): boolean {
  const input = inputOf(json)
  const found = match(input)
  const others = Array.from({ length: SAMPLE }, () => random.pick(rules))
  for (const rule of new Set([...found, ...others, ...(wanted ? [wanted] : [])])) {
    const isTrue = evaluateRule(rule, plainTarget().resolve, input)
    assert.equal(found.has(rule), isTrue, `seed ${random.seed}: ${rule.info.title} on ${json}`)
  }
  return wanted !== null && found.has(wanted)
}

describe('all public rules at once', { skip: existsSync(CORPUS) ? false : '../shared/corpora is not there' }, () => {
  const rules = allRules()
  const { matcher } = compileMatcher(rules, plainTarget(PLAIN_SOURCE))
  const match = (input: RuleInput): ReadonlySet<SigmaRule> => {
    const found: SigmaRule[] = []
    matcher.match(input, found)
    return new Set(found)
  }

  it('find what the plain evaluator finds in records made for them', () => {
    const random = testRandom(77)
    let held = 0
    const asked = random.shuffle(rules).slice(0, Math.ceil(250 * SCALE))
    for (const rule of asked) {
      const json = JSON.stringify(eventOfRule(rule, random))
      if (compare({ rules, match }, json, rule, random)) held += 1
    }
    assert.ok(held > asked.length / 2, `${held} of ${asked.length} held`)
  })

  it('and in real records', () => {
    const random = testRandom(78)
    const records = random.shuffle(realRecords()).slice(0, Math.ceil(40 * SCALE))
    assert.ok(records.length > 30)
    for (const json of records) compare({ rules, match }, json, null, random)
  })
})
