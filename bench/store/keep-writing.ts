// Writes into a store at a steady rate until it is told to end: `search` runs it beside itself.
//   keep-writing.ts STORE RATE SEED
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader } from '../../services/adapters/sqlite/open-reader.ts'
import { newestTime } from './newest-time.ts'
import { openPipeline } from './open-pipeline.ts'
import { createRecordSource } from './record-source.ts'

const [, , directory = '', rate = '2000', seed = '1'] = process.argv
const TICK = 10
const over = new AbortController()
process.on('message', () => over.abort())
process.on('disconnect', () => over.abort())

const pipeline = await openPipeline(directory, () => undefined)
const step = 1000 / Number(rate)
const reader = openReader(directory)
const start = await newestTime(reader.events)
reader.close()
const source = createRecordSource({
  seed: Number(seed),
  count: 1e9,
  start,
  step,
  attackEvery: 5000,
})
const started = performance.now()
let handedIn = 0
process.send?.('writing')
while (!over.signal.aborted) {
  const due = Math.floor((performance.now() - started) / step) - handedIn
  if (due > 0) {
    await pipeline.append(source(due))
    handedIn += due
  }
  await sleep(TICK)
}
await pipeline.embedded.close()
process.disconnect?.()
