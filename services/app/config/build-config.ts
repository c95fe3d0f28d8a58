import path from 'node:path'
import type { RetentionPolicy } from '../../core/retention.ts'
import { parseDuration } from '../../core/time.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../sigma/stateful/types.ts'
import { stateDirectory, type Environment } from '../cli/directories.ts'
import { buildDeliver } from './build-deliver.ts'
import { STANDARD_LISTS, type Config, type SourceConfig } from './config.ts'
import type { ConfigFile } from './config-schema.ts'

/** What a configuration depends on besides its text. */
export interface ConfigPlace {
  /** what relative paths are relative to */
  readonly directory: string
  readonly env: Environment
}

/** A size that is none. */
export const UNLIMITED = 'unlimited'

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KB', 1024],
  ['MB', 1024 ** 2],
  ['GB', 1024 ** 3],
  ['TB', 1024 ** 4],
])

/** The configuration of a file whose shape is right: defaults filled in, units and paths resolved. */
export function buildConfig(file: ConfigFile, place: ConfigPlace): Config {
  const absolute = (text: string): string => absolutePath(text, place)
  return {
    data: file.data === undefined ? stateDirectory(place.env) : absolute(file.data),
    namespace: file.namespace ?? 'tocsin',
    log: { level: file.log?.level ?? 'info' },
    sources: (file.sources ?? []).map((source): SourceConfig => {
      return {
        name: source.name,
        collector: source.collector,
        type: source.type ?? 'auto',
        paths: source.paths.map(absolute),
        follow: source.follow ?? true,
        poll: parseDuration(source.poll ?? '1s'),
      }
    }),
    limits: {
      maxRecordBytes: parseSize(file.limits?.max_record ?? '16MB'),
      maxInflatedBytes: parseSize(file.limits?.max_inflated ?? '8GB'),
      maxRatio: file.limits?.max_ratio ?? 200,
      correlationGroups: file.limits?.correlation_groups ?? DEFAULT_ENGINE_LIMITS.groups,
      correlationEntries: file.limits?.correlation_entries ?? DEFAULT_ENGINE_LIMITS.entries,
      newValues: file.limits?.new_values ?? DEFAULT_ENGINE_LIMITS.keys,
    },
    retention: retentionPolicy(file.retention ?? {}),
    store: {
      maxBytes: storeBudget(file.store?.max_size ?? UNLIMITED),
      minFreeBytes: parseSize(file.store?.min_free ?? '1GB'),
    },
    rules: {
      dirs: (file.rules?.dirs ?? []).map(absolute),
      builtin: file.rules?.builtin ?? true,
      reload: file.rules?.reload ?? true,
      disable: file.rules?.disable ?? [],
      levels: file.rules?.levels ?? {},
    },
    lists: watchLists(file.lists ?? {}),
    deliver: buildDeliver(file.deliver ?? {}, absolute),
  }
}

/** What holds when there is no configuration file: no sources, built-in rules, the store in the state folder. */
export function defaultConfig(place: ConfigPlace): Config {
  return buildConfig({}, place)
}

/** Reads `16MB` and the like into bytes, or NaN. 1 KB has 1,024 bytes. */
export function parseSize(text: string): number {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?) ?([KMGT]?B)$/.exec(text) ?? []
  return Math.round(Number(amount ?? Number.NaN) * (SIZE_UNITS.get(unit ?? '') ?? Number.NaN))
}

function retentionPolicy(file: NonNullable<ConfigFile['retention']>): RetentionPolicy {
  const { datasets = {} } = file
  return {
    kinds: {
      audit: parseSpan(file.audit ?? '365d'),
      access: parseSpan(file.access ?? '90d'),
      flow: parseSpan(file.flow ?? '90d'),
      dns: parseSpan(file.dns ?? '90d'),
      finding: parseSpan(file.finding ?? '365d'),
      unknown: parseSpan(file.unknown ?? '365d'),
    },
    datasets: Object.fromEntries(Object.entries(datasets).map(([name, text]) => [name, parseSpan(text)])),
    raw: parseSpan(file.raw ?? '30d'),
    deadLetters: parseSpan(file.dead_letters ?? '365d'),
    alerts: parseSpan(file.alerts ?? '730d'),
    atLeast: parseSpan(file.at_least ?? '7d'),
  }
}

/** Reads `30d` into milliseconds; `forever` is infinite. */
function parseSpan(text: string): number {
  return text === 'forever' ? Number.POSITIVE_INFINITY : parseDuration(text)
}

function storeBudget(text: string): number | null {
  return text === UNLIMITED ? null : parseSize(text)
}

function watchLists(file: NonNullable<ConfigFile['lists']>): Config['lists'] {
  const lists = new Map<string, readonly string[]>(STANDARD_LISTS.map((name) => [name, []]))
  for (const [name, entries] of Object.entries(file)) {
    const standard = STANDARD_LISTS.find((known) => known === name.toLowerCase())
    lists.set(standard ?? name, entries)
  }
  return lists
}

function absolutePath(text: string, { directory, env }: ConfigPlace): string {
  const home = env['HOME'] ?? env['USERPROFILE']
  const isInHome = home !== undefined && (text === '~' || text.startsWith('~/'))
  return path.resolve(directory, isInHome ? path.join(home, text.slice(1)) : text)
}
