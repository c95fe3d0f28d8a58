import { EMPTY_OUTCOME, type BatchOutcome } from '../../core/batch-sink.ts'
import type { Command, CommandResult } from '../../core/command.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetterHead } from '../../core/dead-letter-store.ts'
import { AppError } from '../../core/errors.ts'
import type { ApplyWork } from '../embedded/outcome-work.ts'
import { parseLetterQuery } from './letter-query.ts'
import { addCounts } from './redrive-counts.ts'
import { readProgress, writeProgress, type RedriveProgress } from './redrive-progress.ts'
import { redriveStep, type RedriveParts } from './redrive-step.ts'

/** What a redrive needs. */
export interface RedriveContext extends RedriveParts {
  readonly commands: CommandQueue
  readonly apply: ApplyWork
  /** ends it after the step in hand; the command stays as it is then and goes on another time */
  readonly signal: AbortSignal
  /** called after every step; must not throw */
  readonly progress?: (command: Command, progress: RedriveProgress) => void
}

/** How many waiting commands are looked at. */
const WAITING = 1000

/** Does every redrive that waits, one after the other. True when there was one. */
export async function redriveWaiting(context: RedriveContext): Promise<boolean> {
  const waiting = (await context.commands.pending(WAITING)).filter(({ kind }) => kind === 'redrive')
  for (const command of waiting) {
    if (context.signal.aborted) break
    await redrive(context, command)
  }
  return waiting.length > 0
}

/**
 * Drives the dead letters that a command names once more, in steps that are one commit each, together with how far it has
 * come: after a crash it goes on where it was, and nothing is lost, counted or rung twice.
 */
async function redrive(context: RedriveContext, command: Command): Promise<void> {
  const matches = matcherOf(command)
  if (typeof matches === 'string') {
    return context.apply(async () => settled({ commandId: command.id, outcome: 'refused', detail: matches }))
  }
  let progress = readProgress((await context.commands.result(command.id))?.detail)
  while (!context.signal.aborted) {
    const { next, isDone } = await oneStep(context, command, { matches, progress })
    progress = next
    context.progress?.(command, progress)
    if (isDone) return
    await breathe()
  }
}

async function oneStep(
  context: RedriveContext,
  command: Command,
  { matches, progress }: { matches: (letter: DeadLetterHead) => boolean; progress: RedriveProgress },
): Promise<{ readonly next: RedriveProgress; readonly isDone: boolean }> {
  let reached = { next: progress, isDone: false }
  await context.apply(async (parts) => {
    const { counts, after, isLast, outcome } = await redriveStep(context, { after: progress.after, matches }, parts)
    const next = { counts: addCounts(progress.counts, counts), after }
    reached = { next, isDone: isLast }
    // A page of letters that are not meant is not worth a commit.
    if (counts.tried === 0 && !isLast) return null
    const result = isLast ? 'applied' : 'under-way'
    return { ...outcome, commands: [{ commandId: command.id, outcome: result, detail: writeProgress(next) }] }
  })
  return reached
}

function matcherOf({ text, at }: Command): ((letter: DeadLetterHead) => boolean) | string {
  try {
    return parseLetterQuery(text, at)
  } catch (error) {
    if (error instanceof AppError && error.code === 'QUERY_INVALID') return error.message
    throw error
  }
}

function settled(result: CommandResult): BatchOutcome {
  return { ...EMPTY_OUTCOME, commands: [result] }
}

/** Timers, sockets and other work have their turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
