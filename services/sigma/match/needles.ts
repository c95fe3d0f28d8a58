import type { TextTest } from './compile-pattern.ts'

/** From so many texts on, looking for all of them in one go is quicker than one after the other. */
export const MANY_NEEDLES = 64

/**
 * All needles as a tree of their characters (UTF-16 units). Children of a node are next to each other, in the order of their
 * characters; node 0 is the root.
 */
interface Tree {
  readonly characters: Uint16Array
  readonly childStart: Int32Array
  readonly childEnd: Int32Array
  /** 1 where a needle ends */
  readonly ends: Uint8Array
  readonly size: number
}

/** Whether one of the needles, none of them empty, stands somewhere in a text. Time is linear in the text. */
export function anyInside(needles: readonly string[]): TextTest {
  const tree = treeOf(needles)
  const fallback = fallbacksOf(tree)
  const { ends } = tree
  return (text) => {
    let node = 0
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charCodeAt(at)
      let next = childOf(tree, node, character)
      while (next < 0 && node > 0) {
        node = fallback[node] ?? 0
        next = childOf(tree, node, character)
      }
      node = Math.max(next, 0)
      if (ends[node] === 1) return true
    }
    return false
  }
}

/** Whether a text begins with one of the needles. */
export function anyAtStart(needles: readonly string[]): TextTest {
  const tree = treeOf(needles)
  return (text) => walk(tree, text, 0, 1)
}

/** Whether a text ends with one of the needles. */
export function anyAtEnd(needles: readonly string[]): TextTest {
  const tree = treeOf(needles.map((needle) => reversed(needle)))
  return (text) => walk(tree, text, text.length - 1, -1)
}

function reversed(text: string): string {
  let result = ''
  for (let at = text.length - 1; at >= 0; at -= 1) result += text.charAt(at)
  return result
}

function walk(tree: Tree, text: string, from: number, step: number): boolean {
  let node = 0
  for (let at = from; at >= 0 && at < text.length; at += step) {
    node = childOf(tree, node, text.charCodeAt(at))
    if (node < 0) return false
    if (tree.ends[node] === 1) return true
  }
  return false
}

/** The child with this character, or −1. */
function childOf({ characters, childStart, childEnd }: Tree, node: number, character: number): number {
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

/** Builds level by level: a node is a range of the sorted needles that agree up to its depth. */
function treeOf(needles: readonly string[]): Tree {
  const sorted = [...new Set(needles)].toSorted(byUnits)
  const most = sorted.reduce((sum, needle) => sum + needle.length, 1)
  const tree = {
    characters: new Uint16Array(most),
    childStart: new Int32Array(most),
    childEnd: new Int32Array(most),
    ends: new Uint8Array(most),
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
    for (; at < end && sorted[at]?.length === depth; at += 1) tree.ends[node] = 1
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
  return { ...tree, size }
}

function byUnits(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

/** For each node the node of the longest proper end of its text; ends pass on what stands inside longer texts. */
function fallbacksOf(tree: Tree): Int32Array {
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
      if (tree.ends[fallback[child] ?? 0] === 1) tree.ends[child] = 1
    }
  }
  return fallback
}
