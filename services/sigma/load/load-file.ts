import type { RuleInfo } from '../../core/rule.ts'
import type { RuleFile, RuleOptions } from '../types.ts'
import { listScope } from './list-scope.ts'
import type { LoadedContent, LoadedDocument, LoadedFile } from './loaded.ts'
import { documentId, documentName } from './read-attributes.ts'
import { readCorrelation, refsOfCorrelation } from './read-correlation.ts'
import { readFilter } from './read-filter.ts'
import { readRule } from './read-rule.ts'
import { readYaml } from './read-yaml.ts'
import { problemLog, quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, textAt, type MapNode } from './yaml-node.ts'

/** What to write instead of the documents of a collection, which Sigma 2 does not have. */
const ACTION_HINTS: ReadonlyMap<string, string> = new Map([
  ['global', 'copy what it says into each of the rules that follow, and remove this document'],
  ['repeat', 'write the rule before it out once more with these changes, under a title and an id of its own'],
  ['reset', 'remove this document'],
])

/** Reads all documents of one file, each by itself. Never throws; everything that is wrong is in the problems. */
export function loadFile(file: RuleFile, options: RuleOptions): LoadedFile {
  const log = problemLog(file)
  const nodes = readYaml(file, log)
  const documents: LoadedDocument[] = []
  for (const node of nodes) {
    if (node.kind === 'map') documents.push(loadDocument(node, options, log))
    else log.error('document-kind', node.start, `a rule is a map, not a ${kindOf(node)}`, 'begin with title:')
  }
  const ofDocuments = new Set(documents.flatMap(({ problems }) => problems))
  return { file: file.file, documents, problems: log.problems.filter((problem) => !ofDocuments.has(problem)) }
}

/** One for all documents that name no list. */
const NOTHING: LoadedDocument['asked'] = new Map()

/** What reading a document gave, before it is known what it is called. */
interface Read {
  readonly content: LoadedContent | null
  readonly asked: LoadedDocument['asked']
  readonly refs: readonly string[]
  readonly generates: boolean
}

function loadDocument(document: MapNode, options: RuleOptions, log: ProblemLog): LoadedDocument {
  const before = log.problems.length
  const names = namesOf(document)
  const isMuted = options.disable.some((name) => names.includes(name))
  const read = isMuted ? unread(document) : readDocument(document, options, log)
  const id = read.content ? idOf(read.content) : documentId(document)
  const allNames = id === null || names.includes(id) ? names : [id, ...names]
  // A rule without an id is called by the one that it is given, which is known only now.
  const isDisabled = isMuted || (id !== null && options.disable.includes(id))
  return {
    id,
    name: documentName(document),
    title: textAt(document, 'title') ?? id ?? '',
    file: log.file,
    line: log.place(document.start).line,
    idPlace: log.place(entryOf(document, 'id')?.value.start ?? document.start),
    namePlace: log.place(entryOf(document, 'name')?.value.start ?? document.start),
    names: allNames,
    isDisabled,
    asked: read.asked.size === 0 ? NOTHING : read.asked,
    problems: isDisabled ? [] : log.problems.slice(before),
    mutes: read.generates ? [] : read.refs,
    generates: read.generates ? read.refs : [],
    content: isDisabled || !read.content ? null : withLevel(read.content, allNames, options),
  }
}

/** What a person may call the rule in the options: its id, its title, its name, the title of its alerts. */
function namesOf(document: MapNode): readonly string[] {
  const handling = entryOf(document, 'tocsin')?.value
  const shown = handling?.kind === 'map' ? textAt(handling, 'title') : undefined
  const names = [documentId(document), textAt(document, 'title')?.trim(), documentName(document), shown]
  return names.filter((name) => name !== null && name !== undefined)
}

function unread(document: MapNode): Read {
  const entry = entryOf(document, 'correlation')
  return { content: null, asked: new Map(), refs: entry ? refsOfCorrelation(entry) : [], generates: false }
}

function readDocument(document: MapNode, options: RuleOptions, log: ProblemLog): Read {
  const lists = listScope(options.lists)
  const base = { asked: lists.asked, refs: [], generates: false }
  const action = entryOf(document, 'action')
  if (action) {
    const text = textAt(document, 'action') ?? ''
    const hint = ACTION_HINTS.get(text) ?? 'write every rule out in a document of its own'
    log.error('legacy-collection', action.start, `collections are not part of Sigma 2: action ${quoted(text)}`, hint)
    return { ...base, content: null }
  }
  if (entryOf(document, 'correlation')) {
    const { draft, refs, generates } = readCorrelation(document, lists, log)
    return { asked: lists.asked, content: draft && { kind: 'stateful', draft }, refs, generates }
  }
  if (entryOf(document, 'filter')) {
    const draft = readFilter(document, lists, options.now, log)
    return { ...base, content: draft && { kind: 'filter', draft } }
  }
  const rule = readRule(document, lists, log)
  return { ...base, content: rule && { kind: 'rule', rule } }
}

function idOf(content: LoadedContent): string {
  switch (content.kind) {
    case 'rule':
      return content.rule.info.id
    case 'stateful':
      return content.draft.info.id
    case 'filter':
      return content.draft.filter.id
  }
}

function withLevel(content: LoadedContent, names: readonly string[], options: RuleOptions): LoadedContent {
  const name = names.find((candidate) => Object.hasOwn(options.levels, candidate))
  const level = name === undefined ? undefined : options.levels[name]
  if (level === undefined || content.kind === 'filter') return content
  const leveled = (info: RuleInfo): RuleInfo => ({ ...info, level })
  return content.kind === 'rule'
    ? { kind: 'rule', rule: { ...content.rule, info: leveled(content.rule.info) } }
    : { kind: 'stateful', draft: { ...content.draft, info: leveled(content.draft.info) } }
}
