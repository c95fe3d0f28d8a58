import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** What the fake does with a request. */
export type Behaviour =
  /** takes the event and says 202 */
  | { readonly kind: 'accept' }
  /** takes it at once, and says so only after so many milliseconds */
  | { readonly kind: 'accept-slowly'; readonly delay: number }
  /** does not take it and answers so */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** takes it and answers so all the same */
  | { readonly kind: 'accept-but-answer'; readonly status: number }
  /** reads it and never answers */
  | { readonly kind: 'hang' }
  /** takes it and closes the connection instead of answering */
  | { readonly kind: 'drop-after-accepting' }
  /** takes it, says 202, and closes the connection within the body */
  | { readonly kind: 'drop-within-answer' }
  /** closes the connection before it has read anything */
  | { readonly kind: 'drop' }

/** A request as it came. */
export interface PagerRequest {
  readonly headers: IncomingMessage['headers']
  readonly path: string
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  readonly behaviour: Behaviour
  /** milliseconds since 1970 */
  readonly at: number
}

/** What PagerDuty would have opened. */
export interface PagerIncident {
  readonly key: string
  /** how many triggers it took; all but the first were added to the open incident */
  triggers: number
}

/** A small server that behaves like PagerDuty's Events API v2, or a webhook's receiver, on a bad day. */
export interface FakePager {
  readonly url: string
  /** in the order in which they came; dropped ones have no body */
  readonly requests: readonly PagerRequest[]
  /** by `dedup_key`, or by `key` of a webhook */
  readonly incidents: ReadonlyMap<string, PagerIncident>
  close(): Promise<void>
}

/** Starts one on this machine. `behave` is asked for each request, with how many came before it. */
export async function startFakePager(behave: (number: number) => Behaviour): Promise<FakePager> {
  const requests: PagerRequest[] = []
  const incidents = new Map<string, PagerIncident>()
  const server = createServer((request, response) => {
    const behaviour = behave(requests.length)
    const common = { headers: request.headers, path: request.url ?? '', behaviour, at: Date.now() }
    if (behaviour.kind === 'drop') {
      requests.push({ ...common, text: '', body: {} })
      request.socket.destroy()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const body = JSON.parse(text) as Record<string, unknown>
      requests.push({ ...common, text, body })
      if (TAKES.has(behaviour.kind)) take(body, incidents)
      respond(behaviour, body, request, response)
    })
    request.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/v2/enqueue`, requests, incidents, close: () => close(server) }
}

const TAKES: ReadonlySet<Behaviour['kind']> = new Set([
  'accept',
  'accept-slowly',
  'accept-but-answer',
  'drop-after-accepting',
  'drop-within-answer',
])

function take(body: Readonly<Record<string, unknown>>, incidents: Map<string, PagerIncident>): void {
  const key = String(body['dedup_key'] ?? body['key'])
  const open = incidents.get(key)
  if (open) open.triggers += 1
  else incidents.set(key, { key, triggers: 1 })
}

function respond(
  behaviour: Behaviour,
  body: Readonly<Record<string, unknown>>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const json = { 'Content-Type': 'application/json' }
  const good = JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: body['dedup_key'] })
  switch (behaviour.kind) {
    case 'accept':
      response.writeHead(202, json).end(good)
      return
    case 'answer':
      response.writeHead(behaviour.status, { ...json, ...behaviour.headers }).end(behaviour.body ?? '{}')
      return
    case 'accept-slowly':
      setTimeout(() => response.writeHead(202, json).end(good), behaviour.delay)
      return
    case 'accept-but-answer':
      response.writeHead(behaviour.status, json).end('{"message":"something broke"}')
      return
    case 'drop-within-answer':
      response.writeHead(202, { ...json, 'Content-Length': '1000' })
      response.write(good, () => request.socket.destroy())
      return
    case 'drop-after-accepting':
    case 'drop':
      request.socket.destroy()
      return
    case 'hang':
  }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}
