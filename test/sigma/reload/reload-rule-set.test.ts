import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  firstRules,
  readAgain,
  reloadRuleSet,
  type KnownRules,
} from '../../../services/sigma/reload/reload-rule-set.ts'
import type { RuleOptions } from '../../../services/sigma/types.ts'

type Files = Readonly<Record<string, string>>

const OPTIONS: RuleOptions = { lists: new Map([['regions', ['eu-west-1']]]), disable: [], levels: {} }

function rule(title: string, number: number, action = 'CreateUser'): string {
  return `title: ${title}
name: rule_${number}
id: 40000000-0000-4000-8000-EXAMPLE0000${number}
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: ${action}}, condition: selection}
`
}

function count(title: string, rules: string, number = 9): string {
  return `title: ${title}
name: count_${number}
id: 40000000-0000-4000-8000-EXAMPLE0000${number}
correlation: {type: event_count, rules: [${rules}], group-by: [tocsin.actor.id], timespan: 10m, condition: {gte: 2}}
`
}

function load(files: Files, options = OPTIONS): KnownRules {
  const read = Object.entries(files).map(([file, text]) => readAgain({ file, text }, null, options))
  return firstRules(read, options)
}

function reload(before: KnownRules, files: Files, options = before.options): KnownRules {
  const read = Object.entries(files).map(([file, text]) => readAgain({ file, text }, before, options))
  return reloadRuleSet(before, read, options)
}

function running({ ruleSet }: KnownRules): string[] {
  return [...ruleSet.rules, ...ruleSet.stateful].map(({ info }) => info.title).toSorted()
}

interface Case {
  readonly name: string
  readonly before: Files
  /** one state of the files after the other */
  readonly steps: readonly {
    readonly files: Files
    readonly runs: readonly string[]
    readonly faults: readonly string[]
  }[]
}

const A = rule('A', 1)
const B = rule('B', 2)
const BROKEN = 'title: [\n'
const HALF = A.replace('condition: selection', 'condition: selectoin')

