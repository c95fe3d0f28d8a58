import type { MapEntry, YamlNode } from './yaml-node.ts'

/**
 * The text that `canonicalJson` makes of a node as plain data, without making the data: every document is hashed when it is
 * loaded. Depth and size of a node were bounded when it was read.
 */
export function canonicalText(node: YamlNode): string {
  if (node.kind === 'scalar') return JSON.stringify(node.value)
  if (node.kind === 'list') {
    let text = ''
    for (const item of node.items) text += `${text === '' ? '' : ','}${canonicalText(item)}`
    return `[${text}]`
  }
  let text = ''
  for (const { key, value } of inOrder(node.entries)) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalText(value)}`
  }
  return `{${text}}`
}

function inOrder(entries: readonly MapEntry[]): readonly MapEntry[] {
  return entries.length < 2 ? entries : entries.toSorted((one, other) => (one.key < other.key ? -1 : 1))
}
