import { parseIsoTime } from '../../core/time.ts'

const ZERO = 48
const QUOTE = 34
const DASH = 45
const COLON = 58
const UPPER_T = 84
const UPPER_Z = 90

/** `"2026-03-14T08:17:45Z"` with its quotes */
const USUAL_LENGTH = 22

/** Reads time stamps of the usual shape, `2026-03-14T08:17:45Z`, out of bytes. Keeps the day at hand: the next record's is the same. */
export class IsoTimeReader {
  #day = -1
  #dayStart = Number.NaN

  /**
   * What `parseIsoTime` says of the string token that stands with its quotes from `start` up to `end`, in milliseconds since
   * 1970. NaN also where the shape is another: then the text has to be asked.
   */
  read(view: Buffer, start: number, end: number): number {
    if (end - start !== USUAL_LENGTH || !hasUsualShape(view, start)) return Number.NaN
    const day = (four(view, start + 1) * 100 + two(view, start + 6)) * 100 + two(view, start + 9)
    const hours = two(view, start + 12)
    const minutes = two(view, start + 15)
    const seconds = two(view, start + 18)
    if (day !== this.#day) {
      this.#dayStart = parseIsoTime(`${view.toString('latin1', start + 1, start + 11)}T00:00:00Z`)
      this.#day = day
    }
    if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN
    return this.#dayStart + ((hours * 60 + minutes) * 60 + seconds) * 1000
  }
}

function hasUsualShape(view: Buffer, start: number): boolean {
  return (
    view[start] === QUOTE &&
    view[start + 5] === DASH &&
    view[start + 8] === DASH &&
    view[start + 11] === UPPER_T &&
    view[start + 14] === COLON &&
    view[start + 17] === COLON &&
    view[start + 20] === UPPER_Z
  )
}

function four(view: Buffer, at: number): number {
  return two(view, at) * 100 + two(view, at + 2)
}

/** Two digits; NaN when they are none, so that nothing that is made of them is a time. */
function two(view: Buffer, at: number): number {
  const tens = (view[at] ?? 0) - ZERO
  const ones = (view[at + 1] ?? 0) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
