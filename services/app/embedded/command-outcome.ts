import { EMPTY_OUTCOME, type BatchOutcome } from '../../core/batch-sink.ts'
import { isAboutAlert } from '../../core/command.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { OutcomeParts } from './outcome-work.ts'

/** How many commands are applied in one commit. */
const COMMANDS_AT_ONCE = 500

/**
 * What the waiting commands about alerts lead to, ready to be committed, or null when none waits. The correlator must be
 * dropped when the commit fails. Commands about other things are not touched: who does them settles them.
 */
export async function commandOutcome(parts: {
  readonly commands: CommandQueue
  readonly correlator: OutcomeParts['correlator']
}): Promise<BatchOutcome | null> {
  const commands = (await parts.commands.pending(COMMANDS_AT_ONCE)).filter(isAboutAlert)
  if (commands.length === 0) return null
  return { ...EMPTY_OUTCOME, ...(await parts.correlator.apply([], commands)) }
}
