import type { RuleInfo } from '../../core/rule.ts'
import type { HealthReport } from '../../correlate/health.ts'
import type { Logger } from '../logger.ts'
import { reportSentence } from './report-sentence.ts'

/** What a {@link ReportLog} works with. */
export interface ReportLogOptions {
  readonly logger: Pick<Logger, 'warn'>
  readonly ruleOf: (ruleId: string) => Pick<RuleInfo, 'title'> | undefined
  /** milliseconds of a clock that never goes back */
  readonly clock: () => number
}

/** The same is told once in this time, with how often it happened. */
const PAUSE_MS = 600_000

interface Told {
  readonly report: HealthReport
  /** how often since it was told last */
  count: number
  /** not before this time */
  next: number
}

/** Warns of what cost the exactness of rules, and never floods: each rule and kind once in ten minutes, with the sum. */
export class ReportLog {
  readonly #options: ReportLogOptions
  readonly #told = new Map<string, Told>()

  constructor(options: ReportLogOptions) {
    this.#options = options
  }

  add(reports: readonly HealthReport[]): void {
    for (const report of reports) {
      const key = `${report.kind} ${report.ruleId}`
      const told = this.#told.get(key) ?? { report, count: 0, next: 0 }
      told.count += report.count
      this.#told.set(key, told)
    }
    this.flush()
  }

  /** Tells what has waited long enough; what there is of all of it when `isLast`. To be called now and then. */
  flush(isLast = false): void {
    const now = this.#options.clock()
    for (const [key, told] of this.#told) {
      if (now < told.next && !isLast) continue
      if (told.count > 0) this.#tell(told)
      // What did not happen again in all that time begins anew.
      else this.#told.delete(key)
      told.count = 0
      told.next = now + PAUSE_MS
    }
  }

  #tell({ report: { kind, ruleId }, count }: Told): void {
    const { logger, ruleOf } = this.#options
    const text = reportSentence({ kind, count })
    if (kind === 'silent') logger.warn(text, { source: ruleId })
    else logger.warn(text, { rule: ruleOf(ruleId)?.title ?? ruleId, count })
  }
}
