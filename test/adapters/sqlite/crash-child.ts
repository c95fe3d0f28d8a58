/**
 * Appends numbered records and commits an event for each, again and again, until it is killed. Tells on standard output
 * what it was promised: `appended N` and `committed N`.
 */
import { writeSync } from 'node:fs'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { sampleEvent, sampleHit, sampleAlert } from '../../support/stored-samples.ts'
import { CRASH_GROUP, CRASH_PARTITION } from './crash-names.ts'

const directory = process.argv[2] ?? ''
const store = openStore(directory)
const log = store.log
let next = await log.end(CRASH_PARTITION)
for (;;) {
  const values = Array.from({ length: 1 + (next % 97) }, (_, index) => Buffer.from(`${next + index}`))
  await log.append(CRASH_PARTITION.topic, [{ key: 'k', headers: { n: `${next}` }, values }])
  next += values.length
  writeSync(1, `appended ${next}\n`)
  const offset = await log.committed(CRASH_GROUP, CRASH_PARTITION)
  const slice = await log.read(CRASH_PARTITION, offset, { maxRecords: 150, maxBytes: 1_000_000 })
  const numbers = slice.batches.flatMap((batch) => batch.values.map((value) => Number(Buffer.from(value).toString())))
  const events = numbers.map((n) => sampleEvent({ n, fields: { pad: 'x'.repeat(500 + (n % 1000)) } }))
  await store.sink.commit({
    ...EMPTY_OUTCOME,
    events,
    hits: events.map((event) => ({ alertId: 'ALERT1', hit: sampleHit(event) })),
    alerts: [sampleAlert({ id: 'ALERT1', version: slice.nextOffset, count: slice.nextOffset })],
    offset: { group: CRASH_GROUP, partition: CRASH_PARTITION, next: slice.nextOffset },
  })
  writeSync(1, `committed ${slice.nextOffset}\n`)
}
