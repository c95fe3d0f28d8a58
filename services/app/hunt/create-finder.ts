import type { Finder, FinderOptions, Quarry } from './finder.ts'
import { HitFinder } from './hit-finder.ts'
import { MatchFinder } from './match-finder.ts'

/** The finder for what is looked for. */
export function createFinder(quarry: Quarry, options: FinderOptions): Finder {
  return quarry.kind === 'matches'
    ? new MatchFinder({ ...options, least: quarry.least })
    : new HitFinder({ ...options, rules: quarry.rules })
}
