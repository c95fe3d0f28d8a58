import type { Clock } from '../../services/deliver/deliverer.ts'

/** A real clock on which `speed` milliseconds pass in one: pauses of minutes take seconds, the network stays real. */
export function createFastClock(speed: number): Clock {
  const start = Date.now()
  return {
    now: () => Math.round(start + (Date.now() - start) * speed),
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds / speed)
      return () => clearTimeout(timer)
    },
  }
}
