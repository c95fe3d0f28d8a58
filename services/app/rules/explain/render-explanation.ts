import type { JsonValue } from '../../../core/json.ts'
import type { ExplainedFilter, ExplainedRule } from '../../../sigma/explain/explain-rule.ts'
import type { Explained, ExplainedItem, ExplainedScope } from '../../../sigma/explain/explained.ts'
import { paint } from '../../terminal/paint.ts'
import { printable } from '../../terminal/printable.ts'
import type { Terminal } from '../../terminal/terminal.ts'

/** A condition as a tree, a line for each node: whether it is true, what it wants, what the event has, and why not. */
export function renderExplanation(explained: ExplainedRule, terminal: Terminal): readonly string[] {
  const lines = renderNode(explained.detection, terminal)
  for (const filter of explained.filters) lines.push('', ...renderFilter(filter, terminal))
  const { missing } = explained
  if (missing.length > 0) {
    const title =
      missing.length === 1
        ? 'One line is between this event and a match:'
        : `To match, these ${missing.length} lines would have to be different:`
    lines.push('', paint(title, ['bold'], terminal))
    for (const item of missing) lines.push(`  line ${item.line}: ${itemText(item)}`)
  }
  return lines
}

function renderFilter({ title, hasExpired, explained }: ExplainedFilter, terminal: Terminal): readonly string[] {
  const effect = hasExpired
    ? 'has run out, does not count'
    : explained.holds
      ? 'lets it through'
      : 'takes the match away'
  return [`${paint('filter', ['bold'], terminal)} ${printable(title)}: ${effect}`, ...renderNode(explained, terminal)]
}

/** A node with what stands below it. */
interface Branch {
  readonly text: string
  readonly holds: boolean
  readonly below: readonly Branch[]
}

function renderNode(node: Explained, terminal: Terminal): string[] {
  const lines: string[] = []
  write(branchOf(node), '', '', lines, terminal)
  return lines
}

function write(branch: Branch, lead: string, indent: string, lines: string[], terminal: Terminal): void {
  const { text, holds, below } = branch
  const mark = paint(holds ? '✔' : '✘', [holds ? 'green' : 'red'], terminal)
  lines.push(`${lead}${mark} ${text}`)
  for (const [at, each] of below.entries()) {
    const isLast = at === below.length - 1
    write(each, `${indent}${isLast ? '└─ ' : '├─ '}`, `${indent}${isLast ? '   ' : '│  '}`, lines, terminal)
  }
}

const GROUP_TEXT = { and: 'all of', or: 'one of', not: 'not' } as const

function branchOf(node: Explained): Branch {
  const name = node.name === null ? '' : `${printable(node.name)}: `
  const { holds } = node
  if (node.kind === 'item') return { text: name + itemText(node), holds, below: [] }
  if (node.kind === 'scope') return { text: name + scopeText(node), holds, below: elementsOf(node) }
  return { text: name + GROUP_TEXT[node.kind], holds, below: node.parts.map((part) => branchOf(part)) }
}

function itemText({ field, wanted, values, valueCount, holds, why }: ExplainedItem): string {
  const asked = `${field === null ? 'a text of the record' : printable(field)} ${printable(wanted)}`
  const shown = values.map((value) => valueText(value)).join(', ')
  const rest = valueCount > values.length ? `, ${valueCount - values.length} more` : ''
  const has = valueCount > 0 ? `${shown}${rest}` : ''
  if (holds) return has === '' ? asked : `${asked}  ← ${has}`
  return `${asked}  ← ${has === '' ? printable(why) : `${has}: ${printable(why)}`}`
}

const LONGEST_VALUE = 80

function valueText(value: JsonValue): string {
  const text = JSON.stringify(value)
  return printable(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text)
}

function scopeText({ path, pick, count }: ExplainedScope): string {
  const elements = count === 1 ? 'one element' : `${count} elements`
  return `${printable(path)}[${pick}], ${elements}`
}

function elementsOf({ elements, count }: ExplainedScope): readonly Branch[] {
  const branches = elements.map(({ place, explained }): Branch => {
    const branch = branchOf(explained)
    const label = place === null ? 'no such element' : `element ${place}`
    return { ...branch, text: `${label}: ${branch.text}` }
  })
  const rest = count - elements.length
  return rest > 0 ? [...branches, { text: `… ${rest} more`, holds: true, below: [] }] : branches
}
