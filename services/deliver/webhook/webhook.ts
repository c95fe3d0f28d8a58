import type { Alert } from '../../core/alert.ts'
import type { Destination } from '../../core/destination.ts'
import type { OutboxEntry } from '../../core/outbox-entry.ts'
import { judgeAnswer } from '../http/judge-answer.ts'
import { postJson } from '../http/post-json.ts'
import { describeAlert, fitInto } from '../message/describe-alert.ts'
import { signBody } from './sign-body.ts'

/** The shape of the body. Raised when a receiver that reads the old one could be wrong about the new one. */
export const WEBHOOK_VERSION = 1

/** What receivers commonly accept at least. */
const MAX_BYTES = 250_000

/** What a webhook is made of. */
export interface WebhookOptions {
  readonly name: string
  readonly url: URL
  /** shared with the receiver, for signatures */
  readonly secret: string
  /** sent with every request, for a gate in front of the receiver; its value is a secret */
  readonly header: { readonly name: string; readonly value: string } | null
  readonly timeout: number
  readonly programName: string
  /** milliseconds since 1970 */
  readonly now: () => number
}

/** Posts signed JSON to an address (docs/delivery.md has its shape and how to verify it). */
export function webhook(options: WebhookOptions): Destination {
  const { name, url, secret, header, timeout, programName, now } = options
  // A receiver may repeat only the key of `Bearer KEY`.
  const parts = header?.value.split(' ').filter((part) => part.length > 7) ?? []
  const secrets = [secret, ...(header ? [header.value] : []), ...parts]
  return {
    name,
    timeout,
    send: async (entry, alert, signal) => {
      const key = `${entry.id}.${name}`
      const body = webhookBody(entry, alert, key, programName)
      const timestamp = String(Math.floor(now() / 1000))
      const headers = {
        ...(header ? { [header.name]: header.value } : {}),
        'Idempotency-Key': key,
        'Tocsin-Timestamp': timestamp,
        'Tocsin-Signature': signBody(secret, timestamp, body),
      }
      const result = await postJson({ url, headers, body, timeout, signal })
      return judgeAnswer(result, { now: now(), secrets })
    },
  }
}

/** The body; `key` is the same for every repeat. */
export function webhookBody(entry: OutboxEntry, alert: Alert, key: string, programName: string): string {
  return fitInto(MAX_BYTES, (room) =>
    JSON.stringify({
      version: WEBHOOK_VERSION,
      type: `alert.${entry.kind}`,
      key,
      alert: describeAlert(alert, room, programName),
    }),
  )
}
