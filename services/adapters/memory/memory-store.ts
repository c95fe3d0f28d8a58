import type { AlertStore } from '../../core/alert-store.ts'
import type { BatchOutcome, BatchSink, FirstSeen, OutboxEntry } from '../../core/batch-sink.ts'
import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'
import type { Command } from '../../core/command.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import type { DeadLetterStore } from '../../core/dead-letter-store.ts'
import { AppError } from '../../core/errors.ts'
import type { EventStore } from '../../core/event-store.ts'
import type { Log } from '../../core/log.ts'
import { MemoryAlerts } from './memory-alerts.ts'
import { MemoryEvents } from './memory-events.ts'
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
  /** what no port reads yet, by id and by rule and key */
  readonly outbox: ReadonlyMap<string, OutboxEntry>
  readonly firstSeen: ReadonlyMap<string, FirstSeen>
}

/**
 * The simplest correct fill of every port: what it does is what the ports mean. Used as the oracle of tests and for runs
 * that leave nothing behind. `partitions` is by topic; one where a topic is not named.
 */
export function createMemoryStore({ partitions = {} }: { partitions?: PartitionCounts } = {}): MemoryStore {
  const log = new MemoryLog(partitions)
  const events = new MemoryEvents()
  const alerts = new MemoryAlerts()
  const deadLetters = new Map<string, DeadLetter>()
  const commands = new Map<string, { readonly command: Command; isSettled: boolean }>()
  const outbox = new Map<string, OutboxEntry>()
  const firstSeen = new Map<string, FirstSeen>()

  const apply = (outcome: BatchOutcome): void => {
    events.add(outcome.events)
    alerts.addHits(outcome.hits)
    alerts.put(outcome.alerts)
    for (const entry of outcome.outbox) if (!outbox.has(entry.id)) outbox.set(entry.id, entry)
    for (const seen of outcome.firstSeen) mergeSeen(firstSeen, seen)
    for (const letter of outcome.deadLetters) if (!deadLetters.has(letter.id)) deadLetters.set(letter.id, letter)
    for (const { commandId } of outcome.commands) {
      const entry = commands.get(commandId)
      if (entry) entry.isSettled = true
    }
    if (outcome.offset) log.setOffset(outcome.offset.group, outcome.offset.partition, outcome.offset.next)
  }
  const sink: BatchSink = {
    commit: async (outcome) => {
      check(outcome)
      apply(outcome)
    },
    known: async (ids) => new Set(ids.filter((id) => events.has(id))),
    alerts: async (ids) => alerts.byIds(ids),
  }
  return {
    log,
    sink,
    events,
    alerts,
    outbox,
    firstSeen,
    deadLetters: deadLetterStore(deadLetters),
    commands: {
      push: async (command) => {
        if (!commands.has(command.id)) commands.set(command.id, { command, isSettled: false })
      },
      pending: async (limit) =>
        [...commands.values()]
          .filter(({ isSettled }) => !isSettled)
          .map(({ command }) => command)
          .slice(0, Math.max(0, limit)),
    },
    checkpoints: checkpointStore(),
  }
}

/** What a database refuses, so that nothing of such an outcome is stored here either. */
function check(outcome: BatchOutcome): void {
  const numbers = [
    ...(outcome.offset ? [outcome.offset.next] : []),
    ...outcome.hits.map(({ hit }) => hit.time),
    ...outcome.alerts.flatMap((alert) => [alert.version, alert.first, alert.last]),
  ]
  if (!numbers.every((number) => Number.isInteger(number))) {
    throw new AppError('STORE_FAILED', 'an offset, a version or a time is no whole number')
  }
}

function mergeSeen(into: Map<string, FirstSeen>, seen: FirstSeen): void {
  const key = JSON.stringify([seen.ruleId, seen.key])
  const stored = into.get(key) ?? seen
  into.set(key, { ...seen, first: Math.min(stored.first, seen.first), last: Math.max(stored.last, seen.last) })
}

function deadLetterStore(letters: ReadonlyMap<string, DeadLetter>): DeadLetterStore {
  return {
    list: async ({ reason, limit }) =>
      [...letters.values()]
        .filter((letter) => reason === null || letter.reason === reason)
        .toSorted((a, b) => b.received - a.received || (a.id < b.id ? 1 : -1))
        .slice(0, Math.max(0, limit)),
    get: async (id) => letters.get(id) ?? null,
    count: async () => letters.size,
  }
}

function checkpointStore(): CheckpointStore {
  const checkpoints = new Map<string, Checkpoint>()
  const keyOf = (source: string, object: string): string => JSON.stringify([source, object])
  return {
    load: async (source) => [...checkpoints.values()].filter((checkpoint) => checkpoint.source === source),
    save: async (saved) => {
      for (const checkpoint of saved) checkpoints.set(keyOf(checkpoint.source, checkpoint.object), checkpoint)
    },
    remove: async (source, objects) => {
      for (const object of objects) checkpoints.delete(keyOf(source, object))
    },
  }
}
