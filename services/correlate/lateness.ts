import { DEFAULT_LATENESS, LATENESS } from './generated/lateness-table.ts'

/** How long after its event a record of this dataset may come and still count for stateful rules, in milliseconds. */
export function latenessOf(dataset: string): number {
  return LATENESS.get(dataset) ?? DEFAULT_LATENESS
}
