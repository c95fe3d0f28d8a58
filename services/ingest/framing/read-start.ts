import type { FramerState } from './framer-state.ts'
import { BYTE, CLASS, KIND } from './json-byte.ts'
import { whyNotText } from './not-text.ts'

/** How much of the first line shows whether a file is text. */
const TEXT_HEAD_BYTES = 4096

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const

/** Passes over blanks and byte order marks, then tells from the first line whether there may be a log at all. */
export function readStart(state: FramerState): boolean {
  const { window, isEnd } = state
  const { bytes, end } = window
  let at = window.at
  for (; at < end; at += 1) {
    if (bytes[at] === BYTE_ORDER_MARK[0]) {
      if (at + 2 >= end && !isEnd) return window.keep(at)
      if (bytes[at + 1] !== BYTE_ORDER_MARK[1] || bytes[at + 2] !== BYTE_ORDER_MARK[2]) break
      at += 2
    } else if (CLASS[bytes[at] ?? 0] !== KIND.blank) break
  }
  if (at >= end) return state.needMore()
  const first = bytes[at]
  if (at + 1 >= end && !isEnd) return window.keep(at)
  const isJson = first === BYTE.openBrace || first === BYTE.openBracket || first === BYTE.quote
  if (isJson && bytes[at + 1] !== 0) return state.goTo('between', at)
  const newline = bytes.indexOf(BYTE.newline, at)
  if (newline < 0 && end - at < TEXT_HEAD_BYTES && !isEnd) return window.keep(at)
  const head = bytes.subarray(at, Math.min(newline < 0 ? end : newline, at + TEXT_HEAD_BYTES))
  return beginText(state, at, whyNotText(head))
}

/** Goes on with lines of text at `at`, or passes over all that follows. */
export function beginText(state: FramerState, at: number, whyNot: string | null): true {
  if (whyNot !== null) {
    state.beginLost('not-json', whyNot)
    return state.goTo('ignore', at)
  }
  state.byLine = true
  return state.goTo('between', at)
}

/** Counts what is no log. */
export function passOver(state: FramerState): boolean {
  state.lost.add(state.window.bytes.subarray(state.window.at))
  return state.needMore()
}
