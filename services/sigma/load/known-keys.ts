import type { ProblemCode } from '../problem-codes.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import type { MapNode } from './yaml-node.ts'

/** Writes every key to the log that is not among `keys`; true when there is none. `what` begins the sentence. */
export function hasOnly(
  map: MapNode,
  keys: readonly string[],
  what: string,
  code: ProblemCode,
  log: ProblemLog,
): boolean {
  const unknown = map.entries.filter((entry) => !keys.includes(entry.key))
  for (const entry of unknown) {
    log.error(code, entry.start, `${what} has no key ${quoted(entry.key)}`, `there are: ${keys.join(', ')}`)
  }
  return unknown.length === 0
}
