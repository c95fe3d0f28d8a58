import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { ConfigProblem } from './config-problem.ts'
import { pathText, type ConfigPath, type PathProblem } from './config-path.ts'

/** A place in the file, both 1-based. */
interface Place {
  readonly line: number
  readonly column: number
}

/** Finds the line and column of every problem, and gives them in the order of the file. */
export function locateProblems(problems: readonly PathProblem[], text: string, file: string): readonly ConfigProblem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  return problems
    .map(({ path, about, message, hint }): ConfigProblem => {
      const place = placeOf(offsetOf(document, path, about), lines)
      return { file, ...place, path: pathText(path), message, hint }
    })
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
}

/** What keeps the file from being YAML at all; empty when this parser finds nothing wrong. */
export function syntaxProblems(text: string, file: string): readonly ConfigProblem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  // Behind a sign that should not be there, the parser stumbles over everything that follows.
  const telling = document.errors.filter((error, at) => at === 0 || error.code !== 'UNEXPECTED_TOKEN')
  return telling.map((error): ConfigProblem => {
    const place = placeOf(error.pos[0], lines)
    const isReference = (text.split('\n')[place.line - 1] ?? '').includes('${')
    const hint = isReference ? 'between [ ] and { } a reference must stand in quotes: "${env:NAME}"' : ''
    return { file, ...place, path: '', message: `no valid YAML: ${error.message}`, hint }
  })
}

function placeOf(offset: number, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

/** Where a path leads; where it leads nowhere, the last place on the way there. */
function offsetOf(document: Document.Parsed, path: ConfigPath, about: 'key' | 'value'): number {
  let node = resolve(document, document.contents)
  let offset = node?.range?.[0] ?? 0
  for (const [at, step] of path.entries()) {
    const isLast = at === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) return offset
      const key = rangeStart(pair.key)
      const value = rangeStart(pair.value)
      offset = (isLast && about === 'key' ? key : (value ?? key)) ?? offset
      node = resolve(document, pair.value)
    } else if (isSeq(node)) {
      const item = node.items[Number(step)]
      offset = rangeStart(item) ?? offset
      node = resolve(document, item)
    } else return offset
  }
  return offset
}

function rangeStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function resolve(document: Document.Parsed, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document)
  return isNode(node) ? node : undefined
}

function isNode(node: unknown): node is Node {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)
}
