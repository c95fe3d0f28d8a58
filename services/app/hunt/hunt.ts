import { tmpdir } from 'node:os'
import { HUNT_EVENT_REFS, type Alert } from '../../core/alert.ts'
import { isAtLeast, type Level, type RuleInfo } from '../../core/rule.ts'
import type { HealthCount } from '../../correlate/health.ts'
import { OfflineCorrelator } from '../../correlate/offline.ts'
import type { EngineLimits } from '../../sigma/stateful/types.ts'
import type { Engine } from '../engine.ts'
import type { Scanned } from './scan-files.ts'
import { search, type SearchOptions } from './search.ts'
import { FileSpill } from './spill.ts'

/** What a hunt looks for, and where. */
export interface HuntOptions extends SearchOptions {
  readonly namespace: string
  /** alerts of lower levels are left out; informational rules never alert */
  readonly minLevel: Level
  /** bounds of what stateful rules remember; the usual ones unless given */
  readonly limits?: EngineLimits
  /** folder for hits that are too many for memory; the system's own for temporary files unless given */
  readonly temporary?: string
  /** so many of them fit into memory; 200,000 unless given */
  readonly hitsInMemory?: number
}

/** What a hunt found. */
export interface HuntResult extends Scanned {
  /** ordered by time of the first event, then by id */
  readonly alerts: readonly Alert[]
  /** what limits cost */
  readonly reports: readonly HealthCount[]
}

/**
 * Runs the rules over files without a store (design §6): matches in any order, then correlates. Maps a record to an event
 * only when a rule asks for it or has matched.
 */
export async function hunt(options: HuntOptions): Promise<HuntResult> {
  const spill = new FileSpill(options.temporary ?? tmpdir())
  const remove = (): void => spill.close()
  // A second Ctrl-C ends the program at once.
  process.once('exit', remove)
  try {
    return await huntWith(spill, options)
  } finally {
    process.removeListener('exit', remove)
    remove()
  }
}

async function huntWith(spill: FileSpill, options: HuntOptions): Promise<HuntResult> {
  const { engine, minLevel, limits, hitsInMemory, namespace } = options
  const { ruleOf, stateful } = engine
  const bounds = { ...(limits ? { limits } : {}), ...(hitsInMemory === undefined ? {} : { hitsInMemory }) }
  const correlator = new OfflineCorrelator({ namespace, maxRefs: HUNT_EVENT_REFS, ruleOf, stateful, spill, ...bounds })
  const least: Level = minLevel === 'informational' ? 'low' : minLevel
  const counts = countedRules(engine, least)
  let newest = Number.NEGATIVE_INFINITY
  const quarry = { kind: 'hits', rules: new Set(counts.keys()) } as const
  const scanned = await search(quarry, options, (found, before) => {
    newest = Math.max(newest, found.newest)
    for (const hit of found.hits) {
      const rule = counts.get(hit.ruleId)
      if (rule) correlator.add(rule, before > 0 ? { ...hit, position: hit.position + before } : hit)
    }
  })
  const alerts = correlator.alerts(newest).filter(({ rule }) => isAtLeast(rule.level, least))
  return { ...scanned, alerts, reports: correlator.reports }
}

/**
 * The rules whose hits matter, by id: those that are serious enough, and those that a stateful rule reads. The latter make no
 * alert of their own when they are not serious enough.
 */
function countedRules({ rules, stateful }: Engine, least: Level): ReadonlyMap<string, RuleInfo> {
  const read = new Set(stateful.flatMap(({ refs }) => refs.map(({ id }) => id)))
  const infos = [...rules.values()].map(({ info }) => info)
  return new Map(
    infos
      .filter(({ id, level }) => isAtLeast(level, least) || read.has(id))
      .map((info) => [info.id, isAtLeast(info.level, least) ? info : { ...info, alerts: false }]),
  )
}
