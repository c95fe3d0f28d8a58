import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Hit } from '../../services/core/hit.ts'
import { logSourceName } from '../../services/core/log-source.ts'
import { Detector, type DetectableEvent } from '../../services/detect/detector.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { inputOf, loadText, PLAIN_SOURCE, plainTarget, ruleText } from '../sigma/support/plain-target.ts'

const FILTER = {
  title: 'Not root',
  id: 'f1',
  logsource: { product: 'plain' },
  filter: { rules: 'any', expires: '2026-06-01', root: { user: 'root' }, condition: 'not root' },
}

function rulesOf(reads: readonly string[], ...more: readonly string[]): readonly SigmaRule[] {
  const text = ruleText({ sel: { e: 1 }, condition: 'sel' }, { id: 'r1' })
  const { rules } = loadText([text, ...more].join('\n---\n'))
  assert.equal(rules.length, 1)
  return rules.map((rule) => ({ ...rule, reads }))
}

function detectorOf(rules: readonly SigmaRule[], mostValues?: number): Detector {
  const { matcher } = compileMatcher(rules, plainTarget())
  return new Detector(new Map([[logSourceName(PLAIN_SOURCE), matcher]]), mostValues)
}

function eventOf(json: string, time = Date.parse('2026-02-03T04:05:06Z')): DetectableEvent {
  const texts: Readonly<Record<string, string>> = { 'event.action': 'CreateUser', 'cloud.account.id': '111122223333' }
  return {
    ...inputOf(json),
    id: '01EXAMPLE',
    providerId: 'p-EXAMPLE',
    time,
    source: PLAIN_SOURCE,
    origin: { object: 'o', position: 3 },
    text: (field) => texts[field.name] ?? '',
  }
}

function hitsOf(detector: Detector, ...events: readonly DetectableEvent[]): readonly Hit[] {
  const hits: Hit[] = []
  for (const event of events) detector.detect(event, hits)
  return hits
}

describe('a hit', () => {
  it('says which rule held on which event, and what it was about', () => {
    const [rule] = rulesOf([])
    const [hit] = hitsOf(detectorOf(rulesOf([])), eventOf('{"e": 1}'))
    assert.deepEqual(hit, {
      ruleId: 'r1',
      ruleHash: rule?.info.hash,
      eventId: '01EXAMPLE',
      providerId: 'p-EXAMPLE',
      time: Date.parse('2026-02-03T04:05:06Z'),
      group: { 'cloud.account.id': '', 'tocsin.actor.id': '' },
      actor: '',
      account: '111122223333',
      region: '',
      action: 'CreateUser',
      address: '',
      target: '',
      outcome: '',
      object: 'o',
      position: 3,
    })
  })

  it('has the values that stateful rules read', () => {
    const [hit] = hitsOf(detectorOf(rulesOf(['user', 'ip', 'none'])), eventOf('{"e": 1, "user": "eve", "ip": [1, 2]}'))
    assert.deepEqual(hit?.fields, { user: ['eve'], ip: ['1', '2'] })
  })

  it('has an empty map when the event has none of them', () => {
    const [hit] = hitsOf(detectorOf(rulesOf(['user'])), eventOf('{"e": 1}'))
    assert.deepEqual(hit?.fields, {})
  })

  it('has 16 values of a field at most, and the hit says how many were cut', () => {
    const many = JSON.stringify({ e: 1, a: Array.from({ length: 20 }, (_none, at) => at) })
    const detector = detectorOf(rulesOf(['a']))
    const hits = hitsOf(detector, eventOf(many), eventOf(many), eventOf('{"e": 2}'))
    assert.equal(hits[0]?.fields?.['a']?.length, 16)
    assert.deepEqual(
      hits.map((hit) => hit.valuesCut),
      [4, 4],
    )
    const wide = detectorOf(rulesOf(['a']), 100)
    const [hit] = hitsOf(wide, eventOf(many))
    assert.equal(hit?.fields?.['a']?.length, 20)
    assert.equal(hit?.valuesCut, undefined)
  })

  it('is made of a rule that makes no alerts itself', () => {
    const rules = rulesOf([]).map((rule) => ({ ...rule, info: { ...rule.info, alerts: false } }))
    assert.equal(hitsOf(detectorOf(rules), eventOf('{"e": 1}')).length, 1)
  })

  it('is not made where a filter applies, which is counted', () => {
    const detector = detectorOf(rulesOf([], JSON.stringify(FILTER)))
    const before = eventOf('{"e": 1, "user": "root"}')
    const after = eventOf('{"e": 1, "user": "root"}', Date.parse('2026-06-01T00:00:00Z'))
    assert.equal(hitsOf(detector, before, before, after).length, 1)
    assert.deepEqual(Object.fromEntries(detector.filtered), { f1: 2 })
  })

  it('is not made of an event that no rule may see, or of a source without rules', () => {
    const detector = detectorOf(rulesOf([]))
    const hidden = { ...eventOf('{"e": 1}'), source: null }
    const foreign = { ...eventOf('{"e": 1}'), source: { product: 'other' } }
    assert.deepEqual(hitsOf(detector, hidden, foreign), [])
  })
})
