import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../core/errors.ts'
import type { Finding } from './finding.ts'

/** How long one part may take to be looked at. */
const PATIENCE = 15_000

/**
 * The findings of one part. A look that throws or takes too long is a finding itself: what is broken must not keep `doctor`
 * from telling the rest. `late` is called when something hangs: it may keep the process from ending by itself.
 */
export async function guardCheck(
  check: string,
  look: () => Promise<readonly Finding[]>,
  { patience = PATIENCE, late: tellLate }: { readonly patience?: number; readonly late?: () => void } = {},
): Promise<readonly Finding[]> {
  const done = new AbortController()
  const late = sleep(patience, undefined, { signal: done.signal }).then(
    (): readonly Finding[] => {
      tellLate?.()
      const what = `it did not answer within ${patience / 1000} s`
      const cure = 'a disk or a network place hangs, or there is much to look at: try again, look at the machine'
      return [{ check, level: 'fail', what, cure }]
    },
    () => [],
  )
  try {
    return await Promise.race([look(), late])
  } catch (error) {
    return [{ check, level: 'fail', what: messageOf(error), cure: 'put right what the message names, then ask again' }]
  } finally {
    done.abort()
  }
}
