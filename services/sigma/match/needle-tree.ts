/**
 * Needles as a tree of their characters (UTF-16 units). Children of a node are next to each other, in the order of their
 * characters; node 0 is the root.
 */
export interface NeedleTree {
  readonly characters: Uint16Array
  readonly childStart: Int32Array
  readonly childEnd: Int32Array
  /** where a needle ends: its place in {@link needles} and one more; 0 elsewhere */
  readonly ends: Int32Array
  /** sorted, each once */
  readonly needles: readonly string[]
  readonly size: number
}

/** The child with this character, or −1. */
export function childOf({ characters, childStart, childEnd }: NeedleTree, node: number, character: number): number {
  let low = childStart[node] ?? 0
  let high = (childEnd[node] ?? 0) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = characters[middle] ?? 0
    if (found === character) return middle
    if (found < character) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Builds the tree level by level: a node is a range of the sorted needles that agree up to its depth. */
export function needleTree(needles: readonly string[]): NeedleTree {
  const sorted = [...new Set(needles)].toSorted(byUnits)
  const most = sorted.reduce((sum, needle) => sum + needle.length, 1)
  const tree = {
    characters: new Uint16Array(most),
    childStart: new Int32Array(most),
    childEnd: new Int32Array(most),
    ends: new Int32Array(most),
  }
  const from = new Int32Array(most)
  const to = new Int32Array(most)
  const depths = new Int32Array(most)
  to[0] = sorted.length
  let size = 1
  for (let node = 0; node < size; node += 1) {
    const depth = depths[node] ?? 0
    let at = from[node] ?? 0
    const end = to[node] ?? 0
    tree.childStart[node] = size
    for (; at < end && sorted[at]?.length === depth; at += 1) tree.ends[node] = at + 1
    while (at < end) {
      const character = sorted[at]?.charCodeAt(depth) ?? 0
      tree.characters[size] = character
      depths[size] = depth + 1
      from[size] = at
      while (at < end && sorted[at]?.charCodeAt(depth) === character) at += 1
      to[size] = at
      size += 1
    }
    tree.childEnd[node] = size
  }
  return { ...tree, needles: sorted, size }
}

function byUnits(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

/** For each node the node of the longest proper end of its text. */
export function fallbacksOf(tree: NeedleTree): Int32Array {
  const fallback = new Int32Array(tree.size)
  for (let node = 0; node < tree.size; node += 1) {
    for (let child = tree.childStart[node] ?? 0; child < (tree.childEnd[node] ?? 0); child += 1) {
      let target = node === 0 ? 0 : (fallback[node] ?? 0)
      let next = node === 0 ? -1 : childOf(tree, target, tree.characters[child] ?? 0)
      while (next < 0 && target > 0) {
        target = fallback[target] ?? 0
        next = childOf(tree, target, tree.characters[child] ?? 0)
      }
      fallback[child] = Math.max(next, 0)
    }
  }
  return fallback
}
