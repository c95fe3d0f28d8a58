import type { AlertStore } from '../../services/core/alert-store.ts'
import type { BatchSink } from '../../services/core/batch-sink.ts'
import type { CheckpointStore } from '../../services/core/checkpoint.ts'
import type { CommandQueue } from '../../services/core/command-queue.ts'
import type { DeadLetterStore } from '../../services/core/dead-letter-store.ts'
import type { EventStore } from '../../services/core/event-store.ts'
import type { HitStore } from '../../services/core/hit-store.ts'
import type { OutboxStore } from '../../services/core/outbox-store.ts'
import type { Log } from '../../services/core/log.ts'

/** All ports of one adapter, open on the same data. */
export interface Ports {
  readonly log: Log
  readonly sink: BatchSink
  readonly events: EventStore
  readonly alerts: AlertStore
  /** as the writer reads them */
  readonly hits: HitStore
  readonly deadLetters: DeadLetterStore
  readonly commands: CommandQueue
  readonly outbox: OutboxStore
  readonly checkpoints: CheckpointStore
}

/** Ports that a test may close and open again. */
export interface OpenedPorts extends Ports {
  /** The same data as a new process finds it; ports opened before are closed. An adapter without a disk gives itself. */
  reopen(): Promise<OpenedPorts>
  close(): Promise<void>
}

/** What an adapter gives to the contract suites: fresh, empty ports for every test. */
export interface AdapterFixture {
  readonly name: string
  /** `partitions` by topic */
  open(partitions?: Readonly<Record<string, number>>): Promise<OpenedPorts>
}

/** Runs a test on fresh ports and closes them, also those that it opened again. */
export function withPorts(
  fixture: AdapterFixture,
  test: (ports: OpenedPorts, reopen: () => Promise<OpenedPorts>) => Promise<void>,
  partitions?: Readonly<Record<string, number>>,
): () => Promise<void> {
  return async () => {
    let ports = await fixture.open(partitions)
    try {
      await test(ports, async () => (ports = await ports.reopen()))
    } finally {
      await ports.close()
    }
  }
}
