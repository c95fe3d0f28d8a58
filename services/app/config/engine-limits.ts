import { DEFAULT_ENGINE_LIMITS, type EngineLimits } from '../../sigma/stateful/types.ts'
import type { LimitsConfig } from './config.ts'

/** The configured limits in the form in which stateful rules take them. */
export function engineLimits({ correlationGroups, correlationEntries, newValues }: LimitsConfig): EngineLimits {
  return { ...DEFAULT_ENGINE_LIMITS, groups: correlationGroups, entries: correlationEntries, keys: newValues }
}
