import { cutEnd } from './display-width.ts'
import { formatBytes, formatCount, formatNumberOf, formatStopwatch } from './format.ts'
import type { Terminal } from './terminal.ts'

/** How far a long piece of work is. */
export interface Progress {
  readonly filesDone: number
  readonly filesTotal: number
  readonly bytesDone: number
  /** 0 while it is not known */
  readonly bytesTotal: number
  readonly records: number
}

/** What a progress bar needs from outside. */
export interface ProgressBarOptions {
  readonly terminal: Terminal
  /** writes to the stream that `terminal` is about */
  readonly write: (text: string) => void
  /** milliseconds, only going forward */
  readonly now: () => number
}

const INTERVAL = 100
const CLEAR_LINE = '\r\u001b[2K'

/**
 * One line that says how far the work is, redrawn in place at most ten times a second; silent when nobody watches.
 * Opened by the constructor, closed by {@link close}, after which nothing of it is left on the screen.
 */
export class ProgressBar {
  readonly #options: ProgressBarOptions
  readonly #started: number
  #drawnAt = Number.NEGATIVE_INFINITY
  #isDrawn = false
  #isClosed = false

  constructor(options: ProgressBarOptions) {
    this.#options = options
    this.#started = options.now()
  }

  /** Takes the newest figures; draws them unless it has just drawn. Cheap enough to call for every batch. */
  update(progress: Progress): void {
    const { terminal, write, now } = this.#options
    const time = now()
    if (!terminal.isTty || this.#isClosed || time - this.#drawnAt < INTERVAL) return
    this.#drawnAt = time
    this.#isDrawn = true
    write(CLEAR_LINE + renderProgress(progress, time - this.#started, terminal.width))
  }

  /** Takes the line off the screen, so that something else can be printed; a later update draws it again. */
  clear(): void {
    if (this.#isDrawn) this.#options.write(CLEAR_LINE)
    this.#isDrawn = false
  }

  close(): void {
    this.clear()
    this.#isClosed = true
  }
}

/**
 * The figures as one line of less than `width` columns: what does not fit is left out, from the right. `elapsed` is the
 * time since the start, in milliseconds. Work is measured in bytes, in files while their sizes are not known.
 */
export function renderProgress(progress: Progress, elapsed: number, width: number): string {
  const { filesDone, filesTotal, bytesDone, bytesTotal, records } = progress
  const share = clamp(bytesTotal > 0 ? bytesDone / bytesTotal : filesTotal > 0 ? filesDone / filesTotal : 0)
  const cells = width < 100 ? 10 : 20
  const full = Math.floor(share * cells)
  const bar = `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${String(Math.floor(share * 100)).padStart(3)} %`
  const bytes = bytesTotal > 0 ? `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}` : formatBytes(bytesDone)
  const parts = [
    bar,
    `${formatCount(filesDone)}/${formatNumberOf(filesTotal, 'file')}`,
    `${formatCount(elapsed > 0 ? (records * 1000) / elapsed : 0)} records/s`,
    // Before a second has passed the estimate only jumps about.
    share > 0 && elapsed >= 1000 ? `${formatStopwatch((elapsed * (1 - share)) / share)} left` : '',
    bytes,
  ].filter((part) => part !== '')
  let line = ''
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`
    if (longer.length >= width) break
    line = longer
  }
  return line === '' ? cutEnd(bar, width - 1) : line
}

function clamp(share: number): number {
  return Math.min(Math.max(share, 0), 1)
}
