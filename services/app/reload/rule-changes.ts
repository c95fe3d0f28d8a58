import type { Engine } from '../engine.ts'

/** How many rules differ between two engines. */
export interface RuleChanges {
  readonly added: number
  readonly changed: number
  readonly removed: number
}

/** Compares what they run by id; where a rule stands in its file does not matter. */
export function countChanges(
  before: Pick<Engine, 'rules' | 'stateful'>,
  after: Pick<Engine, 'rules' | 'stateful'>,
): RuleChanges {
  const [was, is] = [versionsOf(before), versionsOf(after)]
  const counts = { added: 0, changed: 0, removed: 0 }
  for (const [id, version] of is) {
    const known = was.get(id)
    if (known === undefined) counts.added += 1
    else if (known !== version) counts.changed += 1
  }
  for (const id of was.keys()) if (!is.has(id)) counts.removed += 1
  return counts
}

function versionsOf({ rules, stateful }: Pick<Engine, 'rules' | 'stateful'>): ReadonlyMap<string, string> {
  const all = [...rules.values(), ...stateful]
  return new Map(all.map(({ info: { id, hash, level, alerts } }) => [id, `${hash} ${level} ${alerts}`]))
}
