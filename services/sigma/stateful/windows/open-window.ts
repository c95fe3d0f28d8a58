import { isObject } from '../../../core/json.ts'
import type { Coverage } from './coverage.ts'

/** What is stored of a group's windows, because it cannot be told from the hits of the last while alone. */
export interface OpenWindow {
  /** start of the open window: hits before it were decided; null: none is open */
  readonly open: number | null
  /** starts of closed windows that held, as long as parents need them */
  readonly closed: readonly number[]
  /** what alerts have counted whose bucket is not over, where an event can come again at another time */
  readonly coverages: readonly Coverage[]
}

/** Null when there is nothing to be stored. */
export function writeOpenWindow({ open, closed, coverages }: OpenWindow): string | null {
  const counted = coverages.flatMap(({ bucket, counted: ids }) => (ids === null ? [] : [[bucket, ...ids]]))
  if (open === null && closed.length === 0 && counted.length === 0) return null
  return JSON.stringify({
    open,
    ...(closed.length > 0 ? { closed } : {}),
    ...(counted.length > 0 ? { counted } : {}),
  })
}

/** What cannot be read says nothing. */
export function readOpenWindow(value: string | null): OpenWindow {
  let saved: unknown = null
  try {
    saved = JSON.parse(value ?? 'null')
  } catch {
    saved = null
  }
  const { open, closed, counted } = isObject(saved) ? saved : {}
  return {
    open: typeof open === 'number' ? open : null,
    closed: Array.isArray(closed) ? closed.filter((start) => typeof start === 'number') : [],
    coverages: Array.isArray(counted) ? counted.flatMap(readCounted) : [],
  }
}

function readCounted(saved: unknown): Coverage[] {
  const [bucket, ...ids]: unknown[] = Array.isArray(saved) ? saved : []
  if (typeof bucket !== 'number') return []
  return [{ bucket, spans: [], counted: new Set(ids.filter((id) => typeof id === 'string')) }]
}
