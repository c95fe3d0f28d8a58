import path from 'node:path'
import { parseDuration } from '../../core/time.ts'
import { stateDirectory, type Environment } from '../cli/directories.ts'
import { STANDARD_LISTS, type Config, type SourceConfig } from './config.ts'
import type { ConfigFile } from './config-schema.ts'

/** What a configuration depends on besides its text. */
export interface ConfigPlace {
  /** what relative paths are relative to */
  readonly directory: string
  readonly env: Environment
}

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
    },
    rules: {
      dirs: (file.rules?.dirs ?? []).map(absolute),
      builtin: file.rules?.builtin ?? true,
      disable: file.rules?.disable ?? [],
      levels: file.rules?.levels ?? {},
    },
    lists: watchLists(file.lists ?? {}),
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
