import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import { reloadLists } from '../../services/sigma/reload-lists.ts'
import type { RuleOptions, RuleSet, WatchLists } from '../../services/sigma/types.ts'
import { NO_OPTIONS } from './support/plain-target.ts'
import { correlation, filter, namedRule, stream } from './support/written-documents.ts'

const uses = (name: string, list: string): string =>
  namedRule(name).replace('{eventName: CreateUser}', `{'user|expand': '%${list}%'}`)

const FILES = [
  { file: 'a.yml', text: stream(namedRule('plain'), uses('admins', 'admins')) },
  { file: 'b.yml', text: uses('regions', 'Regions') },
  {
    file: 'c.yml',
    text: stream(
      correlation('type: temporal, rules: [plain, admins], group-by: [user], timespan: 1h', 'name: both\n'),
      correlation(
        "type: x_absence, rules: [plain], group-by: [host], timespan: 1h, expect: '%hosts%'",
        'name: quiet\n',
      ),
    ),
  },
  { file: 'd.yml', text: filter("rules: [regions], s: {'user|expand': '%hosts%'}, condition: not s", 'name: less\n') },
  { file: 'e.yml', text: uses('later', 'later') },
]

const options = (lists: WatchLists): RuleOptions => ({ ...NO_OPTIONS, lists })
const BEFORE: WatchLists = new Map([
  ['admins', ['root']],
  ['regions', ['eu-west-1']],
  ['hosts', ['a']],
])

/** Names of the rules that are other objects than before. */
function changed(before: RuleSet, after: RuleSet): string[] {
  const known = new Set<unknown>([...before.rules, ...before.stateful])
  const names = new Map(
    (after.loaded ?? []).flatMap(({ documents }) => documents).map(({ id, name }) => [id ?? '', name ?? '']),
  )
  return [...after.rules, ...after.stateful]
    .filter((rule) => !known.has(rule))
    .map(({ info }) => names.get(info.id) ?? '')
}

const CASES: readonly {
  name: string
  lists: readonly (readonly [string, readonly string[] | null])[]
  is: readonly string[]
}[] = [
  { name: 'nothing', lists: [], is: [] },
  { name: 'a list that nobody names', lists: [['other', ['x']]], is: [] },
  { name: 'a list to the same', lists: [['admins', ['root']]], is: [] },
  { name: 'a list of one rule', lists: [['admins', ['root', 'deploy']]], is: ['admins'] },
  {
    name: 'a list in other letters',
    lists: [
      ['regions', null],
      ['REGIONS', ['us-east-1']],
    ],
    is: ['regions'],
  },
  { name: 'a list of a filter and of a correlation', lists: [['hosts', ['a', 'b']]], is: ['regions', 'quiet'] },
  { name: 'a list to an empty one: what refers to the rule is blind', lists: [['admins', []]], is: ['admins', 'both'] },
  { name: 'a list that was missing', lists: [['later', ['x']]], is: ['later'] },
]

describe('only rules that a changed list concerns are made anew when there changes', () => {
  for (const { name, lists, is } of CASES) {
    it(name, () => {
      const before = loadRuleSet(FILES, options(BEFORE))
      const now = new Map(BEFORE)
      for (const [list, entries] of lists) {
        if (entries === null) now.delete(list)
        else now.set(list, entries)
      }
      const after = reloadLists(before, FILES, options(now))
      assert.deepEqual(changed(before, after), is)
      const fresh = loadRuleSet(FILES, options(now))
      const said = ({ rules, stateful, hash, problems }: RuleSet): unknown => {
        return [rules, stateful, hash, problems.map(({ file, message }) => [file, message])]
      }
      assert.deepEqual(said(after), said(fresh))
    })
  }

  it('a list that goes away: the rule is refused and stands in the problems', () => {
    const before = loadRuleSet(FILES, options(BEFORE))
    const after = reloadLists(before, FILES, options(new Map([...BEFORE].filter(([name]) => name !== 'admins'))))
    // What only the refused correlation has read is not read any more.
    assert.deepEqual(changed(before, after), ['plain'])
    assert.equal(after.rules.length, before.rules.length - 1)
    assert.deepEqual(
      after.problems.map(({ file, code }) => `${file} ${code}`),
      ['a.yml list-unknown', 'c.yml reference-refused', 'e.yml list-unknown'],
    )
  })

  it('documents that say nothing of it are not read again', () => {
    const before = loadRuleSet(FILES, options(BEFORE))
    const unreadable = FILES.map(({ file, text }) => ({ file, text: file === 'b.yml' ? text : '{' }))
    const after = reloadLists(before, unreadable, options(new Map([...BEFORE, ['regions', ['x']]])))
    assert.deepEqual(changed(before, after), ['regions'])
  })
})
