import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createMemoryStore } from '../../services/adapters/memory/memory-store.ts'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import { readDelivery, type AlertDelivery } from '../../services/core/delivery.ts'
import { Deliverer } from '../../services/deliver/deliverer.ts'
import { postJson } from '../../services/deliver/http/post-json.ts'
import { pagerDuty } from '../../services/deliver/pagerduty/pagerduty.ts'
import { createFastClock } from '../support/fast-clock.ts'
import { startFakePager, type Behaviour, type FakePager } from '../support/fake-pager.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { sampleAlert } from '../support/stored-samples.ts'

const KEY = 'EXAMPLEKEY0123456789012345678901'
const DAY = 86_400_000
/** Pauses and ages pass so many times as fast; time-outs of requests do not. */
const SPEED = 200

const ACCEPT: Behaviour = { kind: 'accept' }

/** Tells a fake of these alerts until nothing waits; gives what it got and what the trail says at the end. */
async function deliver(
  behave: (number: number) => Behaviour,
  ids: readonly string[] = ['ALERT1'],
): Promise<{ pager: FakePager; last: ReadonlyMap<string, AlertDelivery> }> {
  const pager = await startFakePager(behave)
  const store = createMemoryStore()
  const clock = createFastClock(SPEED)
  const alerts = ids.map((id) => sampleAlert({ id }))
  const outbox = ids.map((id) => ({
    id: `out-${id}`,
    alertId: id,
    kind: 'opened' as const,
    at: clock.now(),
    written: clock.now(),
  }))
  await store.sink.commit({ ...EMPTY_OUTCOME, alerts, outbox })
  const options = { name: 'oncall', url: new URL(pager.url), routingKey: KEY, timeout: 300, programName: 'tocsin' }
  const destination = pagerDuty({ ...options, referencesOf: () => [], now: () => clock.now() })
  const deliverer = new Deliverer({
    store: store.outbox,
    alerts: (ids) => store.sink.alerts(ids),
    destinations: [destination],
    clock,
    random: Math.random,
    tell: () => undefined,
    minLevel: 'high',
    maxAge: DAY,
    maxEventAge: 7 * DAY,
  })
  const stopping = new AbortController()
  const running = deliverer.run(stopping.signal)
  try {
    const end = Date.now() + 30_000
    while ((await deliverer.waiting()) > 0 && Date.now() < end) await sleep(5)
    stopping.abort()
    await running
    const last = new Map<string, AlertDelivery>()
    for (const command of await store.commands.pending(100_000)) {
      const delivery = readDelivery(command)
      if (delivery) last.set(command.alertId, delivery)
    }
    return { pager, last }
  } finally {
    await pager.close()
  }
}

/** What the destination does first (then it accepts), and what comes of it. */
const CASES: readonly {
  readonly name: string
  readonly first: readonly Behaviour[]
  readonly outcome: AlertDelivery['outcome']
  readonly attempts: number
  readonly repeated: boolean
  /** how many triggers the incident took; 0: there is none */
  readonly triggers: number
}[] = [
  { name: '202', first: [], outcome: 'accepted', attempts: 1, repeated: false, triggers: 1 },
  {
    name: '400: refused for good',
    first: [{ kind: 'answer', status: 400, body: '{"message":"Event object is invalid"}' }],
    outcome: 'refused',
    attempts: 1,
    repeated: false,
    triggers: 0,
  },
  {
    name: '400 because of the key: tried on, for a person can put that right',
    first: [{ kind: 'answer', status: 400, body: '{"errors":["Invalid routing_key"]}' }],
    outcome: 'accepted',
    attempts: 2,
    repeated: false,
    triggers: 1,
  },
  {
    name: '403: tried on as well',
    first: [{ kind: 'answer', status: 403 }],
    outcome: 'accepted',
    attempts: 2,
    repeated: false,
    triggers: 1,
  },
  {
    name: '429 twice',
    first: [
      { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } },
      { kind: 'answer', status: 429 },
    ],
    outcome: 'accepted',
    attempts: 3,
    repeated: false,
    triggers: 1,
  },
  {
    name: '500, not taken: may have been for all we know',
    first: [{ kind: 'answer', status: 500 }],
    outcome: 'accepted',
    attempts: 2,
    repeated: true,
    triggers: 1,
  },
  {
    name: '500 although it was taken: one incident, added to',
    first: [{ kind: 'accept-but-answer', status: 500 }],
    outcome: 'accepted',
    attempts: 2,
    repeated: true,
    triggers: 2,
  },
  {
    name: 'no answer in time',
    first: [{ kind: 'hang' }],
    outcome: 'accepted',
    attempts: 2,
    repeated: true,
    triggers: 1,
  },
  {
    name: 'the connection dropped after it was taken: one incident, added to',
    first: [{ kind: 'drop-after-accepting' }],
    outcome: 'accepted',
    attempts: 2,
    repeated: true,
    triggers: 2,
  },
  {
    name: '202, and the connection dropped behind it: told once',
    first: [{ kind: 'drop-within-answer' }],
    outcome: 'accepted',
    attempts: 1,
    repeated: false,
    triggers: 1,
  },
  {
    name: 'the connection dropped before anything was read',
    first: [{ kind: 'drop' }],
    outcome: 'accepted',
    attempts: 2,
    repeated: true,
    triggers: 1,
  },
  {
    name: 'a redirect is not followed',
    first: [{ kind: 'answer', status: 307, headers: { Location: '/elsewhere' } }],
    outcome: 'accepted',
    attempts: 2,
    repeated: false,
    triggers: 1,
  },
]

