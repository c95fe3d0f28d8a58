/**
 * Something that is remembered between runs beside hits and alerts: how far sources have come, open windows, counts of
 * what limits cost. (kind, key) is its identity; a later value replaces an earlier one.
 */
export interface StateEntry {
  /** `watermark`, `window`, `health` … : who writes it, and what its value means */
  readonly kind: string
  readonly key: string
  /** JSON; null removes the entry */
  readonly value: string | null
}
