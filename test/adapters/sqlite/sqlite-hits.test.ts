import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { Hit } from '../../../services/core/hit.ts'
import { testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)

function hit(ruleId: string, eventId: string, time: number): Hit {
  const texts = { providerId: '', actor: '', account: '', region: '', action: '', address: '', target: '', outcome: '' }
  return { ruleId, ruleHash: '', eventId, time, group: {}, ...texts, object: 'o', position: 1 }
}

it('hits come in the order of time, event and rule, however they were stored, while others are written', async () => {
  const random = testRandom(41)
  const hits = Array.from({ length: 500 }, (_, index) =>
    hit(`rule-${index % 3}`, `event-${String(random.int(200)).padStart(3, '0')}`, random.int(20)),
  )
  const unique = [...new Map(hits.map((each) => [`${each.ruleId} ${each.eventId}`, each])).values()]
  const store = openStore(directory)
  const reader = openReader(directory)
  const commit = (stored: readonly Hit[]): Promise<void> =>
    store.sink.commit({ ...EMPTY_OUTCOME, hits: stored.map((each) => ({ alertId: 'A', hit: each })) })
  await commit(unique)
  const key = ({ time, eventId, ruleId }: Hit): string => `${String(time).padStart(3, '0')} ${eventId} ${ruleId}`
  const found: string[] = []
  for (const each of reader.hits.inOrder()) {
    found.push(key(each))
    if (found.length === 10) await commit([hit('rule-9', 'event-999', 999)])
  }
  assert.deepEqual(found, unique.map(key).toSorted(), `seed ${random.seed}`)
  // One that is left early keeps nothing open.
  for (const each of reader.hits.inOrder()) if (key(each) !== '') break
  assert.equal([...reader.hits.inOrder()].length, unique.length + 1)
  reader.close()
  store.close()
})
