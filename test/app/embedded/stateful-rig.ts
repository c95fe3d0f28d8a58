import path from 'node:path'
import type { TestContext } from 'node:test'
import { Embedded, type EmbeddedOptions } from '../../../services/app/embedded/embedded.ts'
import { runSources } from '../../../services/app/embedded/run-sources.ts'
import { buildEngine, type Engine } from '../../../services/app/engine.ts'
import type { Alert } from '../../../services/core/alert.ts'
import type { BatchOutcome } from '../../../services/core/batch-sink.ts'
import { canonicalJson } from '../../../services/core/json.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import type { WatchLists } from '../../../services/sigma/types.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { STATEFUL_RULES, type TimedRecord } from '../../support/stateful-input.ts'
import { allAlerts, withReader } from '../../support/store-state.ts'

/** The engine of some rules and no others. Throws when one cannot be read. */
export function engineOf(text = STATEFUL_RULES, lists: WatchLists = new Map()): Engine {
  const ruleSet = loadRuleSet([{ file: 'rules.yml', text }], { lists, disable: [], levels: {} })
  const [problem] = ruleSet.problems.filter(({ severity }) => severity === 'error')
  if (problem) throw new Error(`${problem.line}: ${problem.message}`)
  return buildEngine(ruleSet)
}

/** What a program told while it ran. */
export interface Running {
  readonly embedded: Embedded
  readonly told: readonly BatchOutcome[]
  readonly said: readonly string[]
}

/** Opens the program on a store; closed after the test unless it was before. */
export function openOn(
  t: TestContext,
  data: string,
  options: Pick<EmbeddedOptions, 'engine'> & Partial<EmbeddedOptions>,
): Running {
  const told: BatchOutcome[] = []
  const said: string[] = []
  const say = (message: string): void => void said.push(message)
  const embedded = new Embedded({
    data,
    namespace: 'tocsin',
    logger: { info: say, warn: say, error: say },
    committed: (outcome) => void told.push(outcome),
    ...options,
  })
  t.after(() => embedded.close())
  return { embedded, told, said }
}

/** A scratch folder, removed after the test. */
export function folderFor(t: TestContext): string {
  const { directory, remove } = scratchFolder()
  t.after(remove)
  return directory
}

/** Has the program read a folder once, as `start --once` does, and closes it. */
export async function readOnce(t: TestContext, data: string, engine: Engine, folder: string): Promise<Running> {
  const running = openOn(t, data, { engine, sources: ['trail'] })
  const { embedded } = running
  await runSources({
    config: { limits: { maxRecordBytes: 1_000_000, maxInflatedBytes: 1e9, maxRatio: 1000 } },
    sources: [
      { name: 'trail', collector: 'files', type: 'aws/cloudtrail', paths: [folder], follow: false, poll: 1000 },
    ],
    follow: false,
    embedded,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    signal: new AbortController().signal,
    now: () => Date.now(),
  })
  await embedded.drain()
  await embedded.caughtUp
  await embedded.close()
  return running
}

/** Records as one batch of the source `trail`, received as soon as the last of them happened. */
export function batchOf(records: readonly TimedRecord[], object: string): RawBatch {
  const received = Math.max(...records.map(({ time }) => time))
  const bytes = records.map(({ text }) => Buffer.from(text))
  return { type: 'aws/cloudtrail', source: 'trail', object, received, firstPosition: 1, records: bytes }
}

/** What an alert says of its events, whichever way they came. */
export function saidBy({ id, kind, rule, group, first, last, count, events, inexact }: Alert): string {
  const ids = events.map(({ eventId }) => eventId)
  return canonicalJson({ id, kind, title: rule.title, group, first, last, count, ids, inexact: inexact === true })
}

/** {@link saidBy} of all alerts in a store that hold. */
export function alertsIn(data: string): Promise<string[]> {
  return withReader(data, async (reader) =>
    (await allAlerts(reader))
      .filter(({ superseded }) => superseded === undefined)
      .map(saidBy)
      .toSorted(),
  )
}

/** Path of the store in a folder. */
export function storeIn(directory: string): string {
  return path.join(directory, 'store')
}