describe('over the wire', () => {
  for (const { name, first, outcome, attempts, repeated, triggers } of CASES) {
    it(name, async () => {
      const { pager, last } = await deliver((number) => first[number] ?? ACCEPT)
      const told = last.get('ALERT1')
      assert.deepEqual([told?.outcome, told?.attempts, told?.possiblyRepeated], [outcome, attempts, repeated])
      assert.equal(pager.incidents.get('ALERT1')?.triggers ?? 0, triggers)
      assert.equal(pager.requests.length, attempts)
      assert.ok(pager.requests.every(({ path }) => path === '/v2/enqueue'))
    })
  }

  const COUNT = Math.ceil(40 * Math.sqrt(SCALE))
  it(`${COUNT} alerts through a bad day: each opens once, and what came twice is marked`, async (t) => {
    const random = testRandom(4)
    t.diagnostic(`seed ${random.seed}`)
    const BAD: readonly Behaviour[] = [
      { kind: 'answer', status: 429, headers: { 'Retry-After': '5' } },
      { kind: 'answer', status: 500 },
      { kind: 'accept-but-answer', status: 503 },
      { kind: 'hang' },
      { kind: 'drop' },
      { kind: 'drop-after-accepting' },
      { kind: 'drop-within-answer' },
    ]
    const ids = Array.from({ length: COUNT }, (_, n) => `ALERT${n}`)
    const { pager, last } = await deliver(() => (random.chance(0.4) ? random.pick(BAD) : ACCEPT), ids)
    assert.deepEqual([...pager.incidents.keys()].toSorted(), ids.toSorted())
    for (const id of ids) {
      const told = last.get(id)
      assert.equal(told?.outcome, 'accepted', id)
      if ((pager.incidents.get(id)?.triggers ?? 0) > 1) assert.ok(told.possiblyRepeated, id)
    }
  })
})

describe('one request', () => {
  const post = (url: string, timeout = 500, signal = new AbortController().signal) =>
    postJson({ url: new URL(url), headers: {}, body: '{}', timeout, signal })

  it('nobody listens: not connected', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const result = await post(`http://127.0.0.1:${port}/`)
    assert.deepEqual(result, {
      kind: 'fault',
      detail: 'the host refused the connection (ECONNREFUSED)',
      wasConnected: false,
    })
  })

  it('somebody listens who speaks no TLS: nothing was sent', async () => {
    const pager = await startFakePager(() => ACCEPT)
    const result = await post(pager.url.replace('http:', 'https:'))
    await pager.close()
    assert.ok(result.kind === 'fault' && !result.wasConnected, JSON.stringify(result))
  })

  it('a body without end is read only in part', async () => {
    const body = 'x'.repeat(10_000_000)
    const pager = await startFakePager(() => ({ kind: 'answer', status: 500, body }))
    const result = await post(pager.url, 5000)
    await pager.close()
    assert.ok(result.kind === 'answer' && result.status === 500 && result.body.length === 4096)
  })

  it('a body that never comes does not take the answer back', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const result = await post(`http://127.0.0.1:${port}/`, 200)
    server.close()
    assert.deepEqual(result, { kind: 'answer', status: 202, retryAfter: undefined, body: '' })
  })

  it('what is no HTTP is a fault', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('SSH-2.0-EXAMPLE\r\n')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const result = await post(`http://127.0.0.1:${port}/`)
    server.close()
    assert.ok(result.kind === 'fault' && result.wasConnected, JSON.stringify(result))
  })

  it('ends at once when it is broken off, before or while it goes on', async () => {
    const pager = await startFakePager(() => ({ kind: 'hang' }))
    const started = Date.now()
    for (const signal of [AbortSignal.abort(), AbortSignal.timeout(50)]) {
      assert.equal((await post(pager.url, 20_000, signal)).kind, 'fault')
    }
    assert.ok(Date.now() - started < 5_000)
    await pager.close()
  })
})
