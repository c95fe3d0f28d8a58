import { defaultConfig } from '../services/app/config/build-config.ts'
import { ACCOUNTS, USUAL_REGIONS } from '../services/app/demo/company.ts'
import { buildEngine, type Engine } from '../services/app/engine.ts'
import { loadRules } from '../services/app/rules/load-rules.ts'

/** Watch lists as the company of the generator would fill them in. A rule that has nothing to compare with does not run. */
const LISTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['usual_regions', USUAL_REGIONS],
  ['own_accounts', ACCOUNTS.map(({ id }) => id)],
  ['break_glass_users', ['break-glass']],
])

/** An engine with every rule that comes with Tocsin. Throws when one of them would not run. */
export async function loadEngine(): Promise<Engine> {
  const config = defaultConfig({ directory: import.meta.dirname, env: {} })
  const ruleSet = await loadRules({ ...config, lists: LISTS }, { dirs: [], builtin: true })
  const idle = ruleSet.rules.filter(({ blind }) => blind !== null).map(({ info, blind }) => `${info.title}: ${blind}`)
  if (idle.length > 0) throw new Error(`rules that do not run:\n${idle.join('\n')}`)
  return buildEngine(ruleSet)
}
