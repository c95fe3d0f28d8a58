import type { EventKind } from '../../core/retention.ts'
import { LOG_TYPES, UNKNOWN } from '../../normalize/registry.ts'

const KINDS: ReadonlyMap<string, EventKind> = new Map(LOG_TYPES.map(({ dataset, kind }) => [dataset, kind]))

/** What kind of thing a dataset's events tell; one that no log type has any more is kept as long as the unknown ones. */
export function kindOf(dataset: string): EventKind {
  return KINDS.get(dataset) ?? UNKNOWN.kind
}
