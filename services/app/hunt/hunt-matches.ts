import { LEVELS, type Level } from '../../core/rule.ts'
import type { OutputPiece } from './line-bytes.ts'
import type { Scanned } from './scan-files.ts'
import { search, type SearchOptions } from './search.ts'

/** What matches are looked for, and where they go. */
export interface HuntMatchesOptions extends SearchOptions {
  /** matches of rules of lower levels are left out */
  readonly least: Level
  /** takes lines, each a `MatchLine` as JSON, in input order; their bytes are used again when it has resolved */
  readonly write: (bytes: Uint8Array) => Promise<void>
}

/** What was found. */
export interface MatchesFound extends Scanned {
  readonly matches: number
  /** null when there was no match */
  readonly highest: Level | null
}

/** Writes a line for every rule that is true on a record, in input order. Nothing is correlated, no alert is made. */
export async function huntMatches(options: HuntMatchesOptions): Promise<MatchesFound> {
  const filler = new HoleFiller()
  let matches = 0
  let highest = -1
  const quarry = { kind: 'matches', least: LEVELS.indexOf(options.least) } as const
  const scanned = await search(quarry, options, async (found, before) => {
    matches += found.matches
    highest = Math.max(highest, found.highest)
    for (const piece of found.pieces) await options.write(filler.fill(piece, before))
  })
  return { ...scanned, matches, highest: LEVELS[highest] ?? null }
}

/** Puts numbers into the holes of pieces, in memory that it uses again for the next one. */
class HoleFiller {
  #whole = Buffer.alloc(0)

  /** The piece with a number in each of its holes: what it counts, and `before`. Valid until the next call. */
  fill({ bytes, holes }: OutputPiece, before: number): Uint8Array {
    if (holes.length === 0) return bytes
    const needed = bytes.length + (holes.length / 2) * DIGITS
    if (needed > this.#whole.length) this.#whole = Buffer.allocUnsafeSlow(needed * 2)
    const whole = this.#whole
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let from = 0
    let at = 0
    for (let index = 0; index < holes.length; index += 2) {
      const to = holes[index] ?? 0
      at += source.copy(whole, at, from, to)
      at += whole.write(String((holes[index + 1] ?? 0) + before), at, 'latin1')
      from = to
    }
    at += source.copy(whole, at, from)
    return whole.subarray(0, at)
  }
}

/** No position has more digits. */
const DIGITS = 16
