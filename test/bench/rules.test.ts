import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { everyModifier, MODIFIER_LISTS } from '../../bench/rules/every-modifier.ts'
import { generateRuleFiles, generateRules, RULE_COUNTS, type RuleKind } from '../../bench/rules/generate-rules.ts'
import { writeCloudTrailFiles } from '../../services/app/demo/write-cloudtrail-files.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { buildEngine } from '../../services/app/engine.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { RuleSet, SigmaRule } from '../../services/sigma/types.ts'

const LISTS = new Map(Object.entries(MODIFIER_LISTS))
const RECORDS = 2000
const { directory, remove } = scratchFolder()
/** Smaller sets than are measured: the mix is the same. */
const SIZES: readonly (readonly [RuleKind, number])[] = [
  ['aws', RULE_COUNTS.aws],
  ['cloud', RULE_COUNTS.cloud],
  ['all', 600],
  ['every-modifier', RULE_COUNTS['every-modifier']],
]

function load(kind: RuleKind, count: number): RuleSet {
  return loadRuleSet(generateRuleFiles(kind, count), { lists: LISTS, disable: [], levels: {} })
}

/** How often each rule is true on the generator's records, by title. */
async function matchesOf(ruleSet: RuleSet): Promise<ReadonlyMap<string, number>> {
  const options = { seed: 1, count: RECORDS, shape: 'real', layout: 'ndjson', compress: false } as const
  const [file] = await writeCloudTrailFiles(directory, options)
  const records = readFileSync(file?.path ?? '', 'utf8')
    .trimEnd()
    .split('\n')
  const { normalizer, detector } = buildEngine(ruleSet)
  const counts = new Map<string, number>()
  for (const [index, line] of records.entries()) {
    const event = normalizer.read(Buffer.from(line), 'auto', {
      source: 'test',
      object: 'o',
      position: index + 1,
      received: 0,
    })
    assert.ok(!isRejection(event))
    const rules: SigmaRule[] = []
    detector.match(event, rules)
    for (const { info } of rules) counts.set(info.title, (counts.get(info.title) ?? 0) + 1)
  }
  return counts
}

describe('generated rules', () => {
  for (const [kind, count] of SIZES) {
    it(`${kind}: ${count} of them are read without a word of complaint`, () => {
      const { rules, problems } = load(kind, count)
      assert.equal(rules.length, count)
      assert.ok(rules.every(({ blind }) => blind === null))
      const told = problems.filter(({ code }) => code !== 'base64-case')
      assert.deepEqual(told, [], 'only what public rules are told as well')
      assert.equal(new Set(rules.map(({ info }) => info.id)).size, count, 'each has an id of its own')
      assert.equal(new Set(generateRules(kind, count).map(({ fileName }) => fileName)).size, count)
    })
  }

  it('are the same for the same seed, and others for another', () => {
    assert.deepEqual(generateRules('cloud', 40, 7), generateRules('cloud', 40, 7))
    assert.notDeepEqual(generateRules('cloud', 40, 7), generateRules('cloud', 40, 8))
  })

  it('have what public rules have, about as often', () => {
    const texts = generateRules('all', 3141).map(({ text }) => text)
    const share = (pattern: RegExp): number => texts.filter((text) => pattern.test(text)).length / texts.length
    const wanted: readonly (readonly [string, RegExp, number, number])[] = [
      ['Windows processes', /category: process_creation\n {4}product: windows/, 0.33, 0.4],
      ['clouds', /product: (?:aws|azure|gcp)/, 0.05, 0.1],
      ['contains', /\|contains/, 0.4, 0.8],
      ['endswith', /\|endswith/, 0.3, 0.8],
      ['all', /\|contains\|all/, 0.1, 0.35],
      ['windash', /\|windash/, 0.01, 0.06],
      ['regular expressions', /\|re: /, 0.01, 0.08],
      ['base64', /\|base64offset/, 0.001, 0.02],
      ['networks', /\|cidr/, 0.01, 0.05],
      ['keywords', /condition: keywords/, 0.01, 0.06],
      ['fields compared with fields', /\|fieldref/, 0.001, 0.01],
      ['exceptions', /not 1 of filter_/, 0.15, 0.4],
      ['null', /: null\n/, 0.005, 0.1],
    ]
    for (const [name, pattern, least, most] of wanted) {
      const found = share(pattern)
      assert.ok(found >= least && found <= most, `${name}: ${found.toFixed(3)}, not ${least} to ${most}`)
    }
    const mean = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
    assert.ok(mean > 700 && mean < 2000, `${mean} characters a file`)
  })

  it('about AWS find something in the generator’s records', async () => {
    const counts = await matchesOf(load('aws', RULE_COUNTS.aws))
    assert.ok(counts.size > 0)
  })
})

describe('the rules with every modifier', () => {
  it('have a rule for each thing that Sigma can do', () => {
    const names = new Set(everyModifier().flatMap(({ modifier }) => modifier.split(' ')))
    const wanted =
      'keywords contains startswith endswith all cased re base64 base64offset wide windash cidr hour day month year minute week expand fieldref exists null lt lte gt gte neq'
    for (const name of wanted.split(' ')) assert.ok(names.has(name), name)
  })

  it('run on CloudTrail, every one of them, and some are true', async () => {
    const ruleSet = load('every-modifier', RULE_COUNTS['every-modifier'])
    assert.equal(buildEngine(ruleSet).rules.size, RULE_COUNTS['every-modifier'])
    const counts = await matchesOf(ruleSet)
    assert.ok(counts.size > 1)
    assert.ok(
      [...counts.values()].every((count) => count < RECORDS / 4),
      'none is true nearly everywhere',
    )
  })

  it('cleans up', remove)
})
