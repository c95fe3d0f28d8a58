import type { Caller } from './caller.ts'
import { createRandom } from './random.ts'
import { secondsText } from './record-time.ts'

interface CurrentSession {
  readonly from: number
  readonly until: number
  readonly text: string
}

/**
 * JSON text of a caller's `userIdentity` at some time. Temporary credentials are renewed when they run out: the same
 * caller has the same key within one session and another in the next, whatever the order of the times asked for.
 */
export function createIdentities(seed: number): (caller: Caller, at: number) => string {
  const current: CurrentSession[] = []
  return (caller, at) => {
    const held = current[caller.number]
    if (held !== undefined && at >= held.from && at < held.until) return held.text
    const session = beginSession(seed, caller, at)
    current[caller.number] = session
    return session.text
  }
}

function beginSession(seed: number, caller: Caller, at: number): CurrentSession {
  if (caller.sessionMinutes === 0) {
    const text = caller.identity({ accessKey: '', since: '' })
    return { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, text }
  }
  const length = caller.sessionMinutes * 60_000
  // Everybody begins at another minute of the hour.
  const shift = (caller.number * 137_000) % length
  const number = Math.floor((at + shift) / length)
  const from = number * length - shift
  const accessKey = `ASIAEXAMPLE${createRandom(seed * 7919 + caller.number * 1_000_003 + number).base32(9)}`
  return { from, until: from + length, text: caller.identity({ accessKey, since: secondsText(from) }) }
}
