import type { LineWriter } from '../output.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** The exit codes of the program; documented in README.md. */
export const EXIT = {
  done: 0,
  failed: 1,
  found: 2,
  unreadable: 3,
  stopped: 130,
} as const

/** What every command works with. */
export interface CliContext {
  /** standard output: results, and nothing else */
  readonly out: LineWriter
  readonly outTerminal: Terminal
  /** standard error: everything that is said about the work */
  readonly err: LineWriter
  readonly errTerminal: Terminal
  /** sets the exit code of the process; the highest one said counts */
  readonly exit: (code: number) => void
  /** aborted by Ctrl-C or SIGTERM */
  readonly signal: AbortSignal
  /** calls the listener on SIGHUP from now on, where that does not mean that the terminal is gone; left out where nobody can */
  readonly hangup?: (listener: () => void) => void
  /** milliseconds since 1970 */
  readonly now: () => number
  /** how the person started the program, for texts that tell what to type next */
  readonly programName: string
}
