import type { AlertStore } from '../../core/alert-store.ts'
import type { BatchOutcome, BatchSink, FirstSeen, OutboxEntry } from '../../core/batch-sink.ts'
import type { CheckpointStore } from '../../core/checkpoint.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetterStore } from '../../core/dead-letter-store.ts'
import { AppError } from '../../core/errors.ts'
import type { OutboxStore } from '../../core/outbox-store.ts'
import type { EventStore } from '../../core/event-store.ts'
import type { Log } from '../../core/log.ts'
import { MemoryAlerts } from './memory-alerts.ts'
import { memoryCheckpoints } from './memory-checkpoints.ts'
import { MemoryCommands } from './memory-commands.ts'
import { MemoryDeadLetters } from './memory-dead-letters.ts'
import { MemoryEvents } from './memory-events.ts'
import { MemoryOutbox } from './memory-outbox.ts'
import { MemoryLog, type PartitionCounts } from './memory-log.ts'

/** Every port, filled with plain maps and arrays. */
export interface MemoryStore {
  readonly log: Log
  readonly sink: BatchSink
  readonly events: EventStore
  readonly alerts: AlertStore
  readonly deadLetters: DeadLetterStore
  readonly commands: CommandQueue
  readonly checkpoints: CheckpointStore
  readonly outbox: OutboxStore
  /** what no port reads yet: by rule and key */
  readonly firstSeen: ReadonlyMap<string, FirstSeen>
}

/**
 * The simplest correct fill of every port: what it does is what the ports mean. Used as the oracle of tests and for runs
 * that leave nothing behind. `partitions` is by topic; one where a topic is not named.
 */
export function createMemoryStore({ partitions = {} }: { partitions?: PartitionCounts } = {}): MemoryStore {
  const parts = {
    log: new MemoryLog(partitions),
    events: new MemoryEvents(),
    alerts: new MemoryAlerts(),
    deadLetters: new MemoryDeadLetters(),
    commands: new MemoryCommands(),
    firstSeen: new Map<string, FirstSeen>(),
  }
  const entries = new Map<string, OutboxEntry>()
  const outbox = new MemoryOutbox(entries, (command) => parts.commands.push(command))
  const sink: BatchSink = {
    commit: async (outcome) => {
      refuseHalfNumbers(outcome)
      parts.events.add(outcome.events)
      parts.alerts.addHits(outcome.hits)
      parts.alerts.put(outcome.alerts)
      for (const entry of outcome.outbox) if (!entries.has(entry.id)) entries.set(entry.id, entry)
      for (const seen of outcome.firstSeen) widen(parts.firstSeen, seen)
      parts.deadLetters.remove(outcome.redriven)
      parts.deadLetters.add(outcome.deadLetters)
      parts.commands.settle(outcome.commands)
      if (outcome.offset) parts.log.setOffset(outcome.offset.group, outcome.offset.partition, outcome.offset.next)
    },
    known: async (ids) => new Set(ids.filter((id) => parts.events.has(id))),
    counted: async (hits) => new Set(hits.filter((hit) => parts.alerts.hasHit(hit))),
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

function widen(into: Map<string, FirstSeen>, seen: FirstSeen): void {
  const key = JSON.stringify([seen.ruleId, seen.key])
  const stored = into.get(key) ?? seen
  into.set(key, { ...seen, first: Math.min(stored.first, seen.first), last: Math.max(stored.last, seen.last) })
}