const CASES: readonly Case[] = [
  {
    name: 'a file that changes, one that comes, one that goes',
    before: { a: A, b: B },
    steps: [{ files: { a: rule('A2', 1), c: rule('C', 3) }, runs: ['A2', 'C'], faults: [] }],
  },
  {
    name: 'a file that is broken keeps its rules until it is mended',
    before: { a: A, b: B },
    steps: [
      { files: { a: BROKEN, b: B }, runs: ['A', 'B'], faults: ['a keeps A'] },
      { files: { a: BROKEN, b: rule('B2', 2) }, runs: ['A', 'B2'], faults: ['a keeps A'] },
      { files: { a: rule('A2', 1), b: B }, runs: ['A2', 'B'], faults: [] },
    ],
  },
  {
    name: 'a rule that is refused keeps its last version, and its neighbours go on',
    before: { a: `${A}---\n${B}` },
    steps: [{ files: { a: `${HALF}---\n${rule('B2', 2)}` }, runs: ['A', 'B2'], faults: ['a keeps A'] }],
  },
  {
    name: 'a new broken file takes nothing away',
    before: { a: A },
    steps: [{ files: { a: A, b: BROKEN }, runs: ['A'], faults: ['b keeps nothing'] }],
  },
  {
    name: 'a broken file that is deleted takes its rules along',
    before: { a: A, b: B },
    steps: [
      { files: { a: BROKEN, b: B }, runs: ['A', 'B'], faults: ['a keeps A'] },
      { files: { b: B }, runs: ['B'], faults: [] },
    ],
  },
  {
    name: 'a rule that is taken out of a good file is gone',
    before: { a: `${A}---\n${B}` },
    steps: [{ files: { a: A }, runs: ['A'], faults: [] }],
  },
  {
    name: 'one that is not there any more stays while its file is broken',
    before: { a: `${A}---\n${B}` },
    steps: [{ files: { a: `${B}---\ntitle: X\n` }, runs: ['A', 'B'], faults: ['a keeps A', 'a keeps A'] }],
  },
  {
    name: 'what was broken from the beginning has nothing to keep',
    before: { a: BROKEN, b: B },
    steps: [
      { files: { a: `${BROKEN} `, b: B }, runs: ['B'], faults: ['a keeps nothing'] },
      { files: { a: A, b: B }, runs: ['A', 'B'], faults: [] },
    ],
  },
  {
    name: 'a correlation goes on while the file of its rule is broken',
    before: { a: A, c: count('Count', 'rule_1') },
    steps: [{ files: { a: BROKEN, c: count('Count', 'rule_1') }, runs: ['A', 'Count'], faults: ['a keeps A'] }],
  },
  {
    name: 'and is gone, with a problem, when its rule was removed; it comes back with it',
    before: { a: A, c: count('Count', 'rule_1') },
    steps: [
      { files: { c: count('Count', 'rule_1') }, runs: [], faults: ['c keeps nothing'] },
      { files: { a: A, c: count('Count', 'rule_1') }, runs: ['A', 'Count'], faults: [] },
    ],
  },
  {
    name: 'one that is changed so that it refers to nothing stays as it was, until what it names is there',
    before: { a: A, c: count('Count', 'rule_1') },
    steps: [
      { files: { a: A, c: count('Count 2', 'rule_2') }, runs: ['A', 'Count'], faults: ['c keeps Count'] },
      { files: { a: A, b: B, c: count('Count 2', 'rule_2') }, runs: ['A', 'B', 'Count 2'], faults: [] },
    ],
  },
  {
    name: 'a chain over one that is kept goes on',
    before: { a: A, c: count('Count', 'rule_1'), d: count('Top', 'count_9', 8) },
    steps: [
      {
        files: { a: A, c: count('Count', 'rule_7'), d: count('Top', 'count_9', 8) },
        runs: ['A', 'Count', 'Top'],
        faults: ['c keeps Count'],
      },
    ],
  },
]

describe('reloading rules', () => {
  for (const { name, before, steps } of CASES) {
    it(name, () => {
      let known = load(before)
      for (const { files, runs, faults } of steps) {
        known = reload(known, files)
        assert.deepEqual(running(known), runs)
        assert.deepEqual(
          known.faults.map(({ problem, keeps }) => `${problem.file} keeps ${keeps.join(', ') || 'nothing'}`),
          faults,
        )
        assert.deepEqual(reload(known, files), known, 'reading the same again changes nothing')
      }
    })
  }

  it('leaves rules of which nothing has changed the same objects', () => {
    const c = count('Count', 'rule_1')
    const before = load({ a: A, b: B, c })
    const after = reload(before, { a: A, b: rule('B2', 2), c })
    const [a, b] = before.ruleSet.rules
    assert.ok(a && after.ruleSet.rules.includes(a))
    assert.ok(b && !after.ruleSet.rules.includes(b))
    assert.equal(after.ruleSet.stateful[0], before.ruleSet.stateful[0])
  })

  it('reads only files again that lists, levels and switches are about', () => {
    const listed = A.replace('CreateUser', "x, awsRegion|expand: '%regions%'")
    const files = { a: listed, b: B }
    const before = load(files)
    const lists = new Map([['regions', ['us-east-1']]])
    for (const [options, file] of [
      [{ ...OPTIONS, lists }, 'a'],
      [{ ...OPTIONS, disable: ['B'] }, 'b'],
      [{ ...OPTIONS, levels: { rule_2: 'high' as const } }, 'b'],
    ] as const) {
      const after = reload(before, files, options)
      const again = [...after.files].filter(([name, { loaded }]) => loaded !== before.files.get(name)?.loaded)
      assert.deepEqual(
        again.map(([name]) => name),
        [file],
      )
      assert.notEqual(after.ruleSet.hash, before.ruleSet.hash)
    }
  })
})
