import { HUNT_EVENT_REFS, type Alert } from '../../core/alert.ts'
import type { Hit } from '../../core/hit.ts'
import { isAtLeast, type Level } from '../../core/rule.ts'
import { OfflineCorrelator } from '../../correlate/offline.ts'
import { isRejection, type Rejection } from '../../normalize/rejection.ts'
import { detectEvent } from '../detect-event.ts'
import type { Engine } from '../engine.ts'
import { scanFiles, type Scanned, type ScanOptions } from './scan-files.ts'

/** What a hunt looks for, and where. */
export interface HuntOptions extends Omit<ScanOptions, 'records' | 'offer'> {
  readonly engine: Engine
  /** log type of the records, or `auto` */
  readonly type: string
  readonly namespace: string
  /** alerts of lower levels are left out; informational rules never alert */
  readonly minLevel: Level
}

/** What a hunt found. */
export interface HuntResult extends Scanned {
  /** ordered by time of the first event, then by id */
  readonly alerts: readonly Alert[]
}

/**
 * Runs the rules over files without a store (design §6): matches in any order, then correlates. Maps a record to an event
 * only when a rule asks for it or has matched.
 */
export async function hunt(options: HuntOptions): Promise<HuntResult> {
  const { engine, minLevel } = options
  const correlator = new OfflineCorrelator({ namespace: options.namespace, maxRefs: HUNT_EVENT_REFS })
  const least: Level = minLevel === 'informational' ? 'low' : minLevel
  const hits: Hit[] = []
  const look = (bytes: Uint8Array, file: string, position: number, received: number): Rejection | null => {
    const event = engine.normalizer.read(bytes, options.type, { source: 'hunt', object: file, position, received })
    hits.length = 0
    const fault = isRejection(event) ? event : detectEvent(event, engine.detector, hits)
    if (fault) return fault
    for (const hit of hits) {
      const rule = engine.ruleOf(hit.ruleId)
      if (rule && isAtLeast(rule.level, least)) correlator.add(rule, hit)
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
  return { ...scanned, alerts: correlator.alerts() }
}
