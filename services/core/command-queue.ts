import type { Command } from './command.ts'

/** Wishes about alerts on their way to the one writer of alerts. */
export interface CommandQueue {
  /** Resolves when durable. The same id again changes nothing. */
  push(command: Command): Promise<void>
  /** Commands that no outcome has settled yet, oldest first. */
  pending(limit: number): Promise<readonly Command[]>
}
