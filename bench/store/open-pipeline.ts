import { Embedded } from '../../services/app/embedded/embedded.ts'
import type { BatchOutcome } from '../../services/core/batch-sink.ts'
import type { RawBatch } from '../../services/core/raw-record.ts'
import { loadEngine } from '../load-engine.ts'

/** A pipeline that is fed by the benchmark itself. */
export interface FedPipeline {
  readonly embedded: Embedded
  /** Appends records of one object that goes on and on; resolves when they are durable. */
  append(records: readonly Uint8Array[]): Promise<void>
  /** CPU time since the pipeline was opened, in microseconds */
  cpu(): Promise<{ readonly all: number; readonly main: number; readonly thread: number }>
}

/** Opens the embedded pipeline on a store, with every rule that comes with Tocsin. */
export async function openPipeline(
  directory: string,
  committed: (outcome: BatchOutcome) => void,
): Promise<FedPipeline> {
  const engine = await loadEngine()
  const fail = (message: string): void => console.error(message)
  const logger = { info: () => undefined, warn: fail, error: fail }
  const embedded = new Embedded({ data: directory, namespace: 'bench', engine, logger, committed })
  const [all, main] = [process.cpuUsage(), process.threadCpuUsage()]
  const object = `bench-${process.pid}`
  let position = 1
  return {
    embedded,
    append: async (records) => {
      const batch: RawBatch = {
        type: 'aws/cloudtrail',
        source: 'bench',
        object,
        received: Date.now(),
        firstPosition: position,
        records,
      }
      position += records.length
      await embedded.append(batch)
    },
    cpu: async () => ({
      all: total(process.cpuUsage(all)),
      main: total(process.threadCpuUsage(main)),
      thread: await embedded.threadCpuTime(),
    }),
  }
}

function total({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}
