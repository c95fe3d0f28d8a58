import { DEFAULT_INFLATE_LIMITS, type InflateLimits } from '../../ingest/decompress/decompress.ts'
import type { LimitsConfig } from './config.ts'

/** The configured limits in the form in which files are read. */
export function readLimits(limits: Pick<LimitsConfig, 'maxRecordBytes' | 'maxInflatedBytes' | 'maxRatio'>): {
  readonly maxRecordBytes: number
  readonly inflate: InflateLimits
} {
  const { maxRecordBytes, maxInflatedBytes, maxRatio } = limits
  return { maxRecordBytes, inflate: { ...DEFAULT_INFLATE_LIMITS, maxInflatedBytes, maxRatio } }
}
