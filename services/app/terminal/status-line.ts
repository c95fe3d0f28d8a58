import type { Terminal } from './terminal.ts'

const CLEAR_LINE = '\r\u001b[2K'

/**
 * One line at the bottom that is written over and over; silent when nobody watches. Call {@link clear} before anything else
 * is printed.
 */
export class StatusLine {
  readonly #terminal: Terminal
  readonly #write: (text: string) => void
  #isDrawn = false

  /** `write` writes to the stream that `terminal` is about. */
  constructor(terminal: Terminal, write: (text: string) => void) {
    this.#terminal = terminal
    this.#write = write
  }

  show(text: string): void {
    if (!this.#terminal.isTty) return
    this.#write(CLEAR_LINE + text)
    this.#isDrawn = true
  }

  clear(): void {
    if (this.#isDrawn) this.#write(CLEAR_LINE)
    this.#isDrawn = false
  }
}
