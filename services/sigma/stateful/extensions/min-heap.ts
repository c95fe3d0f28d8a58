/** Items ordered by a number: what is due next is at hand, whatever waits behind it costs nothing. */
export class MinHeap<T> {
  readonly #nodes: { readonly key: number; readonly item: T }[] = []

  /** the smallest key; Infinity when there is nothing */
  get least(): number {
    return this.#nodes[0]?.key ?? Infinity
  }

  push(key: number, item: T): void {
    const nodes = this.#nodes
    const node = { key, item }
    let at = nodes.length
    nodes.push(node)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = nodes[above]
      if (parent === undefined || parent.key <= key) break
      nodes[at] = parent
      at = above
    }
    nodes[at] = node
  }

  /** Takes out an item with the smallest key; of equal keys any. */
  pop(): T | undefined {
    const nodes = this.#nodes
    const top = nodes[0]
    const last = nodes.pop()
    if (top === undefined || last === undefined) return undefined
    if (nodes.length > 0) sink(nodes, last)
    return top.item
  }
}

function sink<T extends { readonly key: number }>(nodes: T[], node: T): void {
  let at = 0
  for (;;) {
    let below = at * 2 + 1
    let child = nodes[below]
    if (child === undefined) break
    const other = nodes[below + 1]
    if (other !== undefined && other.key < child.key) {
      child = other
      below += 1
    }
    if (child.key >= node.key) break
    nodes[at] = child
    at = below
  }
  nodes[at] = node
}
