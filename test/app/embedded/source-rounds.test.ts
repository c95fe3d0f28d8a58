import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { SourceRounds, type SourceRoundsOptions } from '../../../services/app/embedded/source-rounds.ts'
import { AppError } from '../../../services/core/errors.ts'
import type { SourceProgress } from '../../../services/core/progress.ts'
import { until } from '../../support/tocsin-process.ts'

interface Rig {
  readonly rounds: SourceRounds
  /** what the pipeline was asked for, in order: `catch up a@5`, `tell a@7 b@8`, `handled`, `turned` */
  readonly calls: string[]
  readonly said: string[]
  /** lets what was appended be handled */
  readonly handle: (done?: boolean) => void
  readonly stop: () => Promise<void>
}

/** Rounds over a pipeline that notes what it is asked for. */
function rig(t: TestContext, options: Partial<SourceRoundsOptions> = {}, failures = 0): Rig {
  const calls: string[] = []
  const said: string[] = []
  const stopping = new AbortController()
  let isCatchingUp = true
  let left = failures
  let handled = Promise.withResolvers<boolean>()
  const names = (progress: readonly SourceProgress[]): string =>
    progress.map(({ source, newest }) => `${source}@${newest}`).join(' ')
  const rounds = new SourceRounds({
    sources: [],
    pipeline: {
      get isCatchingUp() {
        return isCatchingUp
      },
      catchUp: async (progress) => {
        calls.push(`catch up ${names(progress)}`.trim())
        if ((left -= 1) >= 0) throw new AppError('STORE_FULL', 'full', { retryable: true })
        isCatchingUp = false
      },
      tell: async (progress) => void calls.push(`tell ${names(progress)}`),
    },
    handled: () => handled.promise,
    untilTaken: async (work) => {
      for (;;) {
        try {
          return await work()
        } catch (error) {
          if (!(error instanceof AppError) || !error.retryable) throw error
        }
      }
    },
    logger: { warn: (message, fields) => void said.push(`${message} ${fields?.['source'] ?? ''}`) },
    signal: stopping.signal,
    now: () => 1000,
    tell: 5,
    ...options,
  })
  const running = rounds.run()
  const stop = async (): Promise<void> => {
    stopping.abort()
    handled.resolve(false)
    await running
  }
  t.after(stop)
  const handle = (done = true): void => {
    handled.resolve(done)
    handled = Promise.withResolvers()
    handled.resolve(done)
  }
  return { rounds, calls, said, handle, stop }
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30))

describe('rules over several events', () => {
  it('are live at once when there is no source to wait for', async (t) => {
    const { rounds, calls } = rig(t)
    await rounds.caughtUp
    assert.deepEqual(calls, ['catch up'])
  })

  it('wait until each source has been through everything once, and all of it is handled', async (t) => {
    const { rounds, calls, handle } = rig(t, { sources: ['a', 'b'] })
    rounds.complete('a', { began: 5, isEmpty: false })
    rounds.complete('a', { began: 6, isEmpty: true })
    rounds.complete('a', { began: 7, isEmpty: false })
    await later()
    assert.deepEqual(calls, [])
    rounds.complete('b', { began: 8, isEmpty: true })
    await later()
    assert.deepEqual(calls, [], 'what was appended is not handled yet')
    handle()
    await rounds.caughtUp
    assert.deepEqual(calls, ['catch up a@6 b@8'])
  })

  it('wait no longer than max_hold for a source that goes on reading', async (t) => {
    const { rounds, calls, said, handle } = rig(t, { sources: ['a', 'b'], maxHold: 40 })
    handle()
    rounds.complete('a', { began: 5, isEmpty: false })
    await rounds.caughtUp
    assert.deepEqual(calls, ['catch up a@5'])
    assert.match(said.join(), /still reading .* b$/)
    rounds.complete('b', { began: 9, isEmpty: false })
    await until('its first round is told', () => calls.includes('tell b@9'))
  })

  it('begin to catch up anew when the store could not take it', async (t) => {
    const { rounds, calls, handle } = rig(t, { sources: ['a'] }, 2)
    handle()
    rounds.complete('a', { began: 5, isEmpty: false })
    await rounds.caughtUp
    assert.deepEqual(calls, ['catch up a@5', 'catch up a@5', 'catch up a@5'])
  })

  it('are not caught up when the program ends before', async (t) => {
    const { rounds, calls, handle, stop } = rig(t, { sources: ['a'] })
    rounds.complete('a', { began: 5, isEmpty: false })
    handle(false)
    await stop()
    assert.deepEqual(calls, [])
  })
})

describe('later on', () => {
  it('a round that found nothing says how far a source is, behind what was appended; the newest of several counts', async (t) => {
    const { rounds, calls, handle } = rig(t, { sources: ['a', 'b'] })
    handle()
    for (const source of ['a', 'b']) rounds.complete(source, { began: 5, isEmpty: false })
    await rounds.caughtUp
    rounds.complete('a', { began: 10, isEmpty: true })
    rounds.complete('a', { began: 11, isEmpty: true })
    rounds.complete('b', { began: 12, isEmpty: false })
    await until('it is told', () => calls.length === 2)
    assert.equal(calls[1], 'tell a@11')
    await later()
    assert.equal(calls.length, 2, 'nothing was said since')
  })

  it('a source that has ended holds nobody up', async (t) => {
    const { rounds, calls, handle } = rig(t, { sources: ['a'] })
    handle()
    rounds.complete('a', { began: 5, isEmpty: false })
    await rounds.caughtUp
    rounds.ended('a')
    await until('it is told again and again', () => calls.filter((call) => call === 'tell a@1000').length > 2)
  })
})
