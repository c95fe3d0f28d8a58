import { LEVELS, type Level, type RuleInfo } from '../../../core/rule.ts'
import { TACTICS, TECHNIQUES, type Technique } from './attack-table.ts'

/** The rules for one technique under one tactic. */
export interface CoveredTechnique {
  /** `T1098.001` */
  readonly id: string
  /** empty when ATT&CK's table of ours has no such technique */
  readonly name: string
  /** the highest level among the rules; null: there is none */
  readonly level: Level | null
  readonly rules: readonly RuleInfo[]
}

/** One column of the matrix. */
export interface CoveredTactic {
  /** `initial-access`; empty for techniques of which nobody says the tactic */
  readonly key: string
  readonly title: string
  /** in the order of their ids, those without a rule among them */
  readonly techniques: readonly CoveredTechnique[]
}

/** What the tags of rules say about ATT&CK. */
export interface Coverage {
  readonly tactics: readonly CoveredTactic[]
  /** rules without a technique among their tags */
  readonly untagged: readonly RuleInfo[]
}

const TECHNIQUE_TAG = /^attack\.(t\d{4}(?:\.\d{3})?)$/i

/**
 * Sorts rules into ATT&CK's matrix by their tags (`attack.t1098.001`, `attack.initial-access`, with `_` or `-`). A technique
 * stands under every tactic of ATT&CK that the rule names too; when the rule names none of them, under all of its tactics.
 */
export function coverageOf(rules: readonly RuleInfo[]): Coverage {
  const cells = new Map<string, RuleInfo[]>()
  for (const rule of rules) for (const cell of cellsOf(rule)) push(cells, cell, rule)
  const known = new Map(TECHNIQUES.map((technique) => [technique.id, technique]))
  const tactics = [...TACTICS, { key: '', title: 'Other' }].map(({ key, title }): CoveredTactic => {
    const ids = new Set(TECHNIQUES.filter((technique) => technique.tactics.includes(key)).map(({ id }) => id))
    for (const cell of cells.keys()) {
      const [tactic, id = ''] = cell.split(' ')
      if (tactic === key) ids.add(id)
    }
    const techniques = [...ids].toSorted().map((id) => covered(id, known.get(id), cells.get(`${key} ${id}`) ?? []))
    return { key, title, techniques }
  })
  return {
    tactics: tactics.filter(({ techniques }) => techniques.length > 0),
    untagged: rules.filter((rule) => techniquesOf(rule).length === 0),
  }
}

function covered(id: string, technique: Technique | undefined, rules: readonly RuleInfo[]): CoveredTechnique {
  const levels = rules.map(({ level }) => LEVELS.indexOf(level))
  return { id, name: technique?.name ?? '', level: LEVELS[Math.max(-1, ...levels)] ?? null, rules }
}

/** `tactic technique` of every place in the matrix where a rule stands. */
function cellsOf(rule: RuleInfo): readonly string[] {
  const named = rule.tags
    .map((tag) =>
      tag
        .toLowerCase()
        .replace(/^attack\./, '')
        .replaceAll('_', '-'),
    )
    .filter((key) => TACTICS.some((tactic) => tactic.key === key))
  return techniquesOf(rule).flatMap((id) => {
    const own = TECHNIQUES.find((technique) => technique.id === id)?.tactics
    const both = own?.filter((key) => named.includes(key)) ?? named
    const places = both.length > 0 ? both : (own ?? [''])
    return places.map((key) => `${key} ${id}`)
  })
}

function techniquesOf({ tags }: RuleInfo): readonly string[] {
  return [...new Set(tags.flatMap((tag) => TECHNIQUE_TAG.exec(tag)?.[1]?.toUpperCase() ?? []))]
}

function push(map: Map<string, RuleInfo[]>, key: string, rule: RuleInfo): void {
  const list = map.get(key)
  if (list) list.push(rule)
  else map.set(key, [rule])
}
