import assert from 'node:assert/strict'
import { relative } from 'node:path'
import { test } from 'node:test'
import { ACCOUNTS, USUAL_REGIONS } from '../../../services/app/demo/company.ts'
import { demoSchedule } from '../../../services/app/demo/demo-schedule.ts'
import { buildEngine } from '../../../services/app/engine.ts'
import { BUILTIN_RULES, readRuleFiles } from '../../../services/app/rules/read-rule-files.ts'
import type { Hit } from '../../../services/core/hit.ts'
import { isRejection } from '../../../services/normalize/rejection.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'

const lists = new Map([
  ['usual_regions', USUAL_REGIONS],
  ['own_accounts', ACCOUNTS.map(({ id }) => id)],
])
const engine = buildEngine(loadRuleSet(await readRuleFiles([BUILTIN_RULES]), { lists, disable: [], levels: {} }))

/** Which rules of which folder the whole demo hits, in the usual day and in the attack. */
const quiet: string[] = []
const attack = new Set<string>()
for (const [index, { recordText, step }] of demoSchedule(61, Date.UTC(2026, 2, 14, 10)).entries()) {
  const bytes = Buffer.from(recordText)
  const event = engine.normalizer.read(bytes, 'auto', {
    source: 'demo',
    object: 'demo',
    position: index + 1,
    received: 0,
  })
  assert.ok(!isRejection(event), recordText)
  const hits: Hit[] = []
  engine.detector.detect(event, hits)
  for (const { ruleId } of hits) {
    const rule = relative(BUILTIN_RULES, engine.ruleOf(ruleId)?.file ?? '')
    if (step === null) quiet.push(`${rule}: ${recordText}`)
    else attack.add(rule.replace(/[/\\][^/\\]*$/, '').replaceAll('\\', '/'))
  }
}

test('no rule that comes with us hits anything in the usual day', () => {
  assert.deepEqual(quiet, [])
})

for (const folder of ['root', 'iam', 'network', 'regions', 'keys', 'denied', 'logging']) {
  test(`the attack hits rules about ${folder}`, () => {
    assert.ok(attack.has(`aws/${folder}`), [...attack].join(', '))
  })
}
