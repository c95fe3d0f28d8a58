import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { TACTICS, TECHNIQUES } from '../../../../services/app/rules/coverage/attack-table.ts'
import { coverageOf } from '../../../../services/app/rules/coverage/coverage.ts'
import { navigatorLayer } from '../../../../services/app/rules/coverage/navigator-layer.ts'
import type { RuleInfo } from '../../../../services/core/rule.ts'
import { loadRuleSet } from '../../../../services/sigma/load-rule-set.ts'
import { runTocsin } from '../../../support/run-tocsin.ts'
import { scratchFolder } from '../../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)

function ruleText(title: string, tags: readonly string[], level = 'high'): string {
  return `title: ${title}
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: ${title}}, condition: selection}
level: ${level}
tags: [${tags.join(', ')}]
`
}

function ruleOf(tags: readonly string[]): RuleInfo {
  const { rules } = loadRuleSet([{ file: 'a.yml', text: ruleText('x', tags) }], {
    lists: new Map(),
    disable: [],
    levels: {},
  })
  const [rule] = rules
  assert.ok(rule)
  return rule.info
}

const PLACES: readonly [name: string, tags: readonly string[], places: readonly string[]][] = [
  ['a technique and its tactic', ['attack.persistence', 'attack.t1136.003'], ['persistence T1136.003']],
  [
    'a technique alone, under all of its tactics',
    ['attack.t1098'],
    ['persistence T1098', 'privilege-escalation T1098'],
  ],
  [
    'a technique of four tactics, under those that the rule names',
    ['attack.t1078.004', 'attack.initial_access', 'attack.defense-evasion'],
    ['initial-access T1078.004', 'defense-evasion T1078.004'],
  ],
  [
    'a technique that the table has not, under the tactic of the rule',
    ['attack.impact', 'attack.t9999'],
    ['impact T9999'],
  ],
  ['a technique that nobody knows', ['attack.T9999'], [' T9999']],
  ['a tactic that is none of the technique’s', ['attack.impact', 'attack.t1136'], ['persistence T1136']],
  ['no technique at all', ['attack.impact', 'cis_aws.3.8'], []],
]

describe('the place of a rule in the matrix', () => {
  for (const [name, tags, places] of PLACES) {
    it(`is right for ${name}`, () => {
      const { tactics, untagged } = coverageOf([ruleOf(tags)])
      const found = tactics.flatMap(({ key, techniques }) =>
        techniques.filter(({ rules }) => rules.length > 0).map(({ id }) => `${key} ${id}`),
      )
      assert.deepEqual(found, places)
      assert.equal(untagged.length, places.length === 0 ? 1 : 0)
    })
  }
})

describe('the table of techniques', () => {
  it('names each technique once, under tactics that there are, and sub-techniques after their technique', () => {
    const ids = TECHNIQUES.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    const keys = new Set(TACTICS.map(({ key }) => key))
    for (const { id, tactics } of TECHNIQUES) {
      assert.match(id, /^T\d{4}(\.\d{3})?$/)
      assert.ok(tactics.length > 0 && tactics.every((key) => keys.has(key)), id)
    }
  })
})

describe('rules coverage', () => {
  writeFileSync(path.join(directory, 'a.yml'), ruleText('one', ['attack.persistence', 'attack.t1136.003'], 'low'))
  writeFileSync(path.join(directory, 'b.yml'), ruleText('two', ['attack.persistence', 'attack.t1136.003']))
  const run = (...args: readonly string[]): ReturnType<typeof runTocsin> =>
    runTocsin(['rules', 'coverage', ...args], { cwd: directory })

  it('shows a line for each technique with its highest level, and says how much that is', async () => {
    const { code, out, err } = await run('.')
    assert.equal(code, 0)
    assert.match(out, /Persistence +T1136\.003 +Create Account: Cloud Account +HIGH +2/)
    assert.equal(out.trim().split('\n').length, 2)
    assert.match(err, /^1 of \d+ techniques for clouds, 2 rules/)
  })

  it('as JSON gives the rules of each', async () => {
    const lines = (await run('.', '--json')).json()
    assert.deepEqual(
      lines.map(({ tactic, technique, level }) => [tactic, technique, level]),
      [['persistence', 'T1136.003', 'high']],
    )
  })

  it('writes a layer that says how many rules each technique has', async () => {
    const file = path.join(directory, 'layer.json')
    assert.equal((await run('.', '--layer', file)).code, 0)
    const layer = JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof layerOf>
    assert.deepEqual([layer.domain, layer.versions.layer], ['enterprise-attack', '4.5'])
    assert.deepEqual(
      layer.techniques.map(({ techniqueID, tactic, score, comment }) => [techniqueID, tactic, score, comment]),
      [['T1136.003', 'persistence', 2, 'high: two\nlow: one']],
    )
  })
})

interface Layer {
  readonly domain: string
  readonly versions: { readonly layer: string }
  readonly techniques: readonly { techniqueID: string; tactic: string; score: number; comment: string }[]
}

function layerOf(rules: readonly RuleInfo[]): Layer {
  return navigatorLayer(coverageOf(rules), 'x') as Layer
}
