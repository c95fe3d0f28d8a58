/** A seeded source of what generated rules are made of: the same seed gives the same rules. */
export interface RuleRandom {
  /** uniform in 0 … below − 1 */
  int(below: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** `least` to `most` different items, in the order in which they were drawn */
  some<T>(items: readonly T[], least: number, most: number): T[]
  /** a word that no language has, of two to four syllables */
  word(): string
  /** an id in the form of a UUID */
  id(): string
}

const SYLLABLES =
  'ba ce di fo gu ha je ki lo mu na pe qui ra so tu ve wi xa yo zu bran cli dor fen gal hos jin kel lan mar nor pol ris sta tor'.split(
    ' ',
  )

/** The source for a seed (xorshift, 32 bits). */
export function ruleRandom(seed: number): RuleRandom {
  let state = Math.imul(seed + 1, 0x9e_37_79_b1) | 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
  const int = (below: number): number => Math.floor(next() * below)
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(items.length)]
    if (item === undefined) throw new Error('there is nothing to pick from')
    return item
  }
  const some = <T>(items: readonly T[], least: number, most: number): T[] => {
    const wanted = Math.min(items.length, least + int(most - least + 1))
    const drawn = new Set<T>()
    for (let tries = 0; drawn.size < wanted && tries < wanted * 20; tries += 1) drawn.add(pick(items))
    return [...drawn]
  }
  const word = (): string => Array.from({ length: 2 + int(3) }, () => pick(SYLLABLES)).join('')
  const hex = (length: number): string => Array.from({ length }, () => int(16).toString(16)).join('')
  return {
    int,
    pick,
    some,
    word,
    chance: (probability) => next() < probability,
    id: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  }
}
