import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReader, type SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import type { SqliteStore } from '../../adapters/sqlite/open-store.ts'
import { STORED_EVENT_REFS } from '../../core/alert.ts'
import { EMPTY_OUTCOME } from '../../core/batch-sink.ts'
import type { Command, CommandResult } from '../../core/command.ts'
import { Correlator } from '../../correlate/correlator.ts'
import type { CliContext } from '../cli/context.ts'
import type { PlaceOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import { loadSetup } from '../cli/setup.ts'
import { tryOpenStore } from '../cli/try-open-store.ts'
import { userName } from '../cli/user-name.ts'
import { engineLimits } from '../config/engine-limits.ts'
import type { ApplyWork, OutcomeParts } from '../embedded/outcome-work.ts'
import { buildEngine } from '../engine.ts'
import { loadRules } from '../rules/load-rules.ts'
import { redriveWaiting } from './redrive.ts'
import type { RedriveCounts } from './redrive-counts.ts'
import { readProgress, writeProgress } from './redrive-progress.ts'
import { redriveSettings } from './redrive-settings.ts'

/** How a redrive ended, or that it goes on without us. */
export interface RedriveEnd {
  readonly counts: RedriveCounts
  /** `refused`: the process that runs on the store does not understand the query */
  readonly state: 'done' | 'stopped' | 'goes-on' | 'refused'
  /** why it was refused */
  readonly detail: string
}

const POLL = 100
/** A running process that says nothing for so long may have ended: then the work is ours. */
const SILENCE = 3000

/**
 * Drives the dead letters that `text` names (a query that was checked) once more: in the process that runs on the store, or
 * here when none does. `progress` is told how far it is.
 */
export async function runRedrive(
  text: string,
  options: PlaceOptions,
  context: CliContext,
  progress: (counts: RedriveCounts) => void,
): Promise<RedriveEnd> {
  const directory = await storeDirectory(options, context)
  const reader = openReader(directory)
  try {
    const command: Command = {
      id: randomUUID(),
      alertId: '',
      kind: 'redrive',
      by: userName(),
      at: context.now(),
      text,
    }
    await reader.commands.push(command)
    for (;;) {
      const store = tryOpenStore(directory)
      if (store) return await driveHere(store, command, { options, context, progress })
      const end = await waitFor(reader, command, context, progress)
      if (end) return end
    }
  } finally {
    reader.close()
  }
}

/** Follows the running process. Null when it has been silent, so that somebody must look whether it still runs. */
async function waitFor(
  reader: SqliteReader,
  command: Command,
  context: CliContext,
  progress: (counts: RedriveCounts) => void,
): Promise<RedriveEnd | null> {
  let detail: string | undefined
  let heard = performance.now()
  for (;;) {
    const result = await reader.commands.result(command.id)
    if (result?.detail !== detail) {
      detail = result?.detail
      heard = performance.now()
      progress(readProgress(detail).counts)
    }
    if (result && result.outcome !== 'under-way') return endOf(result)
    if (context.signal.aborted) return { counts: readProgress(detail).counts, state: 'goes-on', detail: '' }
    if (performance.now() - heard > SILENCE) return null
    await sleep(POLL)
  }
}

async function driveHere(
  store: SqliteStore,
  command: Command,
  parts: { options: PlaceOptions; context: CliContext; progress: (counts: RedriveCounts) => void },
): Promise<RedriveEnd> {
  const { context, progress } = parts
  try {
    const { config } = await loadSetup(parts.options)
    const engine = buildEngine(await loadRules(config, { dirs: [], builtin: true }))
    const correlator = new Correlator({
      namespace: config.namespace,
      maxRefs: STORED_EVENT_REFS,
      ruleOf: engine.ruleOf,
      stateful: engine.stateful,
      datasetsOf: engine.datasetsOf,
      limits: engineLimits(config.limits),
      sink: store.sink,
      hits: store.hits,
      now: context.now,
    })
    // Rules over several events see the new hits when the next `start` has read what its sources have: not before, because
    // what it is in the middle of reading would come too late then.
    const apply: ApplyWork = async (work) => {
      try {
        const outcome = await work({ correlator: withoutReports(correlator), sink: store.sink })
        if (outcome) await store.sink.commit(outcome)
      } catch (error) {
        correlator.drop()
        throw error
      }
    }
    await redriveWaiting({
      ...redriveSettings(engine, config),
      deadLetters: store.deadLetters,
      commands: store.commands,
      apply,
      signal: context.signal,
      progress: ({ id }, { counts }) => {
        if (id === command.id) progress(counts)
      },
    })
    const result = await store.commands.result(command.id)
    if (result && result.outcome !== 'under-way') return endOf(result)
    // Whoever stops it here does not want the next `start` to go on with it.
    const { counts, after } = readProgress(result?.detail)
    const detail = writeProgress({ counts, after })
    await apply(async () => ({
      ...EMPTY_OUTCOME,
      commands: [{ commandId: command.id, outcome: 'applied' as const, detail }],
    }))
    return { counts, state: 'stopped', detail: '' }
  } finally {
    store.close()
  }
}

/** What their limits cost is counted in the store; there is no log here to tell it to. */
function withoutReports(correlator: Correlator): OutcomeParts['correlator'] {
  return {
    apply: async (hits, commands, progress) => {
      const { reports: _, ...changes } = await correlator.apply(hits, commands, progress)
      return changes
    },
  }
}

function endOf({ outcome, detail }: CommandResult): RedriveEnd {
  const isRefused = outcome !== 'applied'
  return {
    counts: readProgress(detail).counts,
    state: isRefused ? 'refused' : 'done',
    detail: isRefused ? (detail ?? '') : '',
  }
}
