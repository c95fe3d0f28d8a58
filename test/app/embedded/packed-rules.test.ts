import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openRules, packRules } from '../../../services/app/embedded/packed-rules.ts'
import { buildEngine, runningRules } from '../../../services/app/engine.ts'
import { firstRules, readAgain, reloadRuleSet } from '../../../services/sigma/reload/reload-rule-set.ts'
import { STATEFUL_RULES } from '../../support/stateful-input.ts'

const OPTIONS = { lists: new Map<string, readonly string[]>(), disable: [], levels: {} }

it('another thread makes the same rules of what it is sent, and is sent only those that changed', () => {
  const [first = '', ...others] = STATEFUL_RULES.split('---\n')
  const file = { file: 'others.yml', text: others.join('---\n') }
  const read = [{ file: 'first.yml', text: first }, file].map((one) => readAgain(one, null, OPTIONS))
  const before = firstRules(read, OPTIONS)
  const changed = { file: 'first.yml', text: first.replace('title: Call refused', 'title: Call denied') }
  const after = reloadRuleSet(
    before,
    [changed, file].map((one) => readAgain(one, before, OPTIONS)),
    OPTIONS,
  )
  const packed = structuredClone(packRules(before.ruleSet, after.ruleSet))
  assert.deepEqual(
    packed.rules.filter((rule) => typeof rule !== 'number').map(({ info }) => info.title),
    ['Call denied'],
  )
  const there = structuredClone(before.ruleSet)
  assert.equal(
    runningRules(buildEngine(openRules(there, packed), buildEngine(there))),
    runningRules(buildEngine(after.ruleSet)),
  )
})
