import assert from 'node:assert/strict'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { allAlerts, withReader } from '../../support/store-state.ts'
import { writeOldStore } from './old-store.ts'

function entry(n: number) {
  return { id: `out-${n}`, alertId: `A${n}`, kind: 'opened' as const, at: n, written: n }
}

test('entries get numbers that no entry had, also after all were removed: none is passed over', async () => {
  const { directory, remove } = scratchFolder()
  const store = openStore(directory)
  try {
    await store.sink.commit({ ...EMPTY_OUTCOME, outbox: [entry(1), entry(2)] })
    assert.equal(await store.outbox.take('oncall', 10), 2)
    const other = new DatabaseSync(path.join(directory, 'tocsin.db'))
    other.exec('DELETE FROM outbox')
    other.close()
    assert.equal((await store.outbox.due('oncall', 0, 10)).length, 2, 'what was taken is there still')
    await store.sink.commit({ ...EMPTY_OUTCOME, outbox: [entry(3)] })
    assert.equal(await store.outbox.take('oncall', 10), 1)
  } finally {
    store.close()
    remove()
  }
})

test('what version 1 left in the outbox is older than anything that is told; its alerts have no trail', async () => {
  const { directory, remove } = scratchFolder()
  try {
    writeOldStore(directory, 1)
    const store = openStore(directory)
    const taken = await store.outbox.take('oncall', 10_000)
    const old = await store.outbox.writtenBefore('oncall', 1, 10_000)
    store.close()
    assert.ok(taken > 0)
    assert.equal(old.length, taken)
    const alerts = await withReader(directory, allAlerts)
    assert.ok(alerts.length > 0 && alerts.every(({ deliveries }) => deliveries.length === 0))
  } finally {
    remove()
  }
})
