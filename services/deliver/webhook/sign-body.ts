import { createHmac } from 'node:crypto'

/**
 * The value of `Tocsin-Signature`: `v1=` and HMAC-SHA256 in hex over the time stamp, a full stop and the body, exactly as
 * they are sent. The time stamp is in it so that a receiver can refuse what somebody recorded and plays again.
 */
export function signBody(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}
