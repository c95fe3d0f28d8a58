import type { FramerMode, FramerState, OpenList } from './framer-state.ts'
import { BYTE, CLASS, KIND } from './json-byte.ts'
import { listKeyInitial, listStart, NO_LIST, UNDECIDED } from './list-head.ts'
import { faultOf, markerOf } from './lost-region.ts'
import { loseValue } from './recover.ts'
import { offerValue } from './offer-value.ts'
import { BROKEN, INCOMPLETE } from './value-scanner.ts'

/** Lists within lists are opened this deep; what lies deeper is a record. */
const MAX_LISTS = 4

/** Passes over what separates records and tells what begins next. */
export function readBetween(state: FramerState): boolean {
  const { window, lists } = state
  const { bytes, end } = window
  const list = lists.at(-1)
  let at = window.at
  for (; at < end; at += 1) {
    const kind = CLASS[bytes[at] ?? 0]
    if (bytes[at] === BYTE.newline) state.atLineStart = true
    else if (kind === KIND.comma) {
      if (!list && state.byLine && state.atLineStart) break
    } else if (kind !== KIND.blank) break
  }
  if (at >= end) return state.needMore()
  if (list) return readItem(state, list, at)
  if (state.byLine && state.atLineStart) return state.goTo('line', at)
  const kind = CLASS[bytes[at] ?? 0]
  if (kind === KIND.open) {
    state.byLine = false
    state.isLineFirst = state.atLineStart
    return state.goTo('head', at)
  }
  if (kind === KIND.quote || !state.seenJson) return state.goTo('line', at)
  return loseAt(state, at)
}

/** Tells whether a `{` or `[` opens a list of records or is one. */
export function readHead(state: FramerState): boolean {
  const { window, lists } = state
  const { bytes, at } = window
  const start = lists.length < MAX_LISTS ? listStart(bytes, at, state.isEnd) : NO_LIST
  if (start === UNDECIDED) return window.keep(at)
  if (start === NO_LIST) return beginValue(state, at)
  const isMember = bytes[at] === BYTE.openBrace
  const initial = isMember ? listKeyInitial(bytes, start) : 0
  lists.push({ isMember, initial, marker: null, guessFrom: 0, shortest: Number.POSITIVE_INFINITY })
  state.seenJson = true
  state.byLine = false
  return state.goTo('between', start)
}

/** Goes on in a value; hands it out when its end is there. */
export function readValue(state: FramerState): boolean {
  const { window, held, segment } = state
  const { bytes } = window
  const end = state.scanner.scan(bytes, window.view, window.at, window.end)
  if (end === BROKEN) return loseValue(state, state.scanner.brokenAt, 'not-json')
  if (end === INCOMPLETE) {
    held.append(bytes.subarray(segment))
    return held.length > state.maxBytes ? state.beginTooLong('long-value') : state.needMore()
  }
  if (held.length === 0) return takeValue(state, bytes.subarray(segment, end), end)
  held.append(bytes.subarray(segment, end))
  return takeValue(state, held.take(), end)
}

/** Passes over a value beyond the limit. */
export function readLongValue(state: FramerState): boolean {
  const { window, lost, scanner } = state
  const { bytes, at } = window
  const end = scanner.scan(bytes, window.view, at, window.end)
  if (end === INCOMPLETE) {
    lost.add(bytes.subarray(at))
    state.isBehindNewline = window.endsInNewline
    return state.needMore()
  }
  if (end === BROKEN) {
    state.searchFrom = scanner.brokenAt
    state.brokenOffset = window.base + scanner.brokenAt
    return state.goTo('lost', at)
  }
  lost.add(bytes.subarray(at, end))
  state.out.fault(lost.take(), -1)
  state.seenJson = true
  state.isLineFirst = false
  return goBehind(state, end)
}

/** Tells from what follows a value on its line whether values stand one to a line. */
export function readBehindValue(state: FramerState): boolean {
  const { window } = state
  const { bytes, end } = window
  let at = window.at
  for (; at < end; at += 1) {
    const kind = CLASS[bytes[at] ?? 0]
    if (bytes[at] === BYTE.newline || (kind !== KIND.blank && kind !== KIND.comma)) break
  }
  if (at >= end) return state.needMore()
  if (bytes[at] === BYTE.newline) {
    state.byLine = state.isLineFirst
    return state.goTo('between', at)
  }
  if (CLASS[bytes[at] ?? 0] !== KIND.open) return loseAt(state, at)
  state.byLine = false
  return state.goTo('between', at)
}

/** Passes over the members behind the list of an object. */
export function readTail(state: FramerState): boolean {
  const { window, scanner } = state
  const end = scanner.scan(window.bytes, window.view, window.at, window.end)
  if (end === INCOMPLETE) return state.needMore()
  if (end === BROKEN) return loseAt(state, scanner.brokenAt)
  return goBehind(state, end)
}

/** One thing inside a list: a record, the start of a list in it, or the list's end. */
function readItem(state: FramerState, list: OpenList, at: number): boolean {
  const { bytes } = state.window
  const kind = CLASS[bytes[at] ?? 0]
  if (kind === KIND.open) return readOpening(state, list, at)
  if (kind === KIND.quote || kind === KIND.scalar) return beginValue(state, at)
  if (bytes[at] !== BYTE.closeBracket) return loseAt(state, at)
  state.lists.pop()
  state.isLineFirst = false
  if (!list.isMember) return goBehind(state, at + 1)
  state.scanner.resetInsideObject()
  return state.goTo('tail', at + 1)
}

/** A `{` or `[` inside a list. */
function readOpening(state: FramerState, list: OpenList, at: number): boolean {
  const { bytes, end } = state.window
  if (list.initial === 0 || bytes[at] === BYTE.openBracket) return state.goTo('head', at)
  // An object with the same list inside of the list: the outer one was cut. Asked for every record, so a quick test first.
  if (at + 2 >= end && !state.isEnd) return state.window.keep(at)
  const opensList = bytes[at + 1] === BYTE.quote && bytes[at + 2] === list.initial
  if (opensList) return state.goTo('head', at)
  return offerValue(state, list, at) || beginValue(state, at)
}

function beginValue(state: FramerState, at: number): true {
  state.scanner.reset()
  state.segment = at
  return state.goTo('value', at)
}

function takeValue(state: FramerState, record: Buffer, end: number): true {
  const isTooLarge = record.length > state.maxBytes
  if (isTooLarge) {
    state.out.fault(faultOf('too-large', `larger than the limit of ${state.maxBytes} bytes`, record), -1)
  } else state.out.record(record, -1)
  state.seenJson = true
  const list = state.lists.at(-1)
  if (isTooLarge) state.isLineFirst = false
  else if (list) {
    list.marker ??= markerOf(record)
    list.shortest = Math.min(list.shortest, record.length)
  } else {
    state.marker ??= markerOf(record)
    state.isLineFirst &&= !record.includes(BYTE.newline)
  }
  return goBehind(state, end)
}

/** Goes on behind a value or list that ends at `at`. */
function goBehind(state: FramerState, at: number): true {
  state.atLineStart = false
  const mode: FramerMode = state.lists.length > 0 ? 'between' : 'behind-value'
  return state.goTo(mode, at)
}

/** What stands at `at` begins no value. */
function loseAt(state: FramerState, at: number): true {
  state.segment = at
  return loseValue(state, at, 'not-json')
}
