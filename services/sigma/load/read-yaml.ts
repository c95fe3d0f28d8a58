import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type Event } from 'js-yaml'
import { messageOf } from '../../core/errors.ts'
import type { RuleFile } from '../types.ts'
import { readPlainYaml } from './read-plain-yaml.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import type { ListNode, MapEntry, MapNode, ScalarNode, YamlNode } from './yaml-node.ts'
import { plainScalar } from './yaml-scalar.ts'

/** A file with more text than this is refused: it is no rule file. */
export const MAX_FILE_LENGTH = 32 * 1024 * 1024
/** A document with more values than this is refused; aliases count as often as they are used. */
export const MAX_NODES = 200_000
/** Lists and maps may stand in each other this deep; aliases count as what they stand for. */
export const MAX_DEPTH = 100

/** A list or map that is still being read. */
interface Frame {
  readonly kind: 'list' | 'map'
  readonly start: number
  readonly anchor: string | null
  readonly items: YamlNode[]
  readonly entries: MapEntry[]
  readonly keys: Set<string>
  key: { readonly text: string; readonly start: number } | null
  size: number
  depth: number
}

type ScalarEvent = Extract<Event, { valueStart: number }>

/** Stops one document; the others of the file are read on. */
class DocumentFault extends Error {
  readonly offset: number
  readonly hint: string
  constructor(offset: number, message: string, hint: string) {
    super(message)
    this.offset = offset
    this.hint = hint
  }
}

/**
 * Reads all documents of a file, each value with its place. A document that is refused (tags, duplicate keys, merge keys,
 * too many values) goes to `log` and is left out; broken syntax ends the file. Empty documents are left out. Never throws.
 */
export function readYaml(source: RuleFile, log: ProblemLog): YamlNode[] {
  const plain = source.text.length > MAX_FILE_LENGTH ? null : readPlainYaml(source.text)
  return plain ?? readAnyYaml(source, log)
}

/** {@link readYaml} for all of YAML: slower, and the one that knows what is wrong. */
export function readAnyYaml(source: RuleFile, log: ProblemLog): YamlNode[] {
  const events = parse(source, log)
  const documents: YamlNode[] = []
  let from = 0
  while (from < events.length) {
    const end = documentEnd(events, from)
    try {
      const node = readDocument(source.text, events, from + 1, end)
      if (node && !(node.kind === 'scalar' && node.value === null)) documents.push(node)
    } catch (error) {
      if (error instanceof DocumentFault) log.error('yaml-refused', error.offset, error.message, error.hint)
      else log.error('yaml-refused', 0, `this document cannot be read: ${messageOf(error)}`, 'write it simpler')
    }
    from = end + 1
  }
  return documents
}

function parse(source: RuleFile, log: ProblemLog): Event[] {
  if (source.text.length > MAX_FILE_LENGTH) {
    log.error(
      'yaml-refused',
      0,
      `the file has ${source.text.length} characters, more than ${MAX_FILE_LENGTH}`,
      'split it',
    )
    return []
  }
  try {
    return parseEvents(source.text, {})
  } catch (error) {
    const offset = error instanceof YAMLException ? (error.mark?.position ?? 0) : 0
    const reason = error instanceof YAMLException ? error.reason : messageOf(error)
    const lineEnd = source.text.indexOf('\n', offset)
    const line = source.text.slice(offset, lineEnd < 0 ? undefined : lineEnd)
    log.error(
      'yaml-syntax',
      offset,
      `this is not YAML: ${reason}${line.trim() === '' ? '' : ` at ${quoted(line)}`}`,
      'look for missing quotes, colons and blanks at the beginning of this line and the one before',
    )
    return []
  }
}

