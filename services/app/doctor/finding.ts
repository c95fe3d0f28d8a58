/** How serious a finding is. Only `fail` makes `doctor` end with an error. */
export type FindingLevel = 'ok' | 'warn' | 'fail'

/** One thing that was looked at. Texts may hold what came from outside; they are made printable when they are printed. */
export interface Finding {
  /** the part of Tocsin that it is about: `configuration`, `sources`, … */
  readonly check: string
  readonly level: FindingLevel
  readonly what: string
  /** what to do; empty when there is nothing to do */
  readonly cure: string
}

/** Makes findings about one part. */
export interface Findings {
  readonly ok: (what: string) => Finding
  readonly warn: (what: string, cure: string) => Finding
  readonly fail: (what: string, cure: string) => Finding
}

/** Makes findings about `check`. */
export function findingsOf(check: string): Findings {
  return {
    ok: (what) => ({ check, level: 'ok', what, cure: '' }),
    warn: (what, cure) => ({ check, level: 'warn', what, cure }),
    fail: (what, cure) => ({ check, level: 'fail', what, cure }),
  }
}
