import { parentPort, workerData } from 'node:worker_threads'
import { EventPacker } from '../../adapters/sqlite/event-packer.ts'
import type { Hit } from '../../core/hit.ts'
import { buildEngine, runningRules, type Engine } from '../engine.ts'
import { readRaw } from './handle-raw.ts'
import { unpackBatches, type PackedRecords, type RejectedRecord } from './thread-messages.ts'
import type { ThreadData, ThreadMessage } from './thread-messages.ts'

// The thread that RecordThread starts: it reads records, evaluates rules and writes documents, and keeps nothing.

if (!parentPort) throw new Error('this file is the code of a thread')
const port = parentPort
const engine = buildEngine((workerData as ThreadData).ruleSet)
const packer = new EventPacker()

let tail: Promise<void> = Promise.resolve()

// While other threads compress the documents of one slice, the records of the next are read. Answers keep their order.
port.on('message', (records: PackedRecords) => {
  const reading = read(records, engine)
  tail = tail.then(async () => {
    const message = await reading
    const { times, values, data } = message.columns
    port.postMessage(message, [times.buffer, values.buffer, data.buffer])
  })
})
port.postMessage({ kind: 'ready', rules: runningRules(engine) } satisfies ThreadMessage)

async function read(records: PackedRecords, handlers: Engine): Promise<Extract<ThreadMessage, { kind: 'read' }>> {
  const hits: Hit[] = []
  const rejected: RejectedRecord[] = []
  for (const [index, batch] of unpackBatches(records).entries()) {
    readRaw(batch, handlers, {
      hits,
      event: (document) => packer.add(document),
      rejected: (record, rejection) => void rejected.push({ batch: index, index: record, rejection }),
    })
  }
  return { kind: 'read', columns: await packer.take(), hits, rejected }
}
