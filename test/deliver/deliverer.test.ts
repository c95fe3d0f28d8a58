import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryStore, type MemoryStore } from '../../services/adapters/memory/memory-store.ts'
import type { Alert } from '../../services/core/alert.ts'
import { EMPTY_OUTCOME } from '../../services/core/batch-sink.ts'
import { readDelivery, type AlertDelivery } from '../../services/core/delivery.ts'
import type { DeliveryResult, Destination } from '../../services/core/destination.ts'
import { AppError } from '../../services/core/errors.ts'
import type { OutboxStore } from '../../services/core/outbox-store.ts'
import { Deliverer, GRACE } from '../../services/deliver/deliverer.ts'
import type { DeliveryNews } from '../../services/deliver/delivery-news.ts'
import { SAMPLE_TIME, sampleAlert } from '../support/stored-samples.ts'
import { createTestClock, type TestClock } from '../support/test-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const ACCEPTED: DeliveryResult = { outcome: 'accepted', detail: 'HTTP 202' }
const REFUSED: DeliveryResult = { outcome: 'refused', detail: 'HTTP 400' }

function failed(changes: Partial<Extract<DeliveryResult, { outcome: 'failed' }>> = {}): DeliveryResult {
  const rest = { retryAfter: null, mayHaveArrived: false, isMisconfigured: false }
  return { outcome: 'failed', detail: 'HTTP 500', ...rest, ...changes }
}

/** Answers in turn; the last one for all that come later. `never` answers when it is broken off. */
type Script = readonly (DeliveryResult | 'never')[]

interface Sent {
  readonly alertId: string
  /** milliseconds since the start */
  readonly at: number
}

interface Scripted extends Destination {
  readonly sent: readonly Sent[]
}

function scripted(name: string, clock: TestClock, script: Script): Scripted {
  const sent: Sent[] = []
  return {
    name,
    timeout: 1000,
    sent,
    send: async (entry, _, signal) => {
      const answer = script[Math.min(sent.length, script.length - 1)] ?? ACCEPTED
      sent.push({ alertId: entry.alertId, at: clock.now() - SAMPLE_TIME })
      if (answer !== 'never') return answer
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      return failed({ detail: 'we were stopped' })
    },
  }
}

interface Rig {
  readonly store: MemoryStore
  readonly clock: TestClock
  readonly news: readonly DeliveryNews[]
  /** puts entries for these alerts into the outbox, written now or `age` ago */
  readonly open: (
    ids: readonly string[],
    options?: { readonly level?: Alert['rule']['level']; readonly age?: number; readonly eventAge?: number },
  ) => Promise<void>
  /** runs until `stop` is called */
  readonly start: (
    destinations: readonly Destination[],
    outbox?: OutboxStore,
  ) => { readonly stop: () => Promise<void>; readonly wake: () => void }
  /** what the commands say, by destination and alert */
  readonly trail: () => Promise<Map<string, AlertDelivery[]>>
}

function createRig(): Rig {
  const store = createMemoryStore()
  const clock = createTestClock(SAMPLE_TIME)
  const news: DeliveryNews[] = []
  return {
    store,
    clock,
    news,
    open: async (ids, { level = 'high', age = 0, eventAge = 0 } = {}) => {
      const alerts = ids.map((id) => sampleAlert({ id, rule: { ...sampleAlert({ id }).rule, level } }))
      const written = clock.now() - age
      const outbox = ids.map((id) => ({
        id: `out-${id}`,
        alertId: id,
        kind: 'opened' as const,
        at: written - eventAge,
        written,
      }))
      await store.sink.commit({ ...EMPTY_OUTCOME, alerts, outbox })
    },
    start: (destinations, outbox = store.outbox) => {
      const stopping = new AbortController()
      const deliverer = new Deliverer({
        store: outbox,
        alerts: (ids) => store.sink.alerts(ids),
        destinations,
        clock,
        random: () => 0.5,
        tell: (event) => news.push(event),
        minLevel: 'high',
        maxAge: DAY,
        maxEventAge: 7 * DAY,
      })
      const running = deliverer.run(stopping.signal)
      running.catch(() => undefined)
      return {
        wake: () => deliverer.wake(),
        stop: () => {
          stopping.abort()
          return running
        },
      }
    },
    trail: async () => {
      const trail = new Map<string, AlertDelivery[]>()
      for (const command of await store.commands.pending(10_000)) {
        const delivery = readDelivery(command)
        assert.ok(delivery, command.text)
        const key = `${delivery.destination} ${command.alertId}`
        trail.set(key, [...(trail.get(key) ?? []), delivery])
      }
      return trail
    },
  }
}

