import path from 'node:path'
import { createMemoryStore } from '../../../services/adapters/memory/memory-store.ts'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { Pipeline, PIPELINE_GROUP } from '../../../services/app/embedded/pipeline.ts'
import { encodeRaw } from '../../../services/app/embedded/raw-codec.ts'
import type { RawHandlers } from '../../../services/app/embedded/handle-raw.ts'
import type { SliceReader } from '../../../services/app/embedded/slice-reader.ts'
import { buildEngine, type Engine } from '../../../services/app/engine.ts'
import { BUILTIN_RULES, readRuleFiles } from '../../../services/app/rules/read-rule-files.ts'
import { STORED_EVENT_REFS } from '../../../services/core/alert.ts'
import type { BatchOutcome, BatchSink } from '../../../services/core/batch-sink.ts'
import { AppError } from '../../../services/core/errors.ts'
import { TOPICS, type ReadLimits, type TopicPartition } from '../../../services/core/log.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import { Correlator } from '../../../services/correlate/correlator.ts'
import { loadRuleSet } from '../../../services/sigma/load-rule-set.ts'
import type { Ports } from '../../contract/fixture.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { storeState, type StoreState } from '../../support/store-state.ts'

export const RAW: TopicPartition = { topic: TOPICS.raw, partition: 0 }

/** Lists that make even a usual day ring now and then. */
const lists = new Map([
  ['usual_regions', ['eu-central-1']],
  ['own_accounts', ['111122223333']],
  ['break_glass_users', ['night-watch-1']],
])

/** All rules that come with Tocsin. */
export const engine: Engine = buildEngine(
  loadRuleSet(await readRuleFiles([BUILTIN_RULES]), { lists, disable: [], levels: {} }),
)

/** The stores that the pipeline must work the same over. */
export const STORES: Readonly<Record<'memory' | 'sqlite', () => { ports: Ports; close: () => void }>> = {
  memory: () => ({ ports: createMemoryStore(), close: () => undefined }),
  sqlite: () => {
    const { directory, remove } = scratchFolder()
    const store = openStore(path.join(directory, 'store'))
    const reader = openReader(path.join(directory, 'store'))
    const { events, alerts, deadLetters } = reader
    const close = (): void => {
      reader.close()
      store.close()
      remove()
    }
    return { ports: { ...store, events, alerts, deadLetters }, close }
  },
}

/** What a store is told to do with a commit. */
export type Refusal = 'before' | 'after' | null

/** The error of a refused commit. */
export class Refused extends AppError {
  constructor() {
    super('STORE_FULL', 'refused by the test', { retryable: true })
  }
}

/**
 * Wraps a sink so that `refuse` is asked before each commit: `before` fails without storing anything, `after` fails
 * although everything is stored, as when the process never learns that it was.
 */
export function refusing(refuse: () => Refusal): (sink: BatchSink) => BatchSink {
  return (sink) => ({
    known: (ids) => sink.known(ids),
    counted: (hits) => sink.counted(hits),
    alerts: (ids) => sink.alerts(ids),
    hits: (keys) => sink.hits(keys),
    state: (kind) => sink.state(kind),
    commit: async (outcome) => {
      const refusal = refuse()
      if (refusal === 'before') throw new Refused()
      await sink.commit(outcome)
      if (refusal === 'after') throw new Refused()
    },
  })
}

/** A pipeline over a store. */
export interface Rig {
  readonly ports: Ports
  readonly pipeline: Pipeline
  /** what it told of its commits */
  readonly told: readonly BatchOutcome[]
  readonly close: () => void
}

/** What may be different about a rig. */
export interface RigOptions {
  readonly store?: keyof typeof STORES
  /** put around the store's sink */
  readonly around?: (sink: BatchSink) => BatchSink
  readonly detector?: RawHandlers['detector']
  /** reads slices in place of this thread */
  readonly reader?: SliceReader
}

/** Sets a pipeline up over a new store. */
function createRig({ store = 'memory', around, detector = engine.detector, reader }: RigOptions = {}): Rig {
  const { ports, close } = STORES[store]()
  const sink = around?.(ports.sink) ?? ports.sink
  const correlator = new Correlator({
    namespace: 'tocsin',
    maxRefs: STORED_EVENT_REFS,
    ruleOf: engine.ruleOf,
    stateful: engine.stateful,
    datasetsOf: engine.datasetsOf,
    sink,
    hits: ports.hits,
    now: () => 0,
  })
  const told: BatchOutcome[] = []
  const { normalizer } = engine
  const committed = (outcome: BatchOutcome): void => void told.push(outcome)
  const { commands } = ports
  const parts = { normalizer, detector, correlator, sink, commands, committed, ...(reader ? { reader } : {}) }
  const pipeline = new Pipeline(parts)
  return { ports, pipeline, told, close }
}

/** Appends batches to the raw log. */
export async function append({ ports }: Rig, batches: readonly RawBatch[]): Promise<void> {
  for (const [index, batch] of batches.entries()) await ports.log.append(TOPICS.raw, [encodeRaw(batch, index)])
}

/** Called while slices are handled. */
export interface Between {
  /** after each slice that was stored */
  handled?(): Promise<void>
  /** around a slice that a sink refused */
  refused?(): Promise<void>
}

/**
 * Hands the raw log to the pipeline slice by slice, from where it is to the end, and has it catch up then. A slice that is
 * refused is read again from the committed offset, with the same pipeline; a catch-up is begun anew.
 */
export async function handleAll(
  { ports, pipeline }: Rig,
  limits: (offset: number) => ReadLimits,
  between: Between = {},
): Promise<void> {
  await pipeline.assigned()
  for (;;) {
    const offset = await ports.log.committed(PIPELINE_GROUP, RAW)
    const slice = await ports.log.read(RAW, offset, limits(offset))
    const isEnd = slice.batches.length === 0
    try {
      if (isEnd) await pipeline.catchUp([], new AbortController().signal)
      else await pipeline.slice(RAW, slice)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      await between.refused?.()
      continue
    }
    if (isEnd) return
    await between.handled?.()
  }
}

/** Runs `use` on a new rig and closes it. */
export async function withRig<T>(options: RigOptions, use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = createRig(options)
  try {
    return await use(rig)
  } finally {
    rig.close()
  }
}

/** Everything in one slice. */
export const ALL: ReadLimits = { maxRecords: 1e9, maxBytes: 1e9 }

/** What the plainest run makes of the batches: one slice, over memory. */
export function plainRun(batches: readonly RawBatch[]): Promise<StoreState> {
  return withRig({}, async (rig) => {
    await append(rig, batches)
    await handleAll(rig, () => ALL)
    return storeState(rig.ports)
  })
}
