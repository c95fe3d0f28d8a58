// Generated from schemas/lateness.yml by `npm run generate`. Do not edit.

/** How late records of a dataset may come, in milliseconds, where the table does not name it. */
export const DEFAULT_LATENESS = 3_600_000

/** `event.dataset` → how late its records may come and still count, in milliseconds. */
export const LATENESS: ReadonlyMap<string, number> = new Map([
  ['aws.cloudtrail', 3_600_000],
  ['unknown', 3_600_000],
])