const times = (sent: readonly Sent[]): number[] => sent.map(({ at }) => at)

describe('what is in the outbox is told', () => {
  it('each destination once of each, at once when it is woken', async () => {
    const { clock, open, start, trail } = createRig()
    const [oncall, soc] = [scripted('oncall', clock, [ACCEPTED]), scripted('soc', clock, [ACCEPTED])]
    const running = start([oncall, soc])
    await clock.pass(0)
    await open(['A', 'B', 'C', 'D', 'E', 'F', 'G'])
    running.wake()
    await clock.pass(0)
    assert.deepEqual(times(oncall.sent), [0, 0, 0, 0, 0, 0, 0])
    assert.equal(new Set(soc.sent.map(({ alertId }) => alertId)).size, 7)
    await clock.pass(DAY)
    assert.deepEqual([oncall.sent.length, soc.sent.length], [7, 7])
    await running.stop()
    assert.deepEqual((await trail()).get('oncall A'), [
      {
        destination: 'oncall',
        kind: 'opened',
        at: SAMPLE_TIME,
        outcome: 'accepted',
        attempts: 1,
        detail: 'HTTP 202',
        possiblyRepeated: false,
      },
    ])
    assert.equal((await trail()).size, 14)
  })

  it('within half a minute even when nobody wakes it', async () => {
    const { clock, open, start } = createRig()
    const oncall = scripted('oncall', clock, [ACCEPTED])
    const running = start([oncall])
    await clock.pass(0)
    await open(['A'])
    await clock.pass(30_000)
    assert.equal(oncall.sent.length, 1)
    await running.stop()
  })

  it('not of alerts below the level, nor of those that are gone', async () => {
    const { store, clock, open, start, trail } = createRig()
    const oncall = scripted('oncall', clock, [ACCEPTED])
    await open(['LOW'], { level: 'medium' })
    const entry = { id: 'out-X', alertId: 'GONE', kind: 'opened' as const, at: SAMPLE_TIME, written: clock.now() }
    await store.sink.commit({ ...EMPTY_OUTCOME, outbox: [entry] })
    const running = start([oncall])
    await clock.pass(DAY)
    assert.equal(oncall.sent.length, 0)
    assert.equal((await store.outbox.waiting('oncall')).count, 0)
    const told = await trail()
    assert.deepEqual([...told.keys()], ['oncall GONE'])
    await running.stop()
  })
})

