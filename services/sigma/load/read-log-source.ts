import type { LogSource } from '../../core/log-source.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, type MapNode } from './yaml-node.ts'

const ATTRIBUTES = ['category', 'product', 'service'] as const

/** Reads `logsource`: at least one of category, product, service. Null when it is refused. */
export function readLogSource(document: MapNode, log: ProblemLog): LogSource | null {
  const entry = entryOf(document, 'logsource')
  if (entry?.value.kind !== 'map') {
    const message = entry ? `“logsource” is a ${kindOf(entry.value)}, not a map` : 'the rule has no “logsource”'
    log.error('log-source', entry?.start ?? document.start, message, 'write product:, service: and the like below it')
    return null
  }
  const source: { category?: string; product?: string; service?: string } = {}
  for (const name of ATTRIBUTES) {
    const attribute = entryOf(entry.value, name)
    if (!attribute) continue
    const { value } = attribute
    if (value.kind !== 'scalar' || value.value === null || value.value === '') {
      log.error(
        'log-source',
        attribute.start,
        `logsource.${name} is a ${kindOf(value)}, not text`,
        'write one name, in lower case',
      )
      return null
    }
    const text = String(value.value)
    source[name] = text
    if (text !== text.toLowerCase()) {
      log.warn(
        'log-source-case',
        value.start,
        `logsource.${name} ${quoted(text)} has capital letters`,
        'names of log sources are lower case',
      )
    }
  }
  if (Object.keys(source).length > 0) return source
  log.error('log-source', entry.start, '“logsource” names no log source', 'add product, service or category')
  return null
}
