import { BYTE } from './json-byte.ts'
import type { Framer, FramerOptions, FrameSink, LineBoundary, LineForm } from './framer.ts'
import { type FramerMode, FramerState } from './framer-state.ts'
import { readLines, readLongLine } from './read-lines.ts'
import { passOver, readStart } from './read-start.ts'
import { readBehindValue, readBetween, readHead, readLongValue, readTail, readValue } from './read-values.ts'
import { finish, searchStart } from './recover.ts'

/** One thing that a framer does in a mode; false when that needs more input. */
const STEPS: Readonly<Record<FramerMode, (state: FramerState) => boolean>> = {
  start: readStart,
  between: readBetween,
  head: readHead,
  value: readValue,
  'long-value': readLongValue,
  'behind-value': readBehindValue,
  tail: readTail,
  line: readLines,
  'long-line': readLongLine,
  lost: searchStart,
  ignore: passOver,
}

const NO_SINK: FrameSink = {
  record: () => undefined,
  fault: () => undefined,
}

const NOTHING = new Uint8Array(0)

/** The framer that `createFramer` describes. */
export class RecordFramer implements Framer {
  readonly #state: FramerState

  constructor(options: FramerOptions) {
    this.#state = new FramerState(options, NO_SINK)
  }

  push(piece: Uint8Array, out: FrameSink): void {
    if (piece.length === 0) return
    const { mode, held } = this.#state
    // A line that began in an earlier piece is put together alone, or all of this piece would be copied to stand behind it.
    const newline = mode === 'line' && held.length > 0 ? piece.indexOf(BYTE.newline) : -1
    if (newline < 0) return this.#pushWhole(piece, out)
    this.#pushWhole(piece.subarray(0, newline + 1), out)
    if (newline + 1 < piece.length) this.#pushWhole(piece.subarray(newline + 1), out)
  }

  #pushWhole(piece: Uint8Array, out: FrameSink): void {
    this.#load(piece, out)
    this.#run()
  }

  end(out: FrameSink): void {
    this.#load(NOTHING, out)
    this.#state.isEnd = true
    do this.#run()
    while (finish(this.#state))
  }

  get form(): LineForm {
    return this.#state.form
  }

  get isInside(): boolean {
    const { mode, lists, window } = this.#state
    if (lists.length > 0) return true
    return mode === 'start' ? window.hasRest : mode !== 'between' && mode !== 'behind-value'
  }

  lineBoundary(): LineBoundary | null {
    const { mode, byLine, atLineStart, lists, window, lineOffset, form } = this.#state
    if (!byLine || lists.length > 0) return null
    if (mode === 'line') return { offset: lineOffset, form }
    return mode === 'between' && atLineStart ? { offset: window.base + window.at, form } : null
  }

  #load(piece: Uint8Array, out: FrameSink): void {
    const state = this.#state
    state.out = out
    state.window.load(piece)
    state.segment = 0
  }

  #run(): void {
    const state = this.#state
    while (STEPS[state.mode](state));
  }
}
