import http from 'node:http'
import https from 'node:https'
import { messageOf } from '../../../core/errors.ts'

/** What came of asking a host whether it is there. */
export interface Reached {
  readonly url: URL
  /** why it did not answer, for a person; null when it did */
  readonly fault: string | null
  /** what it says the time is, milliseconds since 1970; null when it does not say */
  readonly date: number | null
  /** our time when the answer came */
  readonly at: number
}

const TIMEOUT = 4000

/**
 * Asks the host of an address for its head page: name, connection, certificate and clock are looked at, and nobody is paged,
 * whatever the path is. Any answer counts. Never throws.
 */
export function reachHost(url: URL, now: () => number): Promise<Reached> {
  const settled = (fault: string | null, date: number | null): Reached => ({ url, fault, date, at: now() })
  return new Promise((resolve) => {
    const client = url.protocol === 'http:' ? http : https
    const signal = AbortSignal.timeout(TIMEOUT)
    const request = client.request(new URL('/', url.origin), { method: 'HEAD', agent: false, signal }, (response) => {
      const date = Date.parse(response.headers.date ?? '')
      response.resume()
      resolve(settled(null, Number.isNaN(date) ? null : date))
    })
    request.on('error', (error) => {
      resolve(settled(signal.aborted ? `no answer within ${TIMEOUT / 1000} s` : faultOf(error), null))
    })
    request.end()
  })
}

/** A failed connection to several addresses has its reasons inside. */
function faultOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
  return messageOf(error)
}
