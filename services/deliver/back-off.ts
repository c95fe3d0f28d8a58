/** The first pause lies below this, in milliseconds; the bound doubles with every failure after it. */
const BASE = 1_000

/** No pause is longer, in milliseconds. */
const LONGEST = 300_000

/** Nor shorter: chance must not make us hammer. */
const SHORTEST = 100

/** As much as another side may make us wait by `Retry-After`, in milliseconds. */
export const LONGEST_RETRY_AFTER = 900_000

/**
 * How long to wait after so many failures in a row (1 = the first), in milliseconds: anything between nothing and a bound
 * that doubles, so that many who failed together do not come back together. `chance` is uniform in [0, 1).
 */
export function backOff(failures: number, chance: number): number {
  const bound = Math.min(LONGEST, BASE * 2 ** Math.min(Math.max(failures - 1, 0), 30))
  return Math.max(SHORTEST, Math.floor(bound * chance))
}

/** The pause that a failure asks for: at least what the other side wants, as far as we let it. */
export function pauseAfter(failures: number, chance: number, retryAfter: number | null): number {
  return Math.max(backOff(failures, chance), Math.min(retryAfter ?? 0, LONGEST_RETRY_AFTER))
}
