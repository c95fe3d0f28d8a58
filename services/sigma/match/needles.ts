import type { TextTest } from './compile-pattern.ts'
import { childOf, fallbacksOf, needleTree, type NeedleTree } from './needle-tree.ts'

/** From so many texts on, looking for all of them in one go is quicker than one after the other. */
export const MANY_NEEDLES = 64

/** Whether one of the needles, none of them empty, stands somewhere in a text. Time is linear in the text. */
export function anyInside(needles: readonly string[]): TextTest {
  const tree = needleTree(needles)
  const fallback = fallbacksOf(tree)
  const isEnd = endsOf(tree, fallback)
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
      if (isEnd[node] === 1) return true
    }
    return false
  }
}

/** 1 for each node at which a needle ends, also one that stands inside a longer one. Fallbacks come before their nodes. */
function endsOf({ ends, size }: NeedleTree, fallback: Int32Array): Uint8Array {
  const isEnd = new Uint8Array(size)
  for (let node = 1; node < size; node += 1) {
    isEnd[node] = ends[node] !== 0 || isEnd[fallback[node] ?? 0] === 1 ? 1 : 0
  }
  return isEnd
}

/** Whether a text begins with one of the needles. */
export function anyAtStart(needles: readonly string[]): TextTest {
  const tree = needleTree(needles)
  return (text) => walk(tree, text, 0, 1)
}

/** Whether a text ends with one of the needles. */
export function anyAtEnd(needles: readonly string[]): TextTest {
  const tree = needleTree(needles.map((needle) => reversed(needle)))
  return (text) => walk(tree, text, text.length - 1, -1)
}

function reversed(text: string): string {
  let result = ''
  for (let at = text.length - 1; at >= 0; at -= 1) result += text.charAt(at)
  return result
}

function walk(tree: NeedleTree, text: string, from: number, step: number): boolean {
  let node = 0
  for (let at = from; at >= 0 && at < text.length; at += step) {
    node = childOf(tree, node, text.charCodeAt(at))
    if (node < 0) return false
    if (tree.ends[node] !== 0) return true
  }
  return false
}
