import type { DeadLetter } from '../../core/dead-letter.ts'
import type { EventDocument } from '../../core/event.ts'
import type { Hit } from '../../core/hit.ts'
import type { LogSlice } from '../../core/log.ts'
import type { PackedEvents } from '../../core/packed-events.ts'
import type { SourceProgress } from '../../core/progress.ts'
import type { Engine } from '../engine.ts'
import { handleRaw, type Handled, type RawHandlers } from './handle-raw.ts'
import { ProgressTable } from './progress-table.ts'
import { decodeRaw } from './raw-codec.ts'

/** What reading a slice gave, repeats of stored events still among it. */
export interface HandledSlice {
  readonly events: readonly EventDocument[]
  readonly hits: readonly Hit[]
  readonly deadLetters: readonly DeadLetter[]
  /** how far the sources of these records have come */
  readonly progress: readonly SourceProgress[]
  /** the events once more, in the form of the store, when another thread made it; then `events` is `packed.events` */
  readonly packed: PackedEvents | null
}

/**
 * Turns slices of the raw log into events, hits and dead letters. Pure as seen from outside: a slice may be read and its
 * result thrown away, and read again later.
 */
export interface SliceReader {
  /** Rejects only when nothing can be read any more; what is wrong with a record is a dead letter. */
  read(slice: LogSlice): Promise<HandledSlice>
  /** Begins to read a slice that is not needed yet; null where that would only hold up this thread. */
  readAhead(slice: LogSlice): Promise<HandledSlice> | null
}

/** A reader that can go on with other rules. */
export interface ChangingReader extends SliceReader {
  /** What is given to it from now on is evaluated by the rules of this engine; what was given before is not. */
  use(engine: Engine): void
}

/** Reads in the caller's thread. */
export function readHere(handlers: RawHandlers): SliceReader {
  return {
    read: async ({ batches }) => {
      const handled: Handled = { events: [], hits: [], deadLetters: [] }
      const seen = new Set<string>()
      const progress = new ProgressTable()
      for (const batch of batches) handleRaw(decodeRaw(batch), handlers, handled, { seen, progress })
      return { ...handled, progress: progress.entries, packed: null }
    },
    readAhead: () => null,
  }
}
