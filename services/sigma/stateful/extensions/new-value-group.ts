import type { KeptHit } from './kept-hit.ts'

/** The first hit of a value in a grain, as long as an earlier one can still come. */
export interface FirstHit extends KeptHit {
  readonly grain: number
  /** whether there is an alert for it */
  fired: boolean
}

/** What is remembered of one tuple of values in one group. */
export interface KnownValue {
  readonly group: ValueGroup
  /** of its values, see `tupleKey` */
  readonly key: string
  /** the last of the grains that are over in which it was seen; −Infinity: none */
  settled: number
  /** the first hits in later grains, in order; those are left out that neither fire nor decide about another one */
  open: readonly FirstHit[]
}

/** What is remembered of one group. */
export interface ValueGroup {
  readonly key: string
  readonly values: readonly string[]
  readonly known: Map<string, KnownValue>
  /** the time of the group's first hit in each grain in which it was seen, in order, as far as they can matter */
  starts: readonly number[]
  /** the last grain in which it was seen */
  last: number
  /** values with hits that are new in a group that is not known yet: an earlier hit of the group may make it known */
  learning: Set<KnownValue> | null
  /** the latest of these hits */
  learningUntil: number
}

export const NO_HITS: readonly FirstHit[] = []

const NO_STARTS: readonly number[] = []

export function emptyGroup(key: string, values: readonly string[], grain: number): ValueGroup {
  const known = new Map<string, KnownValue>()
  return { key, values, known, starts: NO_STARTS, last: grain, learning: null, learningUntil: -Infinity }
}

/** The last grain in which a value was seen. */
export function lastGrain(known: KnownValue): number {
  return known.open.at(-1)?.grain ?? known.settled
}

/** Remembers that the group was there; true when this is news. */
export function noteStart(group: ValueGroup, time: number, grainLength: number): boolean {
  const { starts } = group
  const grain = Math.floor(time / grainLength)
  let at = starts.length
  while (at > 0 && Math.floor((starts[at - 1] ?? time) / grainLength) > grain) at -= 1
  const near = starts[at - 1]
  const isSame = near !== undefined && Math.floor(near / grainLength) === grain
  if (isSame && near <= time) return false
  group.starts = isSame ? starts.with(at - 1, time) : starts.toSpliced(at, 0, time)
  return true
}

/** Forgets which starts are in the shadow of a later one that is old enough for all hits that can still come. */
export function trimStarts(group: ValueGroup, oldEnough: number): void {
  let at = 0
  while ((group.starts[at + 1] ?? Infinity) <= oldEnough) at += 1
  if (at > 0) group.starts = group.starts.slice(at)
}

/** True when the group was there at or before `until`, and not before `from`, which is the start of a grain. */
export function wasThere(group: ValueGroup, from: number, until: number): boolean {
  return group.starts.some((start) => start >= from && start <= until)
}

/** Puts a first hit into its place; `replaces` is the one of the same grain that comes after it. */
export function placeHit(known: KnownValue, hit: FirstHit, at: number, replaces: boolean): void {
  known.open = known.open.toSpliced(at, replaces ? 1 : 0, hit)
}

/**
 * Leaves out a hit that stands between two that are so near to each other that neither it nor any hit that may come between
 * them can be new, and that hides none of them from a later one.
 */
export function thinAt(known: KnownValue, at: number, oldestGrain: (time: number) => number): void {
  const after = known.open[at + 1]
  const before = known.open[at - 1]?.grain ?? known.settled
  if (at < 0 || known.open[at] === undefined || after === undefined) return
  if (before >= oldestGrain(after.time)) known.open = known.open.toSpliced(at, 1)
}

/** Grains before `grain` are over: of their first hits only the last grain matters from now on. */
export function settleValue(known: KnownValue, grain: number): void {
  let at = 0
  for (let hit = known.open[0]; hit !== undefined && hit.grain < grain; hit = known.open[at]) {
    known.settled = hit.grain
    at += 1
  }
  if (at === 0) return
  known.open = at === known.open.length ? NO_HITS : known.open.slice(at)
  if (known.open.length === 0) stopLearning(known)
}

/** The group must be known for none of this value's hits any more. */
export function stopLearning(known: KnownValue): void {
  const { group } = known
  group.learning?.delete(known)
  if (group.learning?.size === 0) group.learning = null
}
