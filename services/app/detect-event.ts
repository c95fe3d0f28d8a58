import { messageOf } from '../core/errors.ts'
import type { Hit } from '../core/hit.ts'
import type { Detector } from '../detect/detector.ts'
import type { Rejection } from '../normalize/rejection.ts'
import type { NormalizedEvent } from '../normalize/normalized-event.ts'

/**
 * Adds the event's hits to `hits`, or none of them when the engine fails: then the record waits as a dead letter, to be
 * driven again after the fix, and the stream goes on. With `only`, hits of the rules with these ids.
 */
export function detectEvent(
  event: NormalizedEvent,
  detector: Pick<Detector, 'detect'>,
  hits: Hit[],
  only: Pick<ReadonlySet<string>, 'has'> | null = null,
): Rejection | null {
  const before = hits.length
  try {
    detector.detect(event, hits, only)
    return null
  } catch (error) {
    hits.length = before
    return { rejected: 'rule-failed', detail: messageOf(error) }
  }
}
