import assert from 'node:assert/strict'
import { relative } from 'node:path'
import { test } from 'node:test'
import { ACCOUNTS, createCompany, USUAL_REGIONS } from '../../../services/app/demo/company.ts'
import { demoHistory } from '../../../services/app/demo/demo-history.ts'
import { demoSchedule } from '../../../services/app/demo/demo-schedule.ts'
import { createRandom } from '../../../services/app/demo/random.ts'
import { buildEngine } from '../../../services/app/engine.ts'
import { BUILTIN_RULES, readRuleFiles } from '../../../services/app/rules/read-rule-files.ts'
import type { Alert } from '../../../services/core/alert.ts'
import type { Hit } from '../../../services/core/hit.ts'
import { OfflineCorrelator } from '../../../services/correlate/offline.ts'
import { isRejection } from '../../../services/normalize/rejection.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import { SCALE } from '../../support/random.ts'

const lists = new Map([
  ['usual_regions', USUAL_REGIONS],
  ['own_accounts', ACCOUNTS.map(({ id }) => id)],
])
const engine = buildEngine(loadRuleSet(await readRuleFiles([BUILTIN_RULES]), { lists, disable: [], levels: {} }))
const { ruleOf, stateful } = engine
const START = Date.UTC(2026, 2, 14, 10)
const DAY = 86_400_000

/** What rings for these records, when their log is read to a day after the demo. */
function alertsOf(texts: readonly string[]): readonly Alert[] {
  const correlator = new OfflineCorrelator({ namespace: 'demo', maxRefs: 100, ruleOf, stateful })
  for (const [index, text] of texts.entries()) {
    const origin = { source: 'demo', object: 'demo', position: index + 1, received: 0 }
    const event = engine.normalizer.read(Buffer.from(text), 'auto', origin)
    assert.ok(!isRejection(event), text)
    const hits: Hit[] = []
    engine.detector.detect(event, hits)
    for (const hit of hits) {
      const rule = ruleOf(hit.ruleId)
      if (rule) correlator.add(rule, hit)
    }
  }
  return correlator.alerts(START + DAY)
}

const folderOf = ({ rule }: Alert): string =>
  relative(BUILTIN_RULES, ruleOf(rule.id)?.file ?? '')
    .replace(/[/\\][^/\\]*$/, '')
    .replaceAll('\\', '/')

const SEED = 61
const history = demoHistory(createCompany(SEED), createRandom(SEED + 4), START)
const schedule = demoSchedule(SEED, START)
const alerts = alertsOf([...history, ...schedule.map(({ recordText }) => recordText)])

for (let seed = SEED; seed < SEED + 2 * SCALE; seed += 1) {
  test(`nothing rings in the days before and on the usual day, seed ${seed}`, () => {
    const before = demoHistory(createCompany(seed), createRandom(seed + 4), START)
    const quiet = demoSchedule(seed, START).filter(({ step }) => step === null)
    const rung = alertsOf([...before, ...quiet.map(({ recordText }) => recordText)])
    assert.deepEqual(
      rung.map(({ rule, group }) => ({ title: rule.title, group })),
      [],
    )
  })
}

for (const folder of ['root', 'iam', 'network', 'regions', 'keys', 'denied', 'logging']) {
  test(`the attack rings for ${folder}`, () => {
    assert.ok(alerts.some((alert) => folderOf(alert) === `aws/${folder}`))
  })
}

/** What only shows over several events, with whom or what it is about. */
const OVER_TIME: readonly { title: string; group: string }[] = [
  { title: 'Access key used from a new network', group: '203.0.113.0/24' },
  { title: 'Many calls of one caller refused', group: '111122223333' },
  { title: 'Many different operations of one caller refused', group: '111122223333' },
  { title: 'Console login after many failures', group: 'night-watch-1' },
  { title: 'First change in a region that the account did not use', group: 'ap-southeast-2' },
  { title: 'Trail stopped and not started again', group: 'eu-central-1' },
]

for (const { title, group } of OVER_TIME) {
  test(`the attack rings once as “${title}”`, () => {
    const found = alerts.filter(({ rule }) => rule.title === title)
    assert.equal(found.length, 1)
    assert.equal(found[0]?.kind, 'correlation')
    assert.ok(Object.values(found[0].group).includes(group), JSON.stringify(found[0].group))
  })
}

test('without the days before, nobody knows what is usual', () => {
  const titles = alertsOf(schedule.map(({ recordText }) => recordText)).map(({ rule }) => rule.title)
  assert.ok(titles.includes('Many calls of one caller refused'))
  assert.ok(!titles.includes('Access key used from a new network'))
})
