import { contentHash } from '../../core/ids.ts'
import { canonicalJson } from '../../core/json.ts'
import type { RuleInfo } from '../../core/rule.ts'
import type { Taxonomy } from '../../record/field-access.ts'
import { canonicalText } from './canonical-text.ts'
import type { ListScope } from './list-scope.ts'
import { levelHint, levelOf, type RuleHandling } from './read-handling.ts'
import { unknownList } from './list-scope.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, textAt, type MapNode } from './yaml-node.ts'

const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported']
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const MAX_TITLE = 256
/** Documents of a later major version of the format are refused: what they mean is not known. */
const NEWEST_VERSION = 3

/** What all kinds of documents say about themselves. */
export interface Attributes {
  readonly title: string
  readonly taxonomy: Taxonomy
  /** the level that is written; null when none is */
  readonly level: RuleInfo['level'] | null
  /** major version of the format, 2 unless it is written */
  readonly version: number
}

/** Reads what all documents have in common. Null when something in it is refused; the log tells all of it. */
export function readAttributes(document: MapNode, log: ProblemLog): Attributes | null {
  checkIdAndStatus(document, log)
  const title = readTitle(document, log)
  const taxonomy = readTaxonomy(document, log)
  const level = readLevel(document, log)
  const version = readVersion(document, log)
  const isNamed = checkName(document, log)
  if (title === null || !taxonomy || level === undefined || version === null || !isNamed) return null
  return { title, taxonomy, level, version }
}

/** The document's `id` as it is written, or null. */
export function documentId(document: MapNode): string | null {
  return scalarText(document, 'id')
}

/** The document's `name`, or null. */
export function documentName(document: MapNode): string | null {
  const name = scalarText(document, 'name')
  return name === '' ? null : name
}

function scalarText(document: MapNode, key: string): string | null {
  const value = entryOf(document, key)?.value
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : null
}

/** What `RuleInfo` takes over from a document as it is. */
export function describe(
  document: MapNode,
  attributes: Attributes,
  handling: RuleHandling,
  log: ProblemLog,
): Omit<RuleInfo, 'id' | 'groupBy' | 'window' | 'hash'> {
  return {
    title: handling.title ?? attributes.title,
    level: handling.severity ?? attributes.level ?? 'medium',
    status: textAt(document, 'status') ?? '',
    description: textAt(document, 'description') ?? '',
    tags: textsAt(document, 'tags'),
    falsepositives: textsAt(document, 'falsepositives'),
    references: textsAt(document, 'references'),
    runbook: handling.runbook,
    alerts: true,
    page: handling.page,
    file: log.file,
    line: log.place(document.start).line,
  }
}

/** Over everything in the document, and what the lists hold that it uses: a change of either makes another version. */
export function documentHash(document: MapNode, scope: ListScope): string {
  // The canonical form of {lists, rule}.
  const lists = canonicalJson(Object.fromEntries(scope.used))
  return contentHash(`{"lists":${lists},"rule":${canonicalText(document)}}`)
}

/** Why a rule is blind: lists that it needs and that are empty. Null when there are none. */
export function blindness(scope: ListScope, handling: RuleHandling): string | null {
  const empty = [...scope.used].filter(
    ([name, entries]) => entries.length === 0 && !handling.optionalLists.includes(name),
  )
  if (empty.length === 0) return null
  const names = empty.map(([name]) => name).join(', ')
  return empty.length === 1 ? `list ${names} is empty` : `lists ${names} are empty`
}

/** Lists named in `optional_lists` must exist, or a typing error would make a rule blind for ever. */
export function hasKnownLists(document: MapNode, handling: RuleHandling, scope: ListScope, log: ProblemLog): boolean {
  const missing = handling.optionalLists.filter((name) => !scope.exists(name))
  const start = entryOf(document, 'tocsin')?.start ?? document.start
  for (const name of missing) {
    const refusal = unknownList(name, scope)
    log.error('list-unknown', start, `tocsin.optional_lists ${refusal.problem}`, refusal.hint)
  }
  return missing.length === 0
}

function readTitle(document: MapNode, log: ProblemLog): string | null {
  const title = scalarText(document, 'title')?.trim() ?? ''
  if (title !== '' && title.length <= MAX_TITLE) return title
  const message = title === '' ? 'the rule has no title' : `the title has more than ${MAX_TITLE} characters`
  const start = entryOf(document, 'title')?.value.start ?? document.start
  log.error('title', start, message, 'write title: what the rule finds, in a few words')
  return null
}

function checkName(document: MapNode, log: ProblemLog): boolean {
  const entry = entryOf(document, 'name')
  const name = scalarText(document, 'name')
  if (!entry || (name !== null && name !== '' && name.length <= MAX_TITLE)) return true
  const shown = entry.value.kind === 'scalar' ? quoted(entry.value.value) : `a ${entry.value.kind}`
  log.error('name', entry.start, `${shown} is no name of a rule`, `write text of at most ${MAX_TITLE} characters`)
  return false
}

function checkIdAndStatus(document: MapNode, log: ProblemLog): void {
  const id = entryOf(document, 'id')
  const text = documentId(document)
  if (id && (text === null || !UUID.test(text))) {
    log.warn('id-form', id.start, `the id ${quoted(text)} is no UUID`, 'give it a random one, with `uuidgen`')
  }
  const status = entryOf(document, 'status')
  if (status && !STATUSES.includes(textAt(document, 'status') ?? '')) {
    log.warn('status', status.start, 'the status is none of Sigma’s', `there are: ${STATUSES.join(', ')}`)
  }
}

/** Undefined when it is refused. */
function readLevel(document: MapNode, log: ProblemLog): Attributes['level'] | undefined {
  const entry = entryOf(document, 'level')
  if (!entry) return null
  const level = levelOf(textAt(document, 'level') ?? null)
  if (level) return level
  const shown = entry.value.kind === 'scalar' ? quoted(entry.value.value) : kindOf(entry.value)
  log.error('level', entry.value.start, `there is no level ${shown}`, levelHint())
  return undefined
}

function readTaxonomy(document: MapNode, log: ProblemLog): Taxonomy | null {
  const entry = entryOf(document, 'taxonomy')
  const taxonomy = entry ? textAt(document, 'taxonomy') : 'sigma'
  if (taxonomy === 'sigma' || taxonomy === 'ecs') return taxonomy
  const message = `the taxonomy ${quoted(taxonomy ?? '')} is foreign: its field names mean nothing here`
  log.error('taxonomy', entry?.value.start ?? document.start, message, 'use “sigma” or “ecs”')
  return null
}

/** Array scopes come with version 3 of the format; below it a bracket is part of a field's name. */
function readVersion(document: MapNode, log: ProblemLog): number | null {
  const entry = entryOf(document, 'sigma-version')
  if (!entry) return 2
  const text = scalarText(document, 'sigma-version') ?? ''
  const version = /^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
  if (version >= 1 && version <= NEWEST_VERSION) return version
  const hint = `write a version up to ${NEWEST_VERSION}, or remove it`
  log.error('version', entry.value.start, `the version ${quoted(text)} of the format is not known`, hint)
  return null
}

function textsAt(document: MapNode, key: string): readonly string[] {
  const node = entryOf(document, key)?.value
  const items = node?.kind === 'list' ? node.items : node ? [node] : []
  const texts: string[] = []
  for (const item of items) if (item.kind === 'scalar' && item.value !== null) texts.push(String(item.value))
  return texts
}
