import type { Command, CommandResult } from '../../core/command.ts'
import type { CommandQueue } from '../../core/command-queue.ts'

/** Commands in the order in which they came. */
export class MemoryCommands implements CommandQueue {
  readonly #commands = new Map<string, Command>()
  readonly #results = new Map<string, CommandResult>()

  async push(command: Command): Promise<void> {
    if (!this.#commands.has(command.id)) this.#commands.set(command.id, command)
  }

  async pending(limit: number): Promise<readonly Command[]> {
    const open = [...this.#commands.values()].filter(({ id }) => !this.#isSettled(id))
    return open.slice(0, Math.max(0, limit))
  }

  async result(id: string): Promise<CommandResult | null> {
    return this.#results.get(id) ?? null
  }

  /** Takes what an outcome settled off the queue, and remembers what it said. */
  settle(results: readonly CommandResult[]): void {
    for (const result of results) {
      if (this.#commands.has(result.commandId) && !this.#isSettled(result.commandId))
        this.#results.set(result.commandId, result)
    }
  }

  #isSettled(id: string): boolean {
    return (this.#results.get(id)?.outcome ?? 'under-way') !== 'under-way'
  }
}
