import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import { stateMeanings, type StateMeaning } from '../../services/sigma/state-hash.ts'

const BASE = `title: Call refused
name: refused
id: 30000000-0000-4000-8000-EXAMPLE00001
logsource: {product: aws, service: cloudtrail}
detection:
  selection:
    errorCode: AccessDenied
    awsRegion|expand: '%usual_regions%'
  condition: selection
level: low
`
const COUNT = `title: Many refused
name: many
id: 30000000-0000-4000-8000-EXAMPLE00002
correlation:
  type: event_count
  rules: [refused]
  group-by: [tocsin.actor.id]
  timespan: 10m
  condition: {gte: 5}
level: medium
tags: [attack.t1110]
`
const CHAIN = `title: Refused again and again
id: 30000000-0000-4000-8000-EXAMPLE00003
correlation:
  type: event_count
  rules: [many]
  group-by: [cloud.account.id]
  timespan: 2h
  condition: {gte: 3}
level: high
`
const FIRST = `title: First refused call of somebody
id: 30000000-0000-4000-8000-EXAMPLE00004
correlation: {type: x_new_value, rules: [refused], group-by: [cloud.account.id], field: [tocsin.actor.id], history: 10d, learn: 2d}
`
const FILTER = `title: Not maria
id: 30000000-0000-4000-8000-EXAMPLE00005
logsource: {product: aws, service: cloudtrail}
filter:
  rules: [refused]
  selection: {userIdentity.userName: maria}
  condition: not selection
`

function meanings(documents: readonly string[], regions: readonly string[] = ['eu-west-1']): Map<string, StateMeaning> {
  const files = [{ file: 'rules.yml', text: documents.join('---\n') }]
  const options = { lists: new Map([['usual_regions', regions]]), disable: [], levels: {} }
  const { rules, stateful, problems } = loadRuleSet(files, options)
  const errors = problems.filter(({ severity }) => severity === 'error')
  assert.deepEqual(errors, [])
  const byId = stateMeanings(rules, stateful)
  return new Map(stateful.map(({ info: { id } }) => [nameOf(id), byId.get(id)]).filter(isKnown))
}

function isKnown(entry: readonly [string, StateMeaning | undefined] | unknown[]): entry is [string, StateMeaning] {
  return entry[1] !== undefined
}

function nameOf(id: string): string {
  return { 2: 'count', 3: 'chain', 4: 'first' }[id.at(-1) ?? ''] ?? id
}

const ALL = [BASE, COUNT, CHAIN, FIRST]

interface Case {
  readonly name: string
  readonly documents: readonly string[]
  readonly regions?: readonly string[]
  /** rules whose memory means something else then */
  readonly cold: readonly string[]
}

function change(from: string, to: string, ...more: readonly [from: string, to: string][]): readonly string[] {
  return [[from, to] as const, ...more].reduce<readonly string[]>((documents, [one, other]) => {
    assert.ok(
      documents.some((text) => text.includes(one)),
      one,
    )
    return documents.map((text) => text.replace(one, other))
  }, ALL)
}

const CASES: readonly Case[] = [
  { name: 'nothing', documents: ALL, cold: [] },
  { name: 'the title', documents: change('Many refused', 'Very many refused'), cold: [] },
  { name: 'the level', documents: change('level: medium', 'level: critical'), cold: [] },
  { name: 'the tags', documents: change('attack.t1110', 'attack.t1110.001'), cold: [] },
  { name: 'a description', documents: change('level: medium', 'level: medium\ndescription: many'), cold: [] },
  { name: 'title and level of the rule that is counted', documents: change('level: low', 'level: high'), cold: [] },
  { name: 'a comment that moves everything', documents: change('title: Call', '# a\n# b\ntitle: Call'), cold: [] },
  { name: 'a filter that comes', documents: [...ALL, FILTER], cold: [] },
  { name: 'what a watch list holds', documents: ALL, regions: ['eu-west-1', 'us-east-1'], cold: [] },
  {
    name: 'the name that a rule is referred to by',
    documents: change('name: refused', 'name: no', ['[refused]', '[no]']),
    cold: [],
  },
  { name: 'a parent that goes', documents: [BASE, COUNT, FIRST], cold: [] },
  { name: 'another rule that goes', documents: [BASE, COUNT, CHAIN], cold: [] },
  { name: 'the threshold', documents: change('gte: 5', 'gte: 6'), cold: ['count', 'chain'] },
  { name: 'the time span', documents: change('timespan: 10m', 'timespan: 15m'), cold: ['count', 'chain'] },
  { name: 'the group', documents: change('[tocsin.actor.id]\n', '[source.address]\n'), cold: ['count', 'chain'] },
  {
    name: 'the type',
    documents: change('event_count\n  rules: [refused]', 'value_count\n  rules: [refused]', [
      '{gte: 5}',
      '{gte: 5, field: cloud.region}',
    ]),
    cold: ['count', 'chain'],
  },
  {
    name: 'the window',
    documents: change('tags:', 'tocsin: {window_type: tumbling}\ntags:'),
    cold: ['count', 'chain'],
  },
  { name: 'the top of a chain', documents: change('timespan: 2h', 'timespan: 3h'), cold: ['chain'] },
  {
    name: 'the detection that is counted',
    documents: change('AccessDenied', 'Denied'),
    cold: ['chain', 'count', 'first'],
  },
  {
    name: 'the log source that is counted',
    documents: change('product: aws, ', ''),
    cold: ['chain', 'count', 'first'],
  },
  {
    name: 'the list that is named',
    documents: change("errorCode: AccessDenied\n    awsRegion|expand: '%usual_regions%'", 'errorCode: AccessDenied'),
    cold: ['chain', 'count', 'first'],
  },
  { name: 'the history of new values', documents: change('history: 10d', 'history: 20d'), cold: ['first'] },
]

describe('the memory of a stateful rule is kept or not when this changes:', () => {
  for (const { name, documents, regions, cold } of CASES) {
    it(name, () => {
      const [before, after] = [meanings(ALL), meanings(documents, regions)]
      const changed = [...after].filter(([id, { hash }]) => before.get(id)?.hash !== hash).map(([id]) => id)
      assert.deepEqual(changed.toSorted(), cold.toSorted())
    })
  }
})

it('a meaning says what it is made of, and how long it takes to be whole', () => {
  const { count, chain, first } = Object.fromEntries(meanings(ALL))
  const base = ['30000000-0000-4000-8000-EXAMPLE00001']
  assert.deepEqual([count?.leaves, chain?.leaves, first?.leaves], [base, base, base])
  assert.deepEqual([count?.below, chain?.below.length], [[], 1])
  assert.deepEqual([count?.warmsFor, chain?.warmsFor, first?.warmsFor], [600_000, 7_200_000, 2 * 86_400_000])
})
