import path from 'node:path'
import { messageOf } from '../../core/errors.ts'
import { timeOfId } from '../../core/ids.ts'
import { isObject } from '../../core/json.ts'
import type { SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import type { PlaceOptions } from '../cli/options.ts'
import type { Config } from '../config/config.ts'
import { buildEngine, runningRules, type Engine } from '../engine.ts'
import { readRulesRecord, RULES_KIND } from '../reload/reload-record.ts'
import { loadRules } from '../rules/load-rules.ts'
import type { RuleSet } from '../../sigma/types.ts'
import { BUDGET_NOTE, budgetRecord, RETENTION_NOTE } from '../store/maintenance-record.ts'
import { readStatefulFacts } from '../store/stateful-status.ts'
import { checkBacklog } from './checks/check-backlog.ts'
import { checkClock } from './checks/check-clock.ts'
import { checkConfiguration } from './checks/check-configuration.ts'
import { checkCorrelation } from './checks/check-correlation.ts'
import { checkDelivery } from './checks/check-delivery.ts'
import { checkDisk } from './checks/check-disk.ts'
import { checkMachine } from './checks/check-machine.ts'
import { checkRetention } from './checks/check-retention.ts'
import { checkRules } from './checks/check-rules.ts'
import { checkRunningRules } from './checks/check-running-rules.ts'
import { checkLeftovers, checkSources, type SourceFacts } from './checks/check-sources.ts'
import { checkStore } from './checks/check-store.ts'
import { openStoreParts, type StoreParts } from './facts/open-store-parts.ts'
import { reachDestinations, readDeliveryFacts } from './facts/read-delivery-facts.ts'
import { readDiskFacts } from './facts/read-disk-facts.ts'
import { readLogFacts, type LogFacts } from './facts/read-log-facts.ts'
import { readMachineFacts } from './facts/read-machine-facts.ts'
import { readPathFacts } from './facts/read-path-facts.ts'
import { readSetupFacts } from './facts/read-setup-facts.ts'
import { readStoreFiles } from './facts/read-store-files.ts'
import { findingsOf, type Finding } from './finding.ts'
import { guardCheck } from './guard-check.ts'

/** What `doctor` is told. */
export interface DoctorOptions extends PlaceOptions {
  /** ask no host */
  readonly offline: boolean
  /** read the whole store for damage */
  readonly deep: boolean
  readonly now: () => number
  /** the store to look at when the configuration names none; may ask whether the demo left one */
  readonly storeDirectory: () => Promise<string>
}

/**
 * Looks at everything, part by part, and hands each finding on as soon as it is known. Never throws. True when a look did not
 * end: then the process may not end by itself either.
 */
export async function runDoctor(
  options: DoctorOptions,
  tell: (findings: readonly Finding[]) => Promise<void>,
): Promise<boolean> {
  let hangs = false
  const look = async (check: string, work: () => Promise<readonly Finding[]>): Promise<void> => {
    await tell(await guardCheck(check, work, { late: () => (hangs = true) }))
  }
  const { configuration, config } = readSetupFacts(options)
  await look('configuration', async () => checkConfiguration(configuration))
  const rules = await tryRules(config)
  if (config) await look('rules', async () => rulesFindings(rules))
  const directory = await storeOf(options, config)
  const store = directory === null ? null : openStoreParts(directory)
  try {
    const log = store ? await tryLog(store, rules) : null
    if (config) await look('sources', () => sourcesFindings(config, store, log, options))
    if (store) {
      await look('store', () => storeFindings(store, options.deep))
      await look('disk', () => diskFindings(store, config, log))
      await look('backlog', () => backlogFindings(store, log))
      await look('rules', () => runningFindings(store, rules))
      await look('correlation', () => correlationFindings(store, rules, options.now()))
      if (config) await look('retention', () => retentionFindings(store, config, options.now()))
    }
    const reached = config && !options.offline ? await reachDestinations(config.deliver, options.now) : null
    if (config) await look('delivery', async () => deliveryFindings(config, store, reached, options.now()))
    await look('clock', () => clockFindings(store, log, reached, options.now()))
    await look('machine', async () => checkMachine(await readMachineFacts()))
  } finally {
    store?.close()
  }
  return hangs
}

/** The rules with their engine, or why they could not be loaded. */
type Rules = { readonly ruleSet: RuleSet; readonly engine: Engine } | { readonly fault: unknown } | null

async function tryRules(config: Config | null): Promise<Rules> {
  if (!config) return null
  try {
    const ruleSet = await loadRules(config, { dirs: [], builtin: true })
    return { ruleSet, engine: buildEngine(ruleSet) }
  } catch (fault) {
    return { fault }
  }
}

function rulesFindings(rules: Rules): readonly Finding[] {
  if (!rules) return []
  if (!('fault' in rules)) return checkRules(rules.ruleSet, rules.engine)
  return [
    findingsOf('rules').fail(messageOf(rules.fault), 'put the folder right under rules.dirs; `rules check` tells more'),
  ]
}

async function storeOf(options: DoctorOptions, config: Config | null): Promise<string | null> {
  if (options.data !== undefined) return path.resolve(options.data)
  if (!config) return null
  // It looks whether there is a store of the demo, and says so; a store that cannot be opened is told as a finding.
  return options.storeDirectory().catch(() => config.data)
}

async function tryLog({ open }: StoreParts, rules: Rules): Promise<LogFacts | { readonly fault: unknown } | null> {
  if (!open) return null
  const normalizer = rules && 'engine' in rules ? rules.engine.normalizer : null
  return readLogFacts(open.inspector, open.reader, normalizer).catch((fault: unknown) => ({ fault }))
}

type Log = LogFacts | { readonly fault: unknown } | null

function logOf(log: Log): LogFacts | null {
  return log && 'last' in log ? log : null
}

async function sourcesFindings(
  config: Config,
  store: StoreParts | null,
  log: Log,
  { now }: DoctorOptions,
): Promise<readonly Finding[]> {
  const remembered = store?.open?.inspector.checkpoints() ?? null
  const last = logOf(log)?.last
  const sources = await Promise.all(
    config.sources.map(async ({ name, follow, paths }): Promise<SourceFacts> => ({
      name,
      follow,
      paths: await Promise.all(paths.map((place) => readPathFacts(place))),
      last: last?.get(name) ?? null,
      checkpoints: remembered === null ? null : (remembered.get(name) ?? 0),
    })),
  )
  const names = config.sources.map(({ name }) => name)
  // Without any source of ours the store is that of the demo or of another configuration.
  const leftovers = names.length === 0 ? [] : checkLeftovers(names, remembered ?? new Map<string, number>())
  return [...checkSources(sources, now()), ...leftovers]
}

async function storeFindings(store: StoreParts, isDeep: boolean): Promise<readonly Finding[]> {
  const { directory, version, fault, writer, open } = store
  if (fault !== null) {
    return [
      findingsOf('store').fail(
        messageOf(fault),
        'let this user read and write the folder; a damaged file: restore the last backup',
      ),
    ]
  }
  const files = version ? await readStoreFiles(directory) : { bytes: 0, open: [] }
  return checkStore({
    directory,
    file: version && { ...version, bytes: files.bytes },
    writer,
    open: files.open,
    integrity: isDeep && open ? open.inspector.integrity() : null,
  })
}

async function diskFindings(store: StoreParts, config: Config | null, log: Log): Promise<readonly Finding[]> {
  const disk = await readDiskFacts(store.directory)
  const total = store.open ? (await store.open.reader.events.count()).total : 0
  const usage = store.open?.reader.facts.usage()
  const perDay = logOf(log)?.recordsPerDay ?? null
  const growthPerDay = perDay === null || !usage || total === 0 ? null : perDay * ((usage.file - usage.free) / total)
  return checkDisk({ ...disk, minFree: config?.store.minFreeBytes ?? 0, growthPerDay })
}

async function backlogFindings({ open, writer }: StoreParts, log: Log): Promise<readonly Finding[]> {
  if (!open || !log) return []
  if (!('last' in log))
    return [
      findingsOf('backlog').fail(
        messageOf(log.fault),
        'ask again with --deep; a damaged store: restore the last backup',
      ),
    ]
  const deadLetters = Object.fromEntries(await open.reader.deadLetters.countByReason())
  return checkBacklog({ waiting: log.waiting, deadLetters, isRunning: writer !== null })
}

async function runningFindings({ open, writer }: StoreParts, rules: Rules): Promise<readonly Finding[]> {
  if (!open || writer === null) return []
  const inFiles = rules && 'engine' in rules ? runningRules(rules.engine) : null
  return checkRunningRules(readRulesRecord(await open.reader.state(RULES_KIND)), inFiles)
}

async function correlationFindings(
  { open, writer }: StoreParts,
  rules: Rules,
  now: number,
): Promise<readonly Finding[]> {
  if (!open || !rules || 'fault' in rules) return []
  const { engine } = rules
  return checkCorrelation(
    {
      ...(await readStatefulFacts(open.reader, engine)),
      rules: engine.stateful.length,
      newestEvent: await newestEvent(open.reader),
      isRunning: writer !== null,
    },
    now,
  )
}

async function retentionFindings(
  { open, writer }: StoreParts,
  config: Config,
  now: number,
): Promise<readonly Finding[]> {
  if (!open) return []
  const { facts } = open.reader
  const { file, free, log } = facts.usage()
  const budget = budgetRecord(facts.note(BUDGET_NOTE))
  return checkRetention(
    {
      bytes: file + log,
      free,
      maxBytes: config.store.maxBytes,
      ranAt: facts.note(RETENTION_NOTE)?.at ?? null,
      cutFrom: budget?.eventsFrom ?? null,
      isRunning: writer !== null,
    },
    now,
  )
}

type Reached = Awaited<ReturnType<typeof reachDestinations>> | null

function deliveryFindings(config: Config, store: StoreParts | null, reached: Reached, now: number): readonly Finding[] {
  return checkDelivery(
    {
      ...readDeliveryFacts(config.deliver),
      reached: reached && reached.map(({ destination, url, fault }) => ({ destination, host: url.host, fault })),
      counts: store?.open?.inspector.deliveries() ?? [],
      isRunning: (store?.writer ?? null) !== null,
    },
    now,
  )
}

async function clockFindings(
  store: StoreParts | null,
  log: Log,
  reached: Reached,
  now: number,
): Promise<readonly Finding[]> {
  const others = (reached ?? []).flatMap(({ url, date, at }) =>
    date === null ? [] : [{ who: url.hostname, ahead: at - date }],
  )
  return checkClock({
    now,
    newestReceived: logOf(log)?.newestReceived ?? null,
    newestEvent: store?.open ? await newestEvent(store.open.reader) : null,
    others,
  })
}

async function newestEvent(reader: Pick<SqliteReader, 'events'>): Promise<number | null> {
  const search = { query: { kind: 'all' as const }, from: null, to: null, order: 'newest' as const, limit: 1 }
  for await (const text of reader.events.search(search)) {
    const document: unknown = JSON.parse(text)
    const ours = isObject(document) ? document['tocsin'] : null
    const id = isObject(ours) ? ours['id'] : null
    return typeof id === 'string' ? timeOfId(id) : null
  }
  return null
}
