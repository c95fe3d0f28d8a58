import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { healthJson } from '../../../services/app/store/describe-health.ts'
import { readStatefulFacts } from '../../../services/app/store/stateful-status.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { HealthCounts } from '../../../services/correlate/health.ts'
import { Watermarks } from '../../../services/correlate/watermarks.ts'
import { sampleEvent, sampleHit, SAMPLE_TIME } from '../../support/stored-samples.ts'
import { engine } from '../embedded/pipeline-rig.ts'
import { storeFolder } from './maintenance-rig.ts'

const [KNOWN] = [...engine.rules.values()]
const HOUR = 3_600_000
const DATASETS: Readonly<Record<string, readonly string[]>> = { a: ['trail'], b: ['trail', 'flow'], c: ['dns'], d: [] }

test('what is told of rules over several events is what correlation has stored', async (t) => {
  assert.ok(KNOWN)
  const directory = storeFolder(t)
  const store = openStore(directory)
  const datasetsOf = (rule: string): readonly string[] => DATASETS[rule] ?? []
  const options = { rules: ['a', 'b', 'c'], datasetsOf, latenessOf: () => HOUR, linked: new Map(), maxHold: HOUR }
  const marks = new Watermarks(options, [])
  const told = { source: 's', received: SAMPLE_TIME }
  marks.hear([
    { ...told, dataset: 'trail', newest: SAMPLE_TIME },
    { ...told, dataset: 'flow', newest: SAMPLE_TIME - HOUR },
  ])
  marks.follow()
  const health = new HealthCounts()
  health.add([
    { kind: 'late', ruleId: KNOWN.info.id, count: 2, time: SAMPLE_TIME },
    { kind: 'late', ruleId: KNOWN.info.id, count: 3, time: SAMPLE_TIME - 5 },
    { kind: 'silent', ruleId: 's', count: 1, time: SAMPLE_TIME + 7 },
    { kind: 'entries', ruleId: 'gone', count: 1, time: SAMPLE_TIME - 9 },
  ])
  const hits = [1, 2, 3].map((n) => ({ alertId: '', hit: sampleHit(sampleEvent({ n })), waiting: n < 3 }))
  await store.sink.commit({ ...EMPTY_OUTCOME, hits, state: [...marks.changes(), ...health.changes()] })
  store.close()

  const reader = openReader(directory)
  const facts = await readStatefulFacts(reader, { ruleOf: engine.ruleOf, datasetsOf, stateful: [] })
  reader.close()
  assert.deepEqual(
    [...facts.completeUpTo],
    [
      ['flow', SAMPLE_TIME - 2 * HOUR],
      ['trail', SAMPLE_TIME - 2 * HOUR],
    ],
    'a dataset is as far as the rule over it that is furthest back',
  )
  assert.equal(facts.waitingHits, 2)
  assert.deepEqual(
    facts.health.map(({ name, kind, count, last }) => [name, kind, count, last - SAMPLE_TIME]),
    [
      ['s', 'silent', 1, 7],
      [KNOWN.info.title, 'late', 5, 0],
      ['gone', 'entries', 1, -9],
    ],
  )
  const [source, rule] = facts.health.map(healthJson)
  assert.deepEqual([source?.rule, rule?.rule, rule?.first], [null, KNOWN.info.id, '2026-03-14T07:59:59.995Z'])
  for (const { meaning, cure } of facts.health.map(healthJson)) assert.ok(meaning !== '' && cure !== '')
})
