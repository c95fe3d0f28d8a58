import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'

import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { FollowRig } from './follow-rig.ts'

const scratch = scratchFolder()
after(scratch.remove)

/** What a writer does to its files, and what may be lost by it. */
class Writer {
  readonly #rig: FollowRig
  readonly #random: TestRandom
  readonly #watchesAll: boolean
  /** lines that must be there in the end */
  readonly owed = new Set<number>()
  /** file → lines in it that the collector may not have seen */
  readonly #fresh = new Map<string, number[]>()
  /** files that the collector has read while it has been running, and holds open */
  readonly #held = new Set<string>()
  #next = 0
  /** how often a record may be there: once, and once more for each copy of its file */
  #copies = 0

  constructor(rig: FollowRig, random: TestRandom, watchesAll: boolean) {
    this.#rig = rig
    this.#random = random
    this.#watchesAll = watchesAll
  }

  get written(): number {
    return this.#next
  }

  get copies(): number {
    return this.#copies
  }

  /** The collector has looked: all that is in watched files is owed. */
  looked(): void {
    for (const [name, lines] of this.#fresh) {
      for (const n of lines) this.owed.add(n)
      this.#held.add(name)
    }
    this.#fresh.clear()
  }

  /** The collector has stopped: it holds nothing open any more. */
  stopped(): void {
    this.#held.clear()
  }

  act(): void {
    const name = this.#random.pick(['a.log', 'b.log', 'c.log'])
    const does = this.#random.int(20)
    if (does < 11 || !existsSync(this.#rig.at(name))) return this.#append(name)
    if (does < 14) return this.#rotate(name)
    if (does < 16) return this.#copyTruncate(name)
    if (does < 17) return this.#replace(name)
    if (does < 18) return this.#rewrite(name)
    if (does < 19) return this.#compress(name)
    this.#lose(name, true)
    this.#rig.remove(name)
  }

  #append(name: string): void {
    const lines = this.#lines()
    this.#rig.append(name, ...lines)
    this.#fresh.set(name, [...(this.#fresh.get(name) ?? []), ...lines])
  }

  #rotate(name: string): void {
    this.#lose(`${name}.2`, true)
    if (existsSync(this.#rig.at(`${name}.1`))) this.#move(`${name}.1`, `${name}.2`)
    this.#move(name, `${name}.1`)
  }

  #move(from: string, to: string): void {
    this.#rig.rename(from, to)
    if (this.#watchesAll) {
      const lines = this.#fresh.get(from)
      if (lines) this.#fresh.set(to, lines)
    } else this.#lose(from, true)
    this.#fresh.delete(from)
    if (this.#held.delete(from)) this.#held.add(to)
  }

  #copyTruncate(name: string): void {
    this.#copies += 1
    const copy = `${name}.copy${this.#copies}`
    this.#rig.copyTruncate(name, copy)
    if (this.#watchesAll) {
      const lines = this.#fresh.get(name)
      if (lines) this.#fresh.set(copy, lines)
      this.#fresh.delete(name)
    } else this.#lose(name, false)
  }

  #compress(name: string): void {
    if (!existsSync(this.#rig.at(`${name}.1`))) return
    if (!this.#watchesAll) this.#lose(`${name}.1`, true)
    this.#rig.gzip(`${name}.1`)
    this.#copies += 1
    const packed = `${name}.${this.#copies}.gz`
    this.#rig.rename(`${name}.1.gz`, packed)
    const lines = this.#fresh.get(`${name}.1`)
    if (lines) this.#fresh.set(packed, lines)
    this.#fresh.delete(`${name}.1`)
    this.#held.delete(`${name}.1`)
  }

  #replace(name: string): void {
    this.#lose(name, true)
    const lines = this.#lines()
    this.#rig.replace(name, ...lines)
    this.#fresh.set(name, lines)
  }

  #rewrite(name: string): void {
    this.#lose(name, false)
    const lines = this.#lines()
    this.#rig.write(name, ...lines)
    this.#fresh.set(name, lines)
  }

  /** A file goes. What the collector has not seen of it is lost, unless it has the file open and the bytes still exist. */
  #lose(name: string, bytesStay: boolean): void {
    const isHeld = this.#held.has(name) && this.#rig.isRunning && bytesStay
    if (isHeld) for (const n of this.#fresh.get(name) ?? []) this.owed.add(n)
    this.#fresh.delete(name)
    this.#held.delete(name)
  }

  #lines(): number[] {
    return Array.from({ length: 1 + this.#random.int(4) }, () => this.#next++)
  }
}

for (const watchesAll of [true, false]) {
  test(`loses nothing that it can know of, ${watchesAll ? 'rotated files watched' : 'only current files watched'}`, async () => {
    const random = testRandom(watchesAll ? 71 : 72)
    for (let round = 0; round < 3 * Math.min(SCALE, 50); round += 1) {
      const folder = path.join(scratch.directory, `${watchesAll}-${round}`)
      const rig = new FollowRig(folder, watchesAll ? ['.'] : ['*.log'])
      const writer = new Writer(rig, random, watchesAll)
      for (let step = 0; step < 150; step += 1) {
        writer.act()
        if (random.chance(0.05)) {
          await rig.stop()
          writer.stopped()
        }
        if (random.chance(0.4)) {
          await rig.poll()
          writer.looked()
        }
        if (random.chance(0.1)) rig.advance(random.int(90_000))
      }
      await rig.poll(3)
      writer.looked()
      await rig.stop()
      const found = new Map<unknown, number>()
      for (const n of rig.records) found.set(n, (found.get(n) ?? 0) + 1)
      const where = `seed ${random.seed}, round ${round} of ${folder}`
      assert.deepEqual(
        [...writer.owed].filter((n) => !found.has(n)),
        [],
        `${where}: lost`,
      )
      assert.deepEqual(rig.harness.letters, [], where)
      const repeats = rig.records.length - found.size
      const isCopied = watchesAll ? writer.copies : 0
      assert.ok(isCopied > 0 || repeats === 0, `${where}: ${repeats} records repeat and nothing was copied`)
      assert.ok(Math.max(...found.values()) <= 1 + isCopied, where)
    }
  })
}
