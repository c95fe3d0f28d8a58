import { fallbacksOf, type NeedleTree } from './needle-tree.ts'

/**
 * A tree of needles as a machine: each character of a text leads from one state to the next, and the state tells which
 * needles end there. Needles are ASCII in lower case; upper case in the text counts as lower case.
 */
export interface NeedleTable {
  /** by state + {@link classOf} of the next character: the next state. States are multiples of the number of classes; 0 is the first */
  readonly next: Int32Array
  /** by character below 128: 0 for one that stands in no needle */
  readonly classOf: Uint8Array
  readonly classes: number
  /** needles end in this state and all behind it, in none before it */
  readonly firstEnd: number
  /** by (state − firstEnd) / classes, and one more: where its needles begin in {@link ending} */
  readonly endingStart: Int32Array
  /** places in the tree's needles */
  readonly ending: Int32Array
}

/** Makes the machine; null when it would have more than `most` entries. */
export function needleTable(tree: NeedleTree, most: number): NeedleTable | null {
  const { classOf, classes } = classesOf(tree)
  if (tree.size * classes > most) return null
  const fallback = fallbacksOf(tree)
  const ending = endingNeedles(tree, fallback)
  const nodes = Array.from({ length: tree.size }, (_none, node) => node)
  // Numbered anew, so that one comparison tells whether a needle ends.
  const withEnd = nodes.filter((node) => (ending[node]?.length ?? 0) > 0)
  const states = new Int32Array(tree.size)
  for (const [at, node] of [...nodes.filter((one) => ending[one]?.length === 0), ...withEnd].entries()) {
    states[node] = at * classes
  }
  const endingStart = new Int32Array(withEnd.length + 1)
  for (const [at, node] of withEnd.entries()) {
    endingStart[at + 1] = (endingStart[at] ?? 0) + (ending[node]?.length ?? 0)
  }
  return {
    next: nextStates(tree, fallback, states, classOf, classes),
    classOf,
    classes,
    firstEnd: (tree.size - withEnd.length) * classes,
    endingStart,
    ending: Int32Array.from(withEnd.flatMap((node) => ending[node] ?? [])),
  }
}

function classesOf({ characters, size }: NeedleTree): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(128)
  let classes = 1
  for (let node = 1; node < size; node += 1) {
    const code = characters[node] ?? 0
    if (classOf[code] !== 0) continue
    classOf[code] = classes
    classes += 1
  }
  for (let code = 0x41; code <= 0x5a; code += 1) classOf[code] = classOf[code | 0x20] ?? 0
  return { classOf, classes }
}

/** By node: its own needle and those that end inside of it. */
function endingNeedles({ ends, size }: NeedleTree, fallback: Int32Array): readonly (readonly number[])[] {
  const ending: (readonly number[])[] = []
  for (let node = 0; node < size; node += 1) {
    const inner = node === 0 ? [] : (ending[fallback[node] ?? 0] ?? [])
    const own = ends[node] ?? 0
    ending.push(own === 0 ? inner : [own - 1, ...inner])
  }
  return ending
}

/** A node goes where its fallback goes, but for the characters of its children. Fallbacks come before their nodes. */
function nextStates(
  { characters, childStart, childEnd, size }: NeedleTree,
  fallback: Int32Array,
  states: Int32Array,
  classOf: Uint8Array,
  classes: number,
): Int32Array {
  const next = new Int32Array(size * classes)
  for (let node = 0; node < size; node += 1) {
    const row = states[node] ?? 0
    const other = states[fallback[node] ?? 0] ?? 0
    if (node > 0) next.copyWithin(row, other, other + classes)
    for (let child = childStart[node] ?? 0; child < (childEnd[node] ?? 0); child += 1) {
      next[row + (classOf[characters[child] ?? 0] ?? 0)] = states[child] ?? 0
    }
  }
  return next
}
