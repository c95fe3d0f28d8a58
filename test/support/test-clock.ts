import { setImmediate as turn } from 'node:timers/promises'

/** A clock that stands still until it is told to go on. */
export interface TestClock {
  now(): number
  after(milliseconds: number, callback: () => void): () => void
  /** Lets so much time pass: what is due on the way happens in its order, with everything that follows from it. */
  pass(milliseconds: number): Promise<void>
}

/** So many turns of the event loop are enough for all that follows from something to have happened. */
const TURNS = 30

/** A clock that begins at `start`, milliseconds since 1970. */
export function createTestClock(start: number): TestClock {
  let now = start
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  const settle = async (): Promise<void> => {
    for (let count = 0; count < TURNS; count += 1) await turn()
  }
  return {
    now: () => now,
    after: (milliseconds, callback) => {
      const timer = { at: now + milliseconds, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    pass: async (milliseconds) => {
      const end = now + milliseconds
      await settle()
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
        if (!next) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.callback()
        await settle()
      }
      now = end
    },
  }
}
