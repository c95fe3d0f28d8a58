import type { RetentionPolicy } from '../../core/retention.ts'
import type { Level } from '../../core/rule.ts'
import type { WatchLists } from '../../sigma/types.ts'
import type { DeliverConfig } from './deliver-config.ts'

/** What the person who runs Tocsin has decided, whole and checked: defaults filled in, paths absolute, units resolved. */
export interface Config {
  /** folder of the store */
  readonly data: string
  /** part of every alert's id and of index names: two installations with one namespace give the same ids */
  readonly namespace: string
  readonly log: { readonly level: LogLevel }
  /** in the order of the file; names are unique */
  readonly sources: readonly SourceConfig[]
  readonly limits: LimitsConfig
  readonly retention: RetentionPolicy
  readonly store: StoreConfig
  readonly rules: RulesConfig
  readonly deliver: DeliverConfig
  /** names as they were written; the three of {@link STANDARD_LISTS} are always there */
  readonly lists: WatchLists
}

/** How much the program says about its own work. */
export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

/** A collector together with the kind of log it brings. */
export type SourceConfig = FilesSourceConfig

/** Logs in files and folders of this machine. */
export interface FilesSourceConfig {
  readonly name: string
  readonly collector: 'files'
  /** name of a log type, or `auto`: told from each record */
  readonly type: string
  /** files, folders and patterns (`*`, `**`, `?`); at least one */
  readonly paths: readonly string[]
  /** go on reading when new bytes or files appear */
  readonly follow: boolean
  /** how often to look for new bytes and files, in milliseconds */
  readonly poll: number
}

/** Bounds against input that would exhaust the machine. Whatever they stop is reported. */
export interface LimitsConfig {
  /** a larger record becomes a dead letter */
  readonly maxRecordBytes: number
  /** a compressed object that grows beyond this is refused */
  readonly maxInflatedBytes: number
  /** a compressed object that grows by more than this factor is refused */
  readonly maxRatio: number
  /** groups that one rule remembers which looks at several events; beyond it the one without a match for longest goes */
  readonly correlationGroups: number
  /** matches that one such group remembers */
  readonly correlationEntries: number
  /** values that one rule for new values remembers */
  readonly newValues: number
}

/** How much room the store may take. */
export interface StoreConfig {
  /** bytes of its files together; null = as much as there is. Beyond it the oldest goes, whatever the retention says */
  readonly maxBytes: number | null
  /** a disk with fewer free bytes is warned of */
  readonly minFreeBytes: number
}

/** Which rules run, and how serious they are. */
export interface RulesConfig {
  /** folders and files with rules, besides the built-in ones */
  readonly dirs: readonly string[]
  /** whether the built-in rules run */
  readonly builtin: boolean
  /** whether they are read again when their files change */
  readonly reload: boolean
  /** ids or titles of rules that do not run */
  readonly disable: readonly string[]
  /** id or title → level instead of the rule's own */
  readonly levels: Readonly<Record<string, Level>>
}

/** The watch lists that built-in rules use: they exist in every configuration, empty until somebody fills them. */
export const STANDARD_LISTS = ['usual_regions', 'own_accounts', 'break_glass_users'] as const
