import type { Command, CommandResult } from '../../core/command.ts'
import type { CommandQueue } from '../../core/command-queue.ts'

/** Commands in the order in which they came. */
export class MemoryCommands implements CommandQueue {
  readonly #commands = new Map<string, Command>()
  readonly #settled = new Set<string>()

  async push(command: Command): Promise<void> {
    if (!this.#commands.has(command.id)) this.#commands.set(command.id, command)
  }

  async pending(limit: number): Promise<readonly Command[]> {
    const open = [...this.#commands.values()].filter(({ id }) => !this.#settled.has(id))
    return open.slice(0, Math.max(0, limit))
  }

  /** Takes what an outcome settled off the queue. */
  settle(results: readonly CommandResult[]): void {
    for (const { commandId } of results) if (this.#commands.has(commandId)) this.#settled.add(commandId)
  }
}
