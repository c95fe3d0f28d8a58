import { request as requestPlain, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestSecure } from 'node:https'
import { messageOf } from '../../core/errors.ts'

/** What is sent, and where to. */
export interface PostOptions {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** for everything: look-up, connection, request, answer; in milliseconds */
  readonly timeout: number
  readonly signal: AbortSignal
}

/** What came back. */
export type PostResult =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly retryAfter: string | undefined
      /** the beginning of the body, as much as had come */
      readonly body: string
    }
  | {
      readonly kind: 'fault'
      readonly detail: string
      /** the connection stood, so that the request may have been read */
      readonly wasConnected: boolean
    }

/** So much of an answer is read, in bytes. */
const MAX_BODY = 4_096

/**
 * Posts JSON once and gives the answer; never rejects. The status decides, not the end of the body: a connection that drops
 * behind `202` has delivered. Redirects are not followed, certificates are verified whatever the environment says, and
 * every request has its own connection, because one that was idle may be dead without our knowing.
 */
export function postJson({ url, headers, body, timeout, signal }: PostOptions): Promise<PostResult> {
  return new Promise((resolve) => {
    const state = { wasConnected: false, status: 0, retryAfter: undefined as string | undefined, body: '' }
    let outgoing: ClientRequest | null = null
    const end = (detail: string): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      const { wasConnected, status, retryAfter, body } = state
      resolve(status > 0 ? { kind: 'answer', status, retryAfter, body } : { kind: 'fault', detail, wasConnected })
      outgoing?.destroy()
    }
    const abort = (): void => end('we were stopped')
    const timer = setTimeout(() => end(`no answer within ${timeout / 1000} s`), timeout)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    try {
      outgoing = open(url, headers, body)
    } catch (error) {
      return end(messageOf(error))
    }
    const connected = url.protocol === 'https:' ? 'secureConnect' : 'connect'
    outgoing.on('socket', (socket) => socket.once(connected, () => (state.wasConnected = true)))
    outgoing.on('error', (error) => end(describeFault(error)))
    outgoing.on('response', (answer) => {
      state.status = answer.statusCode ?? 0
      state.retryAfter = answer.headers['retry-after']
      readBody(answer, (text) => (state.body = text), end)
    })
    outgoing.end(body)
  })
}

function open(url: URL, headers: PostOptions['headers'], body: string): ClientRequest {
  const length = String(Buffer.byteLength(body))
  const all = { 'User-Agent': 'tocsin', Accept: 'application/json', ...headers, 'Content-Length': length }
  const options = { method: 'POST', agent: false as const, headers: { ...all, 'Content-Type': 'application/json' } }
  return url.protocol === 'https:'
    ? requestSecure(url, { ...options, rejectUnauthorized: true })
    : requestPlain(url, options)
}

/** Reads up to {@link MAX_BODY} bytes; calls `end` when there are no more, or more than that. */
function readBody(answer: IncomingMessage, read: (text: string) => void, end: (detail: string) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    read(Buffer.concat(chunks).subarray(0, MAX_BODY).toString('utf8'))
    if (size >= MAX_BODY) end('')
  })
  for (const event of ['end', 'error', 'aborted'] as const) answer.on(event, () => end(''))
}

/** What Node says of a connection, shorter and with what to do about it. */
function describeFault(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of the host could not be looked up (${code})`
    case 'ECONNREFUSED':
      return 'the host refused the connection (ECONNREFUSED)'
    case 'ECONNRESET':
    case 'EPIPE':
      return `the connection was dropped (${code})`
    default:
      return code === '' ? messageOf(error) : `${messageOf(error)} (${code})`
  }
}
