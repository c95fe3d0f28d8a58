import { setTimeout as sleep } from 'node:timers/promises'
import { UNREADABLE } from './read-rule-places.ts'

/** What tells that files have changed: by path, something that differs when it has. */
export type Stamps = ReadonlyMap<string, string>

/** How a {@link FileWatch} waits; all in milliseconds. */
export interface WatchPace {
  /** files are looked at so often, less often when a look takes long */
  readonly poll: number
  /** for so long nothing may change before files are read */
  readonly quiet: number
  /** the same where files are gone: who replaces them has them back soon */
  readonly quietWhenGone: number
  /** files that never come to rest are read after this time */
  readonly most: number
}

/** How the program waits. */
export const WATCH_PACE: WatchPace = { poll: 2000, quiet: 300, quietWhenGone: 1000, most: 10_000 }

/** Looking takes at most this share of the time. */
const SHARE = 0.02

/** Notices when files have changed and come to rest again. It looks at them now and then: that works on every disk. */
export class FileWatch {
  readonly #look: () => Promise<Stamps>
  readonly #pace: WatchPace
  #last: Stamps

  /** `last`: the stamps from before the files were read. */
  constructor(look: () => Promise<Stamps>, last: Stamps, pace: WatchPace = WATCH_PACE) {
    this.#look = look
    this.#last = last
    this.#pace = pace
  }

  /** Resolves when something has changed and is at rest, or the signal aborts. */
  async changed(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = performance.now()
      const now = await this.#look()
      if (!isSame(now, this.#last)) return this.#rest(now, signal)
      const took = performance.now() - began
      await pause(Math.max(this.#pace.poll, took / SHARE), signal)
    }
  }

  /** What is there now counts as read: to be called before it is read without {@link changed} having said so. */
  async look(): Promise<void> {
    this.#last = await this.#look()
  }

  async #rest(first: Stamps, signal: AbortSignal): Promise<void> {
    const { quiet, quietWhenGone, most } = this.#pace
    const began = performance.now()
    let since = began
    let now = first
    while (!signal.aborted) {
      const needed = isLess(now, this.#last) ? quietWhenGone : quiet
      if (performance.now() - since >= needed || performance.now() - began >= most) break
      await pause(quiet, signal)
      const next = await this.#look()
      if (!isSame(next, now)) since = performance.now()
      now = next
    }
    this.#last = now
  }
}

function isSame(one: Stamps, other: Stamps): boolean {
  if (one.size !== other.size) return false
  for (const [path, stamp] of one) if (other.get(path) !== stamp) return false
  return true
}

/** Whether something of before is not there now. */
function isLess(now: Stamps, before: Stamps): boolean {
  for (const [path, stamp] of before) {
    if (stamp !== UNREADABLE && (now.get(path) ?? UNREADABLE) === UNREADABLE) return true
  }
  return false
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}
