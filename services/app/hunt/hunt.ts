import { tmpdir } from 'node:os'
import { HUNT_EVENT_REFS, type Alert } from '../../core/alert.ts'
import type { Hit } from '../../core/hit.ts'
import { isAtLeast, type Level, type RuleInfo } from '../../core/rule.ts'
import type { HealthCount } from '../../correlate/health.ts'
import { OfflineCorrelator } from '../../correlate/offline.ts'
import { isRejection, type Rejection } from '../../normalize/rejection.ts'
import type { EngineLimits } from '../../sigma/stateful/types.ts'
import { detectEvent } from '../detect-event.ts'
import type { Engine } from '../engine.ts'
import { scanFiles, type Scanned, type ScanOptions } from './scan-files.ts'
import { FileSpill } from './spill.ts'

/** What a hunt looks for, and where. */
export interface HuntOptions extends Omit<ScanOptions, 'records' | 'offer'> {
  readonly engine: Engine
  /** log type of the records, or `auto` */
  readonly type: string
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
  const hits: Hit[] = []
  let newest = Number.NEGATIVE_INFINITY
  const look = (bytes: Uint8Array, file: string, position: number, received: number): Rejection | null => {
    const event = engine.normalizer.read(bytes, options.type, { source: 'hunt', object: file, position, received })
    hits.length = 0
    const fault = isRejection(event) ? event : detectEvent(event, engine.detector, hits)
    if (fault) return fault
    if (!isRejection(event) && event.time > newest) newest = event.time
    for (const hit of hits) {
      const rule = counts.get(hit.ruleId)
      if (rule) correlator.add(rule, hit)
    }
    return null
  }
  const scanned = await scanFiles({
    ...options,
    offer: (bytes, { file, position, received }) => look(bytes, file, position, received) === null,
    records: async (part, received) => {
      let position = part.firstPosition - 1
      for (const bytes of part.records) {
        position += 1
        const fault = look(bytes, part.path, position, received)
        if (fault === null) continue
        const { rejected: reason, detail } = fault
        await options.unreadable({ file: part.path, position, reason, detail, isIncomplete: false })
      }
    },
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
