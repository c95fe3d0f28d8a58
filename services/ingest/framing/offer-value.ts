import type { FramerState, OpenList } from './framer-state.ts'
import { BYTE } from './json-byte.ts'
import { trimmedEnd } from './lost-region.ts'

/**
 * Offers the sink the object at `at`, an item of a list, up to where the next item begins like the ones before it. Whoever
 * decodes the bytes tells whether that is the object's end: of all that begins at a place, only one stretch is an object.
 * So the bytes need not be walked here. False when there is nothing to offer, or the sink refused.
 *
 * Guessing costs time that is linear in the input: what was searched in vain, or refused, is not searched or offered again.
 */
export function offerValue(state: FramerState, list: OpenList, at: number): boolean {
  const { window, out } = state
  const { marker } = list
  if (marker === null || out.offer === undefined || window.base + at < list.guessFrom) return false
  const { bytes } = window
  const next = bytes.indexOf(marker, at + Math.max(marker.length, list.shortest))
  const end = next < 0 ? -1 : itemEnd(bytes, at, next)
  if (end < 0 || end - at > state.maxBytes || !out.offer(bytes.subarray(at, end), -1)) {
    list.guessFrom = window.base + (next < 0 ? window.end : next)
    return false
  }
  list.shortest = Math.min(list.shortest, end - at)
  state.seenJson = true
  state.atLineStart = false
  return state.goTo('between', end)
}

/** Index behind the `}` that ends the item before the one at `next`, with a comma in between; −1 when there is none. */
function itemEnd(bytes: Uint8Array, at: number, next: number): number {
  const comma = trimmedEnd(bytes, at, next) - 1
  if (bytes[comma] !== BYTE.comma) return -1
  const end = trimmedEnd(bytes, at, comma)
  return bytes[end - 1] === BYTE.closeBrace ? end : -1
}
