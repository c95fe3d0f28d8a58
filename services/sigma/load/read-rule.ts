import { contentHash, shortHash } from '../../core/ids.ts'
import { canonicalJson } from '../../core/json.ts'
import type { LogSource } from '../../core/log-source.ts'
import type { Level } from '../../core/rule.ts'
import type { Taxonomy } from '../../record/field-access.ts'
import type { RuleTest, SigmaRule, WatchLists } from '../types.ts'
import { listScope, unknownList, type ListScope } from './list-scope.ts'
import { readDetection } from './read-detection.ts'
import { levelHint, levelOf, readHandling, type RuleHandling } from './read-handling.ts'
import { readLogSource } from './read-log-source.ts'
import { readTests } from './read-tests.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, plainObject, textAt, type MapNode } from './yaml-node.ts'

const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported']
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const MAX_TITLE = 256

/** Parts of a rule, each read on its own; null when it was refused. */
interface Parts {
  readonly title: string | null
  readonly level: Level | null
  readonly logSource: LogSource | null
  readonly taxonomy: Taxonomy | null
  readonly handling: RuleHandling | null
  readonly tests: readonly RuleTest[] | null
}

/**
 * Reads one detection rule. Gives null when anything in it is refused; everything that is wrong is in the log then. The
 * level is the rule's own: options are applied by the caller.
 */
export function readRule(document: MapNode, lists: WatchLists, log: ProblemLog): SigmaRule | null {
  const scope = listScope(lists)
  const parts = readParts(document, log)
  const entry = entryOf(document, 'detection')
  if (!entry) {
    log.error(document.start, 'the rule has no “detection”', 'add one: search identifiers and a condition')
    return null
  }
  const isOldEnough = hasKnownVersion(document, log)
  const detection = readDetection(entry, { log, lists: scope })
  const { title, level, logSource, taxonomy, handling, tests } = parts
  if (!detection || !isOldEnough || title === null || !level || !logSource || !taxonomy || !handling || !tests)
    return null
  if (!hasKnownLists(document, handling, scope, log)) return null
  const info: SigmaRule['info'] = {
    id: ruleId(document) ?? derivedId(title, logSource),
    title: handling.title ?? title,
    level: handling.severity ?? level,
    status: textAt(document, 'status') ?? '',
    description: textAt(document, 'description') ?? '',
    tags: textsAt(document, 'tags'),
    falsepositives: textsAt(document, 'falsepositives'),
    references: textsAt(document, 'references'),
    runbook: handling.runbook,
    groupBy: handling.groupBy,
    window: handling.window,
    page: handling.page,
    hash: ruleHash(document, scope),
    file: log.file,
    line: log.place(document.start).line,
  }
  return { info, logSource, taxonomy, detection, tests, blind: blindness(scope, handling) }
}

/** The rule's `id` as it is written, or null. */
export function ruleId(document: MapNode): string | null {
  const value = entryOf(document, 'id')?.value
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : null
}

function readParts(document: MapNode, log: ProblemLog): Parts {
  const tests = entryOf(document, 'tests')
  checkIdAndStatus(document, log)
  return {
    title: readTitle(document, log),
    level: readLevel(document, log),
    logSource: readLogSource(document, log),
    taxonomy: readTaxonomy(document, log),
    handling: readHandling(entryOf(document, 'tocsin'), log),
    tests: tests ? readTests(tests, log) : [],
  }
}

function readTitle(document: MapNode, log: ProblemLog): string | null {
  const value = entryOf(document, 'title')?.value
  const title = value?.kind === 'scalar' && value.value !== null ? String(value.value).trim() : ''
  if (title !== '' && title.length <= MAX_TITLE) return title
  const message = title === '' ? 'the rule has no title' : `the title has more than ${MAX_TITLE} characters`
  log.error(value?.start ?? document.start, message, '')
  return null
}

function checkIdAndStatus(document: MapNode, log: ProblemLog): void {
  const id = entryOf(document, 'id')
  const text = ruleId(document)
  if (id && (text === null || !UUID.test(text))) log.warn(id.start, `the id ${quoted(text)} is no UUID`, '')
  const status = entryOf(document, 'status')
  if (status && !STATUSES.includes(textAt(document, 'status') ?? '')) {
    log.warn(status.start, 'the status is none of Sigma’s', `there are: ${STATUSES.join(', ')}`)
  }
}

function readLevel(document: MapNode, log: ProblemLog): Level | null {
  const entry = entryOf(document, 'level')
  const level = entry ? levelOf(textAt(document, 'level') ?? null) : 'medium'
  if (entry && !level) {
    const shown = entry.value.kind === 'scalar' ? quoted(entry.value.value) : kindOf(entry.value)
    log.error(entry.value.start, `there is no level ${shown}`, levelHint())
  }
  return level
}

function readTaxonomy(document: MapNode, log: ProblemLog): Taxonomy | null {
  const entry = entryOf(document, 'taxonomy')
  const taxonomy = entry ? textAt(document, 'taxonomy') : 'sigma'
  if (taxonomy === 'sigma' || taxonomy === 'ecs') return taxonomy
  const message = `the taxonomy ${quoted(taxonomy ?? '')} is foreign: its field names mean nothing here`
  log.error(entry?.value.start ?? document.start, message, 'use “sigma” or “ecs”')
  return null
}

/** Array scopes come with version 3 of the format; below it a bracket is part of a field's name. */
function hasKnownVersion(document: MapNode, log: ProblemLog): boolean {
  const entry = entryOf(document, 'sigma-version')
  const value = entry?.value.kind === 'scalar' ? Number.parseFloat(String(entry.value.value)) : Number.NaN
  if (!entry || value < 3) return true
  const message = 'sigma-version 3 or later with its array scopes (field[any]) is not built yet'
  log.error(entry.start, message, 'remove “sigma-version” and match without array scopes')
  return false
}

/** Lists named in `optional_lists` must exist, or a typing error would make a rule blind for ever. */
function hasKnownLists(document: MapNode, handling: RuleHandling, scope: ListScope, log: ProblemLog): boolean {
  const missing = handling.optionalLists.filter((name) => !scope.exists(name))
  for (const name of missing) {
    const refusal = unknownList(name, scope)
    log.error(
      entryOf(document, 'tocsin')?.start ?? document.start,
      `tocsin.optional_lists ${refusal.problem}`,
      refusal.hint,
    )
  }
  return missing.length === 0
}

function blindness(scope: ListScope, handling: RuleHandling): string | null {
  const empty = [...scope.used].filter(
    ([name, entries]) => entries.length === 0 && !handling.optionalLists.includes(name),
  )
  if (empty.length === 0) return null
  const names = empty.map(([name]) => name).join(', ')
  return empty.length === 1 ? `list ${names} is empty` : `lists ${names} are empty`
}

function derivedId(title: string, source: LogSource): string {
  return shortHash(['rule', title, source.product ?? '', source.category ?? '', source.service ?? ''])
}

/** Everything in the document, and what the lists hold that it uses: a change of either makes another version. */
function ruleHash(document: MapNode, scope: ListScope): string {
  return contentHash(canonicalJson({ rule: plainObject(document), lists: Object.fromEntries(scope.used) }))
}

function textsAt(document: MapNode, key: string): readonly string[] {
  const node = entryOf(document, key)?.value
  const items = node?.kind === 'list' ? node.items : node ? [node] : []
  const texts: string[] = []
  for (const item of items) if (item.kind === 'scalar' && item.value !== null) texts.push(String(item.value))
  return texts
}
