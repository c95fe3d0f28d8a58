import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { buildEngine, runningRules, type Engine } from '../../../services/app/engine.ts'
import type { BatchOutcome } from '../../../services/core/batch-sink.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { recordOf, type TimedRecord } from '../../support/stateful-input.ts'
import { allAlerts, withReader } from '../../support/store-state.ts'
import { batchOf, engineOf, folderFor, openOn, storeIn, type Running } from './stateful-rig.ts'

const START = Date.UTC(2026, 4, 4)
const RECORDS = Math.min(20_000, Math.ceil(4000 * SCALE))

function plain(title: string, number: number): string {
  return `title: ${title}
name: rule_${number}
id: 60000000-0000-4000-8000-EXAMPLE0000${number}
logsource: {product: aws, service: cloudtrail}
detection: {selection: {eventName: ListUsers}, condition: selection}
level: high
`
}

const COUNT = `title: Many calls
id: 60000000-0000-4000-8000-EXAMPLE00009
correlation:
  {type: event_count, rules: [rule_1], group-by: [tocsin.actor.id], timespan: 30d, condition: {gte: 10}, generate: true}
tocsin: {window: 30d}
level: high
`

/** The rule of all times and the count over it, with one more rule that differs between the two. */
const RULES = ['One', 'Other'].map((title, at) => [plain('Always', 1), COUNT, plain(title, 2 + at)].join('---\n'))

function records(count: number): TimedRecord[] {
  return Array.from({ length: count }, (_, number) =>
    recordOf({ name: 'ListUsers', at: START + number * 1000, number, seed: 2 }),
  )
}

/** Both engines; the second is made from the first. */
function engines(): [Engine, Engine] {
  const [one, other] = RULES.map((text) => engineOf(text))
  assert.ok(one && other)
  return [one, buildEngine(other.ruleSet, one)]
}

async function counts(data: string): Promise<Readonly<Record<string, number>>> {
  const alerts = await withReader(data, allAlerts)
  const byTitle: Record<string, number> = {}
  for (const { rule, count } of alerts) byTitle[rule.title] = (byTitle[rule.title] ?? 0) + count
  return byTitle
}

/** Appends records in batches of a hundred, and between two of them does something else now and then. */
async function ingest({ embedded }: Running, between: () => void): Promise<void> {
  const all = records(RECORDS)
  for (let at = 0; at < all.length; at += 100) {
    await embedded.append(batchOf(all.slice(at, at + 100), `file-${at}`))
    between()
  }
  await embedded.drain()
}

/** Every slice whose hits are of both rules that are never there together. */
function mixedSlices(told: readonly BatchOutcome[]): number {
  return told.filter(({ hits }) => {
    const ids = new Set(hits.map(({ hit }) => hit.ruleId.at(-1)))
    return ids.has('2') && ids.has('3')
  }).length
}

const READERS = [
  { name: 'in this thread', threadAfter: 1e9 },
  { name: 'in a thread of its own', threadAfter: 0 },
  { name: 'in a thread that comes later', threadAfter: 1000 },
]

describe('rules that change while much is read', () => {
  for (const { name, threadAfter } of READERS) {
    it(`cost no event and count none twice, read ${name}`, async (t) => {
      const data = storeIn(folderFor(t))
      const both = engines()
      const random = testRandom(900)
      const running = openOn(t, data, { engine: both[0], reading: { threadAfter }, mostWaiting: 300 })
      const changes: Promise<void>[] = []
      let is = 0
      await ingest(running, () => {
        if (!random.chance(0.3)) return
        is = 1 - is
        changes.push(running.embedded.changeRules(both[is] ?? both[0]))
      })
      await Promise.all(changes)
      assert.ok(changes.length > 3)
      assert.equal(mixedSlices(running.told), 0)
      await running.embedded.close()
      const { Always, One = 0, Other = 0, ...others } = await counts(data)
      assert.deepEqual([Always, One + Other, others['Many calls']], [RECORDS, RECORDS, RECORDS])
      assert.ok(One > 0 && Other > 0)
      assert.equal(await withReader(data, async (reader) => (await reader.events.count()).total), RECORDS)
    })
  }
})

async function opened(t: TestContext): Promise<Running & { readonly data: string }> {
  const data = storeIn(folderFor(t))
  return { ...openOn(t, data, { engine: engines()[0] }), data }
}

it('rules change although nothing is read', async (t) => {
  const { embedded, told, data } = await opened(t)
  const [, other] = engines()
  await embedded.changeRules(other)
  await embedded.append(batchOf(records(1), 'file'))
  await embedded.drain()
  assert.deepEqual(
    told
      .at(-1)
      ?.hits.map(({ hit }) => hit.ruleId.at(-1))
      .toSorted(),
    ['1', '3'],
  )
  await embedded.close()
  assert.deepEqual(await counts(data), { Always: 1, Other: 1 })
})

it('an engine that is made from another one runs the same rules as one that is made by itself', () => {
  const [one, other] = engines()
  assert.equal(runningRules(other), runningRules(buildEngine(other.ruleSet)))
  assert.notEqual(runningRules(other), runningRules(one))
})
