import type { Command, CommandResult } from './command.ts'

/** Wishes about alerts on their way to the one writer of alerts. */
export interface CommandQueue {
  /** Resolves when durable. The same id again changes nothing. */
  push(command: Command): Promise<void>
  /** Commands that no outcome has settled yet, oldest first. */
  pending(limit: number): Promise<readonly Command[]>
  /** What the last outcome said of a command; null while none has, and for an unknown one. */
  result(id: string): Promise<CommandResult | null>
}
