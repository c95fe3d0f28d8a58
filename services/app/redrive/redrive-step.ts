import { EMPTY_OUTCOME, type BatchOutcome } from '../../core/batch-sink.ts'
import type { DeadLetter, DeadLetterReason } from '../../core/dead-letter.ts'
import type { DeadLetterHead, DeadLetterPlace, DeadLetterStore } from '../../core/dead-letter-store.ts'
import { deadLetterOf, handleRaw, withoutRepeats, type Handled, type RawHandlers } from '../embedded/handle-raw.ts'
import type { OutcomeParts } from '../embedded/outcome-work.ts'
import { uncounted } from '../embedded/pipeline.ts'
import { isOpening } from '../embedded/ringer.ts'
import { NO_COUNTS, type RedriveCounts } from './redrive-counts.ts'

/** What dead letters are driven through. */
export interface RedriveParts {
  readonly deadLetters: DeadLetterStore
  readonly handlers: RawHandlers
  /** the log type that the source is configured to have now; undefined when there is no such source any more */
  readonly typeOf: (source: string) => string | undefined
  /** a larger record is still too large */
  readonly maxRecordBytes: number
}

/** What one step led to. */
export interface RedriveStep {
  readonly outcome: BatchOutcome
  readonly counts: RedriveCounts
  readonly after: DeadLetterPlace | null
  /** no dead letter follows */
  readonly isLast: boolean
}

/** So many dead letters are looked at in one step, or driven, or bytes of them: other work waits meanwhile. */
const LOOKED_AT = 500
const DRIVEN = 250
const DRIVEN_BYTES = 2 * 1024 * 1024

/** Reasons for which the record itself was never seen, or not to its end. */
const NEVER_WHOLE: ReadonlySet<DeadLetterReason> = new Set(['cut-off', 'damaged', 'refused'])

/** Whether the whole record was kept, so that it can be read again from the dead letter alone. */
export function isKeptWhole({ reason, size, kept }: DeadLetterHead): boolean {
  return size <= kept && !NEVER_WHOLE.has(reason)
}

/** A step on its way. */
interface Driven {
  readonly handled: Handled
  readonly seen: Set<string>
  /** ids that leave the dead letters */
  readonly gone: string[]
  /** dead letters as they are now, changed or not */
  readonly failed: DeadLetter[]
  readonly changed: DeadLetter[]
  tried: number
  notWhole: number
  bytes: number
}

/**
 * Looks at the next dead letters after a place, oldest first, and drives those that match through the handlers once more,
 * as if they had just arrived from where they came from.
 */
export async function redriveStep(
  parts: RedriveParts,
  from: { readonly after: DeadLetterPlace | null; readonly matches: (letter: DeadLetterHead) => boolean },
  { sink, correlator }: OutcomeParts,
): Promise<RedriveStep> {
  const page = await parts.deadLetters.heads({ order: 'oldest', after: from.after, limit: LOOKED_AT })
  const driven: Driven = {
    handled: { events: [], hits: [], deadLetters: [] },
    seen: new Set(),
    gone: [],
    failed: [],
    changed: [],
    tried: 0,
    notWhole: 0,
    bytes: 0,
  }
  let looked = 0
  for (const head of page) {
    if (driven.gone.length + driven.failed.length >= DRIVEN || driven.bytes >= DRIVEN_BYTES) break
    looked += 1
    if (from.matches(head)) await drive(parts, head, driven)
  }
  const { handled, gone, changed } = driven
  const known = await sink.known(handled.events.map(({ id }) => id))
  const { events, hits } = withoutRepeats(handled, known)
  const correlated = await correlator.apply(await uncounted(hits, sink), [])
  const outcome: BatchOutcome = {
    ...EMPTY_OUTCOME,
    ...correlated,
    events,
    redriven: [...gone, ...changed.map(({ id }) => id)],
    deadLetters: changed,
  }
  const last = page[looked - 1]
  return {
    outcome,
    counts: countsOf(driven, outcome),
    after: last ? { received: last.received, id: last.id } : from.after,
    isLast: looked === page.length && page.length < LOOKED_AT,
  }
}

async function drive(parts: RedriveParts, head: DeadLetterHead, into: Driven): Promise<void> {
  if (!isKeptWhole(head)) {
    into.tried += 1
    into.notWhole += 1
    return
  }
  const letter = await parts.deadLetters.get(head.id)
  if (!letter) return
  into.tried += 1
  into.bytes += letter.bytes.length
  const failed = failureOf(parts, letter, into)
  if (!failed) {
    into.gone.push(letter.id)
    return
  }
  into.failed.push(failed)
  const isChanged = failed.reason !== letter.reason || failed.detail !== letter.detail || failed.type !== letter.type
  if (isChanged) into.changed.push(failed)
}

/** The dead letter as it is now, or null when its record became an event, which `handled` has then. */
function failureOf(parts: RedriveParts, letter: DeadLetter, { handled, seen }: Driven): DeadLetter | null {
  const { source, object, received, position, bytes } = letter
  const type = parts.typeOf(source) ?? letter.type
  const batch = { type, source, object, received, firstPosition: position, records: [bytes] }
  if (bytes.length > parts.maxRecordBytes) {
    const detail = `larger than the limit of ${parts.maxRecordBytes} bytes`
    return { ...deadLetterOf(batch, position, bytes, { rejected: 'too-large', detail }), id: letter.id }
  }
  handleRaw(batch, parts.handlers, handled, { seen })
  const failed = handled.deadLetters.pop()
  return failed ? { ...failed, id: letter.id } : null
}

function countsOf({ tried, gone, failed, notWhole }: Driven, { events, alerts }: BatchOutcome): RedriveCounts {
  const unreadable: Partial<Record<DeadLetterReason, number>> = {}
  for (const { reason } of failed) unreadable[reason] = (unreadable[reason] ?? 0) + 1
  return {
    ...NO_COUNTS,
    tried,
    events: gone.length,
    stored: gone.length - events.length,
    unreadable,
    notWhole,
    alerts: alerts.filter(isOpening).length,
  }
}
