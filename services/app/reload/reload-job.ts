import { messageOf } from '../../core/errors.ts'
import { readVersions, VERSION_KIND } from '../../correlate/rule-versions.ts'
import type { RuleFault } from '../../sigma/reload/reload-rule-set.ts'
import type { RuleSet } from '../../sigma/types.ts'
import type { Job, JobParts } from '../embedded/embedded.ts'
import { buildEngine, runningRules, type Engine } from '../engine.ts'
import type { Logger } from '../logger.ts'
import { FileWatch, type WatchPace } from './file-watch.ts'
import { rulesEntry, rulesRecord } from './reload-record.ts'
import { countChanges } from './rule-changes.ts'
import type { ReadRules, RuleSource } from './rule-source.ts'

/** How rules are reloaded. */
export interface ReloadOptions {
  readonly source: RuleSource
  /** the engine that is in effect */
  readonly engine: () => Engine
  /** false: only when somebody asks for it */
  readonly watches: boolean
  /** calls the listener whenever somebody asks for it (SIGHUP); none: nobody can */
  readonly asked?: (listener: () => void) => void
  /** milliseconds since 1970 */
  readonly now: () => number
  readonly pace?: WatchPace
}

/** So many faults are told one by one. */
const TOLD = 5

/**
 * Reloads the rules of a running program when their files change, or when somebody asks for it. The new set is made aside, in
 * short turns, and takes effect between two slices. What is wrong with a file is told once, and is remembered in the store
 * until it is mended.
 */
export function reloadJob(options: ReloadOptions): Job {
  return async (parts) => {
    const { source, watches, asked, now, pace } = options
    const watch = new FileWatch(() => source.stamps(), source.firstStamps, pace)
    const requests = requestsOf(asked)
    const reloading: Reloading = { parts, options, told: source.faults, hasToldStart: false }
    await record(reloading, runningRules(options.engine()), now())
    while (!parts.signal.aborted) {
      const isAsked = await nextReason(watches ? watch : null, requests, parts.signal)
      if (parts.signal.aborted) return
      // A change that comes while files are read is seen the next time.
      if (isAsked) await watch.look()
      try {
        await reload(reloading, isAsked)
      } catch (error) {
        parts.logger.error('the rules could not be reloaded; those before go on', { error: messageOf(error) })
      }
    }
  }
}

interface Reloading {
  readonly parts: JobParts
  readonly options: ReloadOptions
  told: readonly RuleFault[]
  /** that something takes a new start was said */
  hasToldStart: boolean
}

async function reload(reloading: Reloading, isAsked: boolean): Promise<void> {
  const { parts, options } = reloading
  const { logger } = parts
  const before = options.engine()
  const { faults, isChanged } = await takeUp(await options.source.read(), reloading, before)
  if (!isChanged && isAsked) logger.info('rules are as they were', { rules: sizeOf(before) })
  tellFaults(faults, reloading.told, logger)
  const isNews = JSON.stringify(faults) !== JSON.stringify(reloading.told)
  reloading.told = faults
  if (isChanged || isNews) await record(reloading, runningRules(options.engine()), options.now())
}

/** Puts what was read into effect, if it is anything new. */
async function takeUp(
  { ruleSet, faults, needsStart }: ReadRules,
  reloading: Reloading,
  before: Engine,
): Promise<{ readonly faults: readonly RuleFault[]; readonly isChanged: boolean }> {
  const { parts } = reloading
  const { logger } = parts
  if (needsStart && !reloading.hasToldStart) {
    logger.warn('the configuration has changed beyond rules and lists: that takes effect with the next start')
  }
  reloading.hasToldStart = needsStart
  if (isSameSet(before.ruleSet, ruleSet)) return { faults, isChanged: false }
  let next: Engine
  try {
    next = buildEngine(ruleSet, before)
  } catch (error) {
    const problem = { file: 'rules', line: 1, message: `cannot be compiled: ${messageOf(error)}`, hint: '' }
    return { faults: [...faults, { problem, keeps: ['all rules'] }], isChanged: false }
  }
  const cold = await coldAfter(parts, async () => {
    await parts.changeRules(next).catch((error: unknown) => {
      logger.warn('what the new rules have to remember could not be stored yet', { error: messageOf(error) })
    })
  })
  const changes = countChanges(before, next)
  logger.info('rules reloaded', { ...changes, rules: sizeOf(next), warming: cold, rule_set: ruleSet.hash.slice(0, 12) })
  return { faults, isChanged: true }
}

function sizeOf({ rules, stateful }: Engine): number {
  return rules.size + stateful.length
}

/** How many rules over several events start cold with what `work` does. */
async function coldAfter({ store }: JobParts, work: () => Promise<void>): Promise<number> {
  const before = readVersions(await store.sink.state(VERSION_KIND))
  await work()
  const after = readVersions(await store.sink.state(VERSION_KIND))
  return [...after].filter(([id, { hash, from }]) => from !== null && before.get(id)?.hash !== hash).length
}

/** Rules of which nothing has changed are the same objects. */
function isSameSet(one: RuleSet, other: RuleSet): boolean {
  return isSameList(one.rules, other.rules) && isSameList(one.stateful, other.stateful)
}

function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at])
}

function tellFaults(faults: readonly RuleFault[], told: readonly RuleFault[], logger: Logger): void {
  const known = new Set(told.map(({ problem }) => JSON.stringify(problem)))
  const fresh = faults.filter(({ problem }) => !known.has(JSON.stringify(problem)))
  for (const { problem, keeps } of fresh.slice(0, TOLD)) {
    const { file, line, message, hint } = problem
    const stays = keeps.length === 0 ? 'it is left out' : `what was good stays in effect: ${keeps.join('; ')}`
    logger.warn(`${file}:${line}: ${message}${hint === '' ? '' : ` (${hint})`}; ${stays}`)
  }
  if (fresh.length > TOLD) logger.warn('more is wrong with rules; see `rules check`', { count: fresh.length - TOLD })
  if (faults.length === 0 && told.length > 0) logger.info('nothing is wrong with the rules any more')
}

/** Remembers which rules run, and what is wrong; the next change tries again where the store cannot take it. */
async function record({ parts, told }: Reloading, rules: string, at: number): Promise<void> {
  try {
    await parts.pipeline.remember([rulesEntry(rulesRecord(at, rules, told))])
  } catch (error) {
    parts.logger.warn('which rules run could not be stored', { error: messageOf(error) })
  }
}

/** Requests that nobody has taken yet. */
interface Requests {
  count: number
  wake: () => void
}

function requestsOf(asked: ReloadOptions['asked']): Requests {
  const requests: Requests = { count: 0, wake: () => undefined }
  asked?.(() => {
    requests.count += 1
    requests.wake()
  })
  return requests
}

/** Resolves when files have changed or somebody asks, true for the latter; or when the signal aborts. */
async function nextReason(watch: FileWatch | null, requests: Requests, signal: AbortSignal): Promise<boolean> {
  if (requests.count === 0) {
    const woken = new AbortController()
    requests.wake = () => woken.abort()
    const either = AbortSignal.any([signal, woken.signal])
    if (watch) await watch.changed(either)
    else if (!either.aborted) await new Promise((resolve) => either.addEventListener('abort', resolve, { once: true }))
  }
  const isAsked = requests.count > 0
  requests.count = 0
  return isAsked
}
