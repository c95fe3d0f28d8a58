import type { StateEntry } from '../../core/state.ts'
import type { RuleOutput } from './rule-state.ts'
import type { EngineOutput, Firing, HitRef, LimitKind, LimitReport, Observation, Withdrawal } from './types.ts'

/** Where a derived hit goes on to. */
export type Derive = (observation: Observation, origin: HitRef) => void

/** Collects what the rules of an engine give until it is taken; while it is silent it drops all but derived hits. */
export class OutputCollector {
  silent = false
  #firings: Firing[] = []
  #withdrawals: Withdrawal[] = []
  readonly #windows = new Map<string, StateEntry>()
  readonly #reports = new Map<string, LimitReport>()

  /** The output for one rule. */
  of(ruleId: string, derive: Derive): RuleOutput {
    return {
      fire: (firing) => {
        if (!this.silent) this.#firings.push({ ruleId, ...firing })
      },
      withdraw: (withdrawal) => {
        if (!this.silent) this.#withdrawals.push({ ruleId, ...withdrawal })
      },
      window: (key, value) => {
        if (this.silent) return
        const full = windowKey(ruleId, key)
        this.#windows.set(full, { kind: 'window', key: full, value })
      },
      report: (kind, count, time) => this.#report(ruleId, kind, count, time),
      derive,
    }
  }

  /** What came since the last call. */
  take(): EngineOutput {
    const taken: EngineOutput = {
      firings: this.#firings,
      withdrawals: this.#withdrawals,
      windows: [...this.#windows.values()],
      reports: [...this.#reports.values()],
    }
    this.drop()
    return taken
  }

  /** Forgets what came since the last {@link take}. */
  drop(): void {
    this.#firings = []
    this.#withdrawals = []
    this.#windows.clear()
    this.#reports.clear()
  }

  #report(ruleId: string, kind: LimitKind, count: number, time: number): void {
    if (this.silent || count <= 0) return
    const key = `${kind} ${ruleId}`
    const before = this.#reports.get(key)
    this.#reports.set(key, {
      kind,
      ruleId,
      count: count + (before?.count ?? 0),
      time: Math.max(time, before?.time ?? time),
    })
  }
}

/** The key of a window's {@link StateEntry}: the rule and the rule's own key. */
function windowKey(ruleId: string, key: string): string {
  return JSON.stringify([ruleId, key])
}

/** The rule and the rule's own key of a window's {@link StateEntry}; null when it is none of ours. */
export function readWindowKey(full: string): { readonly ruleId: string; readonly key: string } | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(full)
  } catch {
    return null
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) return null
  const [ruleId, key]: unknown[] = parsed
  return typeof ruleId === 'string' && typeof key === 'string' ? { ruleId, key } : null
}