describe('a destination that does not take it', () => {
  it('is tried again with growing pauses until it does; the trail tells of some attempts and the end', async () => {
    const { clock, open, start, trail, news } = createRig()
    const oncall = scripted('oncall', clock, [...Array.from({ length: 6 }, () => failed()), ACCEPTED])
    await open(['A'])
    const running = start([oncall])
    await clock.pass(HOUR)
    await running.stop()
    assert.deepEqual(times(oncall.sent), [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500])
    const told = (await trail()).get('oncall A') ?? []
    assert.deepEqual(
      told.map(({ outcome, attempts }) => `${outcome} ${attempts}`),
      ['failing 1', 'failing 2', 'failing 4', 'accepted 7'],
    )
    assert.equal(news.filter(({ kind }) => kind === 'failed').length, 6)
  })

  it('is asked by one message alone while it fails, then by several', async () => {
    const { clock, open, start } = createRig()
    const oncall = scripted('oncall', clock, [failed(), failed(), failed(), failed(), failed(), ACCEPTED])
    await open(Array.from({ length: 20 }, (_, n) => `A${n}`))
    const running = start([oncall])
    await clock.pass(0)
    assert.equal(oncall.sent.length, 4)
    await clock.pass(4_000)
    assert.equal(oncall.sent.length, 5)
    await clock.pass(HOUR)
    assert.equal(oncall.sent.length, 20 + 5)
    await running.stop()
  })

  it('is left alone as long as it asks for, but not longer than we let it', async () => {
    for (const [asked, waited] of [
      [40_000, 40_000],
      [DAY, 900_000],
    ] as const) {
      const { clock, open, start } = createRig()
      const oncall = scripted('oncall', clock, [failed({ retryAfter: asked }), ACCEPTED])
      await open(['A', 'B', 'C', 'D', 'E'])
      const running = start([oncall])
      await clock.pass(waited - 1)
      assert.equal(oncall.sent.length, 4)
      await clock.pass(1_000)
      assert.equal(oncall.sent.length, 6)
      await running.stop()
    }
  })

  it('delays no other destination', async () => {
    const { clock, open, start } = createRig()
    const slow = scripted('slow', clock, ['never'])
    const broken = scripted('broken', clock, [failed({ retryAfter: HOUR })])
    const good = scripted('good', clock, [ACCEPTED])
    await open(['A', 'B', 'C', 'D', 'E', 'F'])
    const running = start([slow, broken, good])
    await clock.pass(0)
    assert.equal(good.sent.length, 6)
    const stopped = running.stop()
    await clock.pass(GRACE)
    await stopped
  })

  it('does not hold up the others with a message that alone always fails', async () => {
    const { clock, open, start } = createRig()
    const sent: string[] = []
    const picky: Destination = {
      name: 'picky',
      timeout: 1000,
      send: async ({ alertId }) => {
        sent.push(alertId)
        return alertId === 'BAD' ? failed() : ACCEPTED
      },
    }
    await open(['BAD', ...Array.from({ length: 30 }, (_, n) => `A${n}`)])
    const running = start([picky])
    await clock.pass(60_000)
    assert.equal(sent.filter((id) => id !== 'BAD').length, 30)
    await running.stop()
  })

  it('and refuses is not asked again', async () => {
    const { clock, open, start, trail, news } = createRig()
    const oncall = scripted('oncall', clock, [REFUSED])
    await open(['A'])
    const running = start([oncall])
    await clock.pass(DAY * 2)
    await running.stop()
    assert.equal(oncall.sent.length, 1)
    assert.equal((await trail()).get('oncall A')?.[0]?.outcome, 'refused')
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['refused'],
    )
  })

  it('is given up when the entry is too old, told of as such, and not a moment before', async () => {
    const { clock, open, start, trail, store } = createRig()
    const oncall = scripted('oncall', clock, [failed({ isMisconfigured: true, mayHaveArrived: true })])
    await open(['A'])
    const running = start([oncall])
    await clock.pass(DAY)
    assert.equal((await store.outbox.waiting('oncall')).count, 1)
    await clock.pass(HOUR)
    await running.stop()
    assert.equal((await store.outbox.waiting('oncall')).count, 0)
    const last = (await trail()).get('oncall A')?.at(-1)
    assert.equal(last?.outcome, 'expired')
    assert.match(last.detail, /^too old: written at 2026-03-14T08:00:00.000Z, more than 24 h ago; it may have arrived$/)
    assert.ok(oncall.sent.length > 250, 'it was tried every few minutes until then')
  })
})

describe('what is too old is never told', () => {
  it('however much of it there is, and the trail says so', async () => {
    const { clock, open, start, trail, news } = createRig()
    const oncall = scripted('oncall', clock, [ACCEPTED])
    const old = Array.from({ length: 350 }, (_, n) => `OLD${n}`)
    await open(old, { age: DAY + 1 })
    await open(['NEW'], { age: DAY })
    const running = start([oncall])
    await clock.pass(1000)
    await running.stop()
    assert.deepEqual(
      oncall.sent.map(({ alertId }) => alertId),
      ['NEW'],
    )
    const told = await trail()
    assert.deepEqual(
      told.get('oncall OLD7')?.map(({ outcome, attempts }) => [outcome, attempts]),
      [['expired', 0]],
    )
    assert.equal(told.size, 351)
    const counts = news.flatMap((event) => (event.kind === 'expired' ? [event.count] : []))
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      350,
    )
    assert.ok(counts.length < 10, 'the log is not flooded')
  })

  it('nor what happened long before it arrived here, as in an archive', async () => {
    const { clock, open, start, trail, news } = createRig()
    const oncall = scripted('oncall', clock, [ACCEPTED])
    await open(
      Array.from({ length: 250 }, (_, n) => `PAST${n}`),
      { eventAge: 7 * DAY + 1 },
    )
    await open(['LATE'], { eventAge: 7 * DAY })
    await open(['AHEAD'], { eventAge: -DAY })
    const running = start([oncall])
    await clock.pass(1000)
    await running.stop()
    assert.deepEqual(oncall.sent.map(({ alertId }) => alertId).toSorted(), ['AHEAD', 'LATE'])
    const [told] = (await trail()).get('oncall PAST7') ?? []
    assert.deepEqual([told?.outcome, told?.attempts], ['expired', 0])
    assert.match(told?.detail ?? '', /^about the past: it happened at 2026-03-07T07:59:59.999Z, more than 168 h before/)
    assert.ok(news.filter(({ kind }) => kind === 'expired').length < 6, 'the log is not flooded')
  })

  it('a destination that is added later gets what is young enough; one that is removed gets nothing more', async () => {
    const { clock, open, start } = createRig()
    const oncall = scripted('oncall', clock, [failed()])
    await open(['OLD'], { age: DAY + 1 })
    await open(['YOUNG'], { age: HOUR })
    const first = start([oncall])
    await clock.pass(10_000)
    await first.stop()
    const before = oncall.sent.length
    const late = scripted('late', clock, [ACCEPTED])
    const second = start([late])
    await clock.pass(HOUR)
    await second.stop()
    assert.deepEqual(
      late.sent.map(({ alertId }) => alertId),
      ['YOUNG'],
    )
    assert.equal(oncall.sent.length, before)
  })
})

