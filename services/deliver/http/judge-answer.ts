import type { DeliveryResult } from '../../core/destination.ts'
import { safeLine } from '../message/safe-text.ts'
import type { PostResult } from './post-json.ts'
import { parseRetryAfter } from './retry-after.ts'

/** How an answer is read. */
export interface JudgeOptions {
  /** milliseconds since 1970 */
  readonly now: number
  /** texts that must not stand in a detail, whatever the other side sends back */
  readonly secrets: readonly string[]
}

/** So much of the other side's words stands on the trail. */
const MAX_DETAIL = 240

/** Answers that a person can put right: a key that is not accepted, a path that is wrong, a proxy in between. */
const MISCONFIGURED: ReadonlySet<number> = new Set([401, 403, 404, 407])

/** Answers that pass by themselves: too slow, too early, too many. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * What an answer means. 2xx: accepted. 408, 425, 429, 5xx and faults of the connection: again later. 401, 403, 404, 407 and
 * redirects: again later, because a person can put it right. Everything else in 4xx: refused for good.
 */
export function judgeAnswer(result: PostResult, { now, secrets }: JudgeOptions): DeliveryResult {
  const failed = { outcome: 'failed', retryAfter: null, mayHaveArrived: false, isMisconfigured: false } as const
  if (result.kind === 'fault') {
    return { ...failed, detail: toDetail(result.detail, secrets), mayHaveArrived: result.wasConnected }
  }
  const { status } = result
  const words = toDetail(wordsOf(result.body), secrets)
  const detail = words === '' ? `HTTP ${status}` : `HTTP ${status}: ${words}`
  if (status >= 200 && status < 300) return { outcome: 'accepted', detail }
  if (status >= 300 && status < 400) {
    return {
      ...failed,
      detail: `HTTP ${status}: a redirect, which is not followed; set the final url`,
      isMisconfigured: true,
    }
  }
  const retryAfter = parseRetryAfter(result.retryAfter, now)
  if (MISCONFIGURED.has(status)) return { ...failed, detail, retryAfter, isMisconfigured: true }
  if (status >= 400 && status < 500 && !PASSING.has(status)) return { outcome: 'refused', detail }
  // Behind a 5xx the message may have been taken before something broke.
  const mayHaveArrived = status !== 429 && status !== 425
  return { ...failed, detail, retryAfter, mayHaveArrived }
}

/** One printable line without secrets. */
function toDetail(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '***')
  return safeLine(clean.replaceAll(/\s+/g, ' '), MAX_DETAIL)
}

/** The message and errors of a JSON answer, as PagerDuty and many others write it; else the text itself, but no page. */
function wordsOf(body: string): string {
  if (body.trimStart().startsWith('<')) return ''
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return body
    const { message, errors } = value as { readonly message?: unknown; readonly errors?: unknown }
    const all = [message, ...(Array.isArray(errors) ? errors : [])].filter((part) => typeof part === 'string')
    if (all.length > 0) return all.join('; ')
    return Object.keys(value).length === 0 ? '' : body
  } catch {
    return body
  }
}
