import assert from 'node:assert/strict'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { describe, it } from 'node:test'
import { signBody } from '../../../services/deliver/webhook/sign-body.ts'
import { webhook } from '../../../services/deliver/webhook/webhook.ts'
import { startFakePager } from '../../support/fake-pager.ts'
import { sampleAlert } from '../../support/stored-samples.ts'

const SECRET = 'a secret of EXAMPLE'
const NOW = 1_773_475_200_999
const ENTRY = { id: 'ENTRY1', alertId: 'ALERT1', kind: 'opened', at: 1, written: 2 } as const

/** As docs/delivery.md tells receivers to do it. */
function isSigned(headers: Readonly<Record<string, unknown>>, body: string, secret: string): boolean {
  const timestamp = String(headers['tocsin-timestamp'])
  const wanted = `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
  const given = String(headers['tocsin-signature'])
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
}

describe('a webhook', () => {
  it('signs as is documented', () => {
    // echo -n '1773475200.{"a":1}' | openssl dgst -sha256 -hmac 'secret EXAMPLE 16'
    const signature = signBody('secret EXAMPLE 16', '1773475200', '{"a":1}')
    assert.match(signature, /^v1=[0-9a-f]{64}$/)
    assert.equal(signature, 'v1=3d1120cdefb72b000c5719411103d0d8fe06edc1bf99502b4ec7fa9d0a7fc669')
  })

  it('posts the alert signed, with a key against repeats and the header of the configuration', async () => {
    const fake = await startFakePager(() => ({ kind: 'accept' }))
    try {
      const header = { name: 'Authorization', value: 'Bearer EXAMPLE' }
      const options = { name: 'soc', url: new URL(fake.url), secret: SECRET, header, timeout: 5000 }
      const destination = webhook({ ...options, programName: 'tocsin', now: () => NOW })
      const alert = sampleAlert({ id: 'ALERT1', actor: 'Zoë\u0000' })
      for (let time = 0; time < 2; time += 1) {
        const result = await destination.send(ENTRY, alert, new AbortController().signal)
        assert.equal(result.outcome, 'accepted')
      }
      const [first, second] = fake.requests
      assert.ok(first && second)
      assert.equal(first.headers['content-type'], 'application/json')
      assert.equal(first.headers['authorization'], 'Bearer EXAMPLE')
      assert.equal(first.headers['idempotency-key'], 'ENTRY1.soc')
      assert.equal(second.headers['idempotency-key'], 'ENTRY1.soc')
      assert.equal(first.headers['tocsin-timestamp'], '1773475200')
      assert.ok(isSigned(first.headers, first.text, SECRET))
      assert.ok(!isSigned(first.headers, `${first.text} `, SECRET))
      assert.ok(!isSigned({ ...first.headers, 'tocsin-timestamp': '1773475201' }, first.text, SECRET))
      const { alert: said, ...rest } = first.body
      assert.deepEqual(rest, { version: 1, type: 'alert.opened', key: 'ENTRY1.soc' })
      assert.deepEqual((said as { actor: string }).actor, 'Zoë')
    } finally {
      await fake.close()
    }
  })

  it('never repeats a secret that the receiver sends back', async () => {
    const body = JSON.stringify({ message: `wrong: Bearer EXAMPLE-TOKEN, EXAMPLE-TOKEN, ${SECRET}` })
    const fake = await startFakePager(() => ({ kind: 'answer', status: 403, body }))
    try {
      const header = { name: 'Authorization', value: 'Bearer EXAMPLE-TOKEN' }
      const options = { name: 'soc', url: new URL(fake.url), secret: SECRET, header, timeout: 5000 }
      const destination = webhook({ ...options, programName: 'tocsin', now: () => NOW })
      const result = await destination.send(ENTRY, sampleAlert({ id: 'ALERT1' }), new AbortController().signal)
      assert.equal(result.detail, 'HTTP 403: wrong: ***, ***, ***')
    } finally {
      await fake.close()
    }
  })
})
