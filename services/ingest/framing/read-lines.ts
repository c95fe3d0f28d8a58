import type { FramerState } from './framer-state.ts'
import { BYTE, CLASS, KIND } from './json-byte.ts'
import { beginsWithListKey, LINE_HEAD_BYTES } from './list-head.ts'
import { faultOf, trimmedEnd } from './lost-region.ts'
import { beginText } from './read-start.ts'
import { mayReadAgain } from './recover.ts'

/** What stands between two objects when somebody forgot the newline; also inside of strings, so it proves nothing. */
const SEAM = Buffer.from('}{')

/** Hands out line by line, from the start of a line on, until one needs to be read as a value or the input is used up. */
export function readLines(state: FramerState): boolean {
  const { window, held } = state
  state.byLine = true
  if (held.length > 0) {
    const newline = window.bytes.indexOf(BYTE.newline, window.at)
    if (newline < 0 && !state.isEnd) return holdLine(state, window.at)
    window.prepend(held.take(), window.at)
  }
  const { bytes, end } = window
  let at = window.at
  while (at < end) {
    const first = bytes[at] ?? 0
    if (CLASS[first] === KIND.blank) {
      at += 1
      continue
    }
    const newline = bytes.indexOf(BYTE.newline, at)
    const lineEnd = newline < 0 ? end : newline
    if (opensValue(state, at, lineEnd)) return beginValueAt(state, 'head', at)
    if (newline < 0 && !state.isEnd) {
      state.lineOffset = window.base + at
      if (end - at < LINE_HEAD_BYTES) return window.keep(at)
      return holdLine(state, at)
    }
    const verdict = takeLine(state, at, lineEnd)
    if (verdict !== 'taken') return verdict === 'value' ? beginValueAt(state, 'value', at) : ignoreFrom(state, at)
    at = lineEnd
  }
  state.mode = 'between'
  state.atLineStart = true
  return state.needMore()
}

/** Passes over a line beyond the limit. */
export function readLongLine(state: FramerState): boolean {
  const { window, lost } = state
  const newline = window.bytes.indexOf(BYTE.newline, window.at)
  if (newline < 0) {
    lost.add(window.bytes.subarray(window.at))
    return state.needMore()
  }
  lost.add(window.bytes.subarray(window.at, newline))
  state.endLost(newline)
  return state.goTo('between', newline)
}

function holdLine(state: FramerState, from: number): false {
  state.held.append(state.window.bytes.subarray(from))
  return state.held.length > state.maxBytes ? state.beginTooLong('long-line') : state.needMore()
}

/** A line that is an array, or an object that begins with a list of records, is opened instead of handed out. */
function opensValue(state: FramerState, at: number, lineEnd: number): boolean {
  const first = state.window.bytes[at]
  if (first === BYTE.openBracket) return mayReadAgain(state, state.window.base + at)
  if (first !== BYTE.openBrace) return false
  return beginsWithListKey(state.window.bytes, at, Math.min(lineEnd, at + LINE_HEAD_BYTES))
}

function beginValueAt(state: FramerState, mode: 'head' | 'value', at: number): true {
  state.atLineStart = true
  state.isLineFirst = true
  state.segment = at
  if (mode === 'value') state.scanner.reset()
  return state.goTo(mode, at)
}

function ignoreFrom(state: FramerState, at: number): true {
  return beginText(state, at, 'not a text file')
}

/** Hands out the line at `start`, unless it must be read as a value or shows that this is no text. */
function takeLine(state: FramerState, start: number, lineEnd: number): 'taken' | 'value' | 'no-text' {
  const { out, window } = state
  const { bytes } = window
  const resumeAt = window.base + lineEnd
  const end = trimmedEnd(bytes, start, lineEnd)
  const line = bytes.subarray(start, end)
  const first = bytes[start]
  const last = bytes[end - 1]
  if (lineEnd - start > state.maxBytes) {
    out.fault(faultOf('too-large', `larger than the limit of ${state.maxBytes} bytes`, line), resumeAt)
  } else if (first === BYTE.openBrace) {
    const isEnded = last === BYTE.closeBrace
    const hasSeam = line.includes(SEAM)
    // A line with a seam is read as a value: it then also tells how records begin, which counts when something breaks later.
    if (isEnded && !hasSeam && out.offer?.(line, resumeAt) === true) {
      state.seenJson = true
      return 'taken'
    }
    if ((!isEnded || hasSeam) && mayReadAgain(state, window.base + start)) return 'value'
    if (!isEnded) {
      out.fault(faultOf('not-json', 'the line begins like JSON and does not end so', line), resumeAt)
      return 'taken'
    }
    state.seenJson = true
    out.record(line, resumeAt)
  } else if (isString(line) || first === BYTE.openBracket) out.record(line, resumeAt)
  else if (state.seenJson) out.fault(faultOf('not-json', 'a line of other text between lines of JSON', line), resumeAt)
  else if (line.includes(0)) return 'no-text'
  else out.record(line, resumeAt)
  return 'taken'
}

function isString(line: Uint8Array): boolean {
  return line.length > 1 && line[0] === BYTE.quote && line[line.length - 1] === BYTE.quote
}
