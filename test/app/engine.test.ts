import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildEngine, runningRules, type Engine } from '../../services/app/engine.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import { STATEFUL_RULES } from '../support/stateful-input.ts'
import { engineOf } from './embedded/stateful-rig.ts'

const engine = engineOf()

function infoOf(title: string): { readonly id: string } {
  const info = [...engine.rules.values(), ...engine.stateful]
    .map((rule) => rule.info)
    .find((each) => each.title === title)
  assert.ok(info, title)
  return info
}

describe('an engine', () => {
  it('knows rules of both kinds by their ids', () => {
    assert.equal(engine.rules.size, 5)
    assert.equal(engine.stateful.length, 4)
    for (const title of ['Call refused', 'Many refused', 'Many refused, then one worked']) {
      assert.equal(engine.ruleOf(infoOf(title).id)?.title, title)
    }
    assert.equal(engine.ruleOf('__proto__'), undefined)
  })

  it('has a stateful rule stand before those that refer to it', () => {
    const ids = engine.stateful.map(({ info }) => info.id)
    assert.ok(ids.indexOf(infoOf('Many refused').id) < ids.indexOf(infoOf('Many refused, then one worked').id))
  })

  it('tells where the hits of a detection rule come from', () => {
    assert.deepEqual(engine.datasetsOf(infoOf('Call refused').id), ['aws.cloudtrail'])
    assert.deepEqual(engine.datasetsOf(infoOf('Many refused').id), [])
    assert.deepEqual(engine.datasetsOf('unknown'), [])
  })

  it('leaves out what is blind', () => {
    const text = STATEFUL_RULES.replace('{eventName: RunInstances}', "{eventName|expand: '%machines%'}")
    const { ruleSet } = engineOf(text, new Map([['machines', []]]))
    assert.equal(ruleSet.stateful.filter(({ blind }) => blind !== null).length, 1)
    assert.equal(buildEngine(ruleSet).stateful.length, 3)
  })
})

describe('two engines are the same when their rules are', () => {
  const CHANGES: readonly { name: string; from: string; to: string; same: boolean }[] = [
    { name: 'nothing', from: 'Call', to: 'Call', same: true },
    { name: 'a condition', from: 'errorCode: AccessDenied', to: 'errorCode: Denied', same: false },
    { name: 'a threshold', from: 'gte: 5', to: 'gte: 6', same: false },
    { name: 'a level', from: 'level: medium', to: 'level: high', same: false },
    { name: 'the field of a first time', from: 'field: [cloud.region]', to: 'field: [source.ip]', same: false },
  ]
  for (const { name, from, to, same } of CHANGES) {
    it(`another ${name}: ${same}`, () => {
      const changed = engineOf(STATEFUL_RULES.replace(from, to))
      assert.equal(runningRules(changed) === runningRules(engine), same)
    })
  }

  it('a level from the configuration counts', () => {
    const options = { lists: new Map(), disable: [], levels: { 'Many refused': 'critical' } } as const
    const other: Engine = buildEngine(loadRuleSet([{ file: 'rules.yml', text: STATEFUL_RULES }], options))
    assert.notEqual(runningRules(other), runningRules(engine))
  })

  it('copies by way of another thread are the same', () => {
    assert.equal(runningRules(buildEngine(structuredClone(engine.ruleSet))), runningRules(engine))
  })
})
