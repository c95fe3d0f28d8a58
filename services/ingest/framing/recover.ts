import type { DeadLetterReason } from '../../core/dead-letter.ts'
import type { FramerState } from './framer-state.ts'
import { BYTE } from './json-byte.ts'
import { findRestart, restartOverlap } from './lost-region.ts'

/** Reading again after damage may cost this much, plus {@link REREAD_FACTOR} times the input up to there. */
const REREAD_BYTES = 1024 * 1024
const REREAD_FACTOR = 2

/** Whether what a broken value swallowed may still be read again, for a value that begins at this place of the stream. */
export function mayReadAgain(state: FramerState, offset: number): boolean {
  return state.reread <= REREAD_BYTES + REREAD_FACTOR * offset
}

/** The value in hand broke at index `brokenAt` of the window, or ended there with the input: finds where to go on. */
export function loseValue(state: FramerState, brokenAt: number, reason: DeadLetterReason): true {
  const { window, held } = state
  let start = state.segment
  let broken = brokenAt
  if (held.length > 0) {
    broken += held.length - start
    window.prepend(held.take(), start)
    start = 0
  }
  state.brokenOffset = window.base + broken
  if (broken - start > state.maxBytes) {
    state.beginLost('too-large', `larger than the limit of ${state.maxBytes} bytes`)
    state.searchFrom = broken
    return state.goTo('lost', start)
  }
  state.beginLost(
    reason,
    reason === 'cut-off' ? CUT_OFF : `no JSON value: byte ${broken - start + 1} cannot stand there`,
  )
  // When the very first value breaks within its line, this is text, or lines of which the first is damaged.
  const isFirst = !state.seenJson && state.lists.length === 0
  if (isFirst && !window.bytes.subarray(start, broken).includes(BYTE.newline)) state.byLine = true
  const rereads = mayReadAgain(state, window.base + start)
  state.searchFrom = rereads ? start + 1 : Math.max(broken, start + 1)
  return state.goTo('lost', start)
}

/** Looks for the next place at which a record may begin; everything before it is lost. */
export function searchStart(state: FramerState): boolean {
  const { window, lists } = state
  const { bytes } = window
  const isLine = state.byLine && lists.length === 0
  const list = lists.at(-1)
  const marker = list ? list.marker : state.marker
  const isAfterNewline = state.searchFrom === 0 && state.isBehindNewline
  const found = isLine
    ? bytes.indexOf(BYTE.newline, state.searchFrom)
    : findRestart({ bytes, from: state.searchFrom, marker, isLineStart: isAfterNewline, isEnd: state.isEnd })
  if (found < 0) return searchOn(state, isLine ? 0 : restartOverlap(marker))
  state.lost.add(bytes.subarray(window.at, found))
  if (state.lost.reason === 'cut-off') state.lost.rename('not-json', 'the record is not complete where the next begins')
  state.endLost(found)
  state.reread += Math.max(0, state.brokenOffset - window.base - found)
  state.atLineStart = found === 0 ? isAfterNewline : bytes[found - 1] === BYTE.newline
  // A line that does not begin like the records of the list lies outside of it.
  if (marker === null || !bytes.subarray(found, found + marker.length).equals(marker)) lists.length = 0
  return state.goTo('between', found)
}

/** The end of the input: hands out what is still in hand. True when there is input to go on with after all. */
export function finish(state: FramerState): boolean {
  const { lists, mode, window } = state
  if (mode === 'value') {
    // All of it is held, whatever the window still shows.
    state.segment = window.end
    return loseValue(state, window.end, 'cut-off')
  }
  if (mode === 'lost' || mode === 'long-value' || mode === 'long-line' || mode === 'ignore') state.endLost(window.end)
  else if (mode === 'tail' || lists.length > 0) {
    state.out.fault({ reason: 'cut-off', detail: LIST_CUT_OFF, bytes: NOTHING, size: 0 }, -1)
  }
  lists.length = 0
  state.mode = 'between'
  return false
}

const CUT_OFF = 'the input ends inside the record'
const LIST_CUT_OFF = 'the input ends inside a list of records'
const NOTHING = new Uint8Array(0)

function searchOn(state: FramerState, overlap: number): false {
  const { window } = state
  const { bytes, end } = window
  const keepFrom = state.isEnd ? end : Math.max(window.at, end - overlap)
  state.lost.add(bytes.subarray(window.at, keepFrom))
  // Of what is kept, the first byte is there to show whether a line begins behind it.
  const searched = overlap > 0 ? end - overlap + 1 : end
  state.searchFrom = Math.max(state.searchFrom, searched) - keepFrom
  return window.keep(keepFrom)
}
