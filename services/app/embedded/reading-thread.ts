import { parentPort, workerData } from 'node:worker_threads'
import { EventPacker } from '../../adapters/sqlite/event-packer.ts'
import type { Hit } from '../../core/hit.ts'
import { buildEngine, runningRules } from '../engine.ts'
import { readRaw } from './handle-raw.ts'
import { openRules } from './packed-rules.ts'
import { ProgressTable } from './progress-table.ts'
import { unpackBatches, type PackedRecords, type RejectedRecord } from './thread-messages.ts'
import type { ThreadData, ThreadMessage, ThreadRequest } from './thread-messages.ts'

// The thread that RecordThread starts: it reads records, evaluates rules and writes documents, and keeps nothing.

if (!parentPort) throw new Error('this file is the code of a thread')
const port = parentPort
let engine = buildEngine((workerData as ThreadData).ruleSet)
const packer = new EventPacker()

port.on('message', (request: ThreadRequest) => {
  if (request.kind === 'rules') {
    engine = buildEngine(openRules(engine.ruleSet, request.rules), engine)
    tellRules()
    return
  }
  const message = read(request)
  const { order, times, values, starts, data } = message.columns
  port.postMessage(message, [order.buffer, times.buffer, values.buffer, starts.buffer, data.buffer])
})
tellRules()

function tellRules(): void {
  port.postMessage({ kind: 'ready', rules: runningRules(engine) } satisfies ThreadMessage)
}

function read(records: PackedRecords): Extract<ThreadMessage, { kind: 'read' }> {
  const hits: Hit[] = []
  const rejected: RejectedRecord[] = []
  const seen = new Set<string>()
  const progress = new ProgressTable()
  for (const [number, batch] of unpackBatches(records).entries()) {
    readRaw(batch, engine, {
      hits,
      seen,
      progress,
      document: (event) => engine.normalizer.eventBytes(event),
      event: (document) => packer.add(document),
      rejected: (index, rejection) => void rejected.push({ batch: number, index, rejection }),
    })
  }
  return { kind: 'read', number: records.number, columns: packer.take(), hits, rejected, progress: progress.entries }
}