/** Index of the event that closes the document opened at `from`. */
function documentEnd(events: readonly Event[], from: number): number {
  let depth = 0
  for (let at = from; at < events.length; at += 1) {
    const type = events[at]?.type
    if (type === EVENT_ID.POP) depth -= 1
    else if (type === EVENT_ID.DOCUMENT || type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth += 1
    if (depth === 0) return at
  }
  return events.length
}

function readDocument(text: string, events: readonly Event[], from: number, end: number): YamlNode | null {
  const stack: Frame[] = []
  const anchors = new Map<string, YamlNode>()
  let root: YamlNode | null = null
  let position = 0
  const place = (node: YamlNode): void => {
    const frame = stack.at(-1)
    if (frame) addTo(frame, node)
    else root = node
  }
  for (let at = from; at < end; at += 1) {
    const event = events[at]
    if (!event || event.type === EVENT_ID.DOCUMENT) continue
    position = startOf(event, position)
    if ('tagStart' in event && event.tagStart >= 0) throw tagFault(text, event)
    if (event.type === EVENT_ID.SCALAR) {
      const node = scalarNode(text, event, position, isKeyOf(stack.at(-1)))
      if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node)
      place(node)
    } else if (event.type === EVENT_ID.ALIAS) {
      place(aliased(text.slice(event.anchorStart, event.anchorEnd), anchors, position))
    } else if (event.type === EVENT_ID.POP) {
      const frame = stack.pop()
      if (!frame) continue
      const node = close(frame)
      if (frame.anchor !== null) anchors.set(frame.anchor, node)
      place(node)
    } else {
      const anchor = event.anchorStart < 0 ? null : text.slice(event.anchorStart, event.anchorEnd)
      stack.push(open(event.type === EVENT_ID.MAPPING ? 'map' : 'list', position, anchor))
    }
  }
  return root
}

function open(kind: Frame['kind'], start: number, anchor: string | null): Frame {
  return { kind, start, anchor, items: [], entries: [], keys: new Set(), key: null, size: 1, depth: 1 }
}

function close(frame: Frame): ListNode | MapNode {
  const { start, size, depth } = frame
  return frame.kind === 'list'
    ? { kind: 'list', start, size, depth, items: frame.items }
    : { kind: 'map', start, size, depth, entries: frame.entries }
}

function isKeyOf(frame: Frame | undefined): boolean {
  return frame?.kind === 'map' && frame.key === null
}

function addTo(frame: Frame, node: YamlNode): void {
  frame.size += node.size
  frame.depth = Math.max(frame.depth, node.depth + 1)
  if (frame.size > MAX_NODES) {
    throw new DocumentFault(frame.start, `the document has more than ${MAX_NODES} values`, 'split it')
  }
  if (frame.depth > MAX_DEPTH) {
    throw new DocumentFault(frame.start, `lists and maps stand more than ${MAX_DEPTH} deep`, 'write it flatter')
  }
  if (frame.kind === 'list') {
    frame.items.push(node)
  } else if (frame.key === null) {
    frame.key = { text: keyText(node), start: node.start }
  } else {
    const { text, start } = frame.key
    if (frame.keys.has(text)) {
      throw new DocumentFault(start, `the key ${quoted(text)} stands twice in one map`, 'make one list of both values')
    }
    frame.keys.add(text)
    frame.entries.push({ key: text, start, value: node })
    frame.key = null
  }
}

function keyText(node: YamlNode): string {
  if (node.kind !== 'scalar') throw new DocumentFault(node.start, `a ${node.kind} cannot be a key`, 'write text')
  return String(node.value)
}

/** Keys are text as they are written, whatever they look like. */
function scalarNode(text: string, event: ScalarEvent, start: number, isKey: boolean): ScalarNode {
  const source = getScalarValue(text, event)
  const isPlain = event.style === SCALAR_STYLE.PLAIN
  if (isKey && isPlain && source === '<<') {
    throw new DocumentFault(start, 'merge keys “<<” are not read', 'write the keys out')
  }
  const textStart = isQuoted(event) ? start + 1 : start
  const value = isPlain && !isKey ? plainScalar(source) : source
  return { kind: 'scalar', start, textStart, size: 1, depth: 1, value }
}

function aliased(name: string, anchors: ReadonlyMap<string, YamlNode>, position: number): YamlNode {
  const node = anchors.get(name)
  if (!node)
    throw new DocumentFault(position, `nothing before this place is named ${quoted(`&${name}`)}`, 'write the value out')
  return node
}

function tagFault(text: string, event: { readonly tagStart: number; readonly tagEnd: number }): DocumentFault {
  const tag = text.slice(event.tagStart, event.tagEnd)
  return new DocumentFault(event.tagStart, `tags like ${quoted(tag)} are not read`, 'remove the tag; quote text')
}

/** Where the value that an event opens stands; closing events and empty values keep the last place. */
function startOf(event: Event, last: number): number {
  if ('valueStart' in event) {
    if (event.valueStart < 0) return last
    return isQuoted(event) ? event.valueStart - 1 : event.valueStart
  }
  if ('start' in event) return event.start
  return event.type === EVENT_ID.ALIAS ? event.anchorStart - 1 : last
}

function isQuoted({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED
}
