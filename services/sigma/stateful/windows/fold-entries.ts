import type { Entry, Weighted } from './entry.ts'
import { numbersOf } from './numbers.ts'
import type { WindowContext } from './window-context.ts'

/** How many numbers an entry can stand for. */
const POINTS = 16

/**
 * Puts entries of a slot of time together, the first one of all left out: an entry at the time of the last of them holds their
 * numbers, of averages and sums as one number with a weight.
 */
export function foldEntries({ rule }: WindowContext, entries: readonly Entry[], slot: number): Entry[] {
  const points = rule.type === 'value_sum' || rule.type === 'value_avg' ? 1 : POINTS
  const folded: Entry[] = []
  let open: Entry[] = []
  const close = (): void => {
    const last = open.at(-1)
    if (last !== undefined) folded.push(open.length === 1 ? last : together(open, last, points))
    open = []
  }
  for (const [at, entry] of entries.entries()) {
    const [earlier] = open
    if (at <= 1 || (earlier !== undefined && slotOf(earlier, slot) !== slotOf(entry, slot))) close()
    open.push(entry)
  }
  close()
  return folded
}

function slotOf({ time }: Entry, slot: number): number {
  return Math.floor(time / slot)
}

function together(entries: readonly Entry[], last: Entry, points: number): Entry {
  const numbers = entries.flatMap(numbersOf).toSorted((a, b) => a.value - b.value)
  const fields = Math.max(0, ...entries.map(({ values }) => values?.carried.length ?? 0))
  const carried = Array.from({ length: fields }, (_, field) => [
    ...new Set(entries.flatMap(({ values }) => values?.carried[field] ?? [])),
  ])
  return { ...last, values: { counted: [], carried, folded: reduce(numbers, points) } }
}

/** At most so many numbers, each the mean of neighbours in size. */
function reduce(numbers: readonly Weighted[], points: number): readonly Weighted[] {
  if (numbers.length <= points) return numbers
  const length = Math.ceil(numbers.length / points)
  const reduced: Weighted[] = []
  for (let at = 0; at < numbers.length; at += length) reduced.push(mean(numbers.slice(at, at + length)))
  return reduced
}

function mean(numbers: readonly Weighted[]): Weighted {
  const weight = numbers.reduce((sum, number) => sum + number.weight, 0)
  const sum = numbers.reduce((total, number) => total + number.value * number.weight, 0)
  return { value: sum / weight, weight }
}
