/** A small seeded generator of pseudo-random numbers for tests (mulberry32). Print the seed when a test fails. */
export interface TestRandom {
  readonly seed: number
  /** uniform in [0, 1) */
  next(): number
  /** uniform in 0 … below − 1 */
  int(below: number): number
  pick<T>(items: readonly T[]): T
  shuffle<T>(items: readonly T[]): T[]
  chance(probability: number): boolean
}

/** The generator for a seed; `TOCSIN_SEED` in the environment replaces the seed to repeat a failure. */
export function testRandom(wanted: number): TestRandom {
  const seed = Number(process.env['TOCSIN_SEED'] ?? wanted)
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number): number => Math.floor(next() * below)
  return {
    seed,
    next,
    int,
    pick: (items) => {
      const item = items[int(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    shuffle: (items) => {
      const shuffled = [...items]
      for (let at = shuffled.length - 1; at > 0; at -= 1) {
        const other = int(at + 1)
        const held = shuffled[at]
        const taken = shuffled[other]
        if (held === undefined || taken === undefined) continue
        shuffled[at] = taken
        shuffled[other] = held
      }
      return shuffled
    },
    chance: (probability) => next() < probability,
  }
}

/** How large tests should be: 1 for `npm test`, more in continuous integration, 100 for `npm run test:long`. */
export const SCALE = Number(process.env['TOCSIN_SCALE'] ?? '1')