describe('when we end in the middle', () => {
  it('attempts under way have some time to end', async () => {
    const { clock, open, start, store, trail } = createRig()
    let answer: ((result: DeliveryResult) => void) | null = null
    const oncall: Destination = {
      name: 'oncall',
      timeout: 10_000,
      send: () => new Promise((resolve) => (answer = resolve)),
    }
    await open(['A'])
    const running = start([oncall])
    await clock.pass(0)
    const stopped = running.stop()
    await clock.pass(GRACE - 1)
    ;(answer as ((result: DeliveryResult) => void) | null)?.(ACCEPTED)
    await clock.pass(0)
    await stopped
    assert.equal((await store.outbox.waiting('oncall')).count, 0)
    assert.equal((await trail()).size, 1)
  })

  it('those that do not are made again by the next run, marked as possibly repeated', async () => {
    const { clock, open, start, store, trail } = createRig()
    await open(['A'])
    const first = start([scripted('oncall', clock, ['never'])])
    await clock.pass(0)
    const stopped = first.stop()
    await clock.pass(GRACE)
    await stopped
    assert.equal((await trail()).size, 0)
    assert.equal((await store.outbox.waiting('oncall')).count, 1)
    const again = scripted('oncall', clock, [ACCEPTED])
    const second = start([again])
    await clock.pass(0)
    await second.stop()
    const [told] = (await trail()).get('oncall A') ?? []
    assert.deepEqual([told?.outcome, told?.attempts, told?.possiblyRepeated], ['accepted', 2, true])
  })

  it('only what may have arrived is marked', async () => {
    for (const mayHaveArrived of [true, false]) {
      const { clock, open, start, trail } = createRig()
      await open(['A'])
      const running = start([scripted('oncall', clock, [failed({ mayHaveArrived }), failed(), ACCEPTED])])
      await clock.pass(HOUR)
      await running.stop()
      assert.equal((await trail()).get('oncall A')?.at(-1)?.possiblyRepeated, mayHaveArrived)
    }
  })
})

describe('a store that does not take what happened', () => {
  const full = (): AppError => new AppError('STORE_FULL', 'the disk is full', { retryable: true })

  it('for a while: nothing is sent unnoted, and nothing twice', async () => {
    const { clock, open, start, store, news } = createRig()
    const oncall = scripted('oncall', clock, [ACCEPTED])
    await open(['A', 'B'])
    let refusals = 9
    const refuse = <T>(work: () => Promise<T>): Promise<T> => {
      refusals -= 1
      return refusals >= 0 ? Promise.reject(full()) : work()
    }
    const { outbox } = store
    const running = start([oncall], {
      take: (name, limit) => outbox.take(name, limit),
      due: (name, now, limit) => outbox.due(name, now, limit),
      writtenBefore: (name, time, limit) => outbox.writtenBefore(name, time, limit),
      nextAfter: (name, now) => outbox.nextAfter(name, now),
      waiting: (name) => outbox.waiting(name),
      begin: (delivery) => refuse(() => outbox.begin(delivery)),
      change: (changes) => refuse(() => outbox.change(changes)),
    })
    await clock.pass(HOUR)
    await running.stop()
    assert.deepEqual(oncall.sent.map(({ alertId }) => alertId).toSorted(), ['A', 'B'])
    assert.equal((await outbox.waiting('oncall')).count, 0)
    assert.equal(news.filter(({ kind }) => kind === 'store').length, 9)
  })

  it('for good: the run ends with the reason', async () => {
    const { clock, open, start, store } = createRig()
    await open(['A'])
    const running = start([scripted('oncall', clock, [ACCEPTED])], {
      take: (name, limit) => store.outbox.take(name, limit),
      due: (name, now, limit) => store.outbox.due(name, now, limit),
      writtenBefore: async () => [],
      nextAfter: async () => null,
      waiting: (name) => store.outbox.waiting(name),
      begin: () => Promise.reject(new AppError('STORE_FAILED', 'damaged')),
      change: async () => undefined,
    })
    await clock.pass(1000)
    await assert.rejects(running.stop(), /damaged/)
  })
})
