import type { AlertStore } from '../../core/alert-store.ts'
import type { BatchOutcome, BatchSink, OutboxEntry } from '../../core/batch-sink.ts'
import type { CheckpointStore } from '../../core/checkpoint.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetterStore } from '../../core/dead-letter-store.ts'
import { AppError } from '../../core/errors.ts'
import type { OutboxStore } from '../../core/outbox-store.ts'
import type { EventStore } from '../../core/event-store.ts'
import type { HitStore } from '../../core/hit-store.ts'
import type { Log } from '../../core/log.ts'
import type { StateEntry } from '../../core/state.ts'
import { MemoryAlerts } from './memory-alerts.ts'
import { compareBytes } from './compare-bytes.ts'
import { memoryCheckpoints } from './memory-checkpoints.ts'
import { MemoryCommands } from './memory-commands.ts'
import { MemoryDeadLetters } from './memory-dead-letters.ts'
import { MemoryEvents } from './memory-events.ts'
import { MemoryHits } from './memory-hits.ts'
import { MemoryOutbox } from './memory-outbox.ts'
import { MemoryLog, type PartitionCounts } from './memory-log.ts'

/** Every port, filled with plain maps and arrays. */
export interface MemoryStore {
  readonly log: Log
  readonly sink: BatchSink
  readonly events: EventStore
  readonly alerts: AlertStore
  readonly hits: HitStore
  readonly deadLetters: DeadLetterStore
  readonly commands: CommandQueue
  readonly checkpoints: CheckpointStore
  readonly outbox: OutboxStore
}

/**
 * The simplest correct fill of every port: what it does is what the ports mean. Used as the oracle of tests and for runs
 * that leave nothing behind. `partitions` is by topic; one where a topic is not named.
 */
export function createMemoryStore({ partitions = {} }: { partitions?: PartitionCounts } = {}): MemoryStore {
  const hits = new MemoryHits()
  const parts = {
    log: new MemoryLog(partitions),
    events: new MemoryEvents(),
    hits,
    alerts: new MemoryAlerts(hits),
    deadLetters: new MemoryDeadLetters(),
    commands: new MemoryCommands(),
  }
  const entries = new Map<string, OutboxEntry>()
  const remembered = new Map<string, StateEntry>()
  const outbox = new MemoryOutbox(entries, (command) => parts.commands.push(command))
  const sink: BatchSink = {
    commit: async (outcome) => {
      refuseHalfNumbers(outcome)
      parts.events.add(outcome.events)
      hits.add(outcome.hits)
      hits.settle(outcome.settled)
      parts.alerts.put(outcome.alerts)
      for (const entry of outcome.outbox) if (!entries.has(entry.id)) entries.set(entry.id, entry)
      for (const entry of outcome.state) remember(remembered, entry)
      parts.deadLetters.remove(outcome.redriven)
      parts.deadLetters.add(outcome.deadLetters)
      parts.commands.settle(outcome.commands)
      if (outcome.offset) parts.log.setOffset(outcome.offset.group, outcome.offset.partition, outcome.offset.next)
    },
    known: async (ids) => new Set(ids.filter((id) => parts.events.has(id))),
    counted: async (asked) => new Set(asked.filter((hit) => hits.has(hit))),
    hits: async (keys) => hits.of(keys),
    state: async (kind) =>
      [...remembered.values()].filter((entry) => entry.kind === kind).toSorted((a, b) => compareBytes(a.key, b.key)),
    alerts: async (ids) => parts.alerts.byIds(ids),
  }
  return { ...parts, outbox, sink, checkpoints: memoryCheckpoints() }
}

/** What a database refuses, so that nothing of such an outcome is stored here either. */
function refuseHalfNumbers(outcome: BatchOutcome): void {
  const numbers = [
    ...(outcome.offset ? [outcome.offset.next] : []),
    ...outcome.hits.map(({ hit }) => hit.time),
    ...outcome.alerts.flatMap((alert) => [alert.version, alert.first, alert.last]),
  ]
  if (!numbers.every((number) => Number.isInteger(number))) {
    throw new AppError('STORE_FAILED', 'an offset, a version or a time is no whole number')
  }
}

function remember(into: Map<string, StateEntry>, entry: StateEntry): void {
  const key = JSON.stringify([entry.kind, entry.key])
  if (entry.value === null) into.delete(key)
  else into.set(key, entry)
}
