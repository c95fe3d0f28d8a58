import type { StatefulRule } from '../sigma/types.ts'

/**
 * Which rules depend on each other's time: the same number for all that a stateful rule refers to, directly or through other
 * stateful rules. By id, stateful rules among them.
 */
export function linkedRules(stateful: readonly StatefulRule[]): ReadonlyMap<string, number> {
  const links = new Map<string, number>()
  for (const [number, rule] of stateful.entries()) {
    const together = [rule.info.id, ...rule.refs.map(({ id }) => id)]
    const joined = new Set(together.flatMap((id) => links.get(id) ?? []))
    for (const [id, link] of links) if (joined.has(link)) links.set(id, number)
    for (const id of together) links.set(id, number)
  }
  return links
}
