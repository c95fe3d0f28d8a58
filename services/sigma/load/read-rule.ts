import { contentHash, shortHash } from '../../core/ids.ts'
import { canonicalJson } from '../../core/json.ts'
import type { LogSource } from '../../core/log-source.ts'
import { DEFAULT_GROUP_BY, DEFAULT_WINDOW } from '../../core/rule.ts'
import type { SigmaRule } from '../types.ts'
import type { ListScope } from './list-scope.ts'
import {
  blindness,
  describe,
  documentHash,
  documentId,
  hasKnownLists,
  readAttributes,
  type Attributes,
} from './read-attributes.ts'
import { detectionScope, readDetection } from './read-detection.ts'
import { readHandling } from './read-handling.ts'
import { readLogSource } from './read-log-source.ts'
import { readTests } from './read-tests.ts'
import type { ProblemLog } from './source-text.ts'
import { entryOf, plainValue, type MapNode } from './yaml-node.ts'

/**
 * Reads one detection rule. Gives null when anything in it is refused; everything that is wrong is in the log then. The
 * level is the rule's own: options are applied by the caller. Filters and stateful rules are tied to it later.
 */
export function readRule(document: MapNode, lists: ListScope, log: ProblemLog): SigmaRule | null {
  const attributes = readAttributes(document, log)
  const logSource = readLogSource(document, log)
  const handling = readHandling(entryOf(document, 'tocsin'), 'rule', log)
  const tests = entryOf(document, 'tests')
  const readableTests = tests ? readTests(tests, log) : []
  const detection = detectionOf(document, attributes, lists, log)
  if (!attributes || !logSource || !handling || !readableTests || !detection) return null
  if (!hasKnownLists(document, handling, lists, log)) return null
  return {
    info: {
      ...describe(document, attributes, handling, log),
      id: documentId(document) ?? derivedId(attributes.title, logSource),
      groupBy: handling.groupBy ?? DEFAULT_GROUP_BY,
      window: handling.window ?? DEFAULT_WINDOW,
      hash: documentHash(document, lists),
    },
    logSource,
    taxonomy: attributes.taxonomy,
    detection,
    ...(lists.used.size === 0 ? {} : { written: writtenHash(document) }),
    tests: readableTests,
    blind: blindness(lists, handling),
    filters: [],
    reads: [],
    lists: [...lists.used.keys()].toSorted(),
  }
}

function writtenHash(document: MapNode): string {
  const entry = entryOf(document, 'detection')
  return contentHash(canonicalJson(entry ? plainValue(entry.value) : null))
}

function detectionOf(
  document: MapNode,
  attributes: Attributes | null,
  lists: ListScope,
  log: ProblemLog,
): SigmaRule['detection'] | null {
  const entry = entryOf(document, 'detection')
  // When the version cannot be read the brackets are left alone: what is wrong with the version was told already.
  if (entry) return readDetection(entry, detectionScope(attributes?.version ?? 2, lists, log))
  const hint = 'add one: search identifiers and a condition'
  log.error('detection', document.start, 'the rule has no “detection”', hint)
  return null
}

function derivedId(title: string, source: LogSource): string {
  return shortHash(['rule', title, source.product ?? '', source.category ?? '', source.service ?? ''])
}
