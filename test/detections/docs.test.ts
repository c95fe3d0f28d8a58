import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { STANDARD_LISTS } from '../../services/app/config/config.ts'
import { BUILTIN_RULES, readRuleFiles } from '../../services/app/rules/read-rule-files.ts'
import { renderProblem } from '../../services/app/rules/render-problems.ts'
import { runRuleTests } from '../../services/app/rules/run-rule-tests.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { RuleFile, RuleOptions } from '../../services/sigma/types.ts'

const OPTIONS: RuleOptions = { lists: new Map(STANDARD_LISTS.map((name) => [name, []])), disable: [], levels: {} }
const builtin = await readRuleFiles([BUILTIN_RULES])

/** What examples refer to and do not show. */
const REFERRED: RuleFile = {
  file: 'referred.yml',
  text: [
    ['example_user_made', 'CreateUser'],
    ['example_key_made', 'CreateAccessKey'],
    ['example_key_used', 'ListBuckets'],
    ['example_mfa_enabled', 'EnableMFADevice'],
    ['example_backup_made', 'CreateDBSnapshot'],
  ]
    .map(
      ([name, action]) =>
        `title: ${name}\nname: ${name}\nlogsource: {product: aws, service: cloudtrail}\ndetection: {selection: {eventName: ${action}}, condition: selection}\n`,
    )
    .join('---\n'),
}

/** The rules in a page: blocks of YAML with a title; those that say `…` are not meant to be whole. */
function examplesOf(page: string): readonly RuleFile[] {
  const text = readFileSync(path.join(BUILTIN_RULES, '../docs', page), 'utf8')
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  return blocks
    .filter((block) => /^title:/m.test(block) && !block.includes('…'))
    .map((block, index) => ({ file: `${page}#${index + 1}`, text: block }))
}

for (const [page, least] of [
  ['rules.md', 8],
  ['writing-rules.md', 2],
] as const) {
  describe(`the examples of ${page}`, () => {
    const examples = examplesOf(page)
    it('are there', () => assert.ok(examples.length >= least, String(examples.length)))
    for (const example of examples) {
      it(`${example.text.split('\n')[0] ?? ''} loads without a problem`, () => {
        const others = examples.filter(({ file }) => file !== example.file)
        const { problems } = loadRuleSet([example, ...others, REFERRED, ...builtin], OPTIONS)
        assert.deepEqual(problems.filter(({ file }) => file === example.file).map(renderProblem), [])
      })
    }
    for (const { rule, test, failure } of runRuleTests(examples, OPTIONS, [REFERRED, ...builtin]).results) {
      it(`${rule.info.title} › ${test.name}`, () => assert.equal(failure, null))
    }
  })
}
