import { LEVELS } from '../../../core/rule.ts'
import { ATTACK_VERSION } from './attack-table.ts'
import type { Coverage, CoveredTechnique } from './coverage.ts'

/**
 * The coverage as a layer for ATT&CK Navigator (layer format 4.5): the score of a technique is the number of its rules, the
 * comment names them. Techniques without a rule are left out, so that they stay white.
 */
export function navigatorLayer({ tactics }: Coverage, name: string): object {
  const techniques = tactics.flatMap(({ key, techniques: all }) =>
    all.filter(({ rules }) => rules.length > 0).map((technique) => layerTechnique(key, technique)),
  )
  const most = Math.max(1, ...techniques.map(({ score }) => score))
  return {
    name,
    versions: { attack: ATTACK_VERSION, navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'Techniques that detection rules of Tocsin are tagged with. The score is the number of rules.',
    filters: { platforms: ['IaaS', 'Identity Provider', 'SaaS', 'Office Suite'] },
    sorting: 0,
    hideDisabled: false,
    techniques,
    gradient: { colors: ['#d6ecff', '#1f6feb'], minValue: 0, maxValue: most },
    legendItems: [],
    showTacticRowBackground: false,
    selectTechniquesAcrossTactics: false,
    selectSubtechniquesWithParent: false,
  }
}

/** One technique of the layer. */
interface LayerTechnique {
  readonly techniqueID: string
  readonly tactic?: string
  readonly score: number
  readonly comment: string
  readonly enabled: true
  readonly showSubtechniques: boolean
}

function layerTechnique(tactic: string, { id, rules }: CoveredTechnique): LayerTechnique {
  const sorted = rules.toSorted((one, other) => LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level))
  return {
    techniqueID: id,
    ...(tactic === '' ? {} : { tactic }),
    score: rules.length,
    comment: sorted.map(({ level, title }) => `${level}: ${title}`).join('\n'),
    enabled: true,
    showSubtechniques: id.includes('.'),
  }
}
