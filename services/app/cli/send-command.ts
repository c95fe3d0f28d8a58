import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader, type SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import type { SqliteStore } from '../../adapters/sqlite/open-store.ts'
import { STORED_EVENT_REFS, type Alert } from '../../core/alert.ts'
import type { Command, CommandKind } from '../../core/command.ts'
import { AppError } from '../../core/errors.ts'
import { Correlator } from '../../correlate/correlator.ts'
import { commandOutcome } from '../embedded/command-outcome.ts'
import type { CliContext } from './context.ts'
import type { PlaceOptions } from './options.ts'
import { storeDirectory } from './place.ts'
import { tryOpenStore } from './try-open-store.ts'
import { userName } from './user-name.ts'

/** What a person wants done with an alert. */
export interface Wish {
  readonly kind: CommandKind
  /** the alert's id or its first characters */
  readonly id: string
  readonly text: string
  /** null = the person who runs the program */
  readonly by: string | null
}

/** How long we wait for the running process to apply a command. */
const WAIT = 10_000
const POLL = 100

/**
 * Puts a command into the store and sees it applied: by the process that runs on the store, or by us when none does.
 * Gives the alert as it then stands.
 */
export async function sendCommand(wish: Wish, options: PlaceOptions, context: CliContext): Promise<Alert> {
  const directory = await storeDirectory(options, context)
  const reader = openReader(directory)
  try {
    const alert = await reader.alerts.get(wish.id)
    if (!alert)
      throw new AppError('NOT_FOUND', `no alert has the id ${wish.id}, or several begin with it; see \`alerts list\``)
    const by = wish.by ?? userName()
    const command: Command = {
      id: randomUUID(),
      alertId: alert.id,
      kind: wish.kind,
      by,
      at: context.now(),
      text: wish.text,
    }
    await reader.commands.push(command)
    const store = tryOpenStore(directory)
    if (store) await applyHere(store, context)
    else await waitApplied(reader, command, context)
    return (await reader.alerts.get(alert.id)) ?? alert
  } finally {
    reader.close()
  }
}

async function applyHere(store: SqliteStore, { now }: CliContext): Promise<void> {
  try {
    const { sink } = store
    const correlator = new Correlator({ namespace: '', maxRefs: STORED_EVENT_REFS, ruleOf: () => undefined, sink, now })
    for (;;) {
      const outcome = await commandOutcome({ commands: store.commands, correlator })
      if (!outcome) return
      await store.sink.commit(outcome)
    }
  } finally {
    store.close()
  }
}

async function waitApplied(reader: SqliteReader, command: Command, context: CliContext): Promise<void> {
  const until = context.now() + WAIT
  while (context.now() < until && !context.signal.aborted) {
    const waiting = await reader.commands.pending(1000)
    if (waiting.every(({ id }) => id !== command.id)) return
    await sleep(POLL)
  }
  await context.err.line('the running process has not applied it yet; it is stored and will be')
}
