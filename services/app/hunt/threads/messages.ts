import type { InflateLimits } from '../../../ingest/decompress/decompress.ts'
import type { ResumePoint } from '../../../ingest/reading/object-part.ts'
import type { RuleSet } from '../../../sigma/types.ts'
import type { Found, Quarry } from '../finder.ts'
import type { Unreadable } from '../scan-files.ts'
import type { Unit } from './unit.ts'

/** What a searching thread is told first. */
export interface ThreadData {
  readonly ruleSet: RuleSet
  readonly quarry: Quarry
  /** log type of the records, or `auto` */
  readonly type: string
  readonly maxRecordBytes: number
  readonly inflate: InflateLimits
}

/** What it is told: what all is about, then units, one after the other, and what was used up of its answers, with its memory. */
export type Order =
  | { readonly kind: 'begin'; readonly data: ThreadData }
  | { readonly kind: 'unit'; readonly number: number; readonly unit: Unit }
  | { readonly kind: 'used'; readonly weight: number; readonly buffers: readonly ArrayBuffer[] }

/** What it answers. Of each unit some parts, then its end; units in the order in which they were given. */
export type Answer =
  | { readonly kind: 'ready'; readonly rules: string }
  | {
      readonly kind: 'part'
      readonly number: number
      readonly found: Found
      readonly unreadable: readonly Unreadable[]
      /** about how many bytes it takes while it waits */
      readonly weight: number
    }
  | {
      readonly kind: 'end'
      readonly number: number
      /** how many whole files were read; 0 for a range */
      readonly files: number
      readonly records: number
      readonly bytes: number
      /** of a range: how many records and faults were in it, and where it stopped being lines, or null */
      readonly taken: number
      readonly rest: ResumePoint | null
    }

/** A thread waits when answers of this weight were not used yet. */
export const MOST_WAITING = 8 * 1024 * 1024
