import type { SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import type { BatchSink } from '../../core/batch-sink.ts'
import type { Span } from '../../replay/span.ts'
import type { CaseWriter } from './case-writer.ts'
import { readDeadLetters } from './read-dead-letters.ts'
import { readOriginals } from './read-originals.ts'
import { rawLogExtent, readRawLog } from './read-raw-log.ts'

/** A part of a replay, and how far it is. */
export interface ReplayStep {
  readonly name: 'raw records' | 'stored originals' | 'dead letters' | 'files'
  readonly done: number
  /** 0 while it is not known */
  readonly total: number
}

/** What a store is replayed with. */
export interface ReplayStoreOptions {
  /** the store that is read; nothing in it is changed */
  readonly live: Pick<SqliteReader, 'log' | 'events' | 'deadLetters'>
  readonly span: Span
  readonly writer: CaseWriter
  /** the case's */
  readonly sink: BatchSink
  readonly maxRecordBytes: number
  readonly signal: AbortSignal
  readonly progress: (step: ReplayStep) => void
}

/**
 * Reads everything that a store knows of the span into a case. Gives how many raw records were passed over because they
 * arrived before it.
 *
 * Raw records are what counts. Where some were removed, the originals of stored events come first, because theirs are the
 * copies that arrived first; where all are there, the originals of events come after them that raw records did not bring (of
 * clocks that were wrong, of dead letters that were driven again). So nothing is missing, whatever was removed and however
 * slow a clock was.
 */
export async function replayStore(options: ReplayStoreOptions): Promise<number> {
  const { live, span, writer, sink, signal, progress } = options
  const before = await rawLogExtent(live.log)
  const isCut = before.removed > 0
  const originals = async (): Promise<void> => {
    await readOriginals({
      events: live.events,
      span,
      signal,
      known: (ids) => sink.known(ids),
      take: (batch, redacted) => writer.add(batch, { redacted }),
      progress: (done) => progress({ name: 'stored originals', done, total: 0 }),
    })
    await writer.flush()
  }
  if (isCut) await originals()
  let passedOver = 0
  await readRawLog({
    log: live.log,
    span,
    signal,
    take: (batch) => writer.add(batch, { mayRepeat: isCut }),
    passedOver: (count) => void (passedOver += count),
    progress: (done, total) => progress({ name: 'raw records', done, total }),
  })
  await writer.flush()
  // Retention may have taken some from under us.
  if (!isCut || (await rawLogExtent(live.log)).removed > before.removed) await originals()
  await readDeadLetters({
    deadLetters: live.deadLetters,
    span,
    signal,
    maxRecordBytes: options.maxRecordBytes,
    take: (batch) => writer.add(batch),
    keep: (letter) => writer.addLetter(letter),
  })
  await writer.flush()
  return passedOver
}
